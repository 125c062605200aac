"""What may be done with a model on its page: which forms there are, in which states each is offered, and who may send it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chronicle.command import Command, Context
from chronicle.refusal import NotAllowed
from portal.access import Viewer
from portal.authority.permission import Asking
from portal.filled import Field
from portal.words import message
from reference.vietnamese import Language
from services.models.model import CloseModel, DecideModel, LaunchModel, MoveModel, PlanModel, ProposeModel, RenameModel
from services.models.papers import ConsolidateModel, FilePaper, TakePaperBack
from services.models.permissions import PERMISSIONS
from services.models.state import Model
from services.models.upkeep import AssignMonitor, ReplicateModel, ReviewModel


@dataclass(frozen=True, slots=True)
class Task:
    """A form: what it asks, what its button says, in which states it makes sense, and what is said before it is done.

    `consequences`: with any, a page asks once more before what cannot simply be changed back.
    """

    command: type[Command]
    title: str
    verb: str
    fields: tuple[Field, ...]
    states: tuple[str, ...]
    not_now: str
    consequences: tuple[str, ...] = ()
    irreversible: bool = True
    takes_file: bool = False


_OPEN = ("proposed", "planned", "decided", "launched")
_ENDED = message("Mô hình đã kết thúc.")
_NOT_WORKING = message("Chỉ khi mô hình đang hoạt động.")
_DAY = Field("occurred_on", message("Ngày"), "day")

TASKS: Mapping[str, Task] = {
    "propose": Task(
        ProposeModel, message("Đề xuất mô hình"), message("Đề xuất"),
        (
            Field("unit_id", message("Đơn vị quản lý"), "choice", choices="keepers"),
            Field("model_name", message("Tên mô hình")),
            Field("model_kind", message("Loại mô hình"), choices="kinds",
                  hint=message("Chọn loại đã có nếu giống; số loại đếm theo tên này.")),
            Field("block", message("Khối"), "choice", choices="blocks"),
            Field("patron", message("Tổ chức chủ trì"), required=False, choices="patrons"),
            Field("origin_id", message("Nhân rộng từ mô hình"), "choice", required=False, choices="origins"),
            Field("occurred_on", message("Ngày khảo sát, đề xuất"), "day"),
        ), (), "",
    ),
    "plan": Task(
        PlanModel, message("Ghi kế hoạch"), message("Ghi kế hoạch"),
        (Field("plan_number", message("Số, ký hiệu kế hoạch")), Field("occurred_on", message("Ngày kế hoạch"), "day")),
        ("proposed",), message("Kế hoạch đi trước quyết định."),
    ),
    "decide": Task(
        DecideModel, message("Ghi quyết định"), message("Ghi quyết định"),
        (
            Field("decision_number", message("Số, ký hiệu quyết định")),
            Field("occurred_on", message("Ngày quyết định"), "day"),
        ), ("proposed", "planned"), message("Quyết định đã được ghi."),
    ),
    "launch": Task(
        LaunchModel, message("Ghi ra mắt"), message("Ghi ra mắt"),
        (
            Field("regulation_number", message("Số, ký hiệu quy chế")),
            Field("points", message("Số điểm"), "number"),
            Field("teams", message("Số tổ"), "number"),
            Field("occurred_on", message("Ngày ra mắt"), "day"),
        ), ("decided",), message("Cần quyết định trước, và chỉ ra mắt một lần."),
        (message("Mô hình đang hoạt động từ ngày ấy và được tính vào số mô hình, loại, điểm, tổ của đơn vị."),),
    ),
    "monitor": Task(
        AssignMonitor, message("Giao đơn vị theo dõi, hướng dẫn"), message("Giao theo dõi"),
        (Field("monitor_id", message("Đơn vị theo dõi, hướng dẫn"), "choice", choices="monitors"), _DAY), _OPEN, _ENDED,
    ),
    "review": Task(
        ReviewModel, message("Ghi sơ kết, tổng kết"), message("Ghi đánh giá"),
        (
            Field("review_kind", message("Hình thức"), "choice", choices="review_kinds"),
            Field("period_first", message("Kỳ từ ngày"), "day"),
            Field("period_last", message("Kỳ đến ngày"), "day"),
            Field("grade", message("Xếp loại"), "choice", choices="grades"),
            Field("occurred_on", message("Ngày sơ kết, tổng kết"), "day"),
        ), ("launched",), _NOT_WORKING,
    ),
    "replicate": Task(
        ReplicateModel, message("Nhân rộng thêm điểm, tổ"), message("Ghi nhân rộng"),
        (
            Field("added_points", message("Số điểm thêm"), "number"),
            Field("added_teams", message("Số tổ thêm"), "number"),
            Field("occurred_on", message("Ngày nhân rộng"), "day"),
        ), ("launched",), _NOT_WORKING,
    ),
    "file": Task(
        FilePaper, message("Ghi văn bản vào hồ sơ"), message("Ghi văn bản"),
        (
            Field("paper", message("Loại văn bản"), "choice", choices="papers"),
            Field("number", message("Số, ký hiệu")),
            Field("dated", message("Ngày văn bản"), "day"),
        ), (*_OPEN, "closed"), "", takes_file=True,
    ),
    "take-back": Task(
        TakePaperBack, message("Rút văn bản ghi nhầm"), message("Rút văn bản"),
        (
            Field("paper", message("Loại văn bản"), "choice", choices="papers"),
            Field("number", message("Số, ký hiệu")),
            Field("reason", message("Lý do"), "long"),
        ), (*_OPEN, "closed"), "",
    ),
    "consolidate": Task(
        ConsolidateModel, message("Củng cố hồ sơ theo Quyết định 1383/QĐ-BCĐ"), message("Ghi đã củng cố"),
        (Field("occurred_on", message("Ngày củng cố"), "day"),), ("launched",), _NOT_WORKING,
        (message("Hồ sơ được ghi là đã củng cố với các văn bản đang có; văn bản còn thiếu vẫn hiện là thiếu."),),
    ),
    "rename": Task(
        RenameModel, message("Đổi tên mô hình"), message("Đổi tên"),
        (Field("model_name", message("Tên mô hình")), _DAY), _OPEN, _ENDED,
    ),
    "move": Task(
        MoveModel, message("Chuyển đơn vị quản lý"), message("Chuyển mô hình"),
        (
            Field("unit_id", message("Đơn vị quản lý mới"), "choice", choices="movers"),
            Field("reason", message("Lý do"), "long"),
            Field("occurred_on", message("Từ ngày"), "day"),
        ), _OPEN, _ENDED,
        (message("Số mô hình, điểm, tổ rời đơn vị cũ và sang đơn vị mới; tổng của cấp trên không đổi."),),
    ),
    "close": Task(
        CloseModel, message("Kết thúc mô hình"), message("Kết thúc mô hình"),
        (
            Field("reason", message("Lý do"), "long"),
            Field("successor_id", message("Mô hình kế thừa"), "choice", required=False, choices="successors"),
            Field("occurred_on", message("Ngày kết thúc"), "day"),
        ), _OPEN, _ENDED,
        (
            message("Mô hình không còn được tính từ ngày ấy; mọi điểm và tổ của mô hình cũng vậy."),
            message("Không mở lại được: nếu lập lại, đề xuất một mô hình mới."),
        ),
    ),
}  # fmt: skip
"""Every form of a model, in the order of its life."""

_NOBODY = Context("", "", "", today=None, command_id=UUID(int=0), correlation_id=UUID(int=0))  # type: ignore[arg-type]


def refused(viewer: Viewer, command: type[Command], state: Any, language: Language, asked: Any = None) -> str:
    """Why a viewer may not ask this of a state, saying who may; "" where they may."""
    try:
        Asking(viewer.authorities, viewer.tree).permit(PERMISSIONS.get(command), asked, state, (), _NOBODY)
    except NotAllowed as refusal:
        return refusal.en if language == "en" else refusal.vi
    return ""


@dataclass(frozen=True, slots=True)
class _About:
    """As much of a command as a permission looks at."""

    unit_id: str


def refused_to_propose(viewer: Viewer, unit_id: str | None, language: Language) -> str:
    """Why a viewer may not propose a model at this unit; at none in particular: at the widest one they act for."""
    held = [authority.unit_id for authority in viewer.authorities if authority.unit_id]
    asked: Any = _About(unit_id or (held[0] if held else ""))
    return refused(viewer, ProposeModel, Model(), language, asked)


@dataclass(frozen=True, slots=True)
class Offered:
    """A task beside a model: `why_not` says why its button is disabled, and who could, or "" where it works."""

    name: str
    task: Task
    why_not: str


def offered(viewer: Viewer, model: Mapping[str, Any], language: Language, say: Any) -> list[Offered]:
    """Every task of a model, also those that are not open to this viewer or not now."""
    found = []
    for name, task in TASKS.items():
        if name == "propose":
            continue
        why_not = "" if model["state"] in task.states else say(task.not_now)
        found.append(
            Offered(name, task, why_not or refused(viewer, task.command, Model(unit_id=model["unit_id"]), language))
        )
    return found
