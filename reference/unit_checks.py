"""What can be wrong in a table of units, and what to do about it."""

import math
from collections.abc import Mapping

from reference.refusal import Problem
from reference.tables import Row
from reference.unit_kinds import KIND_OF_TITLE, rank


def problems_of_row(row: Row, earlier: Mapping[str, Row]) -> list[Problem]:
    """Returns what is wrong in a row by itself, or beside the rows before it (`earlier`, by code)."""
    problems = [
        row.problem(column, "empty: fill it in", "để trống: hãy điền vào")
        for column in ("code", "name", "kind")
        if not row[column]
    ]
    twin = earlier.get(row["code"])
    if row["code"] and twin is not None:
        english = f"code {row['code']} is already on line {twin.line}: keep one of the two"
        vietnamese = f"mã {row['code']} đã có ở dòng {twin.line}: hãy giữ một trong hai"
        problems.append(row.problem("code", english, vietnamese))
    if row["kind"] and row["kind"].lower() not in KIND_OF_TITLE:
        known = ", ".join(KIND_OF_TITLE)
        english = f"unknown kind “{row['kind']}”: use one of {known}"
        problems.append(row.problem("kind", english, f"loại “{row['kind']}” chưa biết: hãy dùng một trong {known}"))
    if row["households"] and not (row["households"].isascii() and row["households"].isdigit()):
        english = f"“{row['households']}” is not a whole number: write it in digits alone"
        problems.append(row.problem("households", english, f"“{row['households']}” không phải số: chỉ viết chữ số"))
    return problems + _problems_of_point(row)


def problems_of_parent(row: Row, by_code: Mapping[str, Row]) -> list[Problem]:
    """Returns what is wrong with the parent a row names; only a province may have none."""
    kind = KIND_OF_TITLE.get(row["kind"].lower())
    if kind is None or (kind == "province" and not row["parent_code"]):
        return []
    parent = by_code.get(row["parent_code"])
    if parent is None:
        english = f"parent “{row['parent_code']}” is not in this file: add its row or correct the code"
        vietnamese = f"mã cấp trên “{row['parent_code']}” không có trong tệp: hãy thêm dòng hoặc sửa mã"
        return [row.problem("parent_code", english, vietnamese)]
    parent_kind = KIND_OF_TITLE.get(parent["kind"].lower())
    if parent_kind is None or rank(parent_kind) < rank(kind):
        return []
    english = f"a {kind} cannot stand under a {parent_kind}: give the code of a broader unit"
    vietnamese = f"{row['kind']} không thể thuộc {parent['kind']}: hãy ghi mã của cấp rộng hơn"
    return [row.problem("parent_code", english, vietnamese)]


def _problems_of_point(row: Row) -> list[Problem]:
    if bool(row["lat"]) != bool(row["lon"]):
        empty = "lon" if row["lat"] else "lat"
        return [row.problem(empty, "give both lat and lon, or neither", "hãy điền cả lat và lon, hoặc để trống cả hai")]
    return [
        row.problem(
            column,
            f"“{row[column]}” is not degrees within ±{limit}: write 10.93, not 10,93; were lat and lon swapped?",
            f"“{row[column]}” không phải độ trong ±{limit}: viết 10.93, không viết 10,93; có đảo lat với lon không?",
        )
        for column, limit in (("lat", 90), ("lon", 180))
        if row[column] and not _is_degrees(row[column], limit)
    ]


def _is_degrees(text: str, limit: int) -> bool:
    try:
        # Not-a-number fails the comparison too.
        return math.fabs(float(text)) <= limit
    except ValueError:
        return False
