"""A province of random shape in which every unit did everything there is a fact for: what there is to be seen, or not."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chronicle.command import Context, derived_id
from chronicle.host import Host
from chronicle.log import Item
from contracts.catalogue import CATALOGUE
from contracts.fact import Fact
from tests.architecture.sources import REPOSITORY
from tests.services.dashboards.province import stream_of

NOW = datetime(2021, 11, 8, 2, 5, tzinfo=UTC)
TODAY = date(2021, 11, 8)
SPRING = date(2021, 3, 12)
TOP = "province"
"""Named by the campaign, which is everybody's; every other unit has a name that can be looked for: u000, u001 …"""
KINDS = {None: "province", "province": "district", "district": "commune", "commune": "residential_area"}
INSTITUTIONS = ("agency", "enterprise", "school")
units_made = 25


@dataclass(frozen=True)
class Province:
    """Parent and kind of every unit, top first."""

    parents: dict[str, str | None]
    kinds: dict[str, str]

    def above(self, unit: str) -> Iterator[str]:
        """The unit and what it stands under."""
        here: str | None = unit
        while here is not None:
            yield here
            here = self.parents[here]

    def within(self, roots: Iterable[str | None]) -> set[str]:
        """What authority over the roots reaches; worked out from below, unlike what is tested."""
        wanted = set(roots)
        if None in wanted or TOP in wanted:
            return set(self.parents)
        return {unit for unit in self.parents if wanted & set(self.above(unit))}


def of_random_shape(seed: int) -> Province:
    rng = random.Random(seed)
    parents: dict[str, str | None] = {TOP: None}
    kinds = {TOP: "province"}
    for number in range(units_made):
        unit = f"u{number:03}"
        open_to = [other for other, kind in kinds.items() if kind in KINDS]
        parents[unit] = rng.choice(open_to)
        below = KINDS[kinds[str(parents[unit])]]
        kinds[unit] = rng.choice(INSTITUTIONS) if rng.random() < 0.15 and below != "district" else below
    return Province(parents, kinds)


def example(name: str, **changed: Any) -> Fact:
    """The golden example of a fact in today's version, with some fields changed."""
    version = CATALOGUE.facts[name].version
    golden = json.loads((REPOSITORY / "contracts" / "golden" / f"{name}.v{version}.json").read_text(encoding="utf-8"))
    return CATALOGUE.facts[name](**{**golden, **{key: value for key, value in changed.items() if key in golden}})


def facts_of(province: Province) -> Iterator[Fact]:
    """Every unit is listed, registers, counts, issues, keeps a model, hands in, is decided, reports and is written to."""
    for unit, parent in province.parents.items():
        yield example(
            "registration.unit_listed", unit_id=unit, parent_id=parent, unit_kind=province.kinds[unit], title="Nơi",
            unit_name=f"Nơi {unit}", valid_from="2021-01-01", codes=[], out_of_scope_reason=None,
        )  # fmt: skip
    yield example("registration.campaign_launched", province_id=TOP)
    yield example("models.inventory_opened", unit_id=TOP, units=list(province.parents))
    yield example("registration.documents_required")
    yield example("recognition.rule_set_put_in_force")
    for number, unit in enumerate(province.parents):
        about = {
            "unit_id": unit, "issuer_id": unit, "unit_kind": province.kinds[unit], "dossier_id": f"binh-thuan-2021/{unit}",
            "model_id": f"m-{unit}", "model_name": f"Mô hình {unit}", "notice_id": f"n-{unit}", "monitor_id": unit,
            "previous_monitor_id": None, "decided_by": unit, "successor_id": None, "campaign_id": "binh-thuan-2021",
            "origin_id": None, "batch_id": f"b-{unit}", "changes": 1,
            "total": 100 + number, "registered": 50 + number, "previous_total": 0, "previous_registered": 0,
            "subject": f"Kế hoạch {unit}", "address": f"{unit}@example.test", "newest": True, "programme_id": f"p-{unit}",
            "channels": ("inbox", "mail"), "digest_id": None,
            "document_id": f"d-{unit}", "verification_code": f"code-{unit}", "concerns": [
                {"dossier_id": f"binh-thuan-2021/{unit}", "unit_id": unit, "unit_kind": province.kinds[unit],
                 "unit_name": f"Nơi {unit}", "place": None, "outcome": None}
            ],
        }  # fmt: skip
        for name in ORDER:
            yield example(name, **about)


ORDER = (
    "registration.unit_registered", "registration.households_reported", "registration.batch_applied",
    "registration.document_issued", "registration.late_entry_allowed", "registration.target_set",
    "models.model_proposed", "models.model_launched", "models.monitor_assigned", "models.paper_filed", "models.model_confirmed",
    "recognition.dossier_opened",
    "recognition.dossier_document_filed", "recognition.dossier_self_assessed", "recognition.dossier_submitted",
    "recognition.due_date_moved", "recognition.document_numbered",
    "recognition.dossier_appraised",
    "mobilisation.activity_reported", "mobilisation.batch_applied",
    "mobilisation.core_force_counted",
    "mobilisation.programme_signed", "mobilisation.programme_reviewed", "notifications.mailbox_set",
    "notifications.preferences_set", "notifications.notice_raised", "notifications.notice_failed",
)  # fmt: skip


async def tell(host: Host, facts: Iterable[Fact]) -> None:
    """Appends them, each by the service it belongs to, in this order."""
    for number, fact in enumerate(facts):
        service = fact.name.partition(".")[0]
        command_id = derived_id(f"told {number}")
        context = Context("test", "test", "", TODAY, command_id, command_id)
        # the page of a dossier tells its story from its own stream; of everything else the views tell
        stream = stream_of(fact) if "dossier" in fact.name else f"{service}.told:{number}"
        item = Item(stream, None, [fact], SPRING, context)
        await host.services[service].log.append([item])
