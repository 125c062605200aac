"""What a question about work goes by: the years that still run, what is written of them, and the working days ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from reference.calendars import calendar_file, load_calendar
from reference.campaigns import Campaign, ReportPeriod, campaign_file, load_campaign
from reference.papers import Checklist, load_papers, papers_file
from reference.rule_sets import load_rule_set, rule_set_file
from reference.working_days import SATURDAY, OutsideCalendar, WorkingCalendar, add_working_days
from services.dashboards.projections.campaigns import CampaignRow

files_kept_max = 200
WORKING_DAYS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class AskedOfYear:
    """A year that runs. `households_due`: the last day of what is assessed of an area."""

    campaign: CampaignRow
    written: Campaign | None
    """Due days of reports and reviews; None where the year is no file of ours."""
    households_due: date

    @property
    def reviews_due(self) -> date | None:
        """Until when joint programmes are reviewed; None where nobody asks for that."""
        reviews = self.written.programme_reviews if self.written else None
        return reviews.due if reviews else None

    def periods_begun(self, today: date) -> list[ReportPeriod]:
        written = self.written.report_periods if self.written else ()
        return [period for period in written if period.first <= today]


def asked_of(campaign: CampaignRow) -> AskedOfYear:
    """Reads the files of the year, each once."""
    return AskedOfYear(campaign, _campaign(campaign.campaign_id), _households_due(campaign))


def running(campaigns: Sequence[CampaignRow], today: date) -> list[CampaignRow]:
    """The years in which something can still be done."""
    return [row for row in campaigns if row.opens <= today <= row.closes]


def third_working_day(campaigns: Sequence[CampaignRow], today: date) -> tuple[date, bool]:
    """The last of the three working days after today, and whether a calendar knew its days off."""
    for row in campaigns:
        written = _campaign(row.campaign_id)
        if written is not None:
            try:
                return add_working_days(today, WORKING_DAYS_AHEAD, _calendar(written.calendar)), True
            except OutsideCalendar:
                continue
    day, left = today, WORKING_DAYS_AHEAD
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day, False


@lru_cache(maxsize=1)
def checklist() -> Checklist:
    """The papers of a model's dossier, read at the first request: importing a service touches no file."""
    return load_papers(papers_file())


@lru_cache(maxsize=files_kept_max)
def _campaign(campaign_id: str) -> Campaign | None:
    path = campaign_file(campaign_id)
    return load_campaign(path) if path.exists() else None


@lru_cache(maxsize=files_kept_max)
def _calendar(calendar: str) -> WorkingCalendar:
    return load_calendar(calendar_file(calendar))


@lru_cache(maxsize=files_kept_max)
def _window_ends(rule_set: str) -> date | None:
    path = rule_set_file(rule_set)
    rules = load_rule_set(path).rules_for("residential_area") if path.exists() else None
    return rules.window.last if rules else None


def _households_due(campaign: CampaignRow) -> date:
    """What counts for the year is counted until the window of areas ends; without rules, until the year does."""
    return min(_window_ends(campaign.rule_set) or campaign.closes, campaign.closes)
