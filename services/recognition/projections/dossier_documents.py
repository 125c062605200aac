"""Which documents lie in a dossier now, and which were handed in with each round, with the hash of each file?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chronicle.projection import Change, Drop, Projection, Put
from contracts.envelope import Seen
from contracts.recognition import DossierDocumentFiled, DossierDocumentTakenBack, DossierSubmitted

NOW = 0
"""The round that stands for what lies in the dossier at the moment."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    dossier_id: str
    round: int
    document: str
    unit_id: str = ""
    file_sha256: str | None = None
    """None: it lies there on paper."""
    since: date | None = None
    """The day it was filed, or handed in."""


def filed(fact: DossierDocumentFiled, seen: Seen[Any]) -> Iterable[Change]:
    yield Put(DocumentRow(fact.dossier_id, NOW, fact.document, fact.unit_id, fact.file_sha256, fact.filed_on))


def taken_back(fact: DossierDocumentTakenBack, seen: Seen[Any]) -> Iterable[Change]:
    yield Drop((fact.dossier_id, NOW, fact.document))


def submitted(fact: DossierSubmitted, seen: Seen[Any]) -> Iterable[Change]:
    """What was handed in without being filed before lies in the dossier as well from then on."""
    files = {file.document: file.file_sha256 for file in fact.files}
    for document in fact.documents:
        for number in (NOW, fact.round):
            file = files.get(document)
            yield Put(DocumentRow(fact.dossier_id, number, document, fact.unit_id, file, fact.submitted_on))


DOSSIER_DOCUMENTS = Projection(
    name="dossier_documents",
    row=DocumentRow,
    key=("dossier_id", "round", "document"),
    to_delegates=True,
    on={DossierDocumentFiled: filed, DossierDocumentTakenBack: taken_back, DossierSubmitted: submitted},
)


async def documents_by_round(connection: Any, dossier_id: str) -> dict[int, dict[str, DocumentRow]]:
    """By round, and then by code; what lies in the dossier now is the round NOW."""
    rows = await connection.fetch(
        f"SELECT {', '.join(DOSSIER_DOCUMENTS.columns)} FROM recognition.dossier_documents WHERE dossier_id = $1 "
        "ORDER BY round, document",
        dossier_id,
    )
    found: dict[int, dict[str, DocumentRow]] = {}
    for row in rows:
        found.setdefault(row["round"], {})[row["document"]] = DocumentRow(**row)
    return found
