"""One account a role for the demonstration, with a password made anew at each start: they exist in no other installation."""

from dataclasses import dataclass
from datetime import date
from secrets import choice
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.table import Table

from portal.authority.roles import ROLES
from portal.projections.places import PlaceRow, places
from portal.sign_in import accounts
from portal.sign_in.passwords import hash_password
from reference.vietnamese import sort_key

SYLLABLES = (
    "ban",
    "bien",
    "cat",
    "doi",
    "dua",
    "gio",
    "hoa",
    "lua",
    "mua",
    "nang",
    "nui",
    "song",
    "tau",
    "trang",
    "trau",
    "xanh",
)
words_of_password = 6


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Its sign-in name is its role."""

    role: str
    unit_id: str | None
    place: str


def a_password() -> str:
    """24 random bits of words one can type; it opens nothing but a demonstration on this machine."""
    return " ".join(choice(SYLLABLES) for _ in range(words_of_password))


def cast(listed: list[PlaceRow], through: str | None = None) -> list[DemoAccount]:
    """A line of places from the province down to `through`; beside its way, each the first of the alphabet."""
    standing = {place.unit_id: place for place in listed}
    way = set[str]()
    while through is not None and through in standing and through not in way:
        way.add(through)
        through = standing[through].parent_id
    below: dict[str | None, list[PlaceRow]] = {}
    for place in (place for place in listed if place.ended_on is None):
        below.setdefault(place.parent_id, []).append(place)
    line: dict[str, PlaceRow] = {}
    parent: str | None = None
    for kind in ("province", "district", "commune", "residential_area"):
        fitting = [place for place in below.get(parent, ()) if place.unit_kind == kind]
        if not fitting:
            continue  # since 07/2025 there is no district between
        line[kind] = min(fitting, key=lambda p: (p.unit_id not in way, sort_key(f"{p.title} {p.unit_name}")))
        parent = line[kind].unit_id
    found = []
    for role in ROLES.values():
        if role.of_all and role.name in ("auditor", "operator"):
            found.append(DemoAccount(role.name, None, "–"))
        elif held := [line[kind] for kind in line if kind in role.kinds]:
            found.append(DemoAccount(role.name, held[0].unit_id, f"{held[0].title} {held[0].unit_name}"))
    return found


async def _at_their_place(connection: asyncpg.Connection, account_id: UUID, person: DemoAccount, day: date) -> None:
    """After a reform, an account of before is given its role over the unit that is there now."""
    held = (await accounts.authorities_of(connection, [account_id])).get(account_id, [])
    if person.unit_id not in {authority.unit_id for authority in held}:
        await accounts.give(connection, account_id, person.role, person.unit_id, day)


async def settle_accounts(database_url: str, first_day: date, console: Console, through: str | None = None) -> None:
    """Opens what is missing on the way to a unit, sets one new password for all of them, and prints it."""
    connection = await asyncpg.connect(database_url)
    password = a_password()
    kept = await hash_password(password)
    try:
        people = cast(await places(connection), through)
        for person in people:
            found = await accounts.by_name(connection, person.role)
            if found is None:
                title = f"{ROLES[person.role].vi} – {person.place}" if person.unit_id else ROLES[person.role].vi
                account_id = await accounts.create(connection, person.role, title)
                await accounts.give(connection, account_id, person.role, person.unit_id, first_day)
            else:
                account_id = found.account_id
                await _at_their_place(connection, account_id, person, first_day)
            await accounts.set_password(connection, account_id, kept)
    finally:
        await connection.close()
    table = Table(
        "tên đăng nhập · sign-in name", "vai trò", "nơi · place", title="Tài khoản trình diễn · demo accounts"
    )
    for person in people:
        table.add_row(person.role, ROLES[person.role].vi, person.place)
    console.print(table)
    console.print(f"mật khẩu của tất cả · password of all: [bold]{password}[/bold]", highlight=False)
