"""January to November: models are proposed, decided, launched, watched, reviewed, replicated, closed; and one inventory of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chronicle.command import Command
from deploy.demo.step import Step, day_between, draw, later, one_in
from deploy.demo.story import Story
from reference.papers import load_papers, papers_file
from reference.units import UnitEntry
from services.models.model import CloseModel, DecideModel, LaunchModel, PlanModel, ProposeModel
from services.models.papers import ConsolidateModel, FilePaper
from services.models.upkeep import AssignMonitor, ReplicateModel, ReviewModel

MODEL_KINDS = (
    ("Tiếng kẻng an ninh", "Hội Nông dân"),
    ("Camera an ninh", "Mặt trận Tổ quốc"),
    ("Tổ liên gia tự quản", "Mặt trận Tổ quốc"),
    ("Ánh sáng an ninh", "Đoàn Thanh niên"),
    ("Cựu chiến binh tham gia giữ gìn an ninh, trật tự", "Hội Cựu chiến binh"),
    ("Phụ nữ với an ninh, trật tự", "Hội Liên hiệp Phụ nữ"),
    ("Dòng họ tự quản về an ninh, trật tự", None),
    ("Tổ tự quản khu nhà trọ", None),
)
CLOSE_REASONS = ("Hoạt động không hiệu quả", "Không còn phù hợp tình hình", "Nhập vào mô hình khác trên địa bàn")
GRADES = ("good", "good", "good", "fair", "fair", "average", "weak")
models_second_one_in = 9
models_closed_one_in = 15
models_replicated_one_in = 7
models_unwatched_one_in = 20
communes_replicating_one_in = 10
dossiers_complete_one_in = 4
papers_missing_one_in = 5


@dataclass(frozen=True, slots=True)
class Life:
    """One model of the demonstration: who keeps it, of which kind, and the days of its life."""

    model_id: str
    commune: UnitEntry
    kind: str
    patron: str | None
    proposed: date
    launched: date
    closed: date | None = None
    successor_id: str | None = None
    origin_id: str | None = None


def lives(story: Story) -> list[Life]:
    """Every model of the year, in the order of the register."""
    found = []
    communes = story.of_kind("commune")
    for number, commune in enumerate(communes):
        found += _of_commune(story, commune)
        if number and one_in("replicates", commune.unit_id, communes_replicating_one_in):
            found += _replication(story, commune, communes[number - 1])
    return found


def _of_commune(story: Story, commune: UnitEntry) -> list[Life]:
    own = [_drawn(story, commune, f"{commune.unit_id}-m0")]
    if one_in("second-model", commune.unit_id, models_second_one_in):
        own.append(_drawn(story, commune, f"{commune.unit_id}-m1"))
    closes = own[0].closed
    if closes is None:
        return own
    if len(own) == 1 and one_in("succeeded", commune.unit_id, 2):
        kind, patron = MODEL_KINDS[1]
        own.append(Life(f"{commune.unit_id}-s", commune, kind, patron, closes, later(closes, 15, story.calendar)))
    stays = own[1].model_id if len(own) > 1 and own[1].closed is None else None
    first = own[0]
    return [
        Life(first.model_id, commune, first.kind, first.patron, first.proposed, first.launched, closes, stays),
        *own[1:],
    ]


def _drawn(story: Story, commune: UnitEntry, model_id: str) -> Life:
    year, calendar = story.campaign.year, story.calendar
    kind, patron = MODEL_KINDS[draw("model", model_id, len(MODEL_KINDS))]
    proposed = day_between("proposed", model_id, date(year, 1, 11), date(year, 3, 31), calendar)
    launched = day_between("launched", model_id, date(year, 4, 5), date(year, 5, 20), calendar)
    closes = one_in("closed", model_id, models_closed_one_in)
    closed = day_between("close", model_id, date(year, 8, 2), date(year, 9, 24), calendar) if closes else None
    return Life(model_id, commune, kind, patron, proposed, max(launched, later(proposed, 9, calendar)), closed)


def _replication(story: Story, commune: UnitEntry, neighbour: UnitEntry) -> list[Life]:
    """A neighbour's model that works and stays is taken over in the summer."""
    origin = _drawn(story, neighbour, f"{neighbour.unit_id}-m0")
    if origin.closed is not None:
        return []
    year, model_id = story.campaign.year, f"{commune.unit_id}-r"
    proposed = day_between("proposed", model_id, date(year, 7, 5), date(year, 9, 10), story.calendar)
    launched = later(proposed, 15, story.calendar)
    return [Life(model_id, commune, origin.kind, origin.patron, proposed, launched, origin_id=origin.model_id)]


def steps(story: Story) -> Iterator[Step]:
    """What communes do with each of their models."""
    for life in lives(story):
        yield from _begun(story, life)
        yield from _papers(story, life)
        yield from _reviewed(story, life)
        if life.closed is not None:
            reason = CLOSE_REASONS[draw("reason", life.model_id, len(CLOSE_REASONS))]
            yield _step(life, "close", CloseModel(
                occurred_on=life.closed, model_id=life.model_id, reason=reason, successor_id=life.successor_id,
            ), 3)  # fmt: skip
        elif life.origin_id is None and one_in("replicated", life.model_id, models_replicated_one_in):
            yield _replicated(story, life)


def _step(life: Life, name: str, command: Command, phase: int = 0) -> Step:
    key = f"model/{life.model_id}/{name}"
    return Step(command.occurred_on, phase, "models", life.commune.unit_id, "commune_officer", key, command)


def _begun(story: Story, life: Life) -> Iterator[Step]:
    model_id, commune = life.model_id, life.commune
    yield _step(life, "propose", ProposeModel(
        occurred_on=life.proposed, model_id=model_id, unit_id=commune.unit_id,
        model_name=f"{life.kind} {commune.full_name}", model_kind=life.kind, block="residential", patron=life.patron,
        origin_id=life.origin_id,
    ))  # fmt: skip
    if not one_in("unwatched", model_id, models_unwatched_one_in):
        watch = AssignMonitor(occurred_on=life.proposed, model_id=model_id, monitor_id=commune.parent_id or "")
        yield _step(life, "watch", watch, 1)
    planned, decided = (later(life.proposed, days, story.calendar) for days in (2, 6))
    yield _step(life, "plan", PlanModel(
        occurred_on=planned, model_id=model_id, plan_number=f"{1 + draw('plan', model_id, 60):02d}/KH-UBND",
    ))  # fmt: skip
    yield _step(life, "decide", DecideModel(
        occurred_on=decided, model_id=model_id, decision_number=f"{20 + draw('decision', model_id, 200)}/QĐ-UBND",
    ))  # fmt: skip
    yield _step(life, "launch", LaunchModel(
        occurred_on=life.launched, model_id=model_id, points=2 + draw("points", model_id, 8),
        regulation_number=f"{1 + draw('regulation', model_id, 30):02d}/QC-BCĐ", teams=1 + draw("teams", model_id, 6),
    ))  # fmt: skip


def _papers(story: Story, life: Life) -> Iterator[Step]:
    """Some dossiers are put right after the launch, the others are still to be."""
    if not one_in("dossier", life.model_id, dossiers_complete_one_in):
        return
    filed = later(life.launched, 5, story.calendar)
    for number, paper in enumerate(load_papers(papers_file()).on(life.launched)):
        key = f"{life.model_id}/{paper.code}"
        if paper.needed_from == "reviewed" or one_in("no-paper", key, papers_missing_one_in):
            continue
        command = FilePaper(
            occurred_on=filed, model_id=life.model_id, paper=paper.code, number=f"{1 + draw('paper', key, 90):02d}/MH",
            dated=life.proposed if number < 2 else life.launched,
        )  # fmt: skip
        yield _step(life, f"paper/{paper.code}", command, 1)
    yield _step(life, "consolidate", ConsolidateModel(occurred_on=filed, model_id=life.model_id), 2)


def _reviewed(story: Story, life: Life) -> Iterator[Step]:
    """Half-yearly and yearly; one that does not work is closed before the second."""
    year, closes = story.campaign.year, life.closed is not None
    reviews = (
        ("half-year", date(year, 6, 10), "interim", date(year, 5, 31)),
        ("year", date(year, 11, 2), "final", date(year, 10, 31)),
    )
    for name, first, review_kind, until in reviews:
        if life.launched > until or (closes and name == "year"):
            continue
        day = day_between(name, life.model_id, first, first + timedelta(days=20), story.calendar)
        grade = "not_working" if closes else GRADES[draw(name, life.model_id, len(GRADES))]
        yield _step(life, name, ReviewModel(
            occurred_on=day, model_id=life.model_id, grade=grade, review_kind=review_kind, period_first=date(year, 1, 1),
            period_last=until,
        ))  # fmt: skip


def _replicated(story: Story, life: Life) -> Step:
    year = story.campaign.year
    day = day_between("replicate", life.model_id, date(year, 7, 5), date(year, 9, 30), story.calendar)
    points = 1 + draw("more", life.model_id, 3)
    command = ReplicateModel(
        occurred_on=max(day, life.launched), model_id=life.model_id, added_points=points, added_teams=1
    )
    return _step(life, "replicate", command, 1)
