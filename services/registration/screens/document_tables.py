"""The documents a unit issued, as a table."""

from collections.abc import Sequence
from typing import Any

from portal.tables import Address, Cell, Column, Table
from portal.words import Words
from services.registration.screens import wording

documents_max = 500


async def issued_by(connection: Any, campaign_id: str, unit_id: str) -> list[Any]:
    """What a unit issued for a year, the newest first."""
    rows = await connection.fetch(
        "SELECT * FROM registration.documents WHERE campaign_id = $1 AND issuer_id = $2 ORDER BY dated DESC, number LIMIT $3",
        campaign_id, unit_id, documents_max,
    )  # fmt: skip
    return list(rows)


def issued(words: Words, rows: Sequence[Any]) -> Table[Any]:
    """Number, date, kind, subject, signer and file of each."""

    def file(row: Any) -> Cell:
        digest = row["file_sha256"]
        return Cell(words("Mở tệp"), to=Address(f"/attachments/{digest}")) if digest else Cell(words("chưa kèm tệp"))

    def number(row: Any) -> Cell:
        because = row["corrected_because"]
        note = words("đã sửa: %(reason)s", reason=because) if because else ""
        return Cell(row["number"], written=True, note=note)

    return Table(
        (
            Column("number", words("Số, ký hiệu"), number),
            Column("dated", words("Ngày văn bản"), lambda row: Cell(row["dated"]), "day"),
            Column("kind", words("Loại văn bản"), lambda row: Cell(words(wording.DOCUMENTS[row["document_kind"]]))),
            Column("subject", words("Trích yếu"), lambda row: Cell(row["subject"], written=True)),
            Column("signer", words("Chức vụ người ký"), lambda row: Cell(row["signer_title"], written=True)),
            Column("file", words("Tệp"), file),
        ),
        rows,
    )
