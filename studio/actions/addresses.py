"""Where people find what is out: the public pages of tracks and releases."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from studio.settings import Account


def of_track(account: Account | None, data: dict[str, Any]) -> str:
    """The page of a track; empty while the server has not named it."""
    return _page(account, data, "")


def of_release(account: Account | None, data: dict[str, Any]) -> str:
    """The page of a release; empty while the server has not named it."""
    return _page(account, data, "r/")


def _page(account: Account | None, data: dict[str, Any], kind: str) -> str:
    slug = str(data.get("slug") or "")
    if account is None or not slug:
        return ""
    path = f"{account.server}/@{quote(account.library or account.handle)}/{kind}{quote(slug)}"
    secret = str(data.get("secret") or "")
    return f"{path}?s={quote(secret)}" if data.get("visibility") == "unlisted" and secret else path
