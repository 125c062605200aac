"""`antoan witness`: cosigns the checkpoints of logs, on the machine of another office; it needs no database and no log.

What it saw last stands in one file, replaced whole; a witness that lost it is a new one and needs a new key.
"""

import asyncio
import base64
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TextIO

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.responses import Response

from chronicle.ledger.checkpoint import Checkpoint
from chronicle.ledger.note import COSIGNATURE, Key, NoteWrong, Signer, key_of
from chronicle.ledger.witness import NotCosigned, examined, submission_bytes_max, submission_of
from chronicle.secrets import secret
from deploy.operations import Unknown
from services.audit.ledger.signing import seed_of

KEY_FILE = "witness_key"
SEEN_FILE = "seen.json"
SIZE = "text/x.tlog.size"
evidence_notes_max = 1_000
Now = Callable[[], int]


class Seen:
    """What was cosigned last of each log, kept in a folder that no second witness may have open."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SEEN_FILE
        self.by_log: dict[str, Checkpoint] = {}
        if self._path.exists():
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self.by_log = {
                name: Checkpoint(name, one["size"], base64.b64decode(one["root"])) for name, one in kept.items()
            }

    def keep(self, found: Checkpoint) -> None:
        """On the disk before anybody is told."""
        self.by_log[found.origin] = found
        kept = {
            name: {"size": one.size, "root": base64.b64encode(one.root).decode()} for name, one in self.by_log.items()
        }
        fresh = self._path.with_suffix(".part")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(kept, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        with _directory(self._path.parent) as directory:
            os.fsync(directory)

    def keep_evidence(self, note: str) -> None:
        """What the log signed although it had signed something else before: for whoever looks into it."""
        folder = self._path.parent / "evidence"
        folder.mkdir(exist_ok=True)
        if sum(1 for _ in folder.iterdir()) < evidence_notes_max:
            (folder / f"{sha256(note.encode()).hexdigest()[:16]}.txt").write_text(note, encoding="utf-8")


def application(signer: Signer, logs: Sequence[Key], seen: Seen, now: Now = lambda: int(time.time())) -> FastAPI:
    """The protocol's one question (C2SP tlog-witness, `add-checkpoint`), answered one at a time."""
    by_name: dict[str, list[Key]] = {}
    for key in logs:
        by_name.setdefault(key.name, []).append(key)
    alone = asyncio.Lock()
    app = FastAPI(title="An Toàn witness", docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/add-checkpoint")
    async def add_checkpoint(request: Request) -> Response:
        try:
            submission = submission_of(await _body(request))
            async with alone:
                text, found = examined(submission, by_name, seen.by_log)
                await asyncio.to_thread(seen.keep, found)
        except NotCosigned as refused:
            if refused.fork:
                await asyncio.to_thread(seen.keep_evidence, submission.note)
            if refused.size is not None:
                return Response(f"{refused.size}\n", refused.status, {"content-type": SIZE})
            return PlainTextResponse(f"{refused}\n", refused.status)
        return PlainTextResponse(signer.cosignature(text, now()))

    return app


async def _body(request: Request) -> str:
    """Raises NotCosigned where it is too long or no text."""
    held = b""
    async for chunk in request.stream():
        held += chunk
        if len(held) > submission_bytes_max:
            raise NotCosigned(400, f"more than {submission_bytes_max} bytes")
    try:
        return held.decode()
    except UnicodeDecodeError as error:
        raise NotCosigned(400, "it is no UTF-8") from error


def _settled(name: str, logs: Sequence[str], folder: Path) -> tuple[Signer, list[Key]]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return Signer(name, seed_of(secret(folder, KEY_FILE, make=True)), COSIGNATURE), [key_of(line) for line in logs]
    except (NoteWrong, ValueError) as error:
        raise Unknown(f"a key or name that was given: {error} · khóa hoặc tên không đúng") from error


async def serve_witness(
    name: str, logs: Sequence[str], folder: Path, host: str, port: int, announce: Callable[[str], None]
) -> None:
    """Until stopped. The key is made in the folder where there is none. Raises Unknown, SecretMissing."""
    signer, keys = await asyncio.to_thread(_settled, name, logs, folder)
    with _alone(folder):
        config = uvicorn.Config(
            application(signer, keys, Seen(folder)),
            host,
            port,
            log_level="warning",
            lifespan="off",
            server_header=False,
        )
        announce(str(signer.key))
        await uvicorn.Server(config).serve()


@contextmanager
def _alone(folder: Path) -> Iterator[TextIO]:
    """Two of one key, each with a memory of its own, would vouch for two histories."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unknown(f"another witness has {folder} open · nhân chứng khác đang dùng thư mục này") from error
        yield lock


@contextmanager
def _directory(folder: Path) -> Iterator[int]:
    opened = os.open(folder, os.O_RDONLY)
    try:
        yield opened
    finally:
        os.close(opened)
