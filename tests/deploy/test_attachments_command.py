"""`antoan attachments`: what no fact names is found and removed, what one names never; what was changed is told."""

import json
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import asyncpg
import pytest

from chronicle.command import Context, derived_id
from chronicle.host import Host
from chronicle.log import Item
from chronicle.settings import Settings
from deploy.operations import log_of
from portal.attachments.store import Store, store_of
from portal.attachments.unused import removed, unused
from services.registration.component import COMPONENT as REGISTRATION
from tests.chronicle.archiving import move_full
from tests.deploy.conftest import Antoan, must_be_one_line
from tests.portal.scope.told import example
from tests.signed_in import account

NAMES = ("named", "forgotten", "young")


def hash_of(name: str) -> str:
    return sha256(name.encode()).hexdigest()


@pytest.fixture
async def owner(settings: Settings) -> Any:
    connection = await asyncpg.connect(settings.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def store(open_host: Any, settings: Settings, owner: Any) -> Store:
    """Three files of two units; a fact names one, another was uploaded today."""
    host: Host = await open_host(REGISTRATION, readers_run=False)
    await tell(host, "one", hash_of("named"))
    kept, uploader = store_of(settings), await account(settings, ())
    for name in NAMES:
        kept.put(BytesIO(name.encode()))
        for unit in ("c1", "c2"):
            await attach(owner, name, unit, uploader)
    await owner.execute(
        "UPDATE portal.attachment SET uploaded_at = clock_timestamp() - $1::interval WHERE sha256 <> $2",
        timedelta(days=31), hash_of("young"),
    )  # fmt: skip
    return kept


async def tell(host: Host, document: str, content_hash: str) -> None:
    """A fact that names a file."""
    fact = example("registration.document_issued", file_sha256=content_hash)
    command_id = derived_id(document)
    context = Context("test", "test", "", date(2021, 1, 1), command_id, command_id)
    stream = f"registration.document:{document}"
    await host.services["registration"].log.append([Item(stream, None, [fact], date(2021, 1, 1), context)])


async def attach(owner: Any, name: str, unit: str, uploader: Any) -> None:
    await owner.execute(
        "SELECT portal.attach($1, $2, 5, 'application/pdf', $3, $4)", hash_of(name), unit, name, uploader
    )


async def test_what_an_archived_fact_names_is_kept(
    store: Store, owner: Any, settings: Settings, open_host: Any
) -> None:
    await owner.execute("ALTER TABLE chronicle.event DETACH PARTITION chronicle.event_from_1")
    await owner.execute("ALTER TABLE chronicle.event_from_1 RENAME TO whole")
    await owner.execute("CREATE TABLE chronicle.event_from_1 PARTITION OF chronicle.event FOR VALUES FROM (1) TO (2)")
    await owner.execute("INSERT INTO chronicle.event SELECT * FROM chronicle.whole")
    before, _ = await unused(owner, log_of(owner, settings), 30)
    await move_full(owner, settings.archive)
    assert await owner.fetchval("SELECT count(*) FROM chronicle.event") == 0
    after, _ = await unused(owner, log_of(owner, settings), 30)
    assert [file.sha256 for file in after] == [file.sha256 for file in before] == [hash_of("forgotten")]


async def test_only_what_no_fact_names_and_is_old_is_removed(antoan: Antoan, store: Store, owner: Any) -> None:
    listed = await antoan("attachments", "--unused", "--json")
    [found] = [json.loads(line) for line in listed.output.splitlines()]
    assert (found["sha256"], found["units"], found["removed"]) == (hash_of("forgotten"), ["c1", "c2"], False)
    assert store.holds(hash_of("forgotten")), "listing removes nothing"
    assert (await antoan("attachments", "--unused", "--remove")).exit_code == 0
    assert [store.holds(hash_of(name)) for name in NAMES] == [True, False, True]
    kept = await owner.fetch("SELECT sha256, unit_id FROM portal.attachment")
    assert {(row["sha256"], row["unit_id"]) for row in kept} == {
        (hash_of(name), unit) for name in ("named", "young") for unit in ("c1", "c2")
    }
    assert "every file is named" in (await antoan("attachments", "--unused")).output
    assert await owner.fetchval("SELECT count(*) FROM portal.audit WHERE kind = 'attachment_removed'") == 1


async def test_what_was_uploaded_or_named_meanwhile_stays(
    store: Store, owner: Any, settings: Settings, open_host: Any
) -> None:
    log = log_of(owner, settings)
    [file], position = await unused(owner, log, 30)
    host: Host = await open_host(REGISTRATION, readers_run=False)
    await tell(host, "other", file.sha256)
    assert not await removed(owner, log, store, file, position)
    assert await removed(owner, log, store, file, position + 1), "the control: nothing else kept it"
    store.put(BytesIO(b"forgotten"))
    await attach(owner, "forgotten", "c1", await account(settings, ()))
    assert not await removed(owner, log, store, file, position + 1)
    assert store.holds(file.sha256)


async def test_what_is_missing_or_changed_is_told(antoan: Antoan, store: Store, settings: Settings) -> None:
    assert "3 files, 0 missing or changed" in (await antoan("attachments", "--verify")).output
    store.remove(hash_of("named"))
    changed = settings.data_directory / "attachments" / hash_of("young")[:2] / hash_of("young")
    changed.write_bytes(b"other")
    found = await antoan("attachments", "--verify", "--json")
    told = {line["sha256"]: line["fault"] for line in map(json.loads, found.stdout.splitlines()) if "fault" in line}
    assert (found.exit_code, told) == (1, {hash_of("named"): "missing", hash_of("young"): "changed"})


async def test_who_says_neither_or_both_is_told_what_to_say(antoan: Antoan, settings: Settings) -> None:
    for said in ((), ("--unused", "--verify"), ("--verify", "--remove")):
        assert (await antoan("attachments", *said)).exit_code == 2
    bucket = {"ANTOAN_ATTACHMENTS_URL": "s3://bucket"}
    must_be_one_line(await antoan("attachments", "--verify", **bucket), "attachments_key")
