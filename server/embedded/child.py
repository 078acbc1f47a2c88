"""Turns itself into one supervised program: takes an identity, ties its life to the parent, execs.

Run by file path (`python -I -S child.py ...`), so it imports nothing of ours and starts in 20 ms.
It never forks: the process the parent started is the program itself. Nothing may be imported after
the identity has changed, as Python itself may lie in a folder the new one cannot read; so
PROGRAM is an absolute path.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence

# Values from <linux/prctl.h> and <linux/sched.h>; they are kernel ABI.
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
USAGE = "child.py PARENT_PID DEATH_SIGNAL keep|drop:UID:GID|map:UID:GID PROGRAM [ARGUMENT...]"


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _drop(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _map(uid: int, gid: int) -> None:
    """Enter a user namespace in which we are `uid`, while on disk we stay who we were."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    if _libc().unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not available")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {outer_uid} 1"),
        ("gid_map", f"{gid} {outer_gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123 (pathlib costs 10 ms here)
            file.write(text)


def _take(identity: str) -> None:
    how, _, ids = identity.partition(":")
    if how == "keep":
        return
    uid, _, gid = ids.partition(":")
    {"drop": _drop, "map": _map}[how](int(uid), int(gid))


def _die_with(parent: int, signal_number: int) -> None:
    """Ask Linux for a signal at the parent's death; a change of identity clears it: come last."""
    if sys.platform != "linux":
        return
    _libc().prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def main(arguments: Sequence[str]) -> None:
    """Become the program named in the arguments, or exit 127 with one line."""
    if len(arguments) < 4:
        sys.exit(USAGE)
    parent, death_signal, identity, *command = arguments
    try:
        _take(identity)
        _die_with(int(parent), int(death_signal))
        os.execv(command[0], command)  # noqa: S606 (an argument list, no shell)
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror or error}\n")
        os._exit(127)


if __name__ == "__main__":
    main(sys.argv[1:])
