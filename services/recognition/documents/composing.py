"""From dossiers to a paper that can be numbered: who issues it, what it says about each unit, who signs, who receives it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chronicle.refusal import Refused
from contracts.recognition import (
    Concern,
    Outcome,
    PaperKind,
    Printed,
    PrintedCriterion,
    PrintedStep,
    Sitting,
)
from reference.printing import Body, SignerKind, printing
from services.recognition.documents.sheet import STANDARD
from services.recognition.projections.journeys import JourneyRow
from services.recognition.register import Paper

MANY: frozenset[PaperKind] = frozenset({"submission", "minutes", "decision"})
"""Kinds of papers about as many dossiers as one likes; any other is about one."""
SUBJECTS: Mapping[PaperKind, str] = {
    "submission": "Về việc đề nghị công nhận {units} đạt tiêu chuẩn {standard} năm {year}",
    "minutes": "Họp thẩm định hồ sơ đề nghị công nhận đạt tiêu chuẩn {standard} năm {year}",
    "appraisal": "Hồ sơ đề nghị công nhận đạt tiêu chuẩn {standard} năm {year}",
    "decision": "Về việc công nhận {units} đạt tiêu chuẩn {standard} năm {year}",
    "certificate": "Công nhận đạt tiêu chuẩn {standard} năm {year}",
    "slip": "Tiếp nhận hồ sơ và hẹn trả kết quả",
    "apology": "Về việc chậm trả kết quả hồ sơ đề nghị công nhận",
}
CALLED = {
    "residential_area": "khu dân cư", "commune": "xã, phường, thị trấn", "agency": "cơ quan", "enterprise": "doanh nghiệp",
    "school": "nhà trường",
}  # fmt: skip
RECIPIENTS: Mapping[PaperKind, tuple[str, ...]] = {
    "submission": ("Như trên", "Lưu: VT, HS"),
    "minutes": ("Như thành phần", "Lưu: HS"),
    "appraisal": ("{unit}", "Lưu: HS"),
    "decision": ("Như Điều 4", "{above}", "Lưu: VT"),
    "certificate": (),
    "slip": (),
    "apology": ("Như trên", "Lưu: VT, HS"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """The unit whose body issues a paper, and what it stands under; None for the province."""

    unit_id: str
    title: str
    unit_name: str
    above: str | None

    @property
    def called(self) -> str:
        return f"{self.title} {self.unit_name}"

    @property
    def in_a_sentence(self) -> str:
        return self.called[:1].lower() + self.called[1:]

    @property
    def place(self) -> str:
        """Where its papers are signed; a ward called by a number keeps its title (Decree 30/2020/NĐ-CP, appendix I)."""
        return self.called if self.unit_name.isdigit() else self.unit_name


@dataclass(frozen=True, slots=True)
class About:
    """One dossier a paper is about, with its unit as it was called and placed."""

    journey: JourneyRow
    unit_name: str
    place: str | None
    delegated: str | None = None
    """The number of the paper by which another than the unit right above decides."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever issues a paper says."""

    kind: PaperKind
    document_id: str
    signed_on: date
    signer: SignerKind = "head"
    foreign_number: str | None = None
    new_due_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rule set of these dossiers is called by law, and how its criteria read."""

    circular: str
    criteria: Mapping[str, str] = field(default_factory=dict)


def paper_of(asked: Asked, office: Office, about: Sequence[About], rules: Rules) -> Paper:
    """The paper, ready for its number. Raises Refused where a dossier is not as far, or not this office's."""
    if not about or (asked.kind not in MANY and len(about) != 1):
        raise Refused(
            "document.of_one_dossier",
            vi="Loại văn bản này lập cho từng hồ sơ",
            en="This kind of paper is about one dossier",
        )
    for each in about:
        must_be_as_far(asked.kind, each.journey, office.unit_id)
    body = printing().bodies[printing().papers[asked.kind].body]
    signature = _signers(body, office)[asked.signer]
    return Paper(
        document_id=asked.document_id,
        kind=asked.kind,
        symbol=symbol_of(asked.kind, office),
        signer_title=signature[-1],
        concerns=tuple(_concern(asked.kind, each) for each in about),
        printed=_printed(asked, office, about, rules, signature),
        foreign_number=asked.foreign_number or _number_decided_with(asked.kind, about),
    )


def symbol_of(kind: PaperKind, office: Office) -> str:
    """“QĐ-UBND”, “TTr-CAX”."""
    issued = printing().papers[kind]
    symbols = printing().bodies[issued.body].symbols
    return f"{issued.symbol}-{symbols.get(office.title, next(iter(symbols.values())))}"


def signers_of(kind: PaperKind, office: Office) -> Mapping[SignerKind, tuple[str, ...]]:
    """Who may sign, in the lines that stand above the name."""
    return _signers(printing().bodies[printing().papers[kind].body], office)


def _signers(body: Body, office: Office) -> Mapping[SignerKind, tuple[str, ...]]:
    return body.signers_at_top if office.above is None and body.signers_at_top else body.signers


def must_be_as_far(kind: PaperKind, journey: JourneyRow, issuer_id: str) -> None:
    """Raises Refused unless the dossier has come to where this kind of paper is written."""
    recognised = (journey.outcome or journey.proposed_outcome) == "recognised"
    theirs = journey.decided_by in (None, issuer_id)
    fits: Mapping[PaperKind, bool] = {
        "slip": journey.submitted_on is not None,
        "minutes": journey.appraised_on is not None,
        "appraisal": journey.appraised_on is not None,
        "submission": journey.appraised_on is not None,
        "decision": recognised and theirs,
        "certificate": journey.outcome == "recognised" and theirs and journey.withdrawn_on is None,
        "apology": journey.submitted_on is not None and (journey.decided_on is None or journey.late),
    }
    if not fits[kind] or journey.lapsed_on is not None:
        raise Refused(
            "document.dossier_not_as_far",
            vi=f"Hồ sơ {journey.dossier_id} chưa đến bước lập văn bản này, hoặc đã qua",
            en=f"The dossier {journey.dossier_id} has not come to where this paper is written, or is past it",
        )


def _number_decided_with(kind: PaperKind, about: Sequence[About]) -> str | None:
    """A decision that was recorded has its number, from whichever book. Raises Refused where dossiers have several."""
    numbers = {each.journey.decision_number for each in about} if kind == "decision" else {None}
    if len(numbers) > 1:
        raise Refused(
            "document.of_several_decisions",
            vi="Các hồ sơ này không cùng một quyết định",
            en="These dossiers were not decided by one decision",
        )
    return next(iter(numbers))


def _concern(kind: PaperKind, about: About) -> Concern:
    journey = about.journey
    return Concern.model_validate(
        {
            "dossier_id": journey.dossier_id, "unit_id": journey.unit_id, "unit_kind": journey.unit_kind,
            "unit_name": about.unit_name, "place": about.place, "outcome": _outcome(kind, journey),
        }
    )  # fmt: skip


def _outcome(kind: PaperKind, journey: JourneyRow) -> Outcome | None:
    if kind in ("slip", "apology"):
        return None
    if kind in ("decision", "certificate"):
        return "recognised"
    return "recognised" if journey.met else "refused"


def _printed(asked: Asked, office: Office, about: Sequence[About], rules: Rules, signature: tuple[str, ...]) -> Printed:
    kind, first = asked.kind, about[0].journey
    superior, body, issuer_name = _head(kind, office)
    chair = f"Chủ tịch {printing().bodies['committee'].name} {office.in_a_sentence}"
    kinds = {CALLED.get(each.journey.unit_kind, "đơn vị") for each in about}
    one = len(about) == 1
    return Printed(
        superior=superior,
        body=body,
        issuer_name=issuer_name,
        place=office.place,
        subject=SUBJECTS[kind].format(units=", ".join(sorted(kinds)), standard=STANDARD, year=first.year),
        year=first.year,
        addressee=chair if kind in ("submission", "appraisal") else about[0].unit_name if kind == "apology" else None,
        bases=_bases(kind, asked.signed_on, rules.circular, about),
        signature=signature,
        recipients=_recipients(kind, office, about[0]),
        criteria=_criteria(first, rules) if kind == "appraisal" else (),
        steps=_steps(first) if kind == "slip" else (),
        sitting=_sitting(about) if kind in ("minutes", "appraisal") else None,
        received_on=(first.accepted_on if kind == "appraisal" else first.submitted_on) if one else None,
        due_on=(first.decide_due or first.propose_due or first.appraise_due or first.check_due) if one else None,
        new_due_on=asked.new_due_on,
        reason=asked.reason,
        **_reference(kind, about),
    )


def _head(kind: PaperKind, office: Office) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What stands above the issuing body, itself in lines, and how it is called in a sentence."""
    body = printing().bodies[printing().papers[kind].body]
    called = f"{body.name} {office.in_a_sentence}"
    if body.stands_under == "committee":
        return (f"UBND {office.called}".upper(),), body.lines or (body.name.upper(),), called
    if body.stands_under == "same_body_above":
        above = body.top or "" if office.above is None else f"{body.name} {office.above}"
        return (above.upper(),), (called.upper(),), called
    return (), (body.name.upper(), office.called.upper()), called


def _bases(kind: PaperKind, day: date, circular: str, about: Sequence[About]) -> tuple[str, ...]:
    bases = printing().bases_on(day, circular)
    delegated = sorted({each.delegated for each in about if each.delegated})
    if kind == "decision":
        return (*bases, *(f"Văn bản số {number} về việc ủy quyền quyết định công nhận" for number in delegated))
    return bases[-1:] if kind == "submission" else ()


def _recipients(kind: PaperKind, office: Office, first: About) -> tuple[str, ...]:
    above = "" if office.above is None else f"{printing().bodies['committee'].name} {office.above} (để báo cáo)"
    filled = (line.format(unit=first.unit_name, above=above) for line in RECIPIENTS[kind])
    return tuple(line for line in filled if line)


def _criteria(journey: JourneyRow, rules: Rules) -> tuple[PrintedCriterion, ...]:
    wanted = ("met", "numerator", "denominator", "document_number", "points")
    return tuple(
        PrintedCriterion(
            text=rules.criteria.get(result["criterion"], result["criterion"]),
            **{name: result.get(name) for name in wanted},
        )
        for result in json.loads(journey.results)
    )


def _steps(journey: JourneyRow) -> tuple[PrintedStep, ...]:
    steps = (
        ("Kiểm tra thành phần hồ sơ", journey.check_due, journey.accepted_on),
        ("Thẩm định", journey.appraise_due, journey.appraised_on),
        ("Trình cấp có thẩm quyền", journey.propose_due, journey.proposed_on),
        ("Quyết định", journey.decide_due, journey.decided_on),
    )
    return tuple(PrintedStep(text=text, due_on=due, done_on=done) for text, due, done in steps)


def _sitting(about: Sequence[About]) -> Sitting | None:
    """The sitting, where all were appraised in the same one."""
    sittings = {each.journey.sitting for each in about}
    [only] = sittings if len(sittings) == 1 else [None]
    return None if only is None else Sitting.model_validate_json(only)


def _reference(kind: PaperKind, about: Sequence[About]) -> dict[str, str | date | None]:
    """The number and day of the paper it goes with, where all the dossiers name the same."""
    if kind == "certificate":
        found = {(each.journey.decision_number, each.journey.decided_on) for each in about}
    elif kind == "decision":
        found = {(each.journey.proposal_number, each.journey.proposed_on) for each in about}
    elif kind == "appraisal" and (sitting := _sitting(about)):
        found = {(sitting.minutes_number, about[0].journey.appraised_on)}
    else:
        found = set()
    number, day = next(iter(found)) if len(found) == 1 else (None, None)
    return {"refers_to": number, "refers_to_day": day}
