"""The log is sealed as it grows; what is hashed in Python and put together by the database is the same; proofs hold."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chronicle.clock import PlayedClock
from chronicle.host import RELAY, Host, begin_day
from chronicle.ledger.checkpoint import checkpoint_of
from chronicle.ledger.leaf import LEAF_TEXT, leaf_hash, leaf_text
from chronicle.ledger.note import key_of
from chronicle.ledger.tree import Frontier, is_consistent, is_included
from chronicle.log import Entry
from services.audit.ledger.sealing import seal
from services.audit.ledger.signing import signer
from tests.services.audit.conftest import caught_up, tell
from tests.services.mobilisation.scenes import listed

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)


async def leaves(host: Host) -> list[str]:
    rows = await host.services["audit"].pool.fetch(f"SELECT {LEAF_TEXT} FROM chronicle.event ORDER BY position")
    return [row[0] for row in rows]


async def test_every_fact_is_in_the_tree_and_the_tree_is_signed(told: Host) -> None:
    audit = told.services["audit"]
    row = await audit.pool.fetchrow("SELECT * FROM audit.checkpoint ORDER BY size DESC LIMIT 1")
    frontier = Frontier()
    for text in await leaves(told):
        frontier.add(leaf_hash(text))
    assert (row["size"], row["root"]) == (4, frontier.root())
    told_of = checkpoint_of(row["note"], [signer(audit.settings).key])
    assert (told_of.origin, told_of.size, told_of.root) == ("antoan", 4, frontier.root())


async def test_the_leaf_python_hashes_is_the_one_the_database_puts_together(told: Host) -> None:
    entries = await told.services["audit"].log.read(0, 100)
    assert [leaf_text(entry) for entry in entries] == await leaves(told)
    envelope, _, fact = leaf_text(entries[0]).partition("\n")
    assert json.loads(envelope)[:2] == [1, "registration.unit:p"] and json.loads(fact)["unit_id"] == "p"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.tuples(TEXT, TEXT, TEXT, TEXT, st.none() | TEXT, st.none() | TEXT),
    st.integers(1, 2**63 - 1),
    st.none() | st.integers(1, 2**63 - 1),
    st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),
    st.dates(date(1971, 1, 1), date(2100, 1, 1)),
    st.uuids(),
)
async def test_whatever_stands_in_an_envelope_is_written_the_same_by_both(
    told: Host, texts: tuple[str, str, str, str, str | None, str | None], position: int, causation: int | None,
    instant: datetime, day: date, number: UUID,
) -> None:  # fmt: skip
    stream, actor, role, office, behalf, rule_set = texts
    entry = Entry(
        position, stream, 7, "a.b", 1, number, '{"a": "\\u0000\\n"}', day, instant.replace(tzinfo=UTC), actor, role, office,
        behalf, number, causation, number, rule_set,
    )  # fmt: skip
    columns = {
        "position": "bigint", "stream": "text", "version": "int", "type": "text", "schema_version": "int",
        "event_id": "uuid", "data": "json", "occurred_on": "date", "recorded_at": "timestamptz", "actor": "text",
        "role": "text", "office": "text", "on_behalf_of": "text", "correlation_id": "uuid", "causation": "bigint",
        "command_id": "uuid", "rule_set": "text",
    }  # fmt: skip
    given_ = ", ".join(f"${place}::{kind} AS {name}" for place, (name, kind) in enumerate(columns.items(), start=1))
    written = await told.services["audit"].pool.fetchval(
        f"SELECT {LEAF_TEXT} FROM (SELECT {given_}) one", *(getattr(entry, name) for name in columns)
    )
    assert leaf_text(entry) == written


async def test_two_who_seal_at_once_seal_once(told: Host) -> None:
    audit = told.services["audit"]
    for number in range(600):
        await tell(told, f"registration.unit:x{number}", listed(f"x{number}", "commune", "d"))
    assert set(await asyncio.gather(*(seal(audit) for _ in range(4)))) == {604}
    stored = await audit.pool.fetch("SELECT hashes FROM audit.tile WHERE level = 0 ORDER BY index")
    assert b"".join(row[0] for row in stored) == b"".join(leaf_hash(text) for text in await leaves(told))


async def test_a_proof_can_be_followed_with_nothing_but_hashes(told: Host, client: httpx.AsyncClient) -> None:
    for number in range(300):
        await tell(told, f"registration.unit:x{number}", listed(f"x{number}", "commune", "d"))
    await caught_up(told)
    [key] = (signer(told.settings).key,)
    for position in (1, 4, 256, 257, 304):
        proof = (await client.get("/api/audit/proofs/inclusion", params={"position": position})).json()
        checkpoint = checkpoint_of(proof["checkpoint"], [key])
        leaf = sha256(b"\x00" + proof["leaf"].encode()).digest()
        path = [bytes.fromhex(step) for step in proof["path"]]
        assert leaf.hex() == proof["leaf_sha256"]
        assert is_included(leaf, position - 1, checkpoint.size, path, checkpoint.root)
    proof = (await client.get("/api/audit/proofs/consistency", params={"first": 4})).json()
    old, new = (checkpoint_of(proof[f"{which}_checkpoint"], [key]) for which in ("first", "second"))
    assert (old.size, new.size) == (4, 304)
    assert is_consistent(4, 304, old.root, new.root, [bytes.fromhex(step) for step in proof["path"]])


async def test_a_day_that_begins_publishes_the_log_as_it_stood_and_files_the_note(
    told: Host, client: httpx.AsyncClient
) -> None:
    await begin_day(told.services[RELAY.name], told.clock)
    for _ in range(2):  # the fact that it was published is read, and what follows from it
        await caught_up(told)
    [fact] = [
        json.loads(row["data"]) for row in await told.services["audit"].pool.fetch(
            "SELECT data FROM chronicle.event WHERE type = 'audit.checkpoint_published'")
    ]  # fmt: skip
    assert fact["size"] == 5, "up to the day that began"
    [line] = [row["key"] for row in (await client.get("/api/audit/keys")).json()]
    assert checkpoint_of(fact["note"], [key_of(line)]).root.hex() == fact["root_sha256"]
    assert (told.settings.checkpoints / "000000000005.txt").read_text() == fact["note"]
    await begin_day(told.services[RELAY.name], told.clock)
    assert await caught_up(told) == 7, "the day, the key and the checkpoint: nothing is said twice"
    assert isinstance(told.clock, PlayedClock)
    told.clock.instant += timedelta(days=30)
    await begin_day(told.services[RELAY.name], told.clock)
    for _ in range(2):
        await caught_up(told)
    assert await caught_up(told) == 7 + 30 + 1, "thirty days made up are vouched for once"


async def test_what_cannot_be_proven_says_why(told: Host, client: httpx.AsyncClient) -> None:
    for path, params, code in (
        ("inclusion", {"position": 9}, "event.unknown"),
        ("inclusion", {"position": 4, "size": 3}, "checkpoint.unknown"),
        ("consistency", {"first": 99}, "checkpoint.unknown"),
    ):
        answer = await client.get(f"/api/audit/proofs/{path}", params=params)
        assert answer.status_code in (404, 409, 422) and code in answer.text, answer.text
