"""A bundle: its files, the manifest over them, the signature on that, and the ZIP, the same bytes wherever it is made."""

import asyncio
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from chronicle.ledger import offline_verifier
from chronicle.ledger.note import sign
from chronicle.refusal import Refused
from chronicle.service import Service
from portal.neighbours import Ask
from portal.sight import Sight
from services.audit.evidence import papers
from services.audit.evidence.belonging import belonging
from services.audit.evidence.pages import pages
from services.audit.evidence.papers import Files
from services.audit.evidence.question import Question
from services.audit.evidence.read_me import READ_ME
from services.audit.ledger.sealing import checkpoint_at
from services.audit.ledger.signing import signer
from services.audit.projections.checkpoints import checkpoints

FORMAT = "antoan-evidence/1"
earlier_checkpoints_max = 400
"""The newest of those published before: one a day, so a year and more."""
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""Of the time of ZIP: no file has another, as a bundle made again has the same bytes."""
PERMISSIONS = 0o644
UNIX = 3


@dataclass(frozen=True, slots=True)
class Bundle:
    """`manifest_sha256` is what tells two bundles apart: it does not change when a witness signs later."""

    name: str
    data: bytes
    manifest_sha256: str
    position: int
    facts: int
    out_of_sight: int
    pages: int


async def bundle(service: Service, seen: Sight, question: Question, ask: Ask) -> Bundle:
    """What belongs to a question as of the moment that is seen. Raises Refused, Rejected, ArchiveUnreadable."""
    question.must_be_one()
    assert seen.moment is not None
    size = seen.moment.position
    if not size:
        raise Refused("evidence.unknown", vi="Khi đó nhật ký chưa có sự kiện nào", en="The log held no fact then")
    signed = await checkpoint_at(service, size)
    found = await belonging(service, seen, question, size)
    published = await checkpoints(seen.connection, size, earlier_checkpoints_max)
    shown, asked = await pages(ask, question, size)
    house = signer(service.settings)
    note, lines = _parted(signed.note)
    upcasts = papers.upcasts_of(found)
    files: Files = {
        **papers.facts(found), **papers.reading(found, upcasts), **shown,
        **await papers.proofs(service.pool, found, published[::-1], size),
        **await papers.completeness(service.pool, question, found, size, upcasts),
        "checkpoint.txt": note,
        "README.txt": READ_ME.encode(),
        "verifier.py": await asyncio.to_thread(Path(offline_verifier.__file__).read_bytes),
    }  # fmt: skip
    manifest = papers.written({
        "format": FORMAT, "log": service.settings.ledger_name, "position": size, "question": question.told,
        "root_sha256": signed.root.hex(), "pages": asked,
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    })  # fmt: skip
    digest = sha256(manifest).hexdigest()
    files |= {
        "MANIFEST.json": manifest,
        "signatures/manifest.txt": sign(f"antoan evidence\n{digest}\n", [house]).encode(),
    }
    if lines:
        files["signatures/witnesses.txt"] = lines
    data = await asyncio.to_thread(zipped, files)
    count = sum(name.endswith(".html") for name in shown)
    return Bundle(_name(question, size), data, digest, size, len(found.leaves), len(found.out_of_sight), count)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Stored, not compressed: two versions of zlib make other bytes of the same text."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.create_system, entry.external_attr = UNIX, PERMISSIONS << 16
            archive.writestr(entry, files[name])
    return target.getvalue()


def _parted(note: str) -> tuple[bytes, bytes]:
    """The note as the log signed it, which stays, and the lines witnesses put below it, which may come later."""
    text, _, below = note.rpartition("\n\n")
    own, *others = below.splitlines(keepends=True)
    return f"{text}\n\n{own}".encode(), "".join(others).encode()


def _name(question: Question, size: int) -> str:
    [(kind, value), *_] = question.told.items()
    plain = "".join(one if one.isalnum() else "-" for one in str(value))
    return f"antoan-evidence-{kind}-{plain}-{size}.zip"
