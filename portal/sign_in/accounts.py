"""Accounts and what they may do: read and written as the portal's own role; nothing here decides anything."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from chronicle.refusal import Refused
from portal.authority.roles import ROLES
from portal.authority.scope import Authority

Connection = Any  # asyncpg.Connection, a pool, or a pool's proxy of one

sign_in_name_characters_max = 100
title_characters_max = 200
accounts_listed_max = 5_000


@dataclass(frozen=True, slots=True)
class Account:
    """A row of portal.account. `title` names the post (Công an phường Phú Thủy), never the person."""

    account_id: UUID
    sign_in_name: str
    title: str
    kind: str
    password_hash: str | None
    oidc_issuer: str | None
    oidc_subject: str | None
    failures: int
    last_failure_at: datetime | None
    disabled_at: datetime | None


_COLUMNS = "account_id, sign_in_name, title, kind, password_hash, oidc_issuer, oidc_subject, failures, last_failure_at, disabled_at"


def as_sign_in_name(text: str) -> str:
    """What is typed as it is kept: NFC, lower case, no blanks around. Raises Refused."""
    name = unicodedata.normalize("NFC", text).strip().lower()
    if not 1 <= len(name) <= sign_in_name_characters_max or not name.isprintable():
        raise Refused(
            "account.name_wrong",
            vi=f"Tên đăng nhập phải có từ 1 đến {sign_in_name_characters_max} ký tự đọc được",
            en=f"A sign-in name has 1 to {sign_in_name_characters_max} printable characters",
        )
    return name


async def create(
    connection: Connection, sign_in_name: str, title: str, *, kind: str = "officer", password_hash: str | None = None
) -> UUID:
    """Returns the new account's id. Raises Refused (`account.name_taken`)."""
    account_id = uuid4()
    try:
        await connection.execute(
            "INSERT INTO portal.account (account_id, sign_in_name, title, kind, password_hash, password_set_at) "
            "VALUES ($1, $2, $3, $4, $5, CASE WHEN $5::text IS NULL THEN NULL ELSE clock_timestamp() END)",
            account_id, as_sign_in_name(sign_in_name), title[:title_characters_max], kind, password_hash,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise Refused(
            "account.name_taken", vi="Tên đăng nhập này đã có người dùng", en="This sign-in name is taken"
        ) from None
    return account_id


async def by_name(connection: Connection, sign_in_name: str) -> Account | None:
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM portal.account WHERE sign_in_name = $1", sign_in_name)
    return None if row is None else Account(*row)


async def by_id(connection: Connection, account_id: UUID, *, lock: bool = False) -> Account | None:
    """With `lock`, nobody else changes it until the transaction ends."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM portal.account WHERE account_id = $1{' FOR UPDATE' if lock else ''}", account_id
    )
    return None if row is None else Account(*row)


async def by_identity(connection: Connection, issuer: str, subject: str) -> Account | None:
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM portal.account WHERE oidc_issuer = $1 AND oidc_subject = $2", issuer, subject
    )
    return None if row is None else Account(*row)


async def listed(connection: Connection) -> list[Account]:
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM portal.account ORDER BY sign_in_name LIMIT $1", accounts_listed_max
    )
    return [Account(*row) for row in rows]


async def set_password(connection: Connection, account_id: UUID, password_hash: str) -> None:
    await connection.execute(
        "UPDATE portal.account SET password_hash = $2, password_set_at = clock_timestamp(), failures = 0 "
        "WHERE account_id = $1",
        account_id, password_hash,
    )  # fmt: skip


async def bind(connection: Connection, account_id: UUID, issuer: str, subject: str) -> None:
    """Ties an account to who a provider says it is, for good."""
    await connection.execute(
        "UPDATE portal.account SET oidc_issuer = $2, oidc_subject = $3 WHERE account_id = $1 AND oidc_subject IS NULL",
        account_id, issuer, subject,
    )  # fmt: skip


async def failed(connection: Connection, account_id: UUID) -> None:
    await connection.execute(
        "UPDATE portal.account SET failures = failures + 1, last_failure_at = clock_timestamp() WHERE account_id = $1",
        account_id,
    )


async def forgive(connection: Connection, account_id: UUID) -> None:
    """After a sign-in, or when an operator says so."""
    await connection.execute("UPDATE portal.account SET failures = 0 WHERE account_id = $1", account_id)


async def disable(connection: Connection, account_id: UUID, *, disabled: bool) -> None:
    """A disabled account is out everywhere at once: sessions and tokens of it lead nowhere."""
    await connection.execute(
        "UPDATE portal.account SET disabled_at = CASE WHEN $2 THEN clock_timestamp() END WHERE account_id = $1",
        account_id, disabled,
    )  # fmt: skip
    if disabled:
        await connection.execute("DELETE FROM portal.session WHERE account_id = $1", account_id)


async def authorities_of(connection: Connection, account_ids: Iterable[UUID]) -> dict[UUID, list[Authority]]:
    """Every authority ever given, the past ones too, oldest first."""
    rows = await connection.fetch(
        "SELECT account_id, authority_id, role, unit_id, valid_from, valid_to, on_behalf_of FROM portal.authority "
        "WHERE account_id = ANY($1) ORDER BY authority_id",
        list(account_ids),
    )
    found: dict[UUID, list[Authority]] = {}
    for account_id, *values in rows:
        found.setdefault(account_id, []).append(Authority(*values))
    return found


async def give(
    connection: Connection,
    account_id: UUID,
    role: str,
    unit_id: str | None,
    valid_from: date,
    valid_to: date | None = None,
    *,
    on_behalf_of: UUID | None = None,
    given_by: UUID | None = None,
) -> int:
    """Returns the authority's number. Raises Refused when account or role is unknown, or unit and days do not fit it."""
    if role not in ROLES:
        raise Refused("role.unknown", vi="Không có vai trò này", en="There is no such role")
    if unit_id is None and not ROLES[role].of_all:
        raise Refused(
            "authority.needs_unit", vi="Vai trò này phải gắn với một đơn vị", en="This role is held over a unit"
        )
    if valid_to is not None and valid_to < valid_from:
        raise Refused(
            "authority.ends_early", vi="Ngày kết thúc trước ngày bắt đầu", en="The last day lies before the first"
        )
    try:
        number: int = await connection.fetchval(
            "INSERT INTO portal.authority (account_id, role, unit_id, valid_from, valid_to, on_behalf_of, given_by) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING authority_id",
            account_id, role, unit_id, valid_from, valid_to, on_behalf_of, given_by,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError:
        raise Refused("account.unknown", vi="Không có tài khoản này", en="There is no such account") from None
    return number


async def end_authority(connection: Connection, authority_id: int, last_day: date) -> None:
    """Sets the last day; one that lies before its first day means it never held: the first day is kept as the last."""
    await connection.execute(
        "UPDATE portal.authority SET valid_to = greatest($2, valid_from) WHERE authority_id = $1",
        authority_id,
        last_day,
    )
