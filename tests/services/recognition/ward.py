"""A ward with areas whose dossiers were proposed or decided, told as facts on real servers."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

from chronicle.command import Context, derived_id
from chronicle.component import Component
from chronicle.host import RELAY, Host
from chronicle.log import Item
from contracts.fact import Fact
from contracts.recognition import (
    CriterionResult,
    DossierAccepted,
    DossierAppraised,
    DossierDecided,
    DossierOpened,
    DossierProposed,
    DossierSubmitted,
    Due,
)
from contracts.registration import UnitListed
from portal.component import COMPONENT as PORTAL
from reference.rule_sets import load_rule_set, rule_set_file
from services.recognition.component import COMPONENT
from services.recognition.rule_set_files import put_in_force
from tests import signed_in
from tests.reading import all_read

REGISTRATION = Component(name="registration")
RULES = load_rule_set(rule_set_file("tt23-2012-binh-thuan-2021"))
TODAY = date(2021, 11, 8)
WARD = "mui-ne"
UNITS = (
    ("binh-thuan", "province", "Tỉnh", "Bình Thuận", None), ("phan-thiet", "district", "Thành phố", "Phan Thiết", "binh-thuan"),
    (WARD, "commune", "Phường", "Mũi Né", "phan-thiet"),
    *((f"{WARD}-{n}", "residential_area", "Khu phố", str(n), WARD) for n in range(1, 6)),
)  # fmt: skip


@dataclass(frozen=True)
class Ward:
    """The host, a stranger's client and the header of the ward's officer."""

    host: Host
    client: httpx.AsyncClient
    officer: dict[str, str]
    settings: Any

    async def told(self, stream: str, version: int, *facts: Fact) -> None:
        """Appended as they are, and read by every view."""
        service = stream.partition(".")[0]
        context = Context("test", "test", "", TODAY, derived_id(f"{stream} {version}"), derived_id(stream))
        log = self.host.services[service].log
        answers = await log.append([Item(stream, version, list(facts), TODAY, context)])
        assert answers[0].outcome.value == "appended"

    async def read(self) -> None:
        for name in ("portal", "recognition"):
            await all_read(self.host.services[name])

    async def number(self, kind: str, *areas: int, **said: Any) -> httpx.Response:
        """Asks for a paper about the dossiers of these areas, and waits until it is seen."""
        body = {
            "kind": kind, "issuer_id": WARD, "dossiers": [dossier(area) for area in areas],
            "occurred_on": TODAY.isoformat(), **said,
        }  # fmt: skip
        answer = await self.client.post("/api/recognition/number-documents", json=body, headers=self.officer)
        await self.read()
        return answer


def dossier(area: int) -> str:
    return f"binh-thuan-2021/{WARD}-{area}"


def life(area: int, *, decided: bool = True, met: bool = True) -> Iterable[Fact]:
    """From opening to the proposal, or the decision 112/QĐ-UBND."""
    about: dict[str, Any] = {"dossier_id": dossier(area), "unit_id": f"{WARD}-{area}", "year": 2021}
    outcome: Any = "recognised" if met else "refused"
    due = Due(
        step="decide", on=date(2021, 11, 9), since=date(2021, 11, 5), working_days=2, calendar=None, calendar_version=0
    )
    yield DossierOpened(
        **about,
        unit_kind="residential_area",
        campaign_id="binh-thuan-2021",
        rule_set=RULES.rule_set,
        opened_on=date(2021, 4, 1),
    )
    yield DossierSubmitted(**about, round=1, documents=("results_report",), submitted_on=date(2021, 10, 25))
    yield DossierAccepted(**about, accepted_on=date(2021, 10, 28))
    results = tuple(
        CriterionResult(criterion=c.code, met=met, numerator=118, denominator=118, document_number=None)
        for c in RULES.kinds[0].criteria
    )
    yield DossierAppraised(**about, results=results, met=met, appraised_on=date(2021, 11, 4))
    yield DossierProposed(
        **about, outcome=outcome, proposal_number="05/TTr-CAP", proposed_on=date(2021, 11, 5), due=due
    )
    if decided:
        yield DossierDecided(
            **about, unit_kind="residential_area", outcome=outcome, reason=None if met else "Chưa đạt",
            decision_number="112/QĐ-UBND", decided_on=TODAY, decided_by=WARD, decide_before=date(2021, 11, 10), late=False,
        )  # fmt: skip


@asynccontextmanager
async def the_ward(open_host: Any, settings: Any) -> AsyncIterator[Ward]:
    """Areas 1 to 3 were recognised, area 4 refused, area 5 proposed."""
    host = await open_host(RELAY, REGISTRATION, PORTAL, COMPONENT)
    officer = await signed_in.headers(settings, ("commune_officer", WARD))
    async with signed_in.program(host, {}) as client:
        ward = Ward(host, client, officer, settings)
        for unit_id, kind, title, name, parent_id in UNITS:
            listed = UnitListed(
                unit_id=unit_id, unit_kind=kind, title=title, unit_name=name, parent_id=parent_id, codes=(),  # type: ignore[arg-type]
                valid_from=date(2021, 1, 1), latitude=None, longitude=None, generated=True, out_of_scope_reason=None,
            )  # fmt: skip
            await ward.told(f"registration.unit:{unit_id}", 0, listed)
        everywhere = await signed_in.headers(settings)
        rules = put_in_force(RULES).model_dump(mode="json")
        assert (
            await client.post("/api/recognition/put-rule-set-in-force", json=rules, headers=everywhere)
        ).status_code == 201
        for area in range(1, 6):
            facts = life(area, decided=area != 5, met=area != 4)
            await ward.told(f"recognition.dossier:{dossier(area)}", 0, *facts)
        await ward.read()
        yield ward
