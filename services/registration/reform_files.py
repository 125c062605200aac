"""What the files of a reform say, and what may be wrong with them: each problem with its file, its line and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from reference.lineage import Succession
from reference.refusal import Problem
from reference.unit_kinds import KIND_OF_TITLE, UnitKind
from reference.units import UnitEntry
from reference.vietnamese import searched
from services.registration.projections.units import UnitRow
from services.registration.succession import successors_of_unit_max
from services.registration.unit_places import PARENT_KINDS, may_follow

PLACES: tuple[UnitKind, ...] = ("province", "district", "commune")
"""What lists of administrative units name."""


@dataclass(frozen=True, slots=True)
class Reform:
    """What changes on a day. Without a list of after, the lineage alone names the successors, under the same parents.

    `places` says by unit id to which code of after a unit went that stood below one that was split. Where it says nothing
    and `draws_places` is set, as in a demonstration, one is drawn, always the same, and the plan flags it.
    """

    day: date
    legal_basis: str
    lineage: Sequence[Succession]
    after: Sequence[UnitEntry] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    draws_places: bool = False
    lineage_file: str = "lineage"
    after_file: str = "units"


def as_listed(said: str) -> tuple[UnitKind, str, str] | None:
    """Kind, title and name of a unit as it is read aloud: “Thị trấn Phú Long”; None for a word no kind has."""
    for title in sorted(KIND_OF_TITLE, key=len, reverse=True):
        if said.lower().startswith(f"{title} "):
            return KIND_OF_TITLE[title], said[: len(title)], said[len(title) + 1 :].strip()
    return None


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are of one name: Hoà and Hòa, Quí and Quý."""
    return searched(one).replace("y", "i") == searched(other).replace("y", "i")


def problems_of(
    by_id: Mapping[str, UnitRow], by_code: Mapping[str, UnitRow], entries: Mapping[str, UnitEntry], reform: Reform
) -> list[Problem]:
    """Everything that keeps the files from becoming a plan, in the order of their lines."""
    found = [
        problem
        for succession in reform.lineage
        for problem in _of_succession(succession, by_code, entries, reform.lineage_file)
    ]
    found.sort(key=lambda problem: problem.line or 0)
    if found:
        return found
    return [*_of_lists(by_code, entries, reform), *_of_places(by_id, by_code, reform)]


def _of_succession(
    succession: Succession, by_code: Mapping[str, UnitRow], entries: Mapping[str, UnitEntry], file: str
) -> Iterator[Problem]:
    before, entry = by_code.get(succession.predecessor_code), entries.get(succession.successor_code)

    def problem(column: str, english: str, vietnamese: str) -> Problem:
        return Problem(file, succession.line, column, english, vietnamese)

    if before is None:
        english = f"no standing unit has the code {succession.predecessor_code}: correct it, or list the unit first"
        vietnamese = (
            f"không có đơn vị đang tồn tại mang mã {succession.predecessor_code}: hãy sửa mã, hoặc lập đơn vị trước"
        )
        yield problem("predecessor_code", english, vietnamese)
    elif not same_name(f"{before.title} {before.unit_name}", succession.predecessor_name):
        english = f"the register calls {before.code} {before.title} {before.unit_name}: correct the code or the name"
        vietnamese = f"danh bạ ghi mã {before.code} là {before.title} {before.unit_name}: hãy sửa mã hoặc tên"
        yield problem("predecessor_name", english, vietnamese)
    if entry is None:
        english = "not in the list of after, or its predecessors stand under different parents: add it to a list"
        vietnamese = "không có trong danh mục sau sắp xếp, hoặc các đơn vị nhập khác cấp trên: hãy thêm vào danh mục"
        yield problem("successor_code", english, vietnamese)
        return
    if not same_name(f"{entry.title} {entry.name}", succession.successor_name):
        english = f"the list of after calls {entry.code} {entry.full_name}: correct the code or the name"
        vietnamese = f"danh mục sau sắp xếp ghi mã {entry.code} là {entry.full_name}: hãy sửa mã hoặc tên"
        yield problem("successor_name", english, vietnamese)
    if before is not None and not may_follow(before.unit_kind, entry.kind):  # type: ignore[arg-type]
        english = f"a {entry.kind} cannot take the place of a {before.unit_kind}: correct the codes"
        yield problem("successor_code", english, "đơn vị kế tục khác loại: hãy sửa mã")


def _of_lists(by_code: Mapping[str, UnitRow], entries: Mapping[str, UnitEntry], reform: Reform) -> Iterator[Problem]:
    """A list of after knows every place that stands, or the lineage says what became of it; districts may all be gone."""
    gone = [succession.predecessor_code for succession in reform.lineage]
    for code in {code for code in gone if gone.count(code) > successors_of_unit_max}:
        english = f"{code} has more than {successors_of_unit_max} successors: check the lines"
        yield Problem(
            reform.lineage_file, None, "predecessor_code", english, "quá nhiều đơn vị kế tục: hãy kiểm tra lại"
        )
    if not reform.after:
        return
    kinds = {entry.kind for entry in reform.after}
    for code, unit in by_code.items():
        level_ends = unit.unit_kind == "district" and "district" not in kinds
        if unit.unit_kind in PLACES and code not in entries and code not in gone and not level_ends:
            called = f"{unit.title} {unit.unit_name}"
            english = f"{code} {called} is in neither file: add it to the list of after, or say what it became"
            vietnamese = f"{code} {called} không có trong tệp nào: hãy thêm vào danh mục hoặc ghi đơn vị kế tục"
            yield Problem(reform.after_file, None, "code", english, vietnamese)


def _of_places(by_id: Mapping[str, UnitRow], by_code: Mapping[str, UnitRow], reform: Reform) -> Iterator[Problem]:
    """What stands below a split unit must be told where it goes; below a level that ends stands nothing it cannot keep."""
    ways: dict[str, set[str]] = {}
    for succession in reform.lineage:
        into = ways.setdefault(by_code[succession.predecessor_code].unit_id, set())
        into.add(succession.successor_code)
    level_ends = bool(reform.after) and all(entry.kind != "district" for entry in reform.after)
    for unit in by_id.values():
        above = by_id.get(unit.parent_id or "")
        if above is None or unit.unit_id in ways:
            continue
        if len(ways.get(above.unit_id, ())) > 1:
            yield from _of_place(unit, ways[above.unit_id], reform)
        elif level_ends and above.unit_kind == "district" and above.unit_id not in ways:
            yield from _of_orphan(unit, reform)


def _of_place(unit: UnitRow, ways: set[str], reform: Reform) -> Iterator[Problem]:
    told = reform.places.get(unit.unit_id)
    if told in ways or (told is None and reform.draws_places):
        return
    called, codes = f"{unit.title} {unit.unit_name} ({unit.unit_id})", ", ".join(sorted(ways))
    english = f"{called} stands below a split unit: say which of {codes} it goes to"
    vietnamese = f"{called} thuộc đơn vị bị chia: hãy ghi về đơn vị nào trong {codes}"
    yield Problem(reform.lineage_file, None, "places", english, vietnamese)


def _of_orphan(unit: UnitRow, reform: Reform) -> Iterator[Problem]:
    if "province" not in PARENT_KINDS[unit.unit_kind]:  # type: ignore[index]
        called = f"{unit.title} {unit.unit_name} ({unit.unit_id})"
        english = f"{called} stands right below a district that ends: say into which unit the district went"
        vietnamese = f"{called} thuộc thẳng cấp huyện sẽ kết thúc: hãy ghi đơn vị kế tục của cấp huyện ấy"
        yield Problem(reform.lineage_file, None, "predecessor_code", english, vietnamese)
