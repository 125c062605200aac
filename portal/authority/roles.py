"""The roles there are, what each is called, and over which kinds of unit it may be held."""

from dataclasses import dataclass

from reference.vietnamese import Language


@dataclass(frozen=True, slots=True)
class Role:
    """A role is held over units of these kinds; `of_all` roles may also be held over the whole installation."""

    name: str
    vi: str
    en: str
    kinds: frozenset[str]
    of_all: bool = False

    def words(self, language: Language) -> str:
        return self.en if language == "en" else self.vi


PLACES = frozenset({"province", "district", "commune", "residential_area"})

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role("residential_area_head", "Trưởng khu dân cư", "Head of residential area", frozenset({"residential_area"})),
        Role("commune_officer", "Cán bộ cấp xã", "Commune officer", frozenset({"commune"})),
        Role("commune_chair", "Chủ tịch UBND cấp xã", "Chair of the commune", frozenset({"commune"})),
        Role("district_officer", "Cán bộ cấp huyện", "District officer", frozenset({"district"})),
        Role("district_chair", "Chủ tịch UBND cấp huyện", "Chair of the district", frozenset({"district"})),
        Role("provincial_officer", "Cán bộ cấp tỉnh", "Provincial officer", frozenset({"province"}), of_all=True),
        Role("provincial_chair", "Chủ tịch UBND tỉnh", "Chair of the province", frozenset({"province"})),
        Role("auditor", "Kiểm tra", "Auditor", PLACES, of_all=True),
        Role("operator", "Quản trị hệ thống", "Operator", frozenset({"province"}), of_all=True),
    )
}
"""The chair of the province decides for what the province manages (domain: chair of the level that manages it)."""

OFFICERS = frozenset({"commune_officer", "district_officer", "provincial_officer"})
CHAIRS = frozenset({"commune_chair", "district_chair", "provincial_chair"})
ENTERING = OFFICERS | {"residential_area_head"}
"""Who enters what a unit did: its own head, or an officer above on its behalf."""
