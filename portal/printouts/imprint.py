"""The code on a sheet: a hash of what its table says, in a form a person can type. Pure.

The table is taken as it is in Vietnamese, so that one question has one hash whatever language its sheet is in.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from portal.tables import Column, Flat, Table, flat

FORM = 1
"""Raised when the program comes to write the same facts in other words: what was printed before is then no forgery."""

digest_characters = 32
"""128 bits: nobody finds another table for a given code."""
group_characters = 4

_CONFUSED = str.maketrans({"o": "0", "l": "1", "i": "1"})


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a table says, in a hash, and of which columns it is made."""

    digest: str
    form: str

    def code(self, query: str, position: int) -> str:
        """In groups of four: the hash, the form, and a check of what is typed together with it."""
        whole = f"{self.digest}{self.form}{_check(query, position, self.digest + self.form)}"
        return " ".join(whole[at : at + group_characters] for at in range(0, len(whole), group_characters))


def imprint_of(table: Table[Any]) -> Imprint:
    """Every value that is on the sheet, in its order, and the names of the columns; not their titles, nor the filters."""
    kept = [column for column in table.filed if not column.for_reader]
    columns = [[column.name, column.kind] for column in kept]
    rows = [_row(kept, row) for row in table.rows]
    whole = None if table.whole is None else _row(kept, table.whole)
    said = {"columns": columns, "rows": rows, "whole": whole}
    return Imprint(_hash(said)[:digest_characters], _hash([FORM, columns])[:group_characters])


def _row(columns: list[Column[Any]], row: Any) -> list[list[Any]]:
    # of a share the percentage follows from the other two
    return [[_value(value) for value in flat(column.kind, column.cell(row))[:2]] for column in columns]


def _value(value: Flat) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _hash(said: Any) -> str:
    return sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _check(query: str, position: int, code: str) -> str:
    return _hash([query, position, code])[:group_characters]


def typed(text: str) -> str:
    """The code as somebody typed it, without gaps; letters that are taken for digits are those digits."""
    return re.sub(r"[\s.\-–_]", "", text.lower()).translate(_CONFUSED)


def read(text: str, query: str, position: int) -> Imprint | None:
    """The imprint in a code that was typed; None where its check says that something is mistyped, here or beside it."""
    code, length = typed(text), digest_characters + group_characters
    if re.fullmatch(f"[0-9a-f]{{{length + group_characters}}}", code) is None:
        return None
    if _check(query, position, code[:length]) != code[length:]:
        return None
    return Imprint(code[:digest_characters], code[digest_characters:length])
