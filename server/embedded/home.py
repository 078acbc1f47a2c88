"""The data folder: whose it is, which version made it, who works in it now, and what lies where.

version.json   the newest Acetate that opened it     postgres/  valkey/  the databases
secrets.env    secrets made at the first start       settings/           who may connect
acetate.lock   held by the running supervisor        run/                sockets
acetate.log    of a detached start                   demo.json           login of the demo
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import re
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

from server.embedded.problems import REFUSED, StartProblem

LOCK = "acetate.lock"
LOG = "acetate.log"
VERSION = "version.json"
OURS = frozenset({LOCK, LOG, VERSION, "lost+found", ".gitkeep"})
NEEDED_BYTES = 500 * 10**6
# sun_path holds 104 bytes on macOS, 108 on Linux; the longest name below is 23 characters.
LONGEST_SOCKET_FOLDER = 104 - 1 - len("/postgres/.s.PGSQL.5432")


@dataclass(frozen=True, slots=True)
class Running:
    """What the running supervisor tells about itself in the lock file."""

    pid: int
    address: str
    database_url: str = ""
    redis_url: str = ""


def open_home(home: Path) -> None:
    """Make the folder, or check that it is ours, ours alone, and not of a newer Acetate.

    Raises StartProblem, having changed nothing.
    """
    try:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        check_owner(home)
        names = {path.name for path in home.iterdir()}
    except OSError as error:
        raise _unusable(home, error) from error
    if VERSION in names:
        _check_version(home)
    elif names - OURS:
        raise StartProblem(f"{home} is not empty and not a data folder of Acetate.")
    free = shutil.disk_usage(home).free
    if free < NEEDED_BYTES:
        raise StartProblem(
            f"Only {free // 10**6} MB are free in {home}, Acetate needs {NEEDED_BYTES // 10**6}: "
            "make room or choose another disk with --data."
        )
    _write_version(home)


def sockets_folder(home: Path) -> Path:
    """A folder short enough for unix sockets: in the data folder, else in the temporary one."""
    folder = home / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        mark = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
        temporary = Path(tempfile.gettempdir())
        if len(os.fsencode(temporary)) > LONGEST_SOCKET_FOLDER - 32:
            temporary = Path("/tmp")  # noqa: S108 (its owner and kind are checked below)
        folder = temporary / f"acetate-{os.geteuid()}-{mark}"
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or not folder.is_dir() or folder.is_symlink():
        raise StartProblem(f"{folder} belongs to somebody else: remove it and start again.")
    folder.chmod(0o711)
    return folder


def check_owner(home: Path) -> None:
    """Raise StartProblem when another user works in this folder; no data folder is nobody's.

    Its files may be closed to us: asking for their owner takes the right to enter only.
    """
    try:
        owner = (home / VERSION).stat().st_uid
    except (FileNotFoundError, NotADirectoryError):
        return
    except PermissionError as error:
        raise _unusable(home, error) from error
    if owner == os.geteuid():
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"user {owner}"
    raise StartProblem(f"The data folder {home} belongs to {name}: use Acetate as {name} there.")


class Lock:
    """The exclusive right to work in a data folder; the kernel gives it back at our death."""

    def __init__(self, home: Path) -> None:
        self._descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + 0.5  # somebody may just be asking who is running
        while not _try_lock(self._descriptor, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                os.close(self._descriptor)
                raise _already_running(home)
            time.sleep(0.05)
        self.after_crash = os.fstat(self._descriptor).st_size > 0

    def publish(self, running: Running) -> None:
        """Write who we are."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(asdict(running)).encode(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def running(home: Path) -> Running | None:
    """The supervisor at work in this folder, if there is one."""
    try:
        descriptor = os.open(home / LOCK, os.O_RDONLY)
    except OSError:
        return None
    try:
        if _try_lock(descriptor, fcntl.LOCK_SH):
            return None
        told = os.pread(descriptor, 65536, 0)
    finally:
        os.close(descriptor)
    return Running(**json.loads(told)) if told else None


def _already_running(home: Path) -> StartProblem:
    other = running(home)
    where = f" at {other.address} (process {other.pid})" if other else ""
    return StartProblem(
        f"Acetate already runs on {home}{where}: stop it with acetate down.", exit_code=REFUSED
    )


def _unusable(home: Path, error: OSError) -> StartProblem:
    return StartProblem(f"The data folder {home} cannot be used: {error.strerror}.")


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _check_version(home: Path) -> None:
    try:
        found = str(json.loads((home / VERSION).read_text())["acetate"])
    except (ValueError, TypeError, KeyError) as error:
        raise StartProblem(
            f"{home / VERSION} is damaged and does not say which Acetate made these data: put "
            f'{{"acetate": "{version("acetate")}"}} into it if it was this one.'
        ) from error
    if _key(found) > _key(version("acetate")):
        raise StartProblem(
            f"The data in {home} are of Acetate {found}, this is {version('acetate')}: "
            "start the newer one, or choose another folder with --data."
        )


def _write_version(home: Path) -> None:
    text = json.dumps({"acetate": version("acetate")}) + "\n"
    path = home / VERSION
    if path.exists() and path.read_text() == text:
        return
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)


def _key(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])
