"""Facts as these tests tell them, and how they get into a real log."""

from datetime import date
from typing import Any

from chronicle.command import Context, fresh_id
from chronicle.component import Component
from chronicle.log import Item
from contracts.fact import Fact
from contracts.recognition import (
    DossierDecided,
    DossierOpened,
    DossierReturned,
    KindRules,
    RuleSetPutInForce,
    Shortfall,
)
from contracts.registration import CampaignLaunched, UnitEnded, UnitKind, UnitListed, UnitRegistered

DAY = date(2021, 3, 24)
OTHERS = (Component(name="registration"), Component(name="recognition"))
"""The services whose facts are told here, without anything of their own: only their right to append."""


def listed(unit_id: str, unit_kind: UnitKind = "commune", out_of_scope_reason: str | None = None) -> UnitListed:
    return UnitListed(
        unit_id=unit_id, unit_kind=unit_kind, title="Xã", unit_name="Tân Hà", parent_id=None, codes=(),
        valid_from=date(2021, 1, 1), latitude=None, longitude=None, generated=False,
        out_of_scope_reason=out_of_scope_reason,
    )  # fmt: skip


def ended(unit_id: str, ended_on: date = DAY) -> UnitEnded:
    return UnitEnded(unit_id=unit_id, ended_on=ended_on, reason="Sáp nhập")


def registered(unit_id: str, unit_kind: UnitKind = "commune") -> UnitRegistered:
    return UnitRegistered(
        campaign_id="bt-2021",
        year=2021,
        unit_id=unit_id,
        unit_kind=unit_kind,
        rule_set="tt23",
        registered_on=DAY,
        late=False,
    )


def opened(unit_id: str, unit_kind: UnitKind = "commune") -> DossierOpened:
    return DossierOpened(
        dossier_id=f"bt-2021/{unit_id}", unit_id=unit_id, unit_kind=unit_kind, campaign_id="bt-2021", year=2021,
        rule_set="tt23", opened_on=DAY,
    )  # fmt: skip


def decided(unit_id: str, outcome: Any = "recognised", decision_number: str = "12/QĐ-UBND") -> DossierDecided:
    return DossierDecided(
        dossier_id=f"bt-2021/{unit_id}", unit_id=unit_id, unit_kind="commune", year=2021, outcome=outcome,
        reason=None if outcome == "recognised" else "Chưa đủ tiêu chí", decision_number=decision_number, decided_on=DAY,
        decided_by="d1", decide_before=None, late=False,
    )  # fmt: skip


def rules(unit_kind: UnitKind, decide_before: date | None, before_excludes_the_day: bool = True) -> KindRules:
    return KindRules(
        unit_kind=unit_kind, window_from=date(2020, 11, 30), window_to=date(2021, 11, 30), decide_before=decide_before,
        before_excludes_the_day=before_excludes_the_day, decided_by="district", documents=(), criteria=(),
        complete_within_days=None, correct_within_days=None, appraise_within_days=None,
    )  # fmt: skip


def put_in_force(*kinds: KindRules) -> RuleSetPutInForce:
    return RuleSetPutInForce(rule_set="tt23", circular="23/2012/TT-BCA", year=2021, kinds=kinds, in_force_on=DAY)


RETURNED = DossierReturned(
    dossier_id="bt-2021/c1", unit_id="c1", year=2021, returned_on=DAY,
    shortfalls=(Shortfall(item="report", note="Thiếu dấu"), Shortfall(item="minutes", note="Thiếu biên bản")),
)  # fmt: skip
LAUNCHED = CampaignLaunched(
    campaign_id="bt-2021", province_id="p1", year=2021, campaign_name="Năm 2021", rule_set="tt23", targets=(),
    opens=date(2020, 10, 31), closes=date(2021, 12, 31), registration_closes=date(2021, 3, 31),
)  # fmt: skip


async def tell(host: Any, stream: str, *facts: Fact, day: date = DAY) -> int:
    """Appends facts as the service that owns the stream; returns the last position."""
    context = Context("test", "test", "", day, fresh_id(), fresh_id())
    service = host.services[stream.partition(".")[0]]
    [answer] = await service.log.append([Item(stream, None, facts, day, context)])
    assert answer.last_position is not None
    return int(answer.last_position)


async def list_units(host: Any, *units: UnitListed) -> None:
    for unit in units:
        await tell(host, f"registration.unit:{unit.unit_id}", unit)
