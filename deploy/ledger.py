"""What the operator asks of the ledger: whether the log is still what was sealed, and a new key."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from chronicle.archive.archive import Archive
from chronicle.command import Context, fresh_id
from chronicle.ledger.note import NoteWrong, Signer, sign
from chronicle.secrets import replace_secret
from chronicle.settings import Settings
from deploy.installation import opened_to_record
from deploy.operations import Unknown, owner_of, print_json
from portal.words import Words
from services.audit.component import COMPONENT as AUDIT
from services.audit.ledger.signing import KEY_FILE, seed_of, signer
from services.audit.ledger.verdict import Verdict
from services.audit.ledger.verifying import verify
from services.audit.publishing import IntroduceKey

outside_notes_max = 100_000


async def verify_log(
    settings: Settings, console: Console, checkpoints: Sequence[Path], keys: Sequence[str], witnesses: Sequence[str], *,
    as_json: bool,
) -> int:  # fmt: skip
    """Says what holds and what does not, in both languages; returns 1 where something does not."""
    notes = await asyncio.to_thread(_notes, checkpoints)
    bar = Progress("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console,
                   transient=True, disable=as_json)  # fmt: skip
    async with owner_of(settings) as connection:
        with bar:
            task = bar.add_task("verify · kiểm tra")
            try:
                verdict = await verify(
                    connection, Archive(settings.archive), outside=notes, keys=keys,
                    witnesses=witnesses or [line.rpartition(" ")[2] for line in settings.witnesses],
                    progress=lambda done, total: bar.update(task, completed=done, total=total),
                )  # fmt: skip
            except NoteWrong as error:
                raise Unknown(f"a checkpoint or key that was given: {error}") from error
    if as_json:
        print_json({**asdict(verdict), "holds": verdict.holds, "first_bad": verdict.first_bad})
    else:
        _say(console, verdict)
    return 0 if verdict.holds else 1


def _notes(given: Sequence[Path]) -> list[str]:
    """The notes of files, and of all files of folders. Raises Unknown."""
    files = [file for path in given for file in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]
    if given and not files:
        raise Unknown(f"no checkpoint in {', '.join(map(str, given))} · không có điểm kiểm tra nào ở đó")
    if len(files) > outside_notes_max:
        raise Unknown(f"more than {outside_notes_max} checkpoints · quá {outside_notes_max} điểm kiểm tra")
    try:
        return [file.read_text(encoding="utf-8") for file in files]
    except (OSError, UnicodeDecodeError) as error:
        raise Unknown(f"a checkpoint cannot be read: {error} · không đọc được điểm kiểm tra") from error


def _say(console: Console, verdict: Verdict) -> None:
    for words in (Words("vi"), Words("en")):
        for line in verdict.said(words):
            console.print(line, style="green" if verdict.holds else "red", highlight=False, soft_wrap=True)
    console.print(f"root · gốc: {verdict.root_sha256}", highlight=False, soft_wrap=True)


async def rotate_key(settings: Settings, console: Console) -> None:
    """Puts a new key in the place of the one in use, which vouches for it; the fact comes first, the file after it."""
    async with opened_to_record(settings) as host:
        named = host.settings
        old = signer(named)
        text = secrets.token_urlsafe(32)
        new = Signer(named.ledger_name, seed_of(text))
        service = host.services[AUDIT.name]
        today = service.clock.today()
        line = str(new.key)
        for key, endorsement in ((str(old.key), None), (line, sign(f"{line}\n", [old]))):
            context = Context("operator", "operator", "", today, fresh_id(), fresh_id())
            await service.handle(IntroduceKey(occurred_on=today, key=key, endorsement=endorsement), context)
        await asyncio.to_thread(replace_secret, named.secrets, KEY_FILE, text)
    console.print(f"checkpoints are signed with this key from now on · từ nay ký bằng khóa:\n{line}", soft_wrap=True)
