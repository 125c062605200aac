"""One dossier with everything that is known of it: checklist, criteria, rounds, steps, due days in words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contracts.recognition import Due, KindRules
from services.recognition.clock import why
from services.recognition.projections import dossiers, rules
from services.recognition.projections.dossier_documents import NOW, DocumentRow, documents_by_round
from services.recognition.projections.dossier_results import ResultRow, results_by_round
from services.recognition.projections.dossier_steps import steps_of
from services.recognition.projections.due_moves import MoveRow, moves_of


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A line of the checklist: asked for, and there or not. What is there and not asked for any more is told too."""

    code: str
    text_vi: str
    text_en: str
    asked: bool
    filed: DocumentRow | None
    """What lies in the dossier now."""
    handed_in: DocumentRow | None
    """What was handed in with the last round."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a round brings that the one before did not have; codes of documents and of criteria."""

    round: int
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    left_out: tuple[str, ...]
    answered_otherwise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WholeDossier:
    """`dossier` is the row of the view; `rules` are those in force for its kind, None where none are yet."""

    dossier: Mapping[str, Any]
    rules: KindRules | None
    due: Due | None
    documents: tuple[ListedDocument, ...]
    results: Mapping[str, ResultRow]
    """By criterion: how the unit sees itself, and what the committee found."""
    changes: Changes | None
    """Since the last return; None for a first round."""
    steps: tuple[Mapping[str, Any], ...]
    """The newest first."""
    moves: tuple[MoveRow, ...]

    def told(self) -> dict[str, Any]:
        """As the API tells it."""
        words = (None, None) if self.due is None else why(self.due)
        return {
            **self.dossier,
            "due_why_vi": words[0],
            "due_why_en": words[1],
            "checklist": [asdict(document) for document in self.documents],
            "results": [asdict(row) for row in self.results.values()],
            "changes": None if self.changes is None else asdict(self.changes),
            "steps": list(self.steps),
            "due_moves": [asdict(move) for move in self.moves],
        }


async def whole_dossier(connection: Any, dossier_id: str) -> WholeDossier | None:
    """Everything of one dossier, or None where there is none."""
    row = await dossiers.dossier(connection, dossier_id)
    if row is None:
        return None
    asked = await rules.kind_rules(connection, row["rule_set"], row["unit_kind"])
    documents = await documents_by_round(connection, dossier_id)
    results = await results_by_round(connection, dossier_id)
    return WholeDossier(
        dossier=row,
        rules=asked,
        due=due_of(row),
        documents=checklist(asked, documents, row["round"]),
        results=results.get(NOW, {}),
        changes=changes_since(row["state"], row["round"], documents, results),
        steps=tuple(await steps_of(connection, dossier_id)),
        moves=tuple(await moves_of(connection, dossier_id)),
    )


def due_of(row: Mapping[str, Any]) -> Due | None:
    """What is due next, as it was counted; from a row of the view."""
    if row["due_step"] is None:
        return None
    return Due(
        step=row["due_step"],
        on=row["due_on"],
        since=row["due_since"],
        working_days=row["due_working_days"],
        calendar=row["due_calendar"],
        calendar_version=row["due_calendar_version"],
    )


def checklist(
    asked: KindRules | None, by_round: Mapping[int, Mapping[str, DocumentRow]], last: int
) -> tuple[ListedDocument, ...]:
    """In the order of the rule set; then what is there beside it."""
    now, handed_in = by_round.get(NOW, {}), by_round.get(last, {}) if last else {}
    texts = (
        {} if asked is None else {document.code: (document.text_vi, document.text_en) for document in asked.documents}
    )
    codes = [*texts, *sorted((now.keys() | handed_in.keys()) - texts.keys())]
    return tuple(
        ListedDocument(code, *texts.get(code, (code, code)), code in texts, now.get(code), handed_in.get(code))
        for code in codes
    )


def changes_since(
    state: str,
    last: int,
    documents: Mapping[int, Mapping[str, DocumentRow]],
    results: Mapping[int, Mapping[str, ResultRow]],
) -> Changes | None:
    """Of a dossier that was handed in again against the round before; of a returned one, of what is being put right."""
    newer, older = (NOW, last) if state == "returned" else (last, last - 1)
    if older < 1:
        return None
    now, before = documents.get(newer, {}), documents.get(older, {})
    both = sorted(now.keys() & before.keys())
    answers, answers_before = _answers(results.get(newer, {})), _answers(results.get(older, {}))
    return Changes(
        round=last + 1 if state == "returned" else last,
        added=tuple(sorted(now.keys() - before.keys())),
        replaced=tuple(code for code in both if now[code].file_sha256 != before[code].file_sha256),
        left_out=tuple(sorted(before.keys() - now.keys())),
        answered_otherwise=tuple(
            sorted(
                code for code in answers.keys() | answers_before.keys() if answers.get(code) != answers_before.get(code)
            )
        ),
    )


def _answers(rows: Mapping[str, ResultRow]) -> dict[str, tuple[bool, str | None, str | None]]:
    return {
        code: (row.self_met, row.self_points, row.self_document_number)
        for code, row in rows.items()
        if row.self_met is not None
    }
