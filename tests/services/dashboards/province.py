"""A small province in the autumn of 2021, as facts of the services it comes from: 3 districts, 6 communes, 18 areas."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import asyncpg

from chronicle.clock import PlayedClock
from chronicle.command import Context, derived_id
from chronicle.component import Component
from chronicle.host import Host
from chronicle.log import Item
from chronicle.settings import Settings
from contracts.fact import Fact
from contracts.mobilisation import ActivityReported, Counter, ForceCounted, ProgrammeSigned
from contracts.models import (
    InventoryOpened,
    ModelClosed,
    ModelConfirmed,
    ModelLaunched,
    ModelProposed,
    MonitorAssigned,
)
from contracts.recognition import DossierAccepted, DossierDecided, DossierOpened, DossierReturned, DossierSubmitted
from contracts.registration import (
    CampaignLaunched,
    Code,
    DocumentIssued,
    HouseholdsReported,
    Target,
    UnitListed,
    UnitRegistered,
)
from services.dashboards.component import COMPONENT
from tests.reading import all_read

YEAR = 2021
CAMPAIGN = "binh-thuan-2021"
TODAY = datetime(2021, 11, 8, 2, 5, tzinfo=UTC)
SPRING = date(2021, 3, 12)
SEPTEMBER = date(2021, 9, 20)
TARGETS = (
    Target(measure="units_registered", unit_kind="residential_area", share="1/1", strictly_over=False),
    Target(measure="units_registered", unit_kind="commune", share="1/1", strictly_over=False),
    Target(measure="households_registered", unit_kind="residential_area", share="17/20", strictly_over=True),
)
DISTRICTS = {
    "phan-thiet": ("Thành phố", "Phan Thiết", 10.93, 108.10),
    "tuy-phong": ("Huyện", "Tuy Phong", 11.32, 108.66),
    "phu-quy": ("Huyện", "Phú Quý", 10.53, 108.94),
}
COMMUNES = {
    "mui-ne": ("phan-thiet", "Phường", "Mũi Né", 10.95, 108.27),
    "phu-thuy": ("phan-thiet", "Phường", "Phú Thủy", 10.94, 108.11),
    "tien-loi": ("phan-thiet", "Xã", "Tiến Lợi", 10.91, 108.07),
    "lien-huong": ("tuy-phong", "Thị trấn", "Liên Hương", 11.23, 108.73),
    "phong-phu": ("tuy-phong", "Xã", "Phong Phú", 11.26, 108.68),
    "tam-thanh": ("phu-quy", "Xã", "Tam Thanh", 10.51, 108.93),
}
NOT_REGISTERED = {"tam-thanh-1", "tam-thanh-2", "tam-thanh-3", "phong-phu-3"}
"""Nobody in Phú Quý, and one area of Tuy Phong."""
AREAS = tuple(f"{commune}-{number}" for commune in COMMUNES for number in (1, 2, 3))


def listed(unit_id: str, kind: Any, title: str, name: str, parent: str | None, **more: Any) -> UnitListed:
    fields: dict[str, Any] = {
        "codes": (), "valid_from": date(2021, 1, 1), "latitude": None, "longitude": None, "generated": False,
        "out_of_scope_reason": None, **more,
    }  # fmt: skip
    return UnitListed(unit_id=unit_id, unit_kind=kind, title=title, unit_name=name, parent_id=parent, **fields)


def units() -> Iterable[Fact]:
    code = Code(scheme="gso", value="60", valid_from=date(2021, 1, 1))
    yield listed("binh-thuan", "province", "Tỉnh", "Bình Thuận", None, codes=(code,))
    for unit_id, (title, name, latitude, longitude) in DISTRICTS.items():
        yield listed(unit_id, "district", title, name, "binh-thuan", latitude=latitude, longitude=longitude)
    for unit_id, (district, title, name, latitude, longitude) in COMMUNES.items():
        yield listed(unit_id, "commune", title, name, district, latitude=latitude, longitude=longitude)
    for area in AREAS:
        commune, _, number = area.rpartition("-")
        yield listed(area, "residential_area", "Khu phố", number, commune, generated=True)
    yield listed("bank", "agency", "Cơ quan", "Kho bạc tỉnh", "binh-thuan")
    yield listed("high-school", "school", "Trường", "THPT Tuy Phong", "tuy-phong")
    yield listed(
        "kindergarten", "school", "Trường", "Mầm non Hoa Sen", "mui-ne", generated=True,
        out_of_scope_reason="Trường mầm non (Thông tư 124/2021/TT-BCA)",
    )  # fmt: skip


def campaign(**changed: Any) -> CampaignLaunched:
    fields: dict[str, Any] = {
        "campaign_id": CAMPAIGN, "province_id": "binh-thuan", "year": YEAR, "campaign_name": "Phong trào năm 2021",
        "rule_set": "tt23-2012-binh-thuan-2021", "targets": TARGETS, "opens": date(2020, 10, 31),
        "closes": date(2022, 3, 31), "registration_closes": date(2021, 4, 30), **changed,
    }  # fmt: skip
    return CampaignLaunched(**fields)


def registered(unit_id: str, kind: Any, *, late: bool = False, on: date = SPRING) -> UnitRegistered:
    return UnitRegistered(
        campaign_id=CAMPAIGN, year=YEAR, unit_id=unit_id, unit_kind=kind, rule_set="tt23-2012-binh-thuan-2021",
        registered_on=on, late=late,
    )  # fmt: skip


def households(unit_id: str, registered_count: int, total: int, **changed: Any) -> HouseholdsReported:
    fields: dict[str, Any] = {
        "as_of": date(2021, 10, 31), "previous_total": 0, "previous_registered": 0, "newest": True, "lowered": False,
        **changed,
    }  # fmt: skip
    return HouseholdsReported(
        campaign_id=CAMPAIGN, year=YEAR, unit_id=unit_id, total=total, registered=registered_count, **fields
    )


def issued(unit_id: str, kind: Any, number: str) -> DocumentIssued:
    return DocumentIssued(
        campaign_id=CAMPAIGN, year=YEAR, issuer_id=unit_id, document_kind=kind, number=number, dated=SPRING,
        subject="Phong trào toàn dân bảo vệ an ninh Tổ quốc", signer_title="Chủ tịch", file_sha256=None,
    )  # fmt: skip


def registrations() -> Iterable[Fact]:
    yield campaign()
    for number, commune in enumerate(COMMUNES):
        if commune != "tam-thanh":
            yield registered(commune, "commune")
            yield issued(commune, "resolution", f"{number}-NQ/ĐU")
            yield issued(commune, "plan", f"{number}/KH-UBND")
    yield issued("phan-thiet", "plan", "12/KH-UBND")
    for number, area in enumerate(AREAS):
        if area not in NOT_REGISTERED:
            yield registered(area, "residential_area", late=area == "mui-ne-3")
            yield households(area, 100 + number, 118 + number)
    yield registered("high-school", "school")


def model(model_id: str, unit_id: str, kind: str) -> Iterable[Fact]:
    yield ModelProposed(
        model_id=model_id, unit_id=unit_id, model_name=kind, model_kind=kind, block="residential", patron=None,
        proposed_on=SPRING, origin_id=None,
    )  # fmt: skip


def launched(model_id: str, unit_id: str, points: int, teams: int) -> ModelLaunched:
    return ModelLaunched(
        model_id=model_id, unit_id=unit_id, decision_number="7/QĐ-UBND", regulation_number="1/QC", points=points,
        teams=teams, launched_on=SPRING,
    )  # fmt: skip


def models() -> Iterable[Fact]:
    for model_id, unit_id, kind in (
        ("m1", "mui-ne", "Tiếng kẻng an ninh"), ("m2", "phu-thuy", "Camera an ninh"),
        ("m3", "phong-phu", "Tiếng kẻng an ninh"), ("m4", "phong-phu", "Tổ liên gia tự quản"),
        ("m5", "mui-ne", "Camera an ninh"),
    ):  # fmt: skip
        yield from model(model_id, unit_id, kind)
    yield launched("m1", "mui-ne", 4, 6)
    yield launched("m2", "phu-thuy", 10, 3)
    yield launched("m3", "phong-phu", 2, 2)
    yield MonitorAssigned(model_id="m1", unit_id="mui-ne", monitor_id="phan-thiet", previous_monitor_id=None)
    yield ModelClosed(
        model_id="m5", unit_id="mui-ne", reason="Không còn hoạt động", successor_id=None, closed_on=SPRING
    )
    yield InventoryOpened(
        inventory_id="i1", unit_id="binh-thuan", inventory_name="Rà soát mô hình năm 2021", units=tuple(COMMUNES),
        due=SEPTEMBER, opened_on=SPRING,
    )  # fmt: skip
    yield ModelConfirmed(
        inventory_id="i1", unit_id="mui-ne", model_id="m1", finding="found", previous_finding=None, note=None,
        confirmed_on=SEPTEMBER,
    )  # fmt: skip


def opened(unit_id: str, kind: Any) -> DossierOpened:
    return DossierOpened(
        dossier_id=f"{CAMPAIGN}/{unit_id}", unit_id=unit_id, unit_kind=kind, campaign_id=CAMPAIGN, year=YEAR,
        rule_set="tt23-2012-binh-thuan-2021", opened_on=SPRING,
    )  # fmt: skip


def about(unit_id: str) -> dict[str, Any]:
    return {"dossier_id": f"{CAMPAIGN}/{unit_id}", "unit_id": unit_id, "year": YEAR}


def decided(unit_id: str, *, late: bool = False, outcome: Any = "recognised") -> DossierDecided:
    return DossierDecided(
        **about(unit_id), unit_kind="residential_area", outcome=outcome, reason=None, decision_number="101/QĐ-UBND",
        decided_on=date(2021, 11, 5), decided_by=unit_id.rpartition("-")[0], decide_before=date(2021, 11, 10),
        late=late,
    )  # fmt: skip


def dossiers() -> Iterable[Fact]:
    for area in AREAS:
        if area not in NOT_REGISTERED:
            yield opened(area, "residential_area")
    for area in AREAS[:8]:
        yield DossierSubmitted(**about(area), round=1, documents=(), submitted_on=date(2021, 10, 20))
    yield DossierReturned(
        **about(AREAS[7]), shortfalls=({"item": "minutes", "note": "Thiếu biên bản"},), returned_on=date(2021, 10, 22)
    )
    yield DossierAccepted(**about(AREAS[6]), accepted_on=date(2021, 10, 22))
    for area in AREAS[:5]:
        yield decided(area, late=area == AREAS[4], outcome="refused" if area == AREAS[3] else "recognised")


def activity() -> Iterable[Fact]:
    for number, commune in enumerate(("mui-ne", "phu-thuy", "lien-huong"), start=1):
        counters = (
            Counter(counter="propaganda_sessions", value=10 * number, previous_value=0),
            Counter(counter="attendances", value=1_000 * number, previous_value=0),
        )
        yield ActivityReported(
            unit_id=commune,
            year=YEAR,
            period="quarter",
            period_number=3,
            counters=counters,
            reported_on=SEPTEMBER,
            first_reported_on=SEPTEMBER,
            lowered=False,
            reason=None,
        )


def forces_and_programmes() -> Iterable[Fact]:
    for number, commune in enumerate(("mui-ne", "phu-thuy"), start=1):
        yield ForceCounted(
            unit_id=commune, force_kind="civil_guards", as_of=SPRING, head_count=10 * number, teams=number,
            previous_head_count=None, previous_teams=None, newest=True, lowered=False,
        )  # fmt: skip
    yield ProgrammeSigned(
        programme_id="p1", unit_id="phan-thiet", programme_kind="joint_programme", number="05/CTPH-CA-MTTQ",
        parties=("Công an thành phố", "Ủy ban Mặt trận Tổ quốc thành phố"), dated=SPRING, subject="Phối hợp bảo vệ an ninh",
        first_day=SPRING, last_day=date(2025, 12, 31), file_sha256=None,
    )  # fmt: skip


TELLERS = ("registration", "models", "recognition", "mobilisation")
COMPONENTS = (*(Component(name=name) for name in TELLERS), COMPONENT)
"""The services whose facts are told here, without their rules, and the one that listens."""


def whole(*components: Component) -> tuple[Component, ...]:
    """The same with some services as they are, for their pages."""
    names = {component.name for component in components}
    return (*(component for component in COMPONENTS if component.name not in names), *components)


async def play(settings: Settings) -> PlayedClock:
    """Puts the empty log on a clock that stands at TODAY."""
    owner = await asyncpg.connect(settings.database_url)
    await owner.execute("SELECT chronicle.play_clock()")
    await owner.close()
    return PlayedClock(TODAY)


def stream_of(fact: Fact) -> str:
    """Units, rule sets and dossiers are decided about further, so their facts stand in their own streams."""
    name = fact.name
    if name.startswith("registration.unit_") and name != "registration.unit_registered":
        return f"registration.unit:{fact.unit_id}"  # type: ignore[attr-defined]
    if name == "recognition.rule_set_put_in_force":
        return f"recognition.rule_set:{fact.rule_set}"  # type: ignore[attr-defined]
    if name.startswith("recognition.") and hasattr(fact, "dossier_id"):
        return f"recognition.dossier:{fact.dossier_id}"
    if name in ("recognition.authority_delegated", "recognition.delegation_ended"):
        return f"recognition.delegation:{fact.from_unit}"  # type: ignore[attr-defined]
    return f"{name.partition('.')[0]}.told:{name}"


async def tell(host: Host, facts: Iterable[Fact], occurred_on: date = SPRING) -> None:
    """Appends facts, each by the service that owns it, and waits until the dashboards have read them."""
    by_service: dict[str, dict[str, list[Fact]]] = {}
    for fact in facts:
        service = fact.name.partition(".")[0]
        by_service.setdefault(service, {}).setdefault(stream_of(fact), []).append(fact)
    for service, streams in by_service.items():
        log = host.services[service].log
        head = await log.head()
        items = []
        for stream, told in streams.items():
            command_id = derived_id(f"{stream} after {head}")
            context = Context("test", "test", "", TODAY.date(), command_id, command_id)
            items.append(Item(stream, None, told, occurred_on, context))
        await log.append(items)
    await all_read(host.services[COMPONENT.name])


def everything() -> Sequence[Fact]:
    return tuple(chain(units(), registrations(), models(), dossiers(), activity(), forces_and_programmes()))
