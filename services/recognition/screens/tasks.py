"""What may be done with a dossier: when each step is open, and who could take it where whoever looks may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from chronicle.command import Command, Context
from chronicle.refusal import NotAllowed
from portal.authority.permission import Asking
from portal.authority.roles import CHAIRS
from portal.filled import Field
from portal.languages import said
from portal.words import message
from services.recognition.aftermath import CloseReview, CorrectDecision, WithdrawRecognition
from services.recognition.appraising import AppraiseDossier, ProposeOutcome
from services.recognition.checking import AcceptDossier, AssignDossier, ReturnDossier
from services.recognition.compiling import AssessSelf, FileDocument, SubmitDossier, TakeDocumentBack
from services.recognition.deciding import DecideDossier
from services.recognition.permissions import PERMISSIONS
from services.recognition.screens.looking import Looked


@dataclass(frozen=True, slots=True)
class Task:
    """A step with a page of its own: `fields` are what its form asks, of those without a module of their own."""

    command: type[Command]
    title: str
    verb: str
    states: tuple[str, ...]
    not_now: str
    fields: tuple[Field, ...] = ()
    consequences: tuple[str, ...] = ()
    takes_file: bool = False


_COMPILED = ("opened", "returned")
_AT_THE_BODY = ("submitted", "returned", "accepted", "appraised")
_NOT_COMPILED = message("Chỉ khi hồ sơ đang lập hoặc được trả lại.")
_NOT_THERE = message("Chỉ khi hồ sơ ở cơ quan thường trực.")
_NOT_DECIDED = message("Chỉ khi đã có quyết định.")
_DAY_OF_PAPER = Field("occurred_on", message("Ngày văn bản"), "day")

TASKS: Mapping[str, Task] = {
    "file": Task(
        FileDocument, message("Đưa giấy tờ vào hồ sơ"), message("Đưa giấy tờ vào"), _COMPILED, _NOT_COMPILED,
        (Field("document", message("Giấy tờ"), "choice", choices="documents"),), takes_file=True,
    ),
    "take-back": Task(
        TakeDocumentBack, message("Rút giấy tờ khỏi hồ sơ"), message("Rút giấy tờ"), _COMPILED, _NOT_COMPILED,
        (Field("document", message("Giấy tờ"), "choice", choices="filed"),),
    ),
    "self-assess": Task(AssessSelf, message("Tự chấm điểm"), message("Tự chấm điểm"), _COMPILED, _NOT_COMPILED),
    "submit": Task(
        SubmitDossier, message("Nộp hồ sơ"), message("Nộp hồ sơ"), _COMPILED, _NOT_COMPILED,
        consequences=(
            message("Hồ sơ chuyển lên cơ quan thường trực; giấy tờ và bảng tự chấm không sửa được nữa, trừ khi được trả lại."),
            message("Người nộp hồ sơ không được thẩm định hoặc quyết định hồ sơ này."),
        ),
    ),
    "return": Task(
        ReturnDossier, message("Trả lại để sửa"), message("Trả lại hồ sơ"), ("submitted",),
        message("Chỉ khi hồ sơ đã nộp và chưa tiếp nhận."),
    ),
    "accept": Task(
        AcceptDossier, message("Tiếp nhận hồ sơ đầy đủ"), message("Tiếp nhận hồ sơ"), ("submitted",),
        message("Chỉ khi hồ sơ đã nộp và chưa tiếp nhận."),
        consequences=(message("Hồ sơ được ghi là đầy đủ và chuyển sang thẩm định."),),
    ),
    "claim": Task(
        AssignDossier, message("Nhận xử lý hồ sơ"), message("Nhận xử lý"), _AT_THE_BODY, _NOT_THERE,
        consequences=(message("Hồ sơ hiện trong việc của bạn; người khác thấy là đã có người nhận."),),
    ),
    "give-back": Task(
        AssignDossier, message("Trả hồ sơ về hàng chờ"), message("Trả về hàng chờ"), _AT_THE_BODY, _NOT_THERE,
        consequences=(message("Không còn ai giữ hồ sơ; ai rảnh thì nhận."),),
    ),
    "hand-over": Task(
        AssignDossier, message("Chuyển hồ sơ cho người khác"), message("Chuyển hồ sơ"), _AT_THE_BODY, _NOT_THERE,
        (Field("holder", message("Chuyển cho"), "choice", choices="colleagues"),),
    ),
    "appraise": Task(
        AppraiseDossier, message("Thẩm định"), message("Ghi kết quả thẩm định"), ("accepted",),
        message("Chỉ khi hồ sơ đã được tiếp nhận và chưa thẩm định."),
    ),
    "propose": Task(
        ProposeOutcome, message("Trình Chủ tịch UBND"), message("Ghi tờ trình"), ("appraised",),
        message("Chỉ khi hồ sơ đã thẩm định và chưa trình."),
        (
            Field("outcome", message("Đề nghị"), "choice", choices="outcomes"),
            Field("proposal_number", message("Số, ký hiệu tờ trình")),
            _DAY_OF_PAPER,
        ),
    ),
    "decide": Task(
        DecideDossier, message("Quyết định"), message("Ghi quyết định"), ("proposed",),
        message("Chỉ khi hồ sơ đã trình và chưa quyết định."),
    ),
    "correct": Task(
        CorrectDecision, message("Đính chính quyết định"), message("Ghi đính chính"), ("decided",), _NOT_DECIDED,
        (
            Field("item", message("Mục đính chính"), "choice", choices="items"),
            Field("after", message("Đúng là"), hint=message("Ngày viết như 2021-11-08.")),
            Field("reason", message("Lý do"), "long"),
            Field("correction_number", message("Số, ký hiệu văn bản đính chính")),
            _DAY_OF_PAPER,
        ),
    ),
    "withdraw": Task(
        WithdrawRecognition, message("Thu hồi công nhận"), message("Thu hồi công nhận"), ("recognised",),
        message("Chỉ khi đơn vị đang được công nhận."),
        (
            Field("reason", message("Lý do"), "long"),
            Field("decision_number", message("Số, ký hiệu quyết định thu hồi")),
            _DAY_OF_PAPER,
        ),
        (
            message("Đơn vị không còn được công nhận cho năm này, và không còn được tính vào tỷ lệ của cấp trên."),
            message("Quyết định của cấp trên dựa vào đơn vị này được mở ra để xem xét lại."),
        ),
    ),
    "close-review": Task(
        CloseReview, message("Kết thúc xem xét lại"), message("Ghi kết luận"), ("review",),
        message("Chỉ khi đang xem xét lại."),
        (
            Field("upheld", message("Kết luận"), "choice", choices="upheld"),
            Field("reason", message("Lý do"), "long"),
            Field("document_number", message("Số, ký hiệu văn bản")),
            _DAY_OF_PAPER,
        ),
    ),
}  # fmt: skip
"""Every step, in the order of a dossier's life."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A step beside a dossier: `why_not` says why its button is disabled and who could, "" where it works."""

    name: str
    task: Task
    is_due: bool
    """Whether this is a step of the state the dossier is in."""
    why_not: str


@dataclass(frozen=True, slots=True)
class About:
    """As much of a command and of a dossier as a permission looks at."""

    unit_id: str
    decided_by: str


def stands_at(looked: Looked) -> tuple[str, ...]:
    """The states a dossier is in as steps ask for them: a decided one may be recognised, and be reviewed."""
    found = [looked.story.state]
    if looked.shown == "recognised":
        found.append("recognised")
    if looked.story.review is not None:
        found.append("review")
    return tuple(found)


def is_open(looked: Looked, name: str) -> bool:
    """Whether the step fits the state, what lies in it, and who holds it."""
    if not set(TASKS[name].states) & set(stands_at(looked)):
        return False
    me = str(looked.seen.viewer.account_id)
    if name == "claim":
        return looked.story.holder != me
    if name == "take-back":
        return bool(looked.story.documents)
    return name != "give-back" or looked.story.holder is not None


def chair_of(looked: Looked) -> tuple[str, str | None]:
    """(whose chair decides when this viewer does, in whose place): the unit right above, or one it was delegated to."""
    own = looked.body or ""
    held = {each.unit_id for each in looked.seen.viewer.authorities if each.role in CHAIRS and each.unit_id}
    takers = sorted(held & looked.delegated.keys())
    return (own, None) if own in held or not takers else (takers[0], own)


def refused(looked: Looked, command: type[Command]) -> str:
    """Why a viewer may not ask this of the dossier, saying who may; "" where they may."""
    viewer, nobody = looked.seen.viewer, UUID(int=0)
    about = About(looked.unit_id, chair_of(looked)[0])
    recorded = {(seen.type, who) for seen in looked.story.facts for who in (seen.actor, seen.on_behalf_of) if who}
    context = Context(str(viewer.account_id), "", "", today=looked.today, command_id=nobody, correlation_id=nobody)
    try:
        Asking(viewer.authorities, viewer.tree).permit(PERMISSIONS.get(command), about, about, recorded, context)  # type: ignore[arg-type]
    except NotAllowed as refusal:
        return said(refusal, looked.words.language) or ""
    return ""


def offered(looked: Looked) -> list[Offered]:
    """Every step, also those that are not open to this viewer or not now."""
    found = []
    for name, task in TASKS.items():
        is_due = is_open(looked, name)
        why_not = refused(looked, task.command) if is_due else looked.words(task.not_now)
        found.append(Offered(name, task, is_due, why_not))
    return found
