"""The private folder for the servers' sockets: in the data directory where the path allows it, else a short one."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from chronicle.embedded.credentials import Credentials
from chronicle.embedded.privileges import can_reach, give_folder

SOCKET_PATH_BYTES_MAX = 107  # unix(7): 108 with the closing zero
POSTGRESQL_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"
# A comma separates hosts in a database url and quoting differs between clients, so other paths use the short folder.
PLAIN_PATH = re.compile(r"/[A-Za-z0-9_./-]+")


def prepare_socket_folder(data_directory: Path, credentials: Credentials) -> Path:
    """Make the folder, 0700 and of the servers' user; returns its absolute path. The guardians remove it at the end."""
    folder = data_directory / "sockets"
    if folder.exists():
        shutil.rmtree(folder)  # left by a machine that lost power: no server of this directory runs now
    if not _fits(folder):
        folder = Path(tempfile.mkdtemp(prefix="antoan-", dir=_short_place(credentials)))
    give_folder(folder, credentials)
    return folder


def remove_socket_folder(folder: Path) -> None:
    """Remove what a start that failed half-way has left."""
    shutil.rmtree(folder, ignore_errors=True)


def _fits(folder: Path) -> bool:
    longest = os.fsencode(folder / POSTGRESQL_SOCKET)
    return len(longest) <= SOCKET_PATH_BYTES_MAX and PLAIN_PATH.fullmatch(str(folder)) is not None


def _short_place(credentials: Credentials) -> Path:
    """The user's runtime folder, else the machine's temporary folder, whichever first is short, plain and reachable."""
    for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir()):
        if place and os.access(place, os.W_OK | os.X_OK):
            sample = Path(place) / "antoan-12345678"
            if _fits(sample) and can_reach(sample, credentials):
                return Path(place)
    return Path("/tmp")
