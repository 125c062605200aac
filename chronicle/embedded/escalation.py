"""How a server is asked to stop: politely first, and more firmly each time it does not listen."""

import os
import time

NOT_DUE_MS = 2**31 - 1


class StopSteps:
    """The stop signals one after the other, each with its time to take effect."""

    def __init__(self, signals: list[int]) -> None:
        self._waiting = list(signals)
        self._step_seconds_max = 0.0
        self._next_at = float("inf")

    def begin(self, step_seconds_max: float) -> None:
        """Start, or go on at another pace; the signal under way keeps its turn."""
        if self._next_at == float("inf"):
            self._next_at = time.monotonic()
        else:
            self._next_at = min(self._next_at, time.monotonic() + step_seconds_max)
        self._step_seconds_max = step_seconds_max

    def send_due(self, pid: int) -> None:
        """Send the next signal when its time has come."""
        if self._waiting and time.monotonic() >= self._next_at:
            os.kill(pid, self._waiting.pop(0))  # our own unreaped child: the pid cannot have been reused
            self._next_at = time.monotonic() + self._step_seconds_max

    def due_in_ms(self) -> int:
        """Milliseconds until the next signal is due; a very long time while none is."""
        if not self._waiting or self._next_at == float("inf"):
            return NOT_DUE_MS
        return max(0, int((self._next_at - time.monotonic()) * 1000) + 1)
