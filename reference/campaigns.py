"""A campaign year of a province as data: its units, targets, calendar and reports, opened with its rule set."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from reference.calendars import calendar_file, load_calendar
from reference.generated import generate_institutions, generate_residential_areas, load_institutions
from reference.refusal import refusal
from reference.rule_sets import RuleSet, load_rule_set, rule_set_file
from reference.unit_kinds import UnitKind
from reference.units import UnitEntry, load_units
from reference.working_days import WorkingCalendar
from reference.yaml_files import Value, read_yaml

FOLDER = Path(__file__).parent / "campaigns"


class Target(Value):
    """What the province wants to reach (chỉ tiêu); never a legal criterion (tiêu chí)."""

    measure: Literal["units_registered", "households_registered"]
    unit_kind: UnitKind = Field(description="the kind of unit counted, or whose households are")
    operator: Literal["over", "at_least"]
    share: str = Field(pattern=r"^[1-9]\d{0,5}/[1-9]\d{0,5}$")
    text_vi: str
    text_en: str
    confirmed: bool

    @property
    def fraction(self) -> Fraction:
        """The exact share."""
        return Fraction(self.share)

    @property
    def strictly_over(self) -> bool:
        """True where exactly the share is not enough."""
        return self.operator == "over"

    def is_reached(self, reached: int, total: int) -> bool:
        """Returns whether `reached` of `total` is enough; nothing of nothing is not."""
        share = Fraction(reached, total) if total else Fraction(0)
        return share > self.fraction if self.strictly_over else share >= self.fraction


class FoundingPlan(Value):
    """The document that launches the year. Its number restarts each year; its day may be a day off."""

    number: str
    dated: date
    subject: str
    signer_title: str
    confirmed: bool


class Occasion(Value):
    """A day the year turns around: the festival, an election."""

    code: Literal["festival", "election"]
    day: date
    text_vi: str
    text_en: str
    confirmed: bool


class ReportPeriod(Value):
    """A period for which communes and districts report their activity, both named days included."""

    period: Literal["month", "quarter", "half_year", "year", "festival"]
    period_number: int = Field(ge=1, le=12)
    first: date
    last: date
    due: date
    confirmed: bool

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if not self.first <= self.last <= self.due:
            raise ValueError("a period begins, ends and is due in this order")
        return self


class ProgrammeReviews(Value):
    """Until when the joint programmes in force are reviewed for the year, the day itself in time."""

    due: date
    confirmed: bool


class DocumentDuty(Value):
    """Every unit of a level issues a document of a kind, by a day."""

    unit_kind: Literal["province", "district", "commune"]
    document_kind: Literal["plan", "resolution", "guidance"]
    due: date
    confirmed: bool


class PeriodClosing(Value):
    """The day on which the province closes a period: from then on only late entry, where it is allowed."""

    period: Literal["registering", "counting"]
    closed_on: date
    confirmed: bool


class Phase(Value):
    """A peak campaign (đợt cao điểm), both named days included."""

    code: str
    first: date
    last: date
    text_vi: str
    text_en: str
    confirmed: bool


class UnitSource(Value):
    """Where the units come from; paths are relative to the campaign's file. What is null is not made up."""

    table: str
    scheme: str
    valid_from: date
    generated_residential_areas: int | None
    generated_institutions: str | None


class Campaign(Value):
    """One year of the programme in one province."""

    campaign_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    province_code: str
    year: int = Field(ge=2000, le=2100)
    name_vi: str
    name_en: str
    rule_set: str
    calendar: str
    opens: date = Field(description="first day on which anything of this campaign can hold")
    closes: date = Field(description="last such day; late decisions are still accepted until then")
    registration_opens: date
    registration_closes: date
    schedule_confirmed: bool
    units: UnitSource
    founding_plan: FoundingPlan
    targets: tuple[Target, ...] = Field(min_length=1)
    occasions: tuple[Occasion, ...]
    phases: tuple[Phase, ...] = ()
    document_duties: tuple[DocumentDuty, ...] = ()
    period_closings: tuple[PeriodClosing, ...] = ()
    report_periods: tuple[ReportPeriod, ...]
    programme_reviews: ProgrammeReviews | None = None

    @model_validator(mode="after")
    def _schedule_is_in_order(self) -> Self:
        if not self.opens <= self.registration_opens <= self.registration_closes <= self.closes:
            raise ValueError("a campaign opens, registers and closes in this order")
        return self


@dataclass(frozen=True, slots=True)
class OpenedCampaign:
    """A campaign with all it names, loaded and found to fit together. `units` has parents first."""

    campaign: Campaign
    rule_set: RuleSet
    calendar: WorkingCalendar
    units: tuple[UnitEntry, ...]
    province_id: str


def campaign_file(campaign: str) -> Path:
    """Returns where a campaign of this folder is kept."""
    return FOLDER / f"{campaign}.yaml"


def load_campaign(path: Path) -> Campaign:
    """Returns a campaign alone. Raises DataRefused with the line and the path of keys of every problem."""
    return read_yaml(path, Campaign)


def open_campaign(path: Path) -> OpenedCampaign:
    """Returns a campaign with its rule set, calendar and units. Raises DataRefused, also where they do not fit."""
    campaign = load_campaign(path)
    rule_set = load_rule_set(rule_set_file(campaign.rule_set))
    if rule_set.year != campaign.year:
        english = f"rule set {campaign.rule_set} is for {rule_set.year}: name one for {campaign.year}"
        raise refusal(path.name, None, "rule_set", english, f"bộ quy định của năm {rule_set.year}: hãy chọn bộ khác")
    units = _units(campaign, rule_set, path.parent)
    province = next((unit for unit in units if unit.code == campaign.province_code), None)
    if province is None or province.kind != "province":
        english = f"{campaign.units.table} has no province {campaign.province_code}: correct either"
        raise refusal(path.name, None, "province_code", english, "danh mục không có tỉnh mang mã này: hãy sửa lại")
    calendar = load_calendar(calendar_file(campaign.calendar))
    if not calendar.first_day <= campaign.opens <= campaign.closes <= calendar.last_day:
        english = f"calendar {campaign.calendar} does not cover the campaign: name a longer one"
        raise refusal(path.name, None, "calendar", english, "lịch không bao trùm cả đợt: hãy chọn lịch dài hơn")
    return OpenedCampaign(campaign, rule_set, calendar, units, province.unit_id)


def _units(campaign: Campaign, rule_set: RuleSet, folder: Path) -> tuple[UnitEntry, ...]:
    source = campaign.units
    units = load_units(folder / source.table, source.valid_from, source.scheme)
    made: list[UnitEntry] = []
    if source.generated_residential_areas is not None:
        made += generate_residential_areas(units, source.generated_residential_areas)
    if source.generated_institutions is not None:
        patterns = load_institutions(folder / source.generated_institutions)
        made += generate_institutions(units, patterns, rule_set.reasons_out_of_scope())
    return (*units, *made)
