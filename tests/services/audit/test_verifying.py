"""A tamper drill on a real log: whatever is changed behind the ledger's back is found and named; a control that was not is not."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from chronicle.host import RELAY, Host, begin_day
from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.note import NoteWrong, Signer
from portal.words import Words
from services.audit.ledger.sealing import NoteOf
from services.audit.ledger.signing import signer
from services.audit.ledger.tampering import MANIPULATIONS, Manipulation, Place, undone, write_anew
from services.audit.ledger.verdict import Verdict
from services.audit.ledger.verifying import verify, verify_as_it_stands
from tests.services.audit.conftest import caught_up, tell_each
from tests.services.mobilisation.scenes import listed

FACTS = 600


@pytest.fixture
async def sealed(told: Host) -> Host:
    """Some hundreds of facts, sealed in steps, with a checkpoint published in between."""
    await tell_each(told, units(range(FACTS // 2)))
    await begin_day(told.services[RELAY.name], told.clock)
    await caught_up(told)
    await tell_each(told, units(range(FACTS // 2, FACTS)))
    await caught_up(told)
    return told


def units(numbers: Iterable[int]) -> dict[str, list[Any]]:
    return {f"registration.unit:x{number}": [listed(f"x{number}", "commune", "d")] for number in numbers}


@asynccontextmanager
async def owner(host: Host) -> AsyncIterator[Any]:
    """Whoever owns the database can do anything: triggers are no wall against them."""
    connection = await asyncpg.connect(host.settings.database_url)
    try:
        yield connection
    finally:
        await connection.close()


async def tampered(host: Host, *statements: str) -> Verdict:
    """Verifies after the owner did something to the log, and takes it back."""
    async with owner(host) as connection, undone(connection):
        for statement in statements:
            await connection.execute(statement)
        return await verify_as_it_stands(connection)


def signed_by(host: Host) -> NoteOf:
    """Whoever has the key signs whatever they like."""
    return lambda size, root: signed(Checkpoint("antoan", size, root), [signer(host.settings)])


async def notes(host: Host) -> list[str]:
    return [
        row[0] for row in await host.services["audit"].pool.fetch("SELECT note FROM audit.checkpoint ORDER BY size")
    ]


async def test_an_untouched_log_holds(sealed: Host) -> None:
    kept = await notes(sealed)
    async with owner(sealed) as connection:
        verdict = await verify(connection, outside=kept, keys=[str(signer(sealed.settings).key)])
    assert verdict.holds and verdict.first_bad is None
    assert verdict.facts == verdict.sealed >= FACTS and verdict.outside == verdict.checkpoints == len(kept) > 2
    assert (await tampered(sealed)).holds, "the control: nothing was done"


@pytest.mark.parametrize(
    ("statement", "what", "position"),
    [
        ("UPDATE chronicle.event SET data = replace(data::text, 'Tân', 'Tâm')::json WHERE position = 77", "changed", 77),
        ("UPDATE chronicle.event SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 78", "changed", 78),
        ("UPDATE chronicle.event SET office = 'q' WHERE position = 300", "changed", 300),
        ("DELETE FROM chronicle.event WHERE position BETWEEN 100 AND 109", "missing", 100),
        ("DELETE FROM chronicle.event WHERE position > 500", "shorter", 500),
        ("UPDATE audit.tile SET hashes = set_byte(hashes, 32, 255 - get_byte(hashes, 32)) WHERE level = 0 AND index = 1",
         "changed", 258),
        ("UPDATE audit.checkpoint SET root = sha256('x') WHERE size = (SELECT min(size) FROM audit.checkpoint)", "root", 4),
        ("UPDATE audit.checkpoint SET note = replace(note, 'antoan', 'antoam') WHERE size = 4", "signature", 4),
    ],
)  # fmt: skip
async def test_whatever_was_done_is_found_and_named(sealed: Host, statement: str, what: str, position: int) -> None:
    if "size = (SELECT min" in statement or "size = 4" in statement:
        position = int(await sealed.services["audit"].pool.fetchval("SELECT min(size) FROM audit.checkpoint"))
        statement = statement.replace("size = 4", f"size = {position}")
    verdict = await tampered(sealed, statement)
    assert not verdict.holds
    assert (what, position) in {(found.what, found.position) for found in verdict.findings}
    named = [found for found in verdict.findings if found.what in ("changed", "missing")]
    assert not named or verdict.first_bad == min(found.position for found in named)


async def test_a_log_rewritten_and_signed_anew_is_betrayed_by_a_checkpoint_kept_elsewhere(sealed: Host) -> None:
    """Whoever owns the database and the key can make everything inside agree again; not what has left the house."""
    kept = await notes(sealed)
    published = await sealed.services["audit"].pool.fetchval("SELECT min(size) FROM audit.checkpoints")
    async with owner(sealed) as connection, undone(connection):
        await write_anew(connection, Place(published + 20, signed_by(sealed)))
        assert (await verify_as_it_stands(connection)).holds, "inside, everything agrees"
        verdict = await verify_as_it_stands(connection, outside=kept)
    assert not verdict.holds
    first = verdict.findings[0]
    assert first.what == "outside" and first.until <= published + 19 < first.position


@pytest.mark.parametrize("manipulation", MANIPULATIONS, ids=lambda one: one.name)
async def test_the_drill_knows_what_is_caught_from_what_is_not(sealed: Host, manipulation: Manipulation) -> None:
    """Each is caught where it was done; the same verdict says nothing of another place, nor one over an untouched log."""
    place, kept = Place(77, signed_by(sealed)), await notes(sealed)
    async with owner(sealed) as connection:
        async with undone(connection):
            await manipulation.do(connection, place)
            verdict = await verify_as_it_stands(connection, outside=kept[-1:])
        assert manipulation.is_caught(verdict, place), verdict.findings
        assert not manipulation.is_caught(verdict, Place(len(kept) + FACTS + 99, place.note_of))
        assert not manipulation.is_caught(await verify(connection, outside=kept), place), "it was taken back"


async def test_a_checkpoint_nobody_known_signed_is_not_held_against_the_log(sealed: Host) -> None:
    [*_, note] = await notes(sealed)
    stranger = Signer("antoan", bytes(32))
    async with owner(sealed) as connection:
        with pytest.raises(NoteWrong):
            await verify(connection, outside=[note], keys=[str(stranger.key)])
        with pytest.raises(NoteWrong):
            await verify(connection, outside=["not a note"])


@pytest.mark.fast
def test_what_follows_from_one_change_is_told_briefly_and_hides_nothing() -> None:
    """One changed fact makes every later root another: they are told in few lines, and a wrong signature among them still is."""
    verdict = Verdict()
    verdict.found("changed", 7)
    for size in range(8, 400):
        verdict.found("root", size)
    verdict.found("signature", 400)
    said = verdict.said(Words("en"))
    assert len(said) == 6 and "97 more" in said[4] and "400" in said[5], said
