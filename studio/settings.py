"""Where the studio keeps things, and which account on which server the library belongs to."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

HOME = "ACETATE_STUDIO_HOME"
"""Keeps everything below one folder: for tests, and for a library on a stick."""
NAME, SERVER = "acetate-studio", "acetate-server"
_SWITCHES = tuple((name, bool) for name in ("match_loudness", "notify", "welcomed"))
_NAMES = tuple((name, str) for name in ("output_device", "device_name", "library", "own_folder"))


class Places(NamedTuple):
    """`data` holds the library, `cache` what can be made again, `config` the settings."""

    data: Path
    cache: Path
    config: Path

    @property
    def library(self) -> Path:
        """The database of the library."""
        return self.data / "library.db"

    @property
    def uploads(self) -> Path:
        """The database of unfinished uploads."""
        return self.data / "uploads.db"

    @property
    def fetched(self) -> Path:
        """The folder of what came from the server."""
        return self.data / "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is signed in where. The token is kept apart, see `studio.keys`.

    `library` and `library_id` name whose library it is, if it is another's.
    """

    server: str
    handle: str
    display_name: str = ""
    library: str = ""
    library_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user chose. `upload_rate` in bytes per second, for what goes and what comes
    together; None: as fast as it goes.

    `device_name` and `output_device` are empty where the system's own is meant; `cache_bytes` is
    how much decoded sound is kept; `welcomed`: the first steps were done or skipped; `library`: the
    folder of the library, where it is not the usual one; `own_port` and `own_folder`: of the server
    of one's own on this machine, 0 and empty if there is none.
    """

    account: Account | None = None
    theme: str = "system"
    device_name: str = ""
    upload_rate: int | None = None
    output_device: str = ""
    match_loudness: bool = False
    notify: bool = True
    cache_bytes: int = 8 * 2**30
    welcomed: bool = False
    library: str = ""
    own_port: int = 0
    own_folder: str = ""


class LibraryElsewhere(Exception):
    """The folder that was chosen for the library is not there now."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder of your library is not there: {folder}. If it is on a drive, plug it in "
            "and try again."
        )
        self.folder = folder


def places() -> Places:
    """The folders, made if need be. Raises LibraryElsewhere."""
    home = os.environ.get(HOME)
    if home:
        root = Path(home)
        found = Places(data=root / "library", cache=root / "cache", config=root / "config")
    else:
        found = Places(
            data=platformdirs.user_data_path(NAME, appauthor=False),
            cache=platformdirs.user_cache_path(NAME, appauthor=False),
            config=platformdirs.user_config_path(NAME, appauthor=False),
        )
    chosen = load(found).library
    if chosen:  # never made anew: an empty library in its place would look like a lost one
        found = found._replace(data=Path(chosen))
        if not found.data.is_dir():
            raise LibraryElsewhere(found.data)
    for folder in (found.data, found.cache, found.config):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def server_folder() -> Path:
    """Where a server of one's own on this machine keeps its data."""
    home = os.environ.get(HOME)
    return Path(home) / SERVER if home else platformdirs.user_data_path(SERVER, appauthor=False)


def load(where: Places) -> Settings:
    """The settings as saved. What makes no sense counts as not set: no setting is worth a start
    that fails.
    """
    try:
        raw = json.loads((where.config / "settings.json").read_text())
    except (OSError, ValueError):
        return Settings()
    return _settings(raw) if isinstance(raw, dict) else Settings()


def save(where: Places, settings: Settings) -> None:
    """Writes them whole or not at all."""
    path = where.config / "settings.json"
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(settings), indent=1))
    new.replace(path)


def _settings(raw: dict[str, Any]) -> Settings:
    found = Settings()
    account = raw.get("account")
    if isinstance(account, dict) and account.get("server") and account.get("handle"):
        found = replace(
            found,
            account=Account(
                server=str(account["server"]),
                handle=str(account["handle"]),
                display_name=str(account.get("display_name", "")),
                library=str(account.get("library", "")),
                library_id=str(account.get("library_id", "")),
            ),
        )
    if raw.get("theme") in {"system", "dark", "light", "contrast"}:
        found = replace(found, theme=raw["theme"])
    chosen: dict[str, Any] = {}
    for name in ("upload_rate", "cache_bytes", "own_port"):
        number = raw.get(name)
        if isinstance(number, int) and not isinstance(number, bool) and number > 0:
            chosen[name] = number
    for name, kind in (*_SWITCHES, *_NAMES):
        if isinstance(raw.get(name), kind):
            chosen[name] = raw[name]
    return replace(found, **chosen)
