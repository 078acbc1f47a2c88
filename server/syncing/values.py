"""Values of fields in one form, so that what means the same compares as the same."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from server.catalog import editing, naming
from server.kit.errors import AppError, invalid
from sync.wire import codec
from sync.wire.fields import UNSET
from sync.wire.kinds import Kind
from sync.wire.problems import Code

DEFAULTS: dict[str, Any] = {
    "slug": "",
    "description_md": "",
    "liner_notes_md": "",
    "session": {},
    "genre": "",
    "tags": [],
    "license": "all-rights-reserved",
    "license_text": "",
    "visibility": "private",
    "release_state": "draft",
    "download_policy": "disabled",
    "comments_open": True,
    "credits": [],
    "teaser_ms": 30_000,
    "kind": "single",
    "state": "draft",
    "time_zone": "",
    "allow_download": "none",
    "revoked": False,
    "url": "",
}
"""What a field is that nobody has written: what a studio that made the record saw of it."""


def typed(kind: Kind, given: dict[str, Any]) -> Any:
    """The fields of the kind, checked. INVALID naming the one at fault."""
    try:
        return codec.decode(codec.encode(given), kind.fields)
    except codec.DecodeError as error:
        raise invalid(error.field or next(iter(given), ""), error.message) from None


def normal(kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    """The same values as plain JSON in the form that the server keeps. INVALID as typed()."""
    found = typed(kind, given)
    plain: dict[str, Any] = {}
    for field in fields(found):
        value = getattr(found, field.name)
        if value is not UNSET:
            plain[field.name] = _plain(field.name, value)
    return plain


def normal_or_raw(kind: Kind, name: str, value: Any) -> Any:
    """What somebody saw, which need not be possible (any more). None: nothing written yet."""
    if value is None:
        value = DEFAULTS.get(name)
    try:
        return normal(kind, {name: value})[name]
    except AppError as error:
        if error.code is not Code.INVALID:
            raise
        return value


def same_slug(seen: Any, current: str) -> bool:
    """Whether the address is what came of `seen`, perhaps with a number because it was taken."""
    if not seen:
        return True
    return re.fullmatch(re.escape(str(seen)) + r"(-\d+)?", current) is not None


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        editing.check_moment(name, value)
        value = value.astimezone(UTC)
    if name == "title":
        value = editing.title(value)
    if name == "tags":
        value = list(editing.fold_tags(value).values())
    if name == "slug" and value:
        value = naming.slug_of(value)
    return codec.plain(value)


def as_id(value: Any) -> UUID:
    """An id that was checked."""
    return UUID(str(value))
