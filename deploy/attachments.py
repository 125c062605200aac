"""What the operator's command does with attached files: how many there are, which nobody names, whether each is what it was."""

from asyncio import to_thread
from typing import Any

from rich.console import Console
from rich.table import Table

from chronicle.settings import Settings
from deploy.operations import log_of, owner_of, print_json
from portal.attachments.store import ContentChanged, ContentMissing, Store, store_of
from portal.attachments.unused import removed, unused
from portal.sign_in import audit


async def show_unused(settings: Settings, console: Console, *, days: int, remove: bool, as_json: bool) -> None:
    """Files older than so many days that no fact names; with `remove`, they are forgotten."""
    store = store_of(settings)
    table = Table("sha256", "uploaded (UTC)", "bytes", "units", "label", "removed")
    async with owner_of(settings) as connection:
        log = log_of(connection, settings)
        files, position = await unused(connection, log, days)
        for file in files:
            gone = remove and await removed(connection, log, store, file, position)
            if gone:
                await audit.note(connection, "attachment_removed", None, f"{file.sha256} {' '.join(file.units)}")
            if as_json:
                print_json({"sha256": file.sha256, "uploaded_at": file.uploaded_at, "bytes": file.bytes,
                            "units": file.units, "label": file.label, "removed": gone})  # fmt: skip
            else:
                table.add_row(
                    file.sha256, f"{file.uploaded_at:%Y-%m-%d %H:%M}", str(file.bytes), " ".join(file.units), file.label,
                    "yes" if gone else "",
                )  # fmt: skip
    if not as_json:
        console.print(
            table if files else "every file is named by a fact, or young · mọi tệp đều được ghi nhận hoặc còn mới"
        )


async def verify(settings: Settings, console: Console, *, as_json: bool) -> int:
    """Hashes every file there should be again. Returns 1 when one is missing or changed."""
    store = store_of(settings)
    wrong = 0
    async with owner_of(settings) as connection:
        rows = await connection.fetch("SELECT DISTINCT sha256 FROM portal.attachment ORDER BY sha256")
    for row in rows:
        if (what := await to_thread(_fault, store, row["sha256"])) is not None:
            wrong += 1
            _say(console, {"sha256": row["sha256"], "fault": what}, as_json=as_json)
    if not as_json:
        console.print(f"{len(rows)} files, {wrong} missing or changed")
    return 1 if wrong else 0


def _fault(store: Store, content_hash: str) -> str | None:
    try:
        store.opened(content_hash).close()
    except ContentMissing:
        return "missing"
    except ContentChanged:
        return "changed"
    return None


def _say(console: Console, line: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(line)
    else:
        console.print(f"{line['sha256']}: {line['fault']}", style="red", highlight=False, soft_wrap=True)
