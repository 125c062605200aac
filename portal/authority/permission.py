"""Whether a command may be carried out by whom, and in which office's name: asked before anything is appended. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from chronicle.command import Command, Context
from chronicle.refusal import NotAllowed
from portal.authority.roles import ROLES
from portal.authority.scope import Authority
from portal.authority.tree import Tree

UnitOf = Callable[[Any, Any], str | None]
"""(command, state of its stream) -> the unit it is about; None: what concerns no unit, or a unit there is not yet."""


def named(field: str) -> UnitOf:
    """The unit that a field of the command names."""
    return lambda command, state: getattr(command, field)


@dataclass(frozen=True)
class May:
    """Who may ask a command: one of the roles, with authority over the unit it is about.

    `office` narrows which authority counts: "any" above or of the unit, "directly_above" the body one step above it (who
    appraises stands above who submits), or a function of the command that names the unit whose office it must be.
    `never_after` names facts: who recorded one of them in this stream, in person or through a deputy, may not (separation
    of duties).
    """

    roles: frozenset[str]
    unit: UnitOf
    office: str | Callable[[Any], str] = "any"
    never_after: tuple[str, ...] = ()


Permissions = Mapping[type[Command], May]


@dataclass(frozen=True)
class Asking:
    """An account that asks, with the authorities it holds today."""

    authorities: tuple[Authority, ...]
    tree: Tree

    def permit(
        self, may: May | None, command: Command, state: Any, recorded: Iterable[tuple[str, str]], context: Context
    ) -> Context:
        """The context in whose name the facts are recorded. Raises NotAllowed, saying who may.

        `recorded` holds (wire name, account) of the facts that are in the stream already.
        """
        if may is None:
            raise NotAllowed("command.internal", vi="Lệnh này chỉ hệ thống dùng", en="Only the system itself asks this")
        unit_id = may.unit(command, state)
        found = self._authority(may, command, unit_id)
        if found is None:
            raise _not_in_authority(may)
        persons = {context.actor, str(found.on_behalf_of or context.actor)}
        if any(name in may.never_after and person in persons for name, person in recorded):
            raise NotAllowed(
                "authority.own_work",
                vi="Người đã nộp hồ sơ không được thẩm định hoặc quyết định hồ sơ đó; hãy chuyển cho người khác",
                en="Whoever submitted a dossier may not appraise or decide it; hand it to somebody else",
            )
        behalf = None if found.on_behalf_of is None else str(found.on_behalf_of)
        return replace(context, role=found.role, office=self._office(found), on_behalf_of=behalf)

    def lacks(self, may: May, unit_id: str | None) -> NotAllowed | None:
        """Who could ask a command about a unit, where this account could not; None where it could.

        A page asks it to say so beside an action, before there is a command; `permit` judges what is asked in the end.
        """
        named = may if isinstance(may.office, str) else replace(may, office="any")
        return None if self._authority(named, None, unit_id) else _not_in_authority(may)

    def _authority(self, may: May, command: Command | None, unit_id: str | None) -> Authority | None:
        """One's own before a deputy's, the nearest office first: always the same one for the same question."""
        fitting = [a for a in self.authorities if a.role in may.roles and self._distance(a, unit_id) is not None]
        if may.office == "directly_above":
            above = None if unit_id is None else self.tree.parent(unit_id)
            fitting = [a for a in fitting if above is not None and self._office(a) == above]
        elif callable(may.office):
            office = may.office(command)
            fitting = [a for a in fitting if self._office(a) == office]
        return min(
            fitting,
            key=lambda a: (a.on_behalf_of is not None, self._distance(a, unit_id), a.authority_id),
            default=None,
        )

    def _distance(self, authority: Authority, unit_id: str | None) -> float | None:
        """How far above the unit the office stands, the whole installation furthest; None where it does not reach it."""
        if authority.unit_id is None:
            return inf
        steps = None if unit_id is None else self.tree.steps_up(unit_id, authority.unit_id)
        if steps is None and self.tree.tops == {authority.unit_id}:
            return len(self.tree.places)
        return steps

    def _office(self, authority: Authority) -> str:
        """The unit acted for; over the whole installation, its one top."""
        if authority.unit_id is not None:
            return authority.unit_id
        return next(iter(self.tree.tops)) if len(self.tree.tops) == 1 else ""


def _not_in_authority(may: May) -> NotAllowed:
    roles = [role for name, role in ROLES.items() if name in may.roles]
    return NotAllowed(
        "authority.missing",
        vi=f"Ngoài thẩm quyền của bạn; người có thể làm: {', '.join(role.vi for role in roles)} của nơi đó",
        en=f"Outside your authority; who may: {', '.join(role.en.lower() for role in roles)} of that place",
    )
