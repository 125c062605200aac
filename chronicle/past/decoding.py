"""Facts of the log in today's shape, without those that are none and that whoever reads them has parked."""

from collections.abc import Container, Sequence
from typing import Any

from contracts.catalogue import Catalogue
from contracts.envelope import Seen


def decoded(catalogue: Catalogue, page: Sequence[Seen[Any]], parked_at: Container[int]) -> list[Seen[Any]]:
    """What cannot be read was parked by every view that folds its type: it is left out, where it was, and raised else."""
    found = []
    for seen in page:
        try:
            seen.fact = catalogue.decode(seen.type, seen.schema_version, seen.fact)
        except Exception:
            if seen.position not in parked_at:
                raise
        else:
            found.append(seen)
    return found
