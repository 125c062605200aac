"""The tamper drill: on a copy of the log everything is tried that could be done to it, and verifying must find each."""

import random
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from chronicle.ledger.checkpoint import Checkpoint, signed
from chronicle.ledger.note import Signer
from services.audit.ledger import book
from services.audit.ledger.tampering import MANIPULATIONS, Manipulation, Place, dropped_facts, undone
from services.audit.ledger.verdict import Verdict
from services.audit.ledger.verifying import verify_as_it_stands


class NotFitForADrill(Exception):
    """The copy is too short, or is not whole to begin with: nothing that is found in it would say anything."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What was done where, and what verifying said."""

    manipulation: Manipulation
    place: Place
    verdict: Verdict

    @property
    def caught(self) -> bool:
        return self.manipulation.is_caught(self.verdict, self.place)


async def drill(copy: Any, origin: str, seed: int) -> AsyncIterator[Tried]:
    """`copy` is a connection as the owner of a copy; the same seed tries the same facts. Raises NotFitForADrill.

    The copy's checkpoints are signed again with a key made here and thrown away: the house's own key vouches for no
    log that was tampered with, not even in a drill.
    """
    signer = Signer(origin, secrets.token_bytes(32))

    def note_of(size: int, root: bytes) -> str:
        return signed(Checkpoint(origin, size, root), [signer])

    kept = await book.sizes(copy)
    if not kept or kept[-1].size <= dropped_facts:
        raise NotFitForADrill(
            f"fewer than {dropped_facts + 1} facts are sealed · chưa niêm phong đủ sự kiện để diễn tập"
        )
    await _sign_again(copy, [(one.size, note_of(one.size, one.root)) for one in kept])
    old = _an_old_one(kept)
    position = random.Random(seed).randint(1, old.size - dropped_facts)
    before = [one for one in kept if one.size < position][-1:]
    notes, keys = [note_of(one.size, one.root) for one in (*before, old)], [str(signer.key)]
    async with undone(copy):
        untouched = await verify_as_it_stands(copy, outside=notes, keys=keys)
    if not untouched.holds:
        raise NotFitForADrill(
            "the log does not hold as it is: `antoan verify` says why · nhật ký không nguyên vẹn từ trước"
        )
    for manipulation in MANIPULATIONS:
        place = Place(position, note_of)
        async with undone(copy):
            await manipulation.do(copy, place)
            verdict = await verify_as_it_stands(copy, outside=notes, keys=keys)
        yield Tried(manipulation, place, verdict)


def _an_old_one(kept: list[book.Signed]) -> book.Signed:
    """The one in the middle, as somebody outside would have kept it for years; a longer one where that is too short."""
    return next(one for one in kept[len(kept) // 2 :] if one.size > dropped_facts)


async def _sign_again(copy: Any, notes: list[tuple[int, str]]) -> None:
    await copy.executemany("UPDATE audit.checkpoint SET note = $2 WHERE size = $1", notes)
