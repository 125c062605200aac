"""As whom a server runs: root, whom PostgreSQL refuses, becomes somebody harmless."""

import ctypes
import os
from typing import NamedTuple

AS_OURSELVES = "as_ourselves"
IN_NAMESPACE = "in_namespace"
AS_OTHER_USER = "as_other_user"

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


class Credentials(NamedTuple):
    """The way (one of the three above) and the ids a server sees itself under."""

    way: str
    user_id: int
    group_id: int


def assume(credentials: Credentials) -> None:
    """Become `credentials` for good; called in the forked child just before exec. Raises OSError when refused."""
    if credentials.way == IN_NAMESPACE:
        _enter_user_namespace(credentials.user_id, credentials.group_id)
    elif credentials.way == AS_OTHER_USER:
        os.setgroups([])
        os.setresgid(credentials.group_id, credentials.group_id, credentials.group_id)
        os.setresuid(credentials.user_id, credentials.user_id, credentials.user_id)


def die_with_parent(signal_number: int, parent_pid: int) -> None:
    """Have the kernel send us `signal_number` when the parent dies; must follow `assume`, which clears the setting."""
    call_libc("prctl", PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)


def call_libc(function: str, *arguments: int) -> None:
    """Call a libc function that answers 0 or -1. Raises OSError with its errno."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*(ctypes.c_ulong(argument) for argument in arguments)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{function}: {os.strerror(code)}")


def _enter_user_namespace(user_id: int, group_id: int) -> None:
    """What `unshare --user --map-user --map-group` does: same owner outside, no root and no capabilities inside.

    Done here rather than by the command because the parent-death signal must be set after it and before exec.
    """
    outside_user_id, outside_group_id = os.geteuid(), os.getegid()
    call_libc("unshare", CLONE_NEWUSER)
    _write("/proc/self/setgroups", "deny")  # user_namespaces(7): needed before an unprivileged gid_map
    _write("/proc/self/uid_map", f"{user_id} {outside_user_id} 1")
    _write("/proc/self/gid_map", f"{group_id} {outside_group_id} 1")


def _write(path: str, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, line.encode("ascii"))
    finally:
        os.close(descriptor)
