"""A dossier is compiled by its unit: opened, filled with the documents of the checklist, assessed, handed in, in rounds."""

from pydantic import Field

from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Sha256, UnitId, Year, items_max
from contracts.recognition import (
    DossierDiscarded,
    DossierDocumentFiled,
    DossierDocumentTakenBack,
    DossierFile,
    DossierOpened,
    DossierSelfAssessed,
    DossierSubmitted,
    Due,
    KindRules,
    SelfAnswer,
)
from contracts.registration import UnitKind
from services.recognition.authority import KnownUnit, must_take_in
from services.recognition.clock import KnownCalendar, due_for, resume
from services.recognition.dossier_state import Dossier, DossierCommand, about
from services.recognition.rule_set import RuleSet, rules_to_go_by
from services.recognition.self_assessment import must_answer_what_is_asked, must_be_whole, said_by_now
from services.recognition.turns import must_be_in_turn, must_be_untouched


class OpenDossier(DossierCommand):
    """Gives a registered unit a dossier to compile; its rule set may come into force later."""

    unit_id: UnitId
    unit_kind: UnitKind
    campaign_id: Identifier
    year: Year
    rule_set: Identifier


class DiscardDossier(DossierCommand):
    """Puts a dossier away that nobody has begun: the registration that opened it was undone."""


class FileDocument(DossierCommand):
    """Puts a document of the checklist with the dossier; again with another file, it takes the place of the one before."""

    document: Identifier
    file_sha256: Sha256 | None = None


class TakeDocumentBack(DossierCommand):
    """Takes a document out of the dossier again."""

    document: Identifier


class AssessSelf(DossierCommand):
    """Says how the unit sees itself by some criteria or all; of each what it says last counts."""

    answers: tuple[SelfAnswer, ...] = Field(min_length=1, max_length=items_max)


class SubmitDossier(DossierCommand):
    """Hands it to the standing body, with an assessment that is whole. Missing documents do not stop this: it is returned."""

    documents: tuple[Identifier, ...] | None = Field(
        default=None, max_length=items_max, description="null: those that were filed"
    )
    submitted_to: UnitId | None = Field(
        default=None, description="the unit whose standing body takes it in; the API names the one right above that day"
    )


def open_(command: OpenDossier, dossier: Dossier, rule_set: RuleSet, unit: KnownUnit, **_: object) -> list[Fact]:
    if dossier.state != "unknown":
        return []
    if command.dossier_id != f"{command.campaign_id}/{command.unit_id}":
        raise Refused(
            "dossier.misnamed",
            vi="Mã hồ sơ phải là mã đợt, dấu gạch chéo, mã đơn vị: mỗi đơn vị một hồ sơ mỗi đợt",
            en="A dossier is named for its campaign, a slash, its unit: one dossier a unit and campaign",
        )
    if not unit.stands_on(command.occurred_on):
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    if unit.kind != command.unit_kind:
        raise Refused(
            "dossier.another_kind",
            vi="Loại đơn vị không khớp danh bạ",
            en="The register knows the unit as another kind",
        )
    if rule_set.in_force:
        rules_to_go_by(rule_set, command.unit_kind, command.year)
    return [DossierOpened(**command.model_dump(exclude={"occurred_on"}), opened_on=command.occurred_on)]


def discard(command: DiscardDossier, dossier: Dossier, **_: object) -> list[Fact]:
    if dossier.state == "unknown":
        return []
    must_be_untouched(dossier.state, bool(dossier.filed or dossier.answers))
    return [DossierDiscarded(**about(dossier, command), discarded_on=command.occurred_on)]


def file_document(command: FileDocument, dossier: Dossier, rule_set: RuleSet, **_: object) -> list[Fact]:
    if command.document in dossier.filed and dossier.filed[command.document] == command.file_sha256:
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "opened", "returned")
    listed = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year).document_codes
    if command.document not in listed:
        raise Refused(
            "dossier.document_not_listed",
            vi=f"Danh mục hồ sơ không có văn bản {command.document}; danh mục gồm: {', '.join(listed)}",
            en=f"The checklist has no document {command.document}; it lists: {', '.join(listed)}",
        )
    said = command.model_dump(include={"document", "file_sha256"})
    return [DossierDocumentFiled(**about(dossier, command), **said, filed_on=command.occurred_on)]


def take_document_back(command: TakeDocumentBack, dossier: Dossier, **_: object) -> list[Fact]:
    if dossier.state != "unknown" and command.document not in dossier.filed:
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "opened", "returned")
    return [
        DossierDocumentTakenBack(
            **about(dossier, command), document=command.document, taken_back_on=command.occurred_on
        )
    ]


def assess_self(command: AssessSelf, dossier: Dossier, rule_set: RuleSet, **_: object) -> list[Fact]:
    if dossier.state != "unknown" and set(command.answers) <= set(dossier.answers):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "opened", "returned")
    criteria = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year).criteria
    must_answer_what_is_asked(criteria, command.answers)
    said = said_by_now(criteria, dossier.answers, command.answers)
    return [DossierSelfAssessed(**about(dossier, command), answers=said, assessed_on=command.occurred_on)]


def submit(
    command: SubmitDossier, dossier: Dossier, rule_set: RuleSet, unit: KnownUnit, body: KnownUnit, calendar: KnownCalendar,
    **_: object,
) -> list[Fact]:  # fmt: skip
    documents = tuple(dossier.filed) if command.documents is None else command.documents
    if dossier.state not in ("unknown", "opened", "returned") and set(dossier.documents) == set(documents):
        return []
    must_be_in_turn(dossier.state, dossier.last_day, command.occurred_on, "opened", "returned")
    rules = rules_to_go_by(rule_set, dossier.unit_kind, dossier.year)
    if command.occurred_on < rules.window_from:
        raise Refused(
            "dossier.before_window",
            vi=f"Kỳ xét bắt đầu ngày {rules.window_from:%d/%m/%Y}",
            en=f"The window begins on {rules.window_from}",
        )
    answers = said_by_now(rules.criteria, dossier.answers)
    must_be_whole(rules.criteria, answers)
    files = [(document, dossier.filed.get(document)) for document in documents]
    return [
        DossierSubmitted(
            **about(dossier, command),
            round=dossier.round + 1,
            documents=documents,
            submitted_on=command.occurred_on,
            files=tuple(DossierFile(document=document, file_sha256=file) for document, file in files if file),
            answers=answers,
            submitted_to=_standing_body(command, rules, unit, body),
            due=_checked_by(command, dossier, rules, calendar),
        )
    ]


def _standing_body(command: SubmitDossier, rules: KindRules, unit: KnownUnit, body: KnownUnit) -> str:
    """The one right above, as the unit stands that day. Raises Refused where another is named, or of a level not the rules'."""
    above = unit.parent_on(command.occurred_on)
    if above is None:
        raise Refused(
            "dossier.nobody_above",
            vi="Danh bạ không có cấp trên trực tiếp của đơn vị, chưa biết nộp hồ sơ cho ai",
            en="The register knows no unit right above, so nobody could take the dossier in",
        )
    if command.submitted_to is not None:
        must_take_in(rules, unit, command.submitted_to, body, command.occurred_on)
    return above


def _checked_by(command: SubmitDossier, dossier: Dossier, rules: KindRules, calendar: KnownCalendar) -> Due | None:
    """After a return the clock goes on with the working days that were left."""
    if dossier.paused is not None:
        return resume(dossier.paused, command.occurred_on, rules, calendar)
    return due_for("check_completeness", command.occurred_on, rules, calendar)
