"""Who did what on a track, how it was recorded, and who may do what with it."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions.library import Library
from studio.actions.tracks import LONGEST_TEXT
from studio.store import people
from studio.store.reading import Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk

LONGEST_NAME, LONGEST_URL, LONGEST_LINE, MOST = 100, 2_000, 300, 100
"""As sync.wire.fields and sync.wire.records have them."""
OFFERED = 500
SLOWEST, FASTEST = 1, 999
SESSION: dict[str, Any] = {
    "instruments": [],
    "outboard": [],
    "room": "",
    "date": "",
    "tempo_bpm": None,
    "key": "",
}
"""A session of which nothing is known."""
_URL = re.compile(r"https?://[^\s\x00-\x1f]+")
_BARE = re.compile(r"[^\s/:@]+\.[^\s/:@]{2,}(/\S*)?")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A person and what they did."""

    id: UUID
    person: str
    role: str
    url: str
    position: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Everything of a track that is neither sound nor prose. `fields` by their name on the wire,
    those of the session as `session.<name>`.
    """

    credits: tuple[Credit, ...]
    fields: dict[str, Any] = field(default_factory=dict)


_PLAIN = {
    "license": "all-rights-reserved",
    "license_text": "",
    "isrc": None,
    "download_policy": "disabled",
    "visibility": "private",
    "comments_open": True,
}


def read(library: Library, track: UUID) -> Papers | None:
    """As it is now; None if the track is gone."""

    def question(reader: Reader) -> Papers | None:
        found = reader.track(track)
        if found is None:
            return None
        data = found[1]
        fields = {name: data.get(name, missing) for name, missing in _PLAIN.items()}
        session = {**SESSION, **(data.get("session") or {})}
        fields |= {f"session.{name}": session[name] for name in SESSION}
        items = reader.items(track, "credit")
        return Papers(credits=tuple(_credit(one.id, one.data) for one in items), fields=fields)

    return library.ask(question, None)


def known(library: Library, what: str) -> list[str]:
    """What to offer while `person`, `role`, `instruments` or `outboard` is typed."""

    def question(reader: Reader) -> list[str]:
        if what in SESSION:
            return people.session_words(reader, what, OFFERED)
        return people.words(reader, what, OFFERED)

    return library.ask(question, [])


def address(text: str) -> str:
    """What was typed as a link: `kit.audio` means https://kit.audio."""
    clean = text.strip()
    return f"https://{clean}" if _BARE.fullmatch(clean) else clean


def isrc(text: str) -> str | None:
    """What was typed as an ISRC, without the dashes it is printed with."""
    return re.sub(r"[\s\-]", "", text).upper() or None


def fault(name: str, value: Any) -> str:
    """What is wrong with a value, for people, and how to right it; empty if nothing is."""
    check = _CHECKS.get(name.removeprefix("session."))
    return check(value) if check is not None else ""


async def add(desk: Desk, track: UUID, *, person: str, role: str, url: str = "") -> UUID:
    """A credit behind the others. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    def work() -> UUID:
        with desk.reading() as reader:
            last = reader.items(track, "credit")
        place = float(last[-1].data.get("position", 0)) + 1 if last else 0.0
        data = {"person": person, "role": role, "url": url, "position": place}
        return editing.create(desk.local, "credit", data, track)

    return await asyncio.to_thread(work)


async def edit(desk: Desk, credit: UUID, edits: Mapping[str, tuple[Any, Any]]) -> None:
    """Changes a credit from what was seen. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    changes = {name: editing.Edit(*pair) for name, pair in edits.items()}
    await asyncio.to_thread(editing.patch, desk.local, "credit", credit, changes)


async def remove(desk: Desk, credit: UUID) -> None:
    """Takes a credit away."""
    from sync.client import editing

    await asyncio.to_thread(editing.delete, desk.local, "credit", credit)


async def edit_field(desk: Desk, track: UUID, name: str, pair: tuple[Any, Any]) -> None:
    """One of `Papers.fields`, from what was seen to what is wanted."""
    from sync.client import editing

    def work() -> None:
        if not name.startswith("session."):
            editing.patch(desk.local, "track", track, {name: editing.Edit(*pair)})
            return
        with desk.local.edit():
            found = editing.read(desk.local, "track", track)
            seen = (found.data.get("session") if found else None) or {}
            wanted = {**SESSION, **seen, name.removeprefix("session."): pair[1]}
            editing.patch(desk.local, "track", track, {"session": editing.Edit(seen, wanted)})

    await asyncio.to_thread(work)


def _credit(credit: UUID, data: Mapping[str, Any]) -> Credit:
    return Credit(
        id=credit,
        person=str(data.get("person") or ""),
        role=str(data.get("role") or ""),
        url=str(data.get("url") or ""),
        position=float(data.get("position") or 0),
    )


def _link_fault(url: str) -> str:
    if not url:
        return ""
    if len(url) > LONGEST_URL:
        return f"A link has at most {LONGEST_URL:,} letters; this has {len(url):,}."
    if not _URL.fullmatch(url):
        return "A link begins with https:// and has no spaces."
    return ""


def _list_fault(names: list[str]) -> str:
    if len(names) > MOST:
        return f"At most {MOST}; these are {len(names)}."
    long = [name for name in names if len(name) > LONGEST_NAME]
    return f"At most {LONGEST_NAME} letters each: “{long[0][:20]}…” is longer." if long else ""


def _date_fault(text: str) -> str:
    remedy = "Write a year, a month or a day: 2026, 2026-03 or 2026-03-14."
    if not text:
        return ""
    if not _DATE.fullmatch(text):
        return remedy
    try:
        date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) < 10 else text)
    except ValueError:
        return f"There is no such day. {remedy}"
    return ""


def _tempo_fault(tempo: float | str | None) -> str:
    if tempo is None:
        return ""
    if isinstance(tempo, str) or not math.isfinite(tempo) or not SLOWEST <= tempo <= FASTEST:
        return f"Beats a minute, from {SLOWEST} to {FASTEST}: for example 122 or 122.5."
    return ""


def _isrc_fault(code: str | None) -> str:
    if not code or _ISRC.fullmatch(code):
        return ""
    told = "An ISRC is two letters, three letters or digits, then seven digits: EE-ABC-26-00001."
    return told if len(code) == 12 else f"{told} This has {len(code)} of 12 signs."


def _name_fault(missing: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = str(value)
        if not text.strip():
            return missing
        if len(text) > LONGEST_NAME:
            return f"At most {LONGEST_NAME} letters; these are {len(text)}."
        return ""

    return check


def _length_fault(most: int) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        return f"At most {most:,} letters; these are {len(value):,}." if len(value) > most else ""

    return check


_CHECKS: dict[str, Callable[[Any], str]] = {
    "person": _name_fault("Who was it? Type a name."),
    "role": _name_fault("What did they do? For example: vocals, mixing."),
    "url": _link_fault,
    "instruments": _list_fault,
    "outboard": _list_fault,
    "room": _length_fault(LONGEST_LINE),
    "key": _length_fault(LONGEST_LINE),
    "date": _date_fault,
    "tempo_bpm": _tempo_fault,
    "isrc": _isrc_fault,
    "license_text": _length_fault(LONGEST_TEXT),
}
