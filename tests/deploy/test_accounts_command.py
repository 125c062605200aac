"""`antoan operator` and `antoan token`: the first account of an installation, and what programs call with."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from typer.testing import CliRunner, Result

from chronicle.settings import Settings
from deploy.cli import app
from portal.component import COMPONENT as PORTAL
from portal.sign_in import accounts
from portal.sign_in.passwords import matches
from tests.deploy.conftest import must_be_one_line, variables

PASSWORD = "gió nam thổi mát rượi bến thuyền"


@pytest.fixture
def antoan(settings: Settings) -> Any:
    """`await antoan("operator", "name", typed="password\\n")`"""

    async def run(*arguments: str, typed: str = "") -> Result:
        return await asyncio.to_thread(
            lambda: CliRunner().invoke(app, arguments, env=variables(settings), input=typed)
        )  # fmt: skip

    return run


@pytest.fixture
async def owner(settings: Settings) -> Any:
    connection = await asyncpg.connect(settings.owner_url)
    yield connection
    await connection.close()


async def test_the_first_operator_may_manage_accounts_from_today(antoan: Any, owner: Any) -> None:
    result = await antoan("operator", "Quản.Trị", typed=PASSWORD + "\nnot the password\n")
    assert (result.exit_code, PASSWORD in result.output) == (0, False), result.output
    made = await accounts.by_name(owner, "quản.trị")
    assert made is not None and (made.kind, made.title) == ("officer", "Quản trị hệ thống")
    assert await matches(made.password_hash, PASSWORD)
    [held] = (await accounts.authorities_of(owner, [made.account_id]))[made.account_id]
    assert (held.role, held.unit_id, held.valid_to) == ("operator", None, None)
    assert await owner.fetchval("SELECT about FROM portal.audit WHERE kind = 'account_opened'") == "by the command"
    must_be_one_line(await antoan("operator", "QUẢN.TRỊ", typed=PASSWORD), "account.name_taken")
    assert await owner.fetchval("SELECT count(*) FROM portal.authority") == 1, "all of it or nothing"


@pytest.mark.parametrize("typed", ["", "short\n", "quan.tri quan.tri\n", "123456789012345\n"])
async def test_an_operators_password_keeps_the_rules(antoan: Any, owner: Any, typed: str) -> None:
    must_be_one_line(await antoan("operator", "quan.tri", typed=typed), "sign_in.password")
    assert await owner.fetchval("SELECT count(*) FROM portal.account") == 0


async def test_a_program_calls_with_its_token_until_it_is_taken_back(
    antoan: Any, owner: Any, open_host: Any, settings: Settings
) -> None:
    tokens = [(await antoan("token", "so.lieu", "--purpose", "for Nguyễn Văn A")).stdout.strip() for _ in range(2)]
    transport = httpx.ASGITransport((await open_host(PORTAL)).application())
    async with httpx.AsyncClient(transport=transport, base_url="http://antoan") as client:

        async def called(token: str) -> int:
            return (await client.get("/api/portal/me", headers={"Authorization": f"Bearer {token}"})).status_code

        assert [await called(token) for token in tokens] == [200, 200]
        taken = await antoan("token", "so.lieu", "--take-back")
        assert (taken.exit_code, "2 tokens" in taken.stdout) == (0, True)
        assert [await called(token) for token in tokens] == [401, 401]
    assert await owner.fetchval("SELECT count(*) FROM portal.account WHERE kind = 'program'") == 1
    audited = str(await owner.fetch("SELECT a::text FROM portal.audit a"))
    assert "tokens_revoked" in audited and "token_issued" in audited
    assert "Nguyễn" not in audited, "what was typed stays out of the audit"
    must_be_one_line(await antoan("token", "nobody", "--take-back"), "account.unknown")
    await accounts.create(owner, "can.bo", "Công an phường")
    must_be_one_line(await antoan("token", "can.bo"), "account.no_program")
    assert (await antoan("token", "so.lieu", "--days", "100000")).exit_code == 2
