"""The garbage collector rests while many objects are made that hold no cycles: facts, states and rows by the ten thousand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Looking for cycles among all of them, again and again, took a quarter of a rebuild and half of a rehearsal (measured)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
