"""What may be changed of a unit on a form: its questions, the command they make, and what will happen then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from chronicle.command import Command
from contracts.registration import Code, Share, Successor
from portal.words import Words, message
from services.registration.projections.units import OFFICIAL_SCHEME
from services.registration.screens.unit_words import KINDS
from services.registration.unit import (
    AssignCode,
    ChangeKind,
    ChangeScope,
    EndUnit,
    ListUnit,
    MoveUnit,
    RenameUnit,
    SucceedUnit,
)

FieldKind = Literal["text", "day", "unit", "kind", "way"]
Values = Mapping[str, str]
Made = Callable[[Mapping[str, Any], Mapping[str, Any]], Command]
"""(the unit's row, the values: days as days, units as ids) → the command."""


@dataclass(frozen=True, slots=True)
class Question:
    """One box of a form. `of` names the column of the unit it begins with; one that is not `wanted` may stay empty."""

    name: str
    title: str
    kind: FieldKind = "text"
    of: str = ""
    wanted: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One form. `verb` is what its button says, `told` what will happen, with the values as blanks."""

    name: str
    title: str
    verb: str
    questions: tuple[Question, ...]
    command: type[Command]
    made: Made
    told: tuple[str, ...]
    ends: Callable[[Mapping[str, str]], bool] = lambda values: False
    """Whether the unit is gone after it: then nothing may stand below it."""
    irreversible: bool = False


WAYS: Mapping[str, str] = {
    "whole": message("Nhập toàn bộ vào một đơn vị, đơn vị này kết thúc"),
    "split": message("Chia thành nhiều phần, đơn vị này kết thúc"),
    "part": message("Chuyển một phần, đơn vị này vẫn còn"),
}
DAY = Question("day", message("Từ ngày"), "day")
BASIS = Question("basis", message("Căn cứ pháp lý"), hint=message("Số và tên nghị quyết, quyết định"))
HINT_OF_UNITS = message("Mã đơn vị, hoặc đúng tên đầy đủ")


def _listed(unit: Mapping[str, Any], v: Mapping[str, Any]) -> Command:
    codes = (Code(scheme=OFFICIAL_SCHEME, value=v["code"], valid_from=v["day"]),) if v["code"] else ()
    return ListUnit(
        occurred_on=v["day"], unit_id=v["new_id"], unit_kind=v["kind"], title=v["title"], unit_name=v["unit_name"],
        parent_id=unit["unit_id"], codes=codes, valid_from=v["day"], out_of_scope_reason=v["reason"] or None,
    )  # fmt: skip


def _succeeded(unit: Mapping[str, Any], v: Mapping[str, Any]) -> Command:
    share: Share = "whole" if v["way"] == "whole" else "part"
    named = [v[name] for name in ("first", "second", "third") if v[name]]
    return SucceedUnit(
        occurred_on=v["day"], unit_id=unit["unit_id"], ended=v["way"] != "part", legal_basis=v["basis"],
        successors=tuple(Successor(unit_id=unit_id, share=share) for unit_id in named), valid_from=v["day"],
    )  # fmt: skip


_FORMS = (
    Change(
        "rename", message("Đổi tên"), message("Đổi tên đơn vị"),
        (Question("unit_name", message("Tên mới"), of="unit_name"), DAY), RenameUnit,
        lambda unit, v: RenameUnit(
            occurred_on=v["day"], unit_id=unit["unit_id"], unit_name=v["unit_name"], valid_from=v["day"]
        ),
        (message("Đơn vị mang tên “%(unit_name)s” từ ngày %(day)s. Tên cũ vẫn còn trong lịch sử."),),
    ),
    Change(
        "kind", message("Đổi loại"), message("Đổi loại đơn vị"),
        (Question("kind", message("Loại"), "kind", of="unit_kind"), Question("title", message("Từ chỉ loại"), of="title",
         hint=message("Phường, Xã, Thị trấn, Thôn, Khu phố …")), DAY), ChangeKind,
        lambda unit, v: ChangeKind(
            occurred_on=v["day"], unit_id=unit["unit_id"], unit_kind=v["kind"], title=v["title"], valid_from=v["day"]
        ),
        (message("Đơn vị được gọi là “%(title)s” từ ngày %(day)s."),),
    ),
    Change(
        "move", message("Chuyển về cấp trên khác"), message("Chuyển đơn vị"),
        (Question("parent", message("Cấp trên mới"), "unit", hint=HINT_OF_UNITS), DAY), MoveUnit,
        lambda unit, v: MoveUnit(
            occurred_on=v["day"], unit_id=unit["unit_id"], parent_id=v["parent"], valid_from=v["day"]
        ),
        (message("Đơn vị thuộc %(parent)s từ ngày %(day)s, cùng mọi đơn vị bên dưới."),
         message("Hồ sơ đang mở do cấp trên mới xem xét; điều đã quyết định giữ nguyên.")),
    ),
    Change(
        "code", message("Gán mã"), message("Gán mã đơn vị"), (Question("code", message("Mã đơn vị"), of="code"), DAY),
        AssignCode,
        lambda unit, v: AssignCode(
            occurred_on=v["day"], unit_id=unit["unit_id"],
            code=Code(scheme=OFFICIAL_SCHEME, value=v["code"], valid_from=v["day"]),
        ),
        (message("Đơn vị mang mã %(code)s từ ngày %(day)s. Mã cũ vẫn còn trong lịch sử."),),
    ),
    Change(
        "scope", message("Diện đăng ký"), message("Ghi diện đăng ký"),
        (Question("reason", message("Lý do không phải đăng ký; để trống là phải đăng ký"), of="out_of_scope_reason",
                  wanted=False), BASIS, DAY), ChangeScope,
        lambda unit, v: ChangeScope(
            occurred_on=v["day"], unit_id=unit["unit_id"], out_of_scope_reason=v["reason"] or None,
            legal_basis=v["basis"], valid_from=v["day"],
        ),
        (message("Diện đăng ký của đơn vị thay đổi từ ngày %(day)s, theo %(basis)s."),),
    ),
    Change(
        "list", message("Thêm đơn vị trực thuộc"), message("Thêm đơn vị"),
        (Question("kind", message("Loại"), "kind"), Question("title", message("Từ chỉ loại")),
         Question("unit_name", message("Tên gọi")), Question("code", message("Mã đơn vị"), wanted=False), DAY,
         Question("reason", message("Lý do không phải đăng ký; để trống là phải đăng ký"), wanted=False)), ListUnit,
        _listed, (message("%(title)s %(unit_name)s vào danh bạ từ ngày %(day)s."),),
    ),
    Change(
        "succeed", message("Nhập, chia hoặc chuyển một phần"), message("Ghi đơn vị kế tục"),
        (Question("way", message("Cách thay đổi"), "way"), Question("first", message("Đơn vị kế tục"), "unit",
         hint=HINT_OF_UNITS), Question("second", message("Đơn vị kế tục thứ hai, nếu chia"), "unit", wanted=False),
         Question("third", message("Đơn vị kế tục thứ ba, nếu chia"), "unit", wanted=False), BASIS, DAY), SucceedUnit,
        _succeeded,
        (message("Từ ngày %(day)s: %(way)s (%(first)s %(second)s %(third)s)."),
         message("Hồ sơ chưa quyết định của đơn vị kết thúc hết hiệu lực; điều đã quyết định giữ nguyên tên và nơi quyết định.")),
        ends=lambda values: values["way"] != "part", irreversible=True,
    ),
    Change(
        "end", message("Kết thúc"), message("Kết thúc đơn vị"),
        (Question("reason", message("Lý do")), DAY), EndUnit,
        lambda unit, v: EndUnit(occurred_on=v["day"], unit_id=unit["unit_id"], reason=v["reason"]),
        (message("Đơn vị không còn từ ngày %(day)s."),
         message("Hồ sơ chưa quyết định của đơn vị kết thúc hết hiệu lực; điều đã quyết định giữ nguyên tên và nơi quyết định.")),
        ends=lambda values: True, irreversible=True,
    ),
)  # fmt: skip
CHANGES: Mapping[str, Change] = {change.name: change for change in _FORMS}


def offered(change: Change, unit: Mapping[str, Any]) -> bool:
    """Nothing is changed of a unit that ended; a province has nothing above it to go to."""
    return unit["ended_on"] is None and not (change.name == "move" and unit["parent_id"] is None)


def begins_with(change: Change, unit: Mapping[str, Any], today: date) -> dict[str, str]:
    """What stands in the boxes of a form nobody has filled in yet."""
    found = {question.name: str(unit[question.of] or "") if question.of else "" for question in change.questions}
    return {**found, "day": today.isoformat()}


def will_happen(words: Words, change: Change, values: Mapping[str, str]) -> list[str]:
    """The sentences of the confirmation; `values` as they are read: days and units by name."""
    said = {**values, "way": words(WAYS[values["way"]]) if values.get("way") else ""}
    return [" ".join(words(sentence, **said).split()).replace(" )", ")") for sentence in change.told]


__all__ = ["CHANGES", "KINDS", "WAYS", "Change", "Question", "begins_with", "offered", "will_happen"]
