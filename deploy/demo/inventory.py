"""September: the province takes an inventory of its models; most communes confirm every one of theirs."""

from collections.abc import Iterator
from datetime import date, timedelta

from contracts.models import InventoryFinding
from deploy.demo.models import Life, lives
from deploy.demo.step import Step, day_between, one_in, working_day
from deploy.demo.story import Story
from services.models.inventory import CompleteInventory, ConfirmModel, OpenInventory

communes_silent_one_in = 12
communes_unfinished_one_in = 20
models_missing_one_in = 40
MISSING = "Không còn thấy hoạt động trên thực địa, đang xác minh"


def steps(story: Story) -> Iterator[Step]:
    """The province opens the inventory, communes answer."""
    year, province = story.campaign.year, story.opened.province_id
    opens = working_day(date(year, 9, 1), story.calendar)
    identity = f"{story.campaign.campaign_id}-models"
    communes = story.of_kind("commune")
    yield Step(opens, 0, "models", province, "provincial_officer", "inventory/open", OpenInventory(
        occurred_on=opens, inventory_id=identity, unit_id=province, due=date(year, 9, 30),
        inventory_name=f"Rà soát, thống kê mô hình năm {year}", units=tuple(c.unit_id for c in communes),
    ))  # fmt: skip
    of_commune: dict[str, list[Life]] = {}
    for life in lives(story):
        of_commune.setdefault(life.commune.unit_id, []).append(life)
    for commune in communes:
        if one_in("silent", commune.unit_id, communes_silent_one_in):
            continue
        first, last = opens + timedelta(days=3), date(year, 10, 4)
        day = day_between("confirms", commune.unit_id, first, last, story.calendar)
        yield from _part(identity, opens, day, commune.unit_id, of_commune.get(commune.unit_id, []))


def _part(identity: str, opens: date, day: date, unit_id: str, known: list[Life]) -> Iterator[Step]:
    asked = [
        life for life in known if life.proposed <= day and (life.closed is None or life.closed >= opens)
    ]  # fmt: skip
    for number, life in enumerate(asked):
        if number == len(asked) - 1 and one_in("unfinished", unit_id, communes_unfinished_one_in):
            return
        finding = _finding(life, opens, day)
        command = ConfirmModel(
            occurred_on=day, inventory_id=identity, unit_id=unit_id, model_id=life.model_id, finding=finding,
            note=MISSING if finding == "missing" else None,
        )  # fmt: skip
        yield Step(day, 5, "models", unit_id, "commune_officer", f"inventory/{life.model_id}", command)
    complete = CompleteInventory(
        occurred_on=day, inventory_id=identity, unit_id=unit_id, keeps=tuple(life.model_id for life in asked)
    )
    yield Step(day, 6, "models", unit_id, "commune_officer", f"inventory/{unit_id}/complete", complete)


def _finding(life: Life, opens: date, day: date) -> InventoryFinding:
    if life.closed is not None and life.closed <= day:
        return "closed"
    if life.proposed >= opens:
        return "new"
    return "missing" if one_in("unseen", life.model_id, models_missing_one_in) else "found"
