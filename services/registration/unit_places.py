"""Where a unit may stand, what it may become, and into what it may go over, by its kind."""

from collections.abc import Mapping
from datetime import date

from chronicle.refusal import Refused
from contracts.registration import UnitKind
from services.registration.unit_state import Unit

PARENT_KINDS: Mapping[UnitKind, frozenset[UnitKind]] = {
    "province": frozenset(),
    "district": frozenset({"province"}),
    # Since 01/07/2025 there are no districts: communes stand under the province itself.
    "commune": frozenset({"district", "province"}),
    # An island district without communes (huyện đảo) has its areas right under it.
    "residential_area": frozenset({"commune", "district"}),
    "agency": frozenset({"province", "district", "commune"}),
    "enterprise": frozenset({"province", "district", "commune"}),
    "school": frozenset({"province", "district", "commune"}),
}
"""Which kinds may stand right above a kind. Always a broader one, so that no move can close a circle."""

INSTITUTIONS: frozenset[UnitKind] = frozenset({"agency", "enterprise", "school"})

SUCCESSOR_KINDS: Mapping[UnitKind, frozenset[UnitKind]] = {
    # An island district became a commune-level unit of its own (đặc khu) in 2025.
    "district": frozenset({"district", "commune"}),
    "agency": INSTITUTIONS,
    "enterprise": INSTITUTIONS,
    "school": INSTITUTIONS,
}
"""Which kinds may take the place of a kind; of those not named here, the same kind alone."""


def may_be_called_of(before: UnitKind, after: UnitKind) -> bool:
    """Whether a unit may change its kind: to one under which everything may stand that may stand under it already.

    So nothing below it ever stands under too narrow a kind, and no later move can close a circle. A district does not shrink
    to a commune: the commune is listed, and takes the district's place.
    """
    if (before in INSTITUTIONS) != (after in INSTITUTIONS):
        return False
    return all(after in above for above in PARENT_KINDS.values() if before in above)


def may_follow(unit_kind: UnitKind, successor_kind: UnitKind) -> bool:
    return successor_kind in SUCCESSOR_KINDS.get(unit_kind, {unit_kind})


def must_fit_under(kind: UnitKind, parent_id: str | None, parent: Unit, day: date) -> None:
    """Raises Refused unless a unit of the kind may stand under that parent on the day."""
    allowed = PARENT_KINDS[kind]
    if parent_id is None:
        if allowed:
            raise Refused("unit.needs_parent", vi="Đơn vị này phải có cấp trên", en="This unit needs a parent")
        return
    if not allowed:
        raise Refused("unit.has_no_parent", vi="Cấp tỉnh không có cấp trên", en="A province has no parent")
    if parent.now is None:
        raise Refused("parent.unknown", vi="Cấp trên không có trong danh bạ", en="The parent is not in the register")
    if parent.ended_by(day):
        raise Refused("parent.ended", vi="Cấp trên đã kết thúc", en="The parent had ended by then")
    if parent.now.unit_kind not in allowed:
        raise Refused(
            "parent.of_wrong_kind",
            vi=f"{parent.now.title} {parent.unit_name} không thể là cấp trên của đơn vị loại này",
            en=f"A {kind} cannot stand under a {parent.now.unit_kind}",
        )
