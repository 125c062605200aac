"""What the operator's command does with accounts: the first operator, and tokens for programs. The rest is on the pages."""

import sys

import typer
from rich.console import Console

from chronicle.clock import SystemClock
from chronicle.postgres.answering import answering
from chronicle.postgres.migrate import migrate
from chronicle.refusal import Refused
from chronicle.settings import Settings
from deploy.components import COMPONENTS
from deploy.embedded import with_servers
from deploy.operations import owner_of
from portal.sign_in import accounts, audit, tokens
from portal.sign_in.password_rules import must_be_acceptable
from portal.sign_in.passwords import hash_password


def asked_for_password() -> str:
    """From the terminal, unseen and twice; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("mật khẩu · password", hide_input=True, confirmation_prompt=True))


async def open_operator(settings: Settings, console: Console, name: str, title: str, password: str) -> None:
    """An account that manages accounts; on a database that holds nothing yet, the first there is. Raises Refused."""
    must_be_acceptable(password, (name, title))
    async with with_servers(settings, join=True) as named:
        await answering(str(named.owner_url), seconds_max=0)
        await migrate(str(named.owner_url), COMPONENTS, named.secrets)
        async with owner_of(named) as connection, connection.transaction():
            made = await accounts.create(connection, name, title, password_hash=await hash_password(password))
            today = SystemClock(settings.time_zone).today()
            await accounts.give(connection, made, "operator", None, today)
            await audit.note(connection, "account_opened", made, "by the command")
    console.print(f"operator {name}: sign in at /sign-in · đăng nhập tại /sign-in")


async def give_token(settings: Settings, console: Console, name: str, title: str, purpose: str, days: int) -> None:
    """Prints a token for a program's account, made where there is none of the name. Raises Refused.

    Its authority is given on the pages.
    """
    async with owner_of(settings) as connection:
        found = await accounts.by_name(connection, accounts.as_sign_in_name(name))
        if found is not None and found.kind != "program":
            raise Refused(
                "account.no_program",
                vi="Đây là tài khoản của cán bộ, không phải của chương trình",
                en="That is an officer's account and not a program's",
            )
        account_id = found.account_id if found else await accounts.create(connection, name, title, kind="program")
        token = await tokens.issue(connection, settings.secrets, account_id, purpose, days)
        await audit.note(connection, "token_issued", account_id, "by the command")
    console.print(token, markup=False, highlight=False, soft_wrap=True)


async def take_back_tokens(settings: Settings, console: Console, name: str) -> None:
    """Every token of a program's account leads nowhere from now on. Raises Refused."""
    async with owner_of(settings) as connection:
        found = await accounts.by_name(connection, accounts.as_sign_in_name(name))
        if found is None:
            raise Refused("account.unknown", vi="Không có tài khoản này", en="There is no such account")
        count = await tokens.revoke_all(connection, found.account_id)
        await audit.note(connection, "tokens_revoked", found.account_id, "by the command")
    console.print(f"{count} tokens of {name} taken back · đã thu hồi")
