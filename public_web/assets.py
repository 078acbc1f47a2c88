"""The built files of public_web/static: their hashed addresses, and how they are sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sanic import HTTPResponse, Request

from server.kit.cors import OPEN_HEADERS
from server.kit.errors import not_found

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HASHED = re.compile(r"-[A-Z0-9]{8}\.[a-z0-9]+$")
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""In order of preference; the build leaves files of these endings beside what shrinks."""


class NotBuiltError(RuntimeError):
    """The browser side was not built."""


@dataclass(frozen=True, slots=True)
class _Asset:
    content_type: str
    cache_control: str
    bodies: dict[str, bytes]


class Assets:
    """What one folder holds. Files are read once: their names change with their content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest: dict[str, str] | None = None
        self._load = cache(self._read)

    def url(self, name: str) -> str:
        """The address of an asset by the name that templates use. KeyError, NotBuiltError."""
        if self._manifest is None:
            try:
                self._manifest = json.loads((self._folder / "manifest.json").read_bytes())
            except FileNotFoundError:
                raise NotBuiltError(
                    "the web assets are not built: run `python -m public_web.build`"
                ) from None
        return f"/static/{self._manifest[name]}"

    def send(self, request: Request, name: str) -> HTTPResponse:
        """A file, in the best encoding that the browser takes. NOT_FOUND."""
        found = self._load(name)
        if found is None:
            raise not_found("This file")
        encoding = _best(request.headers.get("accept-encoding", ""), found.bodies)
        headers = {**OPEN_HEADERS, "cache-control": found.cache_control, "vary": "accept-encoding"}
        if encoding:
            headers["content-encoding"] = encoding
        return HTTPResponse(
            found.bodies[encoding], headers=headers, content_type=found.content_type
        )

    def _read(self, name: str) -> _Asset | None:
        path = self._folder / name
        content_type = TYPES.get(path.suffix)
        if content_type is None or not _NAME.fullmatch(name) or not path.is_file():
            return None
        bodies = {"": path.read_bytes()}
        for encoding, ending in _ENCODINGS:
            packed = path.with_name(name + ending)
            if packed.is_file():
                bodies[encoding] = packed.read_bytes()
        age = FOR_EVER if _HASHED.search(name) else FOR_AN_HOUR
        return _Asset(content_type, age, bodies)


def _best(accepted: str, bodies: dict[str, bytes]) -> str:
    """The preferred encoding among those accepted (RFC 9110 section 12.5.3), "" for none."""
    offers = {}
    for part in accepted.split(","):
        name, _, weight = part.strip().lower().partition(";")
        offers[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    for encoding, _ in _ENCODINGS:
        if encoding in bodies and offers.get(encoding, False):
            return encoding
    return ""
