"""Named places where a fault test may kill the process; in every other run they cost one dictionary look-up."""

import os
import signal

_armed = os.environ.get("ANTOAN_FAULT_POINT", "")
_passes_left = int(os.environ.get("ANTOAN_FAULT_AFTER", "0"))


def fault_point(name: str) -> None:
    """Kills this process with SIGKILL at the armed point, after the number of passes given by ANTOAN_FAULT_AFTER."""
    global _passes_left
    if name != _armed:
        return
    if _passes_left > 0:
        _passes_left -= 1
        return
    os.kill(os.getpid(), signal.SIGKILL)
