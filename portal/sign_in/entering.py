"""Proves a password and opens a session: counted, slowed and audited, with one answer for every kind of wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request

from chronicle.refusal import Refused
from chronicle.service import Service
from portal.protection.addresses import counted_as
from portal.protection.rate_limit import RateLimiter
from portal.sign_in import accounts, audit, sessions
from portal.sign_in.accounts import Account
from portal.sign_in.passwords import hash_password, matches, needs_rehash
from portal.sign_in.throttle import UNTIL_RESET, closed_until


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that has begun."""

    account: Account
    token: str


async def with_password(service: Service, request: Request, name: str, password: str) -> Entered:
    """Raises Refused (`sign_in.…`): which of name and password was wrong is not said, nor whether an account exists."""
    account = await _named(service, name)
    right = await proven(service, request, account, password)
    if account is None or not right or account.disabled_at is not None or account.kind != "officer":
        await audit.note(service.pool, "sign_in_refused", account.account_id if account else None, "password", request)
        raise _wrong()
    if account.password_hash and needs_rehash(account.password_hash):
        await accounts.set_password(service.pool, account.account_id, await hash_password(password))
    return await begin(service, request, account, "password")


async def proven(service: Service, request: Request, account: Account | None, password: str) -> bool:
    """Whether it is the account's password. The attempt is counted; whoever goes on from a right one forgives the count."""
    await _take(request)
    if account is not None:
        await _count(service, account)
    return await matches(None if account is None else account.password_hash, password)


async def begin(service: Service, request: Request, account: Account, way: str) -> Entered:
    """A session of its own for whoever has proven to be this account; one that was in the browser before is ended."""
    if (before := sessions.token_in(request)) is not None:
        await sessions.end(service.pool, before)
    await accounts.forgive(service.pool, account.account_id)
    await sessions.end_stale(service.pool, service.settings.session_idle_seconds_max)
    token = await sessions.begin(service.pool, account.account_id, way, service.settings.session_seconds_max)
    await audit.note(service.pool, "signed_in", account.account_id, way, request)
    return Entered(account, token)


async def _take(request: Request) -> None:
    limiter: RateLimiter = request.app.state.limiter
    if request.client and (wait := await limiter.take("sign_in", counted_as(request.client.host))) is not None:
        raise wait.rejection()


async def _named(service: Service, name: str) -> Account | None:
    try:
        return await accounts.by_name(service.pool, accounts.as_sign_in_name(name))
    except Refused:
        return None


async def _count(service: Service, account: Account) -> None:
    """An attempt is a failure until it has proven not to be, and of many at once each is judged by the count of all before."""
    async with service.pool.acquire() as connection, connection.transaction():
        present = await accounts.by_id(connection, account.account_id, lock=True)
        assert present is not None
        _must_be_open(present)
        await accounts.failed(connection, account.account_id)


def _must_be_open(account: Account) -> None:
    now = datetime.now(UTC)
    until = closed_until(account.failures, account.last_failure_at, now)
    if until is None:
        return
    if until == UNTIL_RESET:
        raise Refused(
            "sign_in.closed",
            vi="Tài khoản đã bị khóa vì nhập sai quá nhiều lần; hãy liên hệ quản trị hệ thống",
            en="The account is closed after too many wrong passwords; ask the operator",
        )
    seconds = max(1, round((until - now).total_seconds()))
    raise Refused(
        "sign_in.wait",
        vi=f"Đã nhập sai nhiều lần; hãy thử lại sau {seconds} giây",
        en=f"Too many wrong passwords; try again in {seconds} seconds",
    )


def _wrong() -> Refused:
    return Refused(
        "sign_in.wrong",
        vi="Tên đăng nhập hoặc mật khẩu không đúng",
        en="The sign-in name or the password is wrong",
    )
