"""Choosing as whom the servers run on this machine, and making their files theirs."""

import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path

from chronicle.embedded.credentials import AS_OTHER_USER, AS_OURSELVES, IN_NAMESPACE, Credentials
from chronicle.embedded.failures import EmbeddedServerFailed
from chronicle.embedded.process import CODE_ROOT, ENVIRONMENT, ISOLATED

PREFERRED_USER = "nobody"
PROBE_SECONDS_MAX = 10.0
PROBE_PROGRAM = """
import os, sys; sys.path.append(sys.argv[1])
from chronicle.embedded.credentials import Credentials, assume
assume(Credentials(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
os.execv(sys.argv[5], [sys.argv[5], "--version"])
"""


def choose_credentials(postgres: Path, user_namespaces: bool) -> Credentials:
    """As ourselves for an ordinary user; for root a user namespace where the kernel grants one, else another user.

    `user_namespaces` False means not even to ask. Raises EmbeddedServerFailed when root is the only user there is.
    """
    user = _ordinary_user()
    if os.geteuid() != 0:
        return Credentials(AS_OURSELVES, os.geteuid(), os.getegid())
    if user is None:
        raise EmbeddedServerFailed("PostgreSQL", "chỉ có tài khoản root / root is the only account here")
    # Inside the namespace the id only needs an entry in the password file, which initdb looks up.
    inside = Credentials(IN_NAMESPACE, user.pw_uid, user.pw_gid)
    if user_namespaces and _probe(inside, postgres):
        return inside
    return Credentials(AS_OTHER_USER, user.pw_uid, user.pw_gid)


def owner_of_files(credentials: Credentials) -> tuple[int, int]:
    """User and group id that the servers' files must have on disk; in a namespace that is still ourselves."""
    if credentials.way == AS_OTHER_USER:
        return credentials.user_id, credentials.group_id
    return os.geteuid(), os.getegid()


def give_folder(folder: Path, credentials: Credentials) -> None:
    """Make a 0700 folder of the servers' own; what it holds changes hands too when the way of running has changed."""
    folder.mkdir(mode=0o700, exist_ok=True)
    give(folder, credentials)
    folder.chmod(0o700)


def give(path: Path, credentials: Credentials) -> None:
    """Give a file, or a folder with all it holds, to the servers' user."""
    owner = owner_of_files(credentials)
    status = path.lstat()
    if (status.st_uid, status.st_gid) == owner:
        return
    if stat.S_ISDIR(status.st_mode):
        for parent, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.lchown(os.path.join(parent, name), *owner)
    os.lchown(path, *owner)  # last, so that an interrupted change is taken up again


def can_reach(path: Path, credentials: Credentials) -> bool:
    """Whether the servers' user may pass through every folder above `path`; access control lists are not looked at."""
    if credentials.way != AS_OTHER_USER:
        return True
    return all(_can_pass(folder.stat(), credentials) for folder in path.resolve().parents)


def _can_pass(status: os.stat_result, credentials: Credentials) -> bool:
    if status.st_uid == credentials.user_id:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == credentials.group_id:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _ordinary_user() -> pwd.struct_passwd | None:
    accounts = [account for account in pwd.getpwall() if account.pw_uid != 0]
    return min(accounts, key=lambda account: account.pw_name != PREFERRED_USER, default=None)


def _probe(credentials: Credentials, postgres: Path) -> bool:
    """Whether a process can become `credentials` and then run PostgreSQL's program: the kernel is asked."""
    ids = (str(credentials.user_id), str(credentials.group_id))
    command = [sys.executable, *ISOLATED, "-c", PROBE_PROGRAM, str(CODE_ROOT), credentials.way, *ids, str(postgres)]
    try:
        return subprocess.run(command, env=ENVIRONMENT, capture_output=True, timeout=PROBE_SECONDS_MAX).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
