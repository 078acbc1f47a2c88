"""Where the studio keeps things, and which account on which server the library belongs to."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

HOME = "ACETATE_STUDIO_HOME"
"""Keeps everything below one folder: for tests, and for a library on a stick."""
NAME = "acetate-studio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is signed in where. The token is kept apart, see `studio.keys`."""

    server: str
    handle: str
    display_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user chose. `upload_rate` in bytes per second; None: as fast as it goes."""

    account: Account | None = None
    theme: str = "system"
    upload_rate: int | None = None
    output_device: str = ""


def places() -> Places:
    """The folders, made if need be."""
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
    for folder in (found.data, found.cache, found.config):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


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
            ),
        )
    if raw.get("theme") in {"system", "dark", "light", "contrast"}:
        found = replace(found, theme=raw["theme"])
    rate = raw.get("upload_rate")
    if isinstance(rate, int) and rate > 0:
        found = replace(found, upload_rate=rate)
    return replace(found, output_device=str(raw.get("output_device", "")))
