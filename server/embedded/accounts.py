"""Under which operating-system identity PostgreSQL runs, because it refuses to be root.

not root, known to the system        stay who we are
root, `nobody` can reach the paths   drop to nobody; it owns the cluster on disk
otherwise                            a user namespace: an ordinary user inside, us on disk
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from server.embedded.problems import StartProblem

CHILD = Path(__file__).with_name("child.py")
UNPRIVILEGED = "nobody"
# Inside a user namespace every foreign user appears as user 65534 (user_namespaces(7)).
# The name we map ourselves to must be another one, or peer authentication would let everybody in.
MAPPED = ("daemon", "bin", "sys")


@dataclass(frozen=True, slots=True)
class Account:
    """An identity: how to take it, who owns the files, and how we look to PostgreSQL."""

    identity: str
    owner: int
    group: int
    peer: str

    def command(self, command: Sequence[object], *, death_signal: int) -> list[str]:
        """The argument list that runs `command` as this account and dies with this process.

        The first word is an absolute path.
        """
        wrapper = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), str(death_signal)]
        return [*wrapper, self.identity, *map(str, command)]

    def own(self, folder: Path) -> None:
        """Make the folder and all in it this account's own, if it is not already."""
        if folder.stat().st_uid == self.owner or os.geteuid() != 0:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.owner, self.group, follow_symlinks=False)


def ourselves() -> Account:
    """The identity this process already has; for everything that does not mind being root."""
    uid = os.geteuid()
    return Account(identity="keep", owner=uid, group=os.getegid(), peer=_name(uid) or str(uid))


def for_postgres(paths: Sequence[Path], probe: Path) -> Account:
    """The first identity that can reach `paths` and run `probe --version`.

    Raises StartProblem when none can.
    """
    uid = os.geteuid()
    name = _name(uid)
    if uid != 0 and name is not None:
        return ourselves()
    choices = [_nobody(), _namespace()] if uid == 0 else [_namespace()]
    for account in choices:
        if account is not None and _works(account, paths, probe):
            return account
    raise StartProblem(
        "PostgreSQL must not run as root, and neither the user nobody nor a user namespace can "
        "reach the data folder: start as an ordinary user, or choose another folder with --data."
    )


def _name(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _nobody() -> Account | None:
    entry = _entry(UNPRIVILEGED)
    if entry is None:
        return None
    identity = f"drop:{entry.pw_uid}:{entry.pw_gid}"
    return Account(
        identity=identity,
        owner=entry.pw_uid,
        group=entry.pw_gid,
        peer=_name(os.geteuid()) or "root",
    )


def _namespace() -> Account | None:
    entry = next(filter(None, map(_entry, MAPPED)), None)
    if entry is None or sys.platform != "linux":
        return None
    return Account(
        identity=f"map:{entry.pw_uid}:{entry.pw_gid}",
        owner=os.geteuid(),
        group=os.getegid(),
        peer=entry.pw_name,
    )


def _works(account: Account, paths: Sequence[Path], probe: Path) -> bool:
    test = shutil.which("test") or "/usr/bin/test"
    checks: list[list[object]] = [[test, "-x", path] for path in paths]
    running = [_begin(account, check) for check in [*checks, [probe, "--version"]]]
    return not any([process.wait() for process in running])  # all of them: none is left behind


def _begin(account: Account, command: Sequence[object]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        account.command(command, death_signal=signal.SIGKILL),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
