"""Facts and commands of one model, as its tests take them."""

from datetime import date

from contracts.models import ModelClosed, ModelDecided, ModelLaunched, ModelPlanned, ModelProposed
from contracts.registration import UnitEnded, UnitListed
from services.models.model import CloseModel, DecideModel, LaunchModel, PlanModel, ProposeModel

DAY = date(2021, 4, 1)
LATER = date(2021, 7, 1)
BEFORE = date(2021, 3, 1)


def listed(unit_id: str) -> UnitListed:
    return UnitListed(
        unit_id=unit_id, unit_kind="commune", title="Xã", unit_name="Tân Hà", parent_id="d1", codes=(),
        valid_from=date(2021, 1, 1), latitude=None, longitude=None, generated=False, out_of_scope_reason=None,
    )  # fmt: skip


LISTED = listed("c1")
ENDED = UnitEnded(unit_id="c1", ended_on=DAY, reason="Sáp nhập")


def proposed(model_id: str = "m1", unit_id: str = "c1", origin_id: str | None = None) -> ModelProposed:
    return ModelProposed(
        model_id=model_id, unit_id=unit_id, model_name="Tiếng kẻng an ninh", model_kind="tiếng kẻng", block="residential",
        patron=None, proposed_on=DAY, origin_id=origin_id,
    )  # fmt: skip


def decided(model_id: str = "m1", unit_id: str = "c1") -> ModelDecided:
    return ModelDecided(model_id=model_id, unit_id=unit_id, decision_number="12/QĐ-UBND", decided_on=DAY)


def launched(model_id: str = "m1", unit_id: str = "c1") -> ModelLaunched:
    return ModelLaunched(
        model_id=model_id, unit_id=unit_id, decision_number="12/QĐ-UBND", regulation_number="01/QC", points=3, teams=2,
        launched_on=DAY,
    )  # fmt: skip


PROPOSED, DECIDED, LAUNCHED = proposed(), decided(), launched()
PLANNED = ModelPlanned(model_id="m1", unit_id="c1", plan_number="18/KH", planned_on=DAY)
CLOSED = ModelClosed(model_id="m1", unit_id="c1", reason="Không còn phù hợp", successor_id=None, closed_on=DAY)
WORKS = (PROPOSED, DECIDED, LAUNCHED)
PROPOSE = ProposeModel(
    occurred_on=DAY, model_id="m1", unit_id="c1", model_name="Tiếng kẻng an ninh", model_kind="tiếng kẻng",
    block="residential",
)  # fmt: skip
PLAN = PlanModel(occurred_on=DAY, model_id="m1", plan_number="18/KH")
DECIDE = DecideModel(occurred_on=DAY, model_id="m1", decision_number="12/QĐ-UBND")
LAUNCH = LaunchModel(occurred_on=DAY, model_id="m1", regulation_number="01/QC", points=3, teams=2)
CLOSE = CloseModel(occurred_on=DAY, model_id="m1", reason="Không còn phù hợp")
