"""Witnesses: other offices' machines are shown our checkpoints, and sign those that begin with what they saw before.

Every published checkpoint is shown, in order, and between them now and then the newest. Nothing waits for a witness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx

from chronicle.component import Timer
from chronicle.ledger.note import Key, NoteWrong, key_of, signatures
from chronicle.ledger.tree import consistency_ranges
from chronicle.ledger.witness import Submission
from chronicle.service import Service
from chronicle.settings import Settings
from portal.sign_in.limited_http import UNANSWERED, client_options
from services.audit.ledger import book
from services.audit.ledger.handing_out import file_again

ask_every_ms = 5_000
pause_seconds = 60
"""So long a witness is left in peace where it did not sign, and between two checkpoints that nobody published."""
said_characters_max = 200

Trouble = Literal["away", "refused", "saw_longer"]


@dataclass(frozen=True, slots=True)
class Witness:
    address: str
    key: Key


@dataclass(frozen=True, slots=True)
class Answer:
    """A line that fits, or why there is none; `size` is the size the witness says it saw, where it says one."""

    line: str | None = None
    cosigned_at: datetime | None = None
    size: int | None = None
    trouble: Trouble | None = None
    said: str | None = None


def witnesses_of(settings: Settings) -> list[Witness]:
    """Raises NoteWrong where one of the keys is none."""
    parted = [witness.rpartition(" ") for witness in settings.witnesses]
    return [Witness(f"{address.rstrip('/')}/add-checkpoint", key_of(line)) for address, _, line in parted]


def timers(service: Service) -> Sequence[Timer]:
    """One for each witness, so that one that is away holds up no other."""

    def timer(witness: Witness) -> Timer:
        async def showing() -> None:
            await show(service, witness)

        return Timer(f"witness_{witness.key.key_id.hex()}", ask_every_ms, showing)

    return [timer(witness) for witness in witnesses_of(service.settings)]


async def show(service: Service, witness: Witness) -> None:
    """Shows a witness what it has not signed yet, until there is nothing more to show, or it does not sign."""
    async with httpx.AsyncClient(**client_options()) as http:
        while (wanted := await _next(service, witness)) is not None:
            answer = await _asked(service, http, witness, wanted)
            await _record(service, witness, wanted, answer)
            if answer.line is None:
                return
            await file_again(service, wanted.size)


async def _next(service: Service, witness: Witness) -> book.Signed | None:
    """The next published checkpoint, or the newest of all once the last question is long enough ago."""
    async with service.pool.acquire() as connection:
        last = await _last(connection, witness)
        before = await connection.fetchrow(
            "SELECT trouble, clock_timestamp() - asked_at < $2 AS just_now FROM audit.witness WHERE witness = $1",
            str(witness.key), timedelta(seconds=pause_seconds),
        )  # fmt: skip
        just_now = before is not None and before["just_now"]
        if before is not None and just_now and before["trouble"] is not None:
            return None
        published = await connection.fetchval("SELECT min(size) FROM audit.checkpoints WHERE size > $1", last)
        if published is not None:
            return await book.of_size(connection, published)
        newest = None if just_now else await book.newest(connection)
    return newest if newest is not None and newest.size > last else None


async def _last(connection: Any, witness: Witness) -> int:
    asked = "SELECT coalesce(max(size), 0) FROM audit.cosignature WHERE witness = $1"
    return int(await connection.fetchval(asked, str(witness.key)))


async def _asked(service: Service, http: httpx.AsyncClient, witness: Witness, wanted: book.Signed) -> Answer:
    """Begins with what we know it saw; where it says it saw something else, once more from there."""
    async with service.pool.acquire() as connection:
        old = await _last(connection, witness)
    answer = await _posted(service, http, witness, old, wanted)
    if answer.size is not None and answer.size != old:
        if answer.size > wanted.size:
            return Answer(trouble="saw_longer", said=str(answer.size))
        answer = await _posted(service, http, witness, answer.size, wanted)
    if answer.size is not None:
        return Answer(trouble="refused", said=f"it signed another log of {answer.size} facts")
    return answer


async def _posted(service: Service, http: httpx.AsyncClient, witness: Witness, old: int, wanted: book.Signed) -> Answer:
    path: list[bytes] = []
    if 0 < old < wanted.size:
        async with service.pool.acquire() as connection:
            path = await book.hashes_over(connection, consistency_ranges(old, wanted.size))
    body = str(Submission(old, tuple(path), wanted.note))
    try:
        response = await http.post(witness.address, content=body.encode())
    except UNANSWERED as error:
        return Answer(trouble="away", said=type(error).__name__)
    return _read(witness.key, wanted, response)


def _read(key: Key, wanted: book.Signed, response: httpx.Response) -> Answer:
    """Only a line that fits under our own text is believed, whatever else the answer holds."""
    said = f"{response.status_code} {response.text[:said_characters_max]}".strip()
    if response.status_code == 409 and response.text.strip().isdecimal():
        return Answer(size=int(response.text))
    if response.status_code != 200:
        return Answer(trouble="away" if response.status_code >= 500 else "refused", said=said)
    text = wanted.note.rpartition("\n\n")[0] + "\n"
    try:
        _, [found] = signatures(f"{text}\n{response.text}", [key])
        return Answer(line=found.line, cosigned_at=found.signed_at)
    except (NoteWrong, ValueError) as error:
        return Answer(trouble="refused", said=f"its answer holds no line of its key: {error}"[:said_characters_max])


async def _record(service: Service, witness: Witness, wanted: book.Signed, answer: Answer) -> None:
    key = str(witness.key)
    async with service.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO audit.witness (witness, asked_at, size, trouble, said) VALUES ($1, clock_timestamp(), $2, $3, $4) "
            "ON CONFLICT (witness) DO UPDATE SET asked_at = excluded.asked_at, size = excluded.size, "
            "trouble = excluded.trouble, said = excluded.said",
            key, wanted.size, answer.trouble, answer.said,
        )  # fmt: skip
        if answer.line is not None:
            await connection.execute(
                "INSERT INTO audit.cosignature (size, witness, line, cosigned_at) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT DO NOTHING",
                wanted.size, key, answer.line, answer.cosigned_at,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """How far a witness has signed, and what became of the last question to it."""

    witness: str
    size: int | None = None
    cosigned_at: datetime | None = None
    asked_at: datetime | None = None
    trouble: Trouble | None = None
    said: str | None = None


async def witnesses(connection: Any) -> list[WitnessRow]:
    """All that were ever asked, by name."""
    rows = await connection.fetch(
        "SELECT w.witness, c.size, c.cosigned_at, w.asked_at, w.trouble, w.said FROM audit.witness w LEFT JOIN LATERAL "
        "(SELECT size, cosigned_at FROM audit.cosignature WHERE witness = w.witness ORDER BY size DESC LIMIT 1) c ON true "
        "ORDER BY w.witness"
    )
    return [WitnessRow(**row) for row in rows]
