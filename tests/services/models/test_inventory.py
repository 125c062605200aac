"""Decisions about an inventory campaign, and its views."""

from datetime import date

import pytest

from chronicle.spec import DeciderSpec, ViewSpec
from contracts.models import InventoryClosed, InventoryCompleted, InventoryOpened, ModelConfirmed
from contracts.registration import UnitEnded
from services.models.inventory import (
    INVENTORY,
    PART,
    CloseInventory,
    CompleteInventory,
    ConfirmModel,
    OpenInventory,
)
from services.models.projections.confirmations import CONFIRMATIONS, ConfirmationRow
from services.models.projections.inventories import INVENTORIES, InventoriesRow
from services.models.projections.inventory_parts import INVENTORY_PARTS, InventoryPartRow
from services.models.projections.keepers import KEEPERS, KeeperRow
from tests.services.models.examples import BEFORE, CLOSED, DAY, LATER, LISTED, WORKS, proposed

pytestmark = pytest.mark.fast

inventory = DeciderSpec(INVENTORY)
part = DeciderSpec(PART)
OPEN = OpenInventory(
    occurred_on=DAY, inventory_id="i1", unit_id="p", inventory_name="Rà soát", units=("c1", "c2", "c1"), due=LATER
)
OPENED = InventoryOpened(
    inventory_id="i1", unit_id="p", inventory_name="Rà soát", units=("c1", "c2"), due=LATER, opened_on=DAY
)
SHUT = InventoryClosed(inventory_id="i1", unit_id="p", closed_on=DAY)
CONFIRM = ConfirmModel(occurred_on=DAY, inventory_id="i1", unit_id="c1", model_id="m1", finding="found")
CONFIRMED = ModelConfirmed(
    inventory_id="i1", unit_id="c1", model_id="m1", finding="found", previous_finding=None, note=None, confirmed_on=DAY
)
COMPLETE = CompleteInventory(occurred_on=DAY, inventory_id="i1", unit_id="c1", keeps=("m1",))
COMPLETED = InventoryCompleted(inventory_id="i1", unit_id="c1", found=1, missing=0, new=0, closed=0, completed_on=DAY)


def test_an_inventory_is_opened_for_each_unit_once() -> None:
    inventory.given().when(OPEN).then(OPENED)
    inventory.given(OPENED).when(OPEN).then_nothing()
    inventory.given().when(OPEN.model_copy(update={"due": BEFORE})).then_refused("inventory.due_before_opening")


def test_an_inventory_is_closed_once() -> None:
    shut = CloseInventory(occurred_on=DAY, inventory_id="i1")
    inventory.given(OPENED).when(shut).then(SHUT)
    inventory.given(OPENED, SHUT).when(shut).then_nothing()
    inventory.given().when(shut).then_refused("inventory.unknown")


def test_a_unit_that_is_asked_confirms_a_model_it_keeps() -> None:
    knowing = part.given().knowing(inventory=(OPENED,), model=WORKS)
    knowing.when(CONFIRM).then(CONFIRMED)
    confirmed = part.given(CONFIRMED).knowing(inventory=(OPENED,), model=WORKS)
    confirmed.when(CONFIRM).then_nothing()
    missing = CONFIRM.model_copy(update={"finding": "missing", "note": "Không thấy"})
    confirmed.when(missing).then(
        CONFIRMED.model_copy(update={"finding": "missing", "previous_finding": "found", "note": "Không thấy"})
    )
    part.given().knowing(model=WORKS).when(CONFIRM).then_refused("inventory.unknown")
    part.given().knowing(inventory=(OPENED, SHUT), model=WORKS).when(CONFIRM).then_refused("inventory.closed")
    part.given().knowing(inventory=(OPENED,)).when(CONFIRM).then_refused("model.unknown")
    stranger = CONFIRM.model_copy(update={"unit_id": "c9"})
    knowing.when(stranger).then_refused("inventory.not_asked")
    other = part.given().knowing(inventory=(OPENED,), model=(proposed(unit_id="c2"),))
    other.when(CONFIRM).then_refused("model.of_another_unit")


def test_what_is_confirmed_is_what_the_register_says() -> None:
    works = part.given().knowing(inventory=(OPENED,), model=WORKS)
    ended = part.given().knowing(inventory=(OPENED,), model=(*WORKS, CLOSED))
    closed, new = (CONFIRM.model_copy(update={"finding": finding}) for finding in ("closed", "new"))
    ended.when(closed).then(CONFIRMED.model_copy(update={"finding": "closed"}))
    works.when(closed).then_refused("model.still_open")
    ended.when(CONFIRM).then_refused("model.closed")
    works.when(new).then(CONFIRMED.model_copy(update={"finding": "new"}))
    later = part.given().knowing(inventory=(OPENED.model_copy(update={"opened_on": LATER}),), model=WORKS)
    later.when(new).then_refused("model.not_new")


def test_a_unit_says_that_it_is_complete_when_every_model_is_confirmed() -> None:
    part.given(CONFIRMED).knowing(inventory=(OPENED,)).when(COMPLETE).then(COMPLETED)
    part.given(CONFIRMED, COMPLETED).knowing(inventory=(OPENED,)).when(
        COMPLETE.model_copy(update={"occurred_on": LATER})
    ).then_nothing()
    part.given().knowing(inventory=(OPENED,)).when(COMPLETE).then_refused("inventory.incomplete")
    part.given(CONFIRMED).when(COMPLETE).then_refused("inventory.unknown")


def test_the_views_hold_who_is_asked_and_what_was_found() -> None:
    ViewSpec(INVENTORIES).given(OPENED, SHUT).then(InventoriesRow("i1", "p", "Rà soát", LATER, DAY, DAY))
    ViewSpec(INVENTORY_PARTS).given(OPENED, COMPLETED).then(
        InventoryPartRow("i1", "c1", DAY), InventoryPartRow("i1", "c2")
    )
    ViewSpec(CONFIRMATIONS).given(CONFIRMED).then(ConfirmationRow("i1", "m1", "c1", "found", None, DAY))
    ended = UnitEnded(unit_id="c1", ended_on=date(2021, 6, 1), reason="x")
    ViewSpec(KEEPERS).given(LISTED, ended).then(KeeperRow("c1", date(2021, 6, 1)))
