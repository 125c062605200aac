"""Who holds which authority where, from when to when: one's own on the account page, everybody's as the operator's sheet."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.access import Viewer
from portal.authority.roles import ROLES
from portal.authority.scope import Authority
from portal.projections.places import PlaceRow
from portal.sign_in.accounts import Account
from portal.tables import Cell, Column, Table
from portal.words import Words

Places = Mapping[str, PlaceRow]
Held = tuple[Account, Authority | None]
"""An account and one authority of it; None where it has none."""


def own_table(words: Words, viewer: Viewer) -> Table[Authority]:
    """What one may do today, an authority a row."""

    def role(one: Authority) -> Cell:
        return Cell(ROLES[one.role].words(words.language), note=words("được ủy quyền") if one.on_behalf_of else "")

    held = [authority for authority in viewer.authorities if authority.role in ROLES]
    columns: tuple[Column[Authority], ...] = (
        Column("role", words("Vai trò"), role),
        *_where_and_when(words, viewer.tree.places, lambda one: one),
    )
    return Table(columns, held)


def everybodys_table(
    words: Words, places: Places, accounts: Sequence[Account], held: Mapping[UUID, Sequence[Authority]]
) -> Table[Held]:
    """An authority a row, in the order of the page; an account without one has a row too."""
    titles = {account.account_id: account.title for account in accounts}

    def role(row: Held) -> Cell:
        one = row[1]
        if one is None:
            return Cell(words("Chưa có thẩm quyền nào."))
        return Cell(ROLES[one.role].words(words.language) if one.role in ROLES else one.role)

    def behalf(row: Held) -> Cell:
        acted_for = row[1] and row[1].on_behalf_of
        return Cell(titles.get(acted_for, "") if acted_for else "", written=True)

    columns: tuple[Column[Held], ...] = (
        Column("name", words("Tên đăng nhập"), lambda row: Cell(row[0].sign_in_name)),
        Column("title", words("Tài khoản"), lambda row: Cell(row[0].title, written=True)),
        Column("state", words("Tình trạng"), lambda row: Cell(
            words("Đã ngừng") if row[0].disabled_at else words("Đang dùng"))),
        Column("role", words("Vai trò"), role),
        Column("behalf", words("Thay mặt"), behalf),
        *_where_and_when(words, places, lambda row: row[1]),
    )  # fmt: skip
    rows = [(account, one) for account in accounts for one in (held.get(account.account_id) or (None,))]
    return Table(columns, rows)


def _where_and_when(words: Words, places: Places, authority: Any) -> tuple[Column[Any], ...]:
    """Over what, and on which days; what has no end says so."""

    def where(row: Any) -> Cell:
        one = authority(row)
        if one is None or one.unit_id is None:
            return Cell(words("Toàn bộ") if one else "")
        place = places.get(one.unit_id)
        return Cell(f"{place.title} {place.unit_name}".strip() if place else one.unit_id, written=True)

    def last(row: Any) -> Cell:
        one = authority(row)
        return Cell((one.valid_to or words("không hạn")) if one else None)

    def first(row: Any) -> Cell:
        one = authority(row)
        return Cell(one.valid_from if one else None)

    return (
        Column("where", words("Phạm vi"), where),
        Column("from", words("Từ ngày"), first, "day"),
        Column("to", words("Đến hết ngày"), last, "day"),
    )
