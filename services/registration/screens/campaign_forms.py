"""What the forms of the campaign page ask for: from what was typed to a command. Raises Refused where something is missing."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from pydantic import ValidationError

from chronicle.command import Command, derived_id
from chronicle.refusal import Refused
from contracts.registration import DocumentDuty, Occasion, Target
from services.registration.campaign import LaunchCampaign
from services.registration.period import AllowLateEntry, ClosePeriod, ReopenPeriod
from services.registration.plan import RequireDocuments, SetCalendar, SetTarget
from services.registration.projections.document_duties import DutyRow
from services.registration.projections.occasions import OccasionRow
from services.registration.screens.asked import Asked
from services.registration.screens.entering import day_of, text_of

Given = Mapping[str, str]
Made = TypeVar("Made")

FIELDS = (
    "do", "form", "confirmed", "year", "campaign_name", "rule_set", "opens", "closes", "registration_closes", "areas",
    "communes", "households", "measure", "unit_kind", "share", "over", "code", "kind", "first", "last", "title_vi",
    "title_en", "document_kind", "due_on", "period", "until", "reason", "decided_by", "basis",
)  # fmt: skip
PROVINCES_MARKS = (
    ("areas", "units_registered", "residential_area"),
    ("communes", "units_registered", "commune"),
    ("households", "households_registered", "residential_area"),
)


def share_of(text: str) -> str:
    """“85”, “85 %” or “17/20” as an exact fraction. Raises Refused."""
    try:
        share = Fraction(text) if "/" in text else Fraction(text.replace("%", "").replace(",", ".").strip()) / 100
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1 or share.denominator > 999_999:
        raise Refused(
            "campaign.share_impossible",
            vi="Chỉ tiêu phải lớn hơn 0 và không quá 100 %",
            en="A target is a share above nothing and at most the whole",
        )
    return f"{share.numerator}/{share.denominator}"


def launch_of(given: Given, province_id: str, today: date) -> Command:
    """The year as its form says it; a mark left empty is none."""
    targets = tuple(
        Target(measure=measure, unit_kind=kind, share=share_of(given[name]), strictly_over=given["over"] == name)
        for name, measure, kind in PROVINCES_MARKS
        if given[name].strip()
    )
    return _made(
        LaunchCampaign, occurred_on=today, campaign_id=str(derived_id(f"campaign {province_id} {given['year']}")),
        province_id=province_id, year=given["year"], campaign_name=text_of(given["campaign_name"]),
        rule_set=given["rule_set"], targets=targets, opens=day_of(given["opens"]), closes=day_of(given["closes"]),
        registration_closes=day_of(given["registration_closes"]),
    )  # fmt: skip


def command_of(given: Given, asked: Asked, occasions: list[OccasionRow], duties: list[DutyRow], today: date) -> Command:
    """The command of any other form of the page."""
    makers: Mapping[str, Callable[[], Command]] = {
        "target": lambda: _target(given, asked, today),
        "occasion": lambda: _calendar(given, asked, occasions, today),
        "occasion_drop": lambda: _calendar(given, asked, occasions, today),
        "duty": lambda: _duties(given, asked, duties, today),
        "duty_drop": lambda: _duties(given, asked, duties, today),
        "close": lambda: _made(ClosePeriod, **_of_period(given, asked, today)),
        "reopen": lambda: _made(ReopenPeriod, **_of_period(given, asked, today), reason=text_of(given["reason"])),
        "allow": lambda: _allow(given, asked, today),
    }
    if given["do"] not in makers:
        raise Refused("form.unknown", vi="Biểu mẫu không đúng", en="There is no such form")
    return makers[given["do"]]()


def _of_period(given: Given, asked: Asked, today: date) -> dict[str, Any]:
    return {
        "occurred_on": today, "campaign_id": asked.campaign_id, "period": given["period"],
        "province_id": asked.campaign.province_id,
    }  # fmt: skip


def _allow(given: Given, asked: Asked, today: date) -> Command:
    return _made(
        AllowLateEntry, occurred_on=today, campaign_id=asked.campaign_id, period=given["period"],
        unit_id=asked.unit.unit_id, until=day_of(given["until"]), reason=text_of(given["reason"]),
        decided_by=text_of(given["decided_by"]), basis=text_of(given["basis"]),
    )  # fmt: skip


def _target(given: Given, asked: Asked, today: date) -> Command:
    target = {
        "measure": given["measure"], "unit_kind": given["unit_kind"], "share": share_of(given["share"]),
        "strictly_over": given["over"] == "yes",
    }  # fmt: skip
    return _made(SetTarget, occurred_on=today, campaign_id=asked.campaign_id, unit_id=asked.unit.unit_id, target=target)


def _calendar(given: Given, asked: Asked, rows: list[OccasionRow], today: date) -> Command:
    kept = [
        Occasion(**{field.name: getattr(row, field.name) for field in fields(row) if field.name != "campaign_id"})
        for row in rows
        if row.code != given["code"]
    ]
    if given["do"] == "occasion":
        first = day_of(given["first"])
        title = text_of(given["title_vi"])
        code = given["code"].strip() or f"{given['kind'].replace('_', '-')}-{derived_id(f'{title} {first}').hex[:8]}"
        last = day_of(given["last"]) if given["last"] else first
        kept.append(
            _made(
                Occasion, code=code, kind=given["kind"], first=first, last=last, title_vi=title,
                title_en=given["title_en"].strip() or None,
            )
        )  # fmt: skip
    return _made(
        SetCalendar, occurred_on=today, campaign_id=asked.campaign_id, province_id=asked.campaign.province_id,
        occasions=tuple(sorted(kept, key=lambda one: (one.first, one.last, one.code))),
    )  # fmt: skip


def _duties(given: Given, asked: Asked, rows: list[DutyRow], today: date) -> Command:
    named = (given["unit_kind"], given["document_kind"])
    kept = [
        DocumentDuty(unit_kind=row.unit_kind, document_kind=row.document_kind, due_on=row.due_on)
        for row in rows
        if (row.unit_kind, row.document_kind) != named
    ]
    if given["do"] == "duty":
        kept.append(_made(DocumentDuty, unit_kind=named[0], document_kind=named[1], due_on=day_of(given["due_on"])))
    return _made(
        RequireDocuments, occurred_on=today, campaign_id=asked.campaign_id, province_id=asked.campaign.province_id,
        duties=tuple(sorted(kept, key=lambda one: (one.due_on, one.unit_kind, one.document_kind))),
    )  # fmt: skip


def _made(made: type[Made], /, **values: Any) -> Made:
    """What a select cannot send, a person did not type: it is refused in a word."""
    try:
        return made(**values)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "?"
        raise Refused(
            "form.field_wrong", vi=f"Giá trị không đúng: {field}", en=f"This value is not right: {field}"
        ) from None
