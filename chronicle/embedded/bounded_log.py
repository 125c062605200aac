"""A log file that cannot fill the disk: at the limit it becomes `.1` and a new one begins."""

import os

LOG_BYTES_MAX = 8 * 1024 * 1024
TAIL_BYTES_MAX = 4096


class BoundedLog:
    """Appends bytes to `path`; at most two files of about LOG_BYTES_MAX bytes stay on disk."""

    def __init__(self, path: str, bytes_max: int = LOG_BYTES_MAX) -> None:
        self._path = path
        self._bytes_max = bytes_max
        self._descriptor = self._open()
        self._bytes = os.fstat(self._descriptor).st_size

    def write(self, chunk: bytes) -> None:
        """Append; a full disk loses the lines, because a server must not stop for its log."""
        try:
            if self._bytes >= self._bytes_max:
                os.replace(self._path, self._path + ".1")
                os.close(self._descriptor)
                self._descriptor = self._open()
                self._bytes = 0
            self._bytes += os.write(self._descriptor, chunk)
        except OSError:
            pass

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def log_tail(path: str) -> str:
    """The last TAIL_BYTES_MAX bytes of a log as text, from a whole line on; empty when there is no log."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL_BYTES_MAX))
            tail = file.read()
    except OSError:
        return ""
    if len(tail) == TAIL_BYTES_MAX:
        tail = tail.partition(b"\n")[2]
    return tail.decode("utf-8", "replace").strip()
