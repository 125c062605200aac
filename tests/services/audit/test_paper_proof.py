"""A paper's proof: given to whoever knows the code on it, checked alone on another machine, and of no other fact."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from chronicle.clock import PlayedClock
from chronicle.command import Context, fresh_id
from chronicle.component import Component
from chronicle.host import RELAY, Host
from chronicle.log import Item
from contracts.recognition import DocumentNumbered
from portal.component import COMPONENT as PORTAL
from services.audit.component import COMPONENT
from services.audit.ledger.sealing import seal
from services.audit.ledger.signing import signer
from tests import signed_in
from tests.architecture.sources import REPOSITORY
from tests.services.audit.conftest import DAY, NOON, tell
from tests.services.mobilisation.scenes import listed

PAPER = DocumentNumbered.model_validate_json(
    (REPOSITORY / "contracts/golden/recognition.document_numbered.v1.json").read_text("utf-8")
)
CODE = PAPER.verification_code


@pytest.fixture
async def numbered(open_host: Callable[..., Any]) -> Host:
    """A fact of a unit, and one that numbered a paper; neither is sealed."""
    others = (Component(name="registration"), Component(name="recognition"))
    host: Host = await open_host(RELAY, PORTAL, *others, COMPONENT, clock=PlayedClock(NOON), readers_run=False)
    await tell(host, "registration.unit:p", listed("p", "province"))
    context = Context("a-number", "commune_chair", "p", DAY, fresh_id(), fresh_id())
    log = host.services["recognition"].log
    await log.append([Item(f"recognition.register:{PAPER.document_id}", None, (PAPER,), DAY, context)])
    return host


async def test_who_knows_the_code_has_the_proof_and_nobody_else(numbered: Host, tmp_path: Path) -> None:
    async with signed_in.program(numbered, {}) as stranger:
        young = await stranger.get("/audit/papers/2.json", params={"code": CODE})
        assert young.status_code == 404 and "Chưa có điểm kiểm tra" in young.text
        await seal(numbered.services["audit"])
        answer = await stranger.get("/audit/papers/2.json", params={"code": CODE})
        assert answer.status_code == 200 and "antoan-proof-2.json" in answer.headers["content-disposition"]
        assert json.loads(answer.json()["leaf"].partition("\n")[2])["number"] == PAPER.number
        for position, code in ((2, CODE[:-1] + "0"), (2, ""), (1, CODE), (3, CODE), (1, "")):
            refused = await stranger.get(f"/audit/papers/{position}.json", params={"code": code})
            assert refused.status_code == 404 and "leaf" not in refused.text, (position, code)
        assert (await stranger.get("/audit/papers/2.json")).status_code == 422
        verifier = await stranger.get("/audit/verifier.py")
    (tmp_path / "verifier.py").write_text(verifier.text, "utf-8")
    (tmp_path / "proof.json").write_text(answer.text, "utf-8")
    (tmp_path / "forged.json").write_text(answer.text.replace(PAPER.number, "99/GCN-UBND"), "utf-8")
    assert checked(tmp_path, numbered, "proof.json") == 0
    assert checked(tmp_path, numbered, "forged.json") == 1


def checked(folder: Path, host: Host, proof: str) -> int:
    """By a Python that has nothing but itself."""
    given = [sys.executable, "-I", "-S", "verifier.py", "--key", str(signer(host.settings).key), proof]
    return subprocess.run(given, cwd=folder, capture_output=True, timeout=60).returncode


async def test_what_others_may_see_still_takes_an_account(numbered: Host) -> None:
    await seal(numbered.services["audit"])
    async with signed_in.program(numbered, {}) as stranger:
        assert isinstance(stranger, httpx.AsyncClient)
        assert (await stranger.get("/api/audit/proofs/inclusion", params={"position": 2})).status_code == 401
