"""A short year of a small province, played over HTTP by its offices: two communes, three areas, two dossiers decided."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reference.rule_sets import KindRules, RuleSet
from services.recognition.rule_set_files import put_in_force
from tests.system.doors import Doors

households = 118
FINDING = "07/BB-BCĐ"


@dataclass(frozen=True)
class Year:
    """Every id ends in the year, so that several years can stand in one log."""

    rules: RuleSet

    @property
    def number(self) -> int:
        return self.rules.year

    @property
    def campaign(self) -> str:
        return f"tinh-{self.number}"

    def unit(self, name: str) -> str:
        return f"{name}-{self.number}"

    def dossier(self, name: str) -> str:
        return f"{self.campaign}/{self.unit(name)}"

    def day(self, month: int, day: int) -> str:
        return date(self.number, month, day).isoformat()

    @property
    def of_areas(self) -> KindRules:
        rules = self.rules.rules_for("residential_area")
        assert rules is not None
        return rules


UNITS = (
    ("province", "Tỉnh", "Bình Thuận", None),
    ("district", "Huyện", "Hàm Tân", "province"),
    ("commune", "Xã", "Tân Hà", "district"),
    ("commune2", "Xã", "Tân Thắng", "district"),
    ("area", "Thôn", "Đông Hòa", "commune"),
    ("area2", "Thôn", "Phước Bình", "commune"),
    ("area3", "Thôn", "Gò Găng", "commune2"),
)
AREAS = tuple(name for name, *_ in UNITS if name.startswith("area"))
STEPS = {"submit": ("residential_area_head", None), "decide": ("commune_chair", "commune")}
"""Whose step of a dossier it is, over which unit (None: the dossier's); the commune's officers take all others."""


async def play(year: Year, doors: Doors) -> None:
    """From the list of units to the decisions, each step by whose it is; returns when the last command is recorded."""
    await _list_units(year, doors)
    above_the_last = await doors.of("commune_officer", year.unit("commune2"))
    await above_the_last.until(lambda me: me["units"] == 2, "portal", "me")
    await _open_the_year(year, doors)
    await _register(year, doors)
    await _keep_models(year, doors)
    await (await doors.of("commune_officer", year.unit("commune"))).carry(
        "mobilisation", "report", occurred_on=year.day(4, 5), unit_id=year.unit("commune"), year=year.number,
        period="quarter", period_number=1, counters={"propaganda_sessions": 7, "attendances": 450},
    )  # fmt: skip
    for area in ("area", "area2", "area3"):
        opened = f"dossiers/{year.dossier(area)}"
        await doors.until(lambda dossier: dossier["state"] == "opened", "recognition", opened)
    await _recognise(year, doors)
    await _refuse(year, doors)


async def _list_units(year: Year, doors: Doors) -> None:
    for name, title, unit_name, parent in UNITS:
        kind = "residential_area" if name in AREAS else name.rstrip("2")
        await doors.carry(
            "registration", "list-unit", occurred_on=year.day(1, 2), unit_id=year.unit(name), unit_kind=kind,
            title=title, unit_name=unit_name, parent_id=parent and year.unit(parent), valid_from=year.day(1, 1),
        )  # fmt: skip


async def _open_the_year(year: Year, doors: Doors) -> None:
    rules = put_in_force(year.rules, date(year.number, 1, 3)).model_dump(mode="json")
    await doors.carry("recognition", "put-rule-set-in-force", **rules)
    province = await doors.of("provincial_officer", year.unit("province"))
    await province.carry(
        "registration", "launch-campaign", occurred_on=year.day(1, 4), campaign_id=year.campaign,
        province_id=year.unit("province"), year=year.number, campaign_name=f"Đợt phát động năm {year.number}",
        rule_set=year.rules.rule_set, opens=year.day(1, 1), closes=year.day(12, 31),
        registration_closes=year.day(3, 31), targets=[
            {"measure": "units_registered", "unit_kind": "residential_area", "share": "1/1", "strictly_over": False},
        ],
    )  # fmt: skip
    await province.carry(
        "registration", "issue-document", occurred_on=year.day(2, 11), campaign_id=year.campaign,
        issuer_id=year.unit("province"), document_kind="plan", number="411/KH-BCĐ", dated=year.day(2, 11),
        subject=f"Kế hoạch phong trào toàn dân bảo vệ an ninh Tổ quốc năm {year.number}", signer_title="Trưởng Ban",
    )  # fmt: skip


async def _register(year: Year, doors: Doors) -> None:
    for name, day in (("commune", (3, 1)), ("area", (3, 2)), ("area2", (3, 3)), ("area3", (4, 9))):
        own = await doors.of("residential_area_head" if name in AREAS else "commune_officer", year.unit(name))
        await own.carry(
            "registration", "register-unit", occurred_on=year.day(*day), campaign_id=year.campaign,
            unit_id=year.unit(name),
        )  # fmt: skip
    for name, registered in (("area", households), ("area2", households - 18)):
        head = await doors.of("residential_area_head", year.unit(name))
        await head.carry(
            "registration", "report-households", occurred_on=year.day(5, 3), campaign_id=year.campaign,
            unit_id=year.unit(name), total=households, registered=registered,
        )  # fmt: skip


async def _keep_models(year: Year, doors: Doors) -> None:
    commune = await doors.of("commune_officer", year.unit("commune"))
    for model, block in (("keng", "residential"), ("camera", "residential")):
        await commune.carry(
            "models", "propose", occurred_on=year.day(3, 5), model_id=year.unit(model), unit_id=year.unit("commune"),
            model_name=f"Mô hình {model}", model_kind=f"{model} an ninh", block=block,
        )  # fmt: skip
        await commune.carry(
            "models", "decide", occurred_on=year.day(4, 1), model_id=year.unit(model), decision_number="35/QĐ-UBND",
        )  # fmt: skip
        await commune.carry(
            "models", "launch", occurred_on=year.day(4, 5), model_id=year.unit(model),
            regulation_number="02/QC-BCĐ", points=3, teams=2,
        )  # fmt: skip
    await commune.carry(
        "models", "assign-monitor", occurred_on=year.day(4, 6), model_id=year.unit("keng"),
        monitor_id=year.unit("district"),
    )  # fmt: skip
    await commune.carry(
        "models", "close", occurred_on=year.day(9, 1), model_id=year.unit("camera"), reason="Không còn hiệu quả",
        successor_id=year.unit("keng"),
    )  # fmt: skip


async def _recognise(year: Year, doors: Doors) -> None:
    """Submitted, returned, submitted again, and decided in time."""
    step = _steps(year, doors, "area")
    papers = [document.code for document in year.of_areas.documents]
    await step("submit", -6, documents=papers[:-1])
    await step("return", -5, shortfalls=[{"item": papers[-1], "note": "Thiếu văn bản này"}])
    await step("submit", -4, documents=papers)
    await step("accept", -3)
    await step("appraise", 0, results=_results(year, met=True))
    await step("propose", 2, outcome="recognised", proposal_number="07/TTr-CA")
    await step(
        "decide", 5, outcome="recognised", decision_number="112/QĐ-UBND", decided_by=year.unit("commune")
    )  # fmt: skip


async def _refuse(year: Year, doors: Doors) -> None:
    step = _steps(year, doors, "area2")
    await step("submit", -4, documents=[document.code for document in year.of_areas.documents])
    await step("accept", -3)
    await step("appraise", 0, results=_results(year, met=False))
    await step("propose", 2, outcome="refused", proposal_number="08/TTr-CA")
    await step(
        "decide", 5, outcome="refused", decision_number="113/QĐ-UBND", decided_by=year.unit("commune"),
        reason="Chưa đạt tiêu chí theo biên bản thẩm định",
    )  # fmt: skip


def _steps(year: Year, doors: Doors, area: str) -> Any:
    """`step(command, days after the window's last, …)` of one dossier, by the office whose step it is."""

    async def step(command: str, days_after: int, **body: Any) -> None:
        day = (year.of_areas.window.last + timedelta(days=days_after)).isoformat()
        role, unit = STEPS.get(command, ("commune_officer", "commune"))
        office = await doors.of(role, year.unit(unit or area))
        await office.carry("recognition", command, occurred_on=day, dossier_id=year.dossier(area), **body)

    return step


def _results(year: Year, *, met: bool) -> list[dict[str, Any]]:
    """An answer to every criterion; where it is not met, the households are why, and a document says so."""
    signed = households if met else households - 18
    return [
        {
            "criterion": criterion.code, "met": met or not counted, "numerator": signed if counted else None,
            "denominator": households if counted else None, "document_number": None if met or not counted else FINDING,
        }
        for criterion in year.of_areas.criteria
        for counted in [criterion.kind == "fraction_at_least"]
    ]  # fmt: skip
