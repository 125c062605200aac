"""An inventory campaign (rà soát, thống kê): a body asks units by a day; each confirms every model it keeps, and says so."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from pydantic import Field

from chronicle.aggregate import Aggregate, Fold, Knowledge
from chronicle.command import Command
from chronicle.refusal import Refused
from contracts.fact import Fact, Identifier, Text, UnitId, items_max
from contracts.models import InventoryClosed, InventoryCompleted, InventoryFinding, InventoryOpened, ModelConfirmed
from services.models.state import MODEL_FOLD, Model, must_be_there


class InventoryCommand(Command):
    """Every command names the inventory."""

    inventory_id: Identifier


class OpenInventory(InventoryCommand):
    """Asks units to confirm each of their models by a day."""

    unit_id: UnitId
    inventory_name: Text
    units: tuple[UnitId, ...] = Field(min_length=1, max_length=items_max)
    due: date


class CloseInventory(InventoryCommand):
    """Takes no more confirmations."""


class ConfirmModel(InventoryCommand):
    """A unit says of one model what it found."""

    unit_id: UnitId
    model_id: Identifier
    finding: InventoryFinding
    note: Text | None = None


class CompleteInventory(InventoryCommand):
    """A unit says that it has confirmed every model it keeps; `keeps` is its own list of them."""

    unit_id: UnitId
    keeps: tuple[Identifier, ...] = Field(max_length=items_max)


@dataclass(frozen=True)
class Inventory:
    """The campaign itself."""

    state: Literal["unknown", "opened", "closed"] = "unknown"
    unit_id: str = ""
    units: frozenset[str] = frozenset()
    opened_on: date | None = None


@dataclass(frozen=True)
class Part:
    """What one unit has confirmed."""

    findings: Mapping[str, tuple[InventoryFinding, str | None]] = field(default_factory=dict)
    completed: InventoryCompleted | None = None


def evolve(inventory: Inventory, fact: Fact) -> Inventory:
    match fact:
        case InventoryOpened():
            return Inventory("opened", fact.unit_id, frozenset(fact.units), fact.opened_on)
        case InventoryClosed():
            return replace(inventory, state="closed")
    return inventory


def evolve_part(part: Part, fact: Fact) -> Part:
    match fact:
        case ModelConfirmed():
            return replace(part, findings={**part.findings, fact.model_id: (fact.finding, fact.note)})
        case InventoryCompleted():
            return replace(part, completed=fact)
    return part


def open_inventory(command: OpenInventory, inventory: Inventory) -> list[Fact]:
    if inventory.state != "unknown":
        return []
    if command.due < command.occurred_on:
        raise Refused(
            "inventory.due_before_opening",
            vi="Hạn phải từ ngày mở đợt rà soát trở đi",
            en="The last day must not be before the inventory opens",
        )
    return [
        InventoryOpened(
            inventory_id=command.inventory_id,
            unit_id=command.unit_id,
            inventory_name=command.inventory_name,
            units=tuple(dict.fromkeys(command.units)),
            due=command.due,
            opened_on=command.occurred_on,
        )
    ]


def close_inventory(command: CloseInventory, inventory: Inventory) -> list[Fact]:
    if inventory.state == "unknown":
        raise _unknown()
    if inventory.state == "closed":
        return []
    closed = InventoryClosed(
        inventory_id=command.inventory_id, unit_id=inventory.unit_id, closed_on=command.occurred_on
    )
    return [closed]


def confirm(command: ConfirmModel, part: Part, inventory: Inventory, model: Model) -> list[Fact]:
    """A late confirmation is taken as long as the inventory is not closed; that it is late is seen from its day."""
    _must_be_asked(command.unit_id, inventory)
    must_be_there(model)
    _must_agree(command, inventory, model)
    previous = part.findings.get(command.model_id)
    if previous == (command.finding, command.note):
        return []
    return [
        ModelConfirmed(
            inventory_id=command.inventory_id,
            unit_id=command.unit_id,
            model_id=command.model_id,
            finding=command.finding,
            previous_finding=previous and previous[0],
            note=command.note,
            confirmed_on=command.occurred_on,
        )
    ]


def complete(command: CompleteInventory, part: Part, inventory: Inventory, model: Model) -> list[Fact]:
    """May be said again after corrections: the counts are then those of today."""
    _must_be_asked(command.unit_id, inventory)
    if missing := set(command.keeps) - part.findings.keys():
        raise Refused(
            "inventory.incomplete",
            vi=f"Còn {len(missing)} mô hình chưa xác nhận; hãy xác nhận từng mô hình rồi báo xong",
            en=f"{len(missing)} models are not confirmed yet; confirm each of them, then say it is complete",
        )
    counts = Counter(finding for finding, _ in part.findings.values())
    completed = InventoryCompleted(
        inventory_id=command.inventory_id,
        unit_id=command.unit_id,
        found=counts["found"],
        missing=counts["missing"],
        new=counts["new"],
        closed=counts["closed"],
        completed_on=command.occurred_on,
    )
    same = part.completed is not None and part.completed == completed.model_copy(
        update={"completed_on": part.completed.completed_on}
    )
    return [] if same else [completed]


def _must_be_asked(unit_id: str, inventory: Inventory) -> None:
    if inventory.state == "unknown":
        raise _unknown()
    if inventory.state == "closed":
        raise Refused(
            "inventory.closed",
            vi="Đợt rà soát đã khóa; hãy liên hệ cơ quan mở đợt",
            en="The inventory is closed; speak to the body that opened it",
        )
    if unit_id not in inventory.units:
        raise Refused(
            "inventory.not_asked",
            vi="Đơn vị này không thuộc đợt rà soát",
            en="This unit is not asked in the inventory",
        )


def _must_agree(command: ConfirmModel, inventory: Inventory, model: Model) -> None:
    """What is confirmed has to be what the register says, or the register is put right first."""
    if model.unit_id != command.unit_id:
        raise Refused("model.of_another_unit", vi="Mô hình do đơn vị khác quản lý", en="Another unit keeps the model")
    if command.finding == "closed" and model.state != "closed":
        raise Refused(
            "model.still_open",
            vi="Mô hình chưa kết thúc; hãy kết thúc mô hình với lý do",
            en="The model has not ended; close it with a reason",
        )
    if command.finding != "closed" and model.state == "closed":
        raise Refused(
            "model.closed",
            vi="Mô hình đã kết thúc; hãy xác nhận là đã kết thúc",
            en="The model has ended; confirm it as closed",
        )
    opened = inventory.opened_on
    if command.finding == "new" and opened and model.proposed_on and model.proposed_on < opened:
        raise Refused(
            "model.not_new",
            vi=f"Mô hình đã có trước ngày mở đợt {opened:%d/%m/%Y}; hãy xác nhận là còn hoặc không thấy",
            en=f"The model was there before the inventory opened on {opened}; confirm it as found or missing",
        )


def _unknown() -> Refused:
    return Refused("inventory.unknown", vi="Không có đợt rà soát này", en="There is no such inventory")


INVENTORY_FOLD = Fold(category="models.inventory", initial=Inventory(), evolve=evolve)

INVENTORY: Aggregate[Inventory] = Aggregate(
    fold=INVENTORY_FOLD,
    identity=lambda command: command.inventory_id,
    decisions={OpenInventory: open_inventory, CloseInventory: close_inventory},
)

PART: Aggregate[Part] = Aggregate(
    fold=Fold(category="models.inventory_part", initial=Part(), evolve=evolve_part),
    identity=lambda command: f"{command.inventory_id}/{command.unit_id}",
    knows={
        "inventory": Knowledge(INVENTORY_FOLD, lambda command, part: command.inventory_id),
        "model": Knowledge(MODEL_FOLD, lambda command, part: getattr(command, "model_id", None)),
    },
    decisions={ConfirmModel: confirm, CompleteInventory: complete},
)
