"""Proofs: that a fact is in the log that was signed, and that a later log begins with an earlier one."""

import json
from dataclasses import dataclass
from typing import Any

from chronicle.ledger.leaf import leaf_hash
from chronicle.ledger.tree import consistency_ranges, inclusion_ranges
from chronicle.refusal import Refused
from chronicle.service import Service
from contracts.recognition import DocumentNumbered
from services.audit.ledger import book
from services.audit.screens.events import Names, must_see_event


@dataclass(frozen=True, slots=True)
class Inclusion:
    """All it takes to tell, away from here, that a fact is in the log of a checkpoint (RFC 6962 §2.1.1)."""

    position: int
    leaf: str
    """What is hashed of it: the envelope, and below it the fact as it is stored."""
    leaf_sha256: str
    size: int
    path: list[str]
    """Hashes, lowest first, as hexadecimal digits."""
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Consistency:
    """All it takes to tell that the log of the second checkpoint begins with that of the first (§2.1.2)."""

    first: int
    second: int
    path: list[str]
    first_checkpoint: str
    second_checkpoint: str


async def inclusion_in_sight(service: Service, names: Names, position: int, size: int | None = None) -> Inclusion:
    """Of a fact the viewer may see, as its leaf says all of it. Raises Refused."""
    await must_see_event(service, names, position)
    return await inclusion(service, position, size)


async def inclusion_of_paper(service: Service, position: int, code: str) -> Inclusion:
    """Of the fact that numbered a paper, for who knows the code that is printed on it: no more is asked. Raises Refused."""
    leaves = await service.log.leaves_at([position])
    if not any(_numbers_the_paper(leaf, code) for leaf in leaves):
        raise Refused(
            "paper.unknown",
            vi="Không có văn bản nào mang mã này ở vị trí đó",
            en="There is no paper with this code at that position",
        )
    return await inclusion(service, position)


def _numbers_the_paper(leaf: str, code: str) -> bool:
    envelope, _, fact = leaf.partition("\n")
    _, _, _, wire_name, *_ = json.loads(envelope)
    return bool(wire_name == DocumentNumbered.name and json.loads(fact)["verification_code"] == code)


async def inclusion(service: Service, position: int, size: int | None = None) -> Inclusion:
    """In the checkpoint of `size`; else in the newest, rather one that a witness signed as well. Raises Refused."""
    cosigned = await book.newest_cosigned(service.pool, position) if size is None else None
    sealed = cosigned or await checkpoint(service.pool, size)
    if position > sealed.size:
        raise Refused(
            "event.not_sealed",
            vi=f"Điểm kiểm tra này đến sự kiện {sealed.size}; sự kiện {position} chưa có trong đó",
            en=f"This checkpoint goes up to fact {sealed.size}; fact {position} is not in it",
        )
    [leaf] = await service.log.leaves_at([position])
    path = await book.hashes_over(service.pool, inclusion_ranges(position - 1, sealed.size))
    told = [found.hex() for found in path]
    return Inclusion(position, leaf, leaf_hash(leaf).hex(), sealed.size, told, sealed.note)


async def consistency(connection: Any, first: int, second: int | None = None) -> Consistency:
    """Between two checkpoints that were signed, the second being the newest unless told. Raises Refused."""
    old, new = await checkpoint(connection, first), await checkpoint(connection, second)
    if old.size > new.size:
        raise Refused(
            "checkpoint.order",
            vi="Điểm kiểm tra thứ nhất phải ngắn hơn điểm thứ hai",
            en="The first checkpoint must be the shorter one",
        )
    path = await book.hashes_over(connection, consistency_ranges(old.size, new.size))
    return Consistency(old.size, new.size, [found.hex() for found in path], old.note, new.note)


async def checkpoint(connection: Any, size: int | None = None) -> book.Signed:
    """The checkpoint over so many facts, or the newest. Raises Refused where none was signed."""
    found = await (book.newest(connection) if size is None else book.of_size(connection, size))
    if found is None:
        raise Refused(
            "checkpoint.unknown",
            vi="Chưa có điểm kiểm tra nào được ký ở số sự kiện đó",
            en="No checkpoint was signed over that many facts",
        )
    return found
