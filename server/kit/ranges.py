"""Which bytes of an object a request wants: conditions and ranges of RFC 9110, as pure functions.

A single range is answered with 206. Several ranges, and ranges that are not well-formed, are
ignored, as section 14.2 allows and 14.1.1 demands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime

_RANGE = re.compile(
    r"bytes[ \t]*=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an object: bytes, quoted entity tag, epoch seconds of its last change."""

    size: int
    etag: str
    modified: int

    @property
    def last_modified(self) -> str:
        """As the header carries it."""
        return formatdate(self.modified, usegmt=True)


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer: `status` 200, 206, 304 or 416, and for the first two which bytes."""

    status: int
    start: int = 0
    length: int = 0


def select(headers: Mapping[str, str], known: Known, *, head: bool = False) -> Selection:
    """What to answer. Ranges are for GET only (section 14.2)."""
    if _unchanged(headers, known):
        return Selection(304)
    whole = Selection(200, 0, known.size)
    asked = headers.get("range")
    if asked is None or head or not _range_applies(headers.get("if-range"), known):
        return whole
    found = _RANGE.fullmatch(asked.strip())
    if found is None:
        return whole
    first, last, suffix = found.groups()
    if suffix is not None:
        return _suffix(int(suffix), known.size)
    if last and int(last) < int(first):
        return whole
    return _span(int(first), int(last) if last else known.size - 1, known.size)


def _suffix(count: int, size: int) -> Selection:
    if count == 0 or size == 0:
        return Selection(416)
    length = min(count, size)
    return Selection(206, size - length, length)


def _span(first: int, last: int, size: int) -> Selection:
    if first >= size:
        return Selection(416)
    return Selection(206, first, min(last, size - 1) - first + 1)


def _unchanged(headers: Mapping[str, str], known: Known) -> bool:
    tags = headers.get("if-none-match")
    if tags is not None:
        weak = known.etag.removeprefix("W/")
        listed = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return "*" in listed or weak in listed
    since = _moment(headers.get("if-modified-since"))
    return since is not None and known.modified <= since


def _range_applies(condition: str | None, known: Known) -> bool:
    if condition is None:
        return True
    if condition.lstrip().startswith(('"', "W/")):
        # Strong comparison: a weak tag never matches (section 13.1.5).
        return condition.strip() == known.etag
    return _moment(condition) == known.modified


def _moment(text: str | None) -> int | None:
    try:
        return int(parsedate_to_datetime(text).timestamp()) if text else None
    except (ValueError, OverflowError):
        return None
