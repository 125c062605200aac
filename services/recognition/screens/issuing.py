"""Drawing papers up from the views and giving them their numbers: for the pages and the API alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chronicle.command import derived_id
from chronicle.handling import Result
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.fact import items_max
from contracts.recognition import SERIES_OF, PaperKind
from portal.access import Caller
from portal.sight import Sight
from services.recognition.documents.composing import About, Asked, Office, Rules, paper_of, symbol_of
from services.recognition.projections import paper_units, papers
from services.recognition.projections.delegations import document_of
from services.recognition.projections.journeys import JourneyRow, decided_together, journeys
from services.recognition.projections.rules import rules_of
from services.recognition.projections.unit_attributes import chains_on
from services.recognition.register import NumberDocuments, Paper, written


@dataclass(frozen=True, slots=True)
class Drawn:
    """Papers ready for their numbers, before whoever confirms them: what the form shows."""

    office: Office
    papers: tuple[Paper, ...]
    next_serial: int

    @property
    def next_number(self) -> str:
        first = self.papers[0]
        return first.foreign_number or written(self.next_serial, first.symbol)


async def drawn(seen: Sight, issuer_id: str, asked: Asked, dossier_ids: Sequence[str]) -> Drawn:
    """The papers of a kind about dossiers in sight; of certificates one each, where the unit has none. Raises Refused."""
    found = await _in_sight(seen, dossier_ids)
    about, office = await _called(seen, issuer_id, found, asked)
    rules = await _rules(seen, found[0])
    if asked.kind == "certificate":
        made = await _certificates(seen, asked, office, about, rules)
    else:
        made = (paper_of(asked, office, about, rules),)
    last = await papers.last_serial(seen.connection, issuer_id, asked.signed_on.year, SERIES_OF[asked.kind])
    return Drawn(office, made, last + 1)


async def issue(
    service: Service, seen: Sight, caller: Caller, issuer_id: str, asked: Asked, dossier_ids: Sequence[str],
    first_serial: int | None = None,
) -> tuple[Drawn, Result]:  # fmt: skip
    """Draws papers up and numbers them. Raises Refused, NotAllowed.

    For a decision page: issue the decision about dossiers that were proposed, then record the decision with its number.
    """
    made = await drawn(seen, issuer_id, asked, dossier_ids)
    command = NumberDocuments(
        occurred_on=asked.signed_on, issuer_id=issuer_id, year=asked.signed_on.year, papers=made.papers,
        first_serial=first_serial,
    )  # fmt: skip
    return made, await caller.ask(command)


async def of_decision(seen: Sight, decided_by: str, decision_number: str, year: int) -> list[str]:
    """The dossiers that one decision recognised, in sight."""
    return await decided_together(seen.connection, seen.scope.of_dossiers, decided_by, decision_number, year, items_max)


async def next_number(seen: Sight, issuer: Office, kind: PaperKind, year: int) -> str:
    """What the register would give next, as it is written: for a form to show, not to be relied on."""
    last = await papers.last_serial(seen.connection, issuer.unit_id, year, SERIES_OF[kind])
    return written(last + 1, symbol_of(kind, issuer))


async def office_of(seen: Sight, unit_id: str, day: date) -> Office:
    """The unit whose bodies issue papers, as it was called that day. Raises Refused."""
    chain = (await chains_on(seen.connection, [unit_id], day)).get(unit_id, [])
    return _office(unit_id, chain)


def _office(unit_id: str, chain: list[tuple[str, str, str]]) -> Office:
    if not chain or not chain[0][1]:
        raise Refused("unit.unknown", vi="Đơn vị không có trong danh bạ", en="The unit is not in the register")
    above = f"{chain[1][1][:1].lower()}{chain[1][1][1:]} {chain[1][2]}" if len(chain) > 1 else None
    return Office(unit_id, chain[0][1], chain[0][2], above)


async def _in_sight(seen: Sight, dossier_ids: Sequence[str]) -> list[JourneyRow]:
    wanted = list(dict.fromkeys(dossier_ids))
    found = await journeys(seen.connection, seen.scope.of_dossiers, wanted)
    if not found or len(found) != len(wanted):
        raise Refused("dossier.unknown", vi="Chưa có hồ sơ này", en="There is no such dossier")
    return found


async def _called(seen: Sight, issuer_id: str, found: Sequence[JourneyRow], asked: Asked) -> tuple[list[About], Office]:
    """Names as they were that day. Raises Refused where a unit does not stand right below the office.

    A decision is also issued by who decides it by delegation, and names the paper of that.
    """
    day = asked.signed_on
    chains = await chains_on(seen.connection, [issuer_id, *(journey.unit_id for journey in found)], day)
    about = []
    for journey in found:
        chain = chains.get(journey.unit_id, [])
        above = next((unit for unit, _, _ in chain[1:]), "")
        decides = issuer_id != above and asked.kind == "decision"
        delegated = await document_of(seen.connection, above, issuer_id, journey.unit_kind, day) if decides else None
        if issuer_id not in (above, journey.decided_by) and delegated is None:
            raise Refused(
                "document.not_theirs",
                vi="Văn bản do cấp trên trực tiếp của đơn vị lập",
                en="The office right above a unit issues its papers",
            )
        places = [f"{title[:1].lower()}{title[1:]} {name}" for _, title, name in chain[1:]]
        about.append(About(journey, f"{chain[0][1]} {chain[0][2]}", ", ".join(places) or None, delegated))
    return about, _office(issuer_id, chains.get(issuer_id, []))


async def _rules(seen: Sight, journey: JourneyRow) -> Rules:
    kinds = await rules_of(seen.connection, journey.rule_set)
    criteria: Mapping[str, str] = {
        criterion["code"]: criterion["text_vi"]
        for kind in kinds
        if kind["unit_kind"] == journey.unit_kind
        for criterion in kind["criteria"]
    }
    return Rules(kinds[0]["circular"] if kinds else "", criteria)


async def _certificates(
    seen: Sight, asked: Asked, office: Office, about: Sequence[About], rules: Rules
) -> tuple[Paper, ...]:
    """Ids follow from the dossier and from how many of its certificates are void: who asks twice names the same papers."""
    voids = await paper_units.certificates_of(seen.connection, [each.journey.dossier_id for each in about])
    made = []
    for each in about:
        void, valid = voids.get(each.journey.dossier_id, (0, 0))
        if not valid:
            identity = str(derived_id(f"certificate {void} of {each.journey.dossier_id} by {office.unit_id}"))
            made.append(paper_of(replace(asked, document_id=identity), office, [each], rules))
    if not made:
        raise Refused(
            "certificate.given_already",
            vi="Các đơn vị này đã có giấy công nhận; hãy hủy giấy cũ trước khi cấp lại",
            en="These units have their certificates; void those before others are given",
        )
    return tuple(made)
