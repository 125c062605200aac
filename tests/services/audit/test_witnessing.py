"""A witness on a real port: it signs the log as it grows, refuses a rewritten one, and nothing waits for it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from chronicle.host import RELAY, Host, begin_day
from chronicle.ledger import offline_verifier
from chronicle.ledger.note import COSIGNATURE, Signer, signatures
from deploy.witness import Seen, application
from services.audit.ledger import witnessing
from services.audit.ledger.signing import signer
from services.audit.ledger.tampering import Place, undone, write_anew
from services.audit.ledger.verifying import verify
from services.audit.ledger.witnessing import show, witnesses_of
from tests.services.audit.conftest import caught_up, tell
from tests.services.audit.test_verifying import notes, owner, signed_by
from tests.services.mobilisation.scenes import listed

WITNESS = Signer("thanh-tra.example/w1", bytes([2]) * 32, COSIGNATURE)


@contextmanager
def witness(host: Host, folder: Path, port: int = 0) -> Iterator[int]:
    """Its port. The same folder again is the same witness, who remembers."""
    folder.mkdir(exist_ok=True)
    app = application(WITNESS, [signer(host.settings).key], Seen(folder))
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        threading.Event().wait(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def asked(host: Host, port: int) -> Any:
    host.settings.witnesses = (f"http://127.0.0.1:{port} {WITNESS.key}",)
    [found] = witnesses_of(host.settings)
    return found


async def grown(host: Host, name: str, days: int = 1) -> None:
    """Some facts more, and a day that began: a checkpoint more is published."""
    for number in range(5):
        await tell(host, f"registration.unit:{name}{number}", listed(f"{name}{number}", "commune", "d"))
    host.clock.instant += timedelta(days=days)  # type: ignore[attr-defined]
    await begin_day(host.services[RELAY.name], host.clock)
    for _ in range(3):
        await caught_up(host)


async def state(host: Host) -> dict[str, Any]:
    [row] = await host.services["audit"].pool.fetch("SELECT trouble, said, size FROM audit.witness")
    return dict(row)


async def test_the_log_is_cosigned_as_it_grows(told: Host, client: httpx.AsyncClient, tmp_path: Path) -> None:
    audit = told.services["audit"]
    with witness(told, tmp_path / "w") as port:
        await grown(told, "a")
        await show(audit, asked(told, port))
        await grown(told, "b")
    with witness(told, tmp_path / "w") as port:  # stopped and started: it remembers
        await show(audit, asked(told, port))
    published = [row[0] for row in await audit.pool.fetch("SELECT size FROM audit.checkpoints ORDER BY size")]
    signed = [row[0] for row in await audit.pool.fetch("SELECT size FROM audit.cosignature ORDER BY size")]
    assert len(published) == 2 and set(published) <= set(signed)
    filed = (told.settings.checkpoints / f"{published[-1]:012}.txt").read_text()
    assert len(signatures(filed, [signer(told.settings).key, WITNESS.key])[1]) == 2
    proof = await client.get("/api/audit/proofs/inclusion", params={"position": 3})
    keys = [offline_verifier.key_of(str(one)) for one in (signer(told.settings).key, WITNESS.key)]
    assert "3 (registration.unit_listed" in offline_verifier.checked(proof.text, keys)
    [row] = (await client.get("/api/audit/witnesses")).json()
    assert (row["witness"], row["size"], row["trouble"]) == (str(WITNESS.key), signed[-1], None)
    page = (await client.get("/audit")).text
    assert "Nhân chứng" in page and str(WITNESS.key) in page
    async with owner(told) as connection:
        verdict = await verify(connection, witnesses=[str(WITNESS.key)], outside=[filed])
        assert verdict.holds and verdict.cosigned == len(signed) + 1
        another = "(SELECT line FROM audit.cosignature WHERE size = $2)"
        await connection.execute(
            f"UPDATE audit.cosignature SET line = {another} WHERE size = $1", signed[0], signed[-1]
        )
        verdict = await verify(connection, witnesses=[str(WITNESS.key)])
        assert [(found.what, found.position) for found in verdict.findings] == [("cosignature", signed[0])]


async def test_between_published_ones_the_newest_is_shown_now_and_then(
    told: Host, tmp_path: Path, monkeypatch: Any
) -> None:
    audit = told.services["audit"]
    with witness(told, tmp_path / "w") as port:
        await show(audit, asked(told, port))
        assert (await state(told))["size"] == 4
        await tell(told, "registration.unit:z", listed("z", "commune", "d"))
        await caught_up(told)
        await show(audit, asked(told, port))
        assert (await state(told))["size"] == 4, "not a minute later"
        monkeypatch.setattr(witnessing, "pause_seconds", 0)
        await show(audit, asked(told, port))
        assert (await state(told))["size"] == 5


async def test_a_rewritten_and_signed_log_is_refused_and_kept_as_evidence(told: Host, tmp_path: Path) -> None:
    audit = told.services["audit"]
    with witness(told, tmp_path / "w") as port:
        await grown(told, "a")
        await show(audit, asked(told, port))
        async with owner(told) as connection, undone(connection):
            await write_anew(connection, Place(3, signed_by(told)))
            await connection.execute("COMMIT")
        await grown(told, "b")
        await show(audit, asked(told, port))
        found = await state(told)
        [forked] = (tmp_path / "w" / "evidence").iterdir()
    assert (found["trouble"], found["said"]) == ("refused", f"it signed another log of {found['size']} facts")
    assert forked.read_text() in await notes(told)


async def test_a_log_that_was_cut_off_and_grew_again_is_refused(told: Host, tmp_path: Path) -> None:
    audit = told.services["audit"]
    with witness(told, tmp_path / "w") as port:
        await grown(told, "a", days=3)
        await show(audit, asked(told, port))
        async with owner(told) as connection:
            await connection.execute("TRUNCATE audit.cosignature, audit.witness")
            await connection.execute("DELETE FROM audit.checkpoint WHERE size > 4")
            await connection.execute("DELETE FROM audit.checkpoints")
        await show(audit, asked(told, port))
    assert (await state(told))["trouble"] == "saw_longer"


async def test_a_witness_that_is_away_delays_nothing(told: Host, tmp_path: Path) -> None:
    audit = told.services["audit"]
    with witness(told, tmp_path / "w") as port:
        pass
    await grown(told, "a")
    await asyncio.wait_for(show(audit, asked(told, port)), 15)
    assert (await state(told))["trouble"] == "away"
    await grown(told, "b")
    assert await audit.pool.fetchval("SELECT count(*) FROM audit.checkpoints") == 2
    await audit.pool.execute("UPDATE audit.witness SET asked_at = asked_at - interval '1 hour'")
    with witness(told, tmp_path / "w", port):
        await show(audit, asked(told, port))
    assert (await state(told))["trouble"] is None
    assert await audit.pool.fetchval("SELECT count(*) FROM audit.cosignature") >= 2


@pytest.mark.parametrize("answer", ["", "nothing\n", "\N{EM DASH} thanh-tra.example/w1 AAAA\n", "x" * 200_000])
async def test_what_no_witness_would_say_is_not_believed(told: Host, answer: str) -> None:
    app = FastAPI()
    app.add_api_route("/add-checkpoint", lambda: PlainTextResponse(answer), methods=["POST"])
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", 0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    await show(told.services["audit"], asked(told, server.servers[0].sockets[0].getsockname()[1]))
    server.should_exit = True
    await serving
    assert (await state(told))["trouble"] in ("refused", "away")
    assert await told.services["audit"].pool.fetchval("SELECT count(*) FROM audit.cosignature") == 0
