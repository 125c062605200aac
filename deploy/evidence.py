"""What the operator hands over: a bundle of evidence, made by the installation itself, which sees everything."""

import asyncio
from pathlib import Path

from rich.console import Console

from chronicle.host import Host
from chronicle.settings import Settings
from deploy.installation import opened, sight_at
from deploy.operations import print_json
from portal.neighbours import as_the_installation
from services.audit.component import COMPONENT as AUDIT
from services.audit.evidence.bundle import Bundle, bundle
from services.audit.evidence.question import Question


async def make_bundle(
    settings: Settings, console: Console, question: Question, as_of: str | None, to: Path, *, as_json: bool
) -> None:
    """Writes the bundle to a file and says what it holds. Raises Refused, Rejected."""
    question.must_be_one()
    async with opened(settings) as host:
        made = await _made(host, question, as_of)
    await asyncio.to_thread(to.write_bytes, made.data)
    if as_json:
        print_json({
            "file": str(to), "bytes": len(made.data), "position": made.position, "facts": made.facts, "pages": made.pages,
            "manifest_sha256": made.manifest_sha256,
        })  # fmt: skip
        return
    console.print(
        f"{to}: {made.facts} facts up to position {made.position}, {made.pages} pages, {len(made.data):,} bytes\n"
        f"{to}: {made.facts} sự kiện đến vị trí {made.position}, {made.pages} trang\n"
        f"SHA-256 · MANIFEST.json: {made.manifest_sha256}",
        highlight=False, soft_wrap=True,
    )  # fmt: skip


async def _made(host: Host, question: Question, as_of: str | None) -> Bundle:
    service = host.services[AUDIT.name]
    async with (
        sight_at(host, service, as_of or str(await service.log.head())) as seen,
        as_the_installation(host.application(), host.settings.host) as ask,
    ):
        return await bundle(service, seen, question, ask)
