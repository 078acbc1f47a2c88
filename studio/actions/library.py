"""What lists show of the library: which tracks fit, in which order, and their rows.

Reads only, and imports little: a window shows its list before anything else is loaded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple, TypeVar
from uuid import UUID

from studio.settings import Places
from studio.store.reading import Filter, Order, Reader, TrackRow

__all__ = ["Counts", "Filter", "Library", "Order", "TrackRow"]

T = TypeVar("T")
FOUND = 12
"""How many tracks a search by name offers."""
OFFERED = 500
"""How many words a field offers while somebody types."""


class Counts(NamedTuple):
    """How many tracks there are of each sort, and the tags used most."""

    all: int = 0
    draft: int = 0
    scheduled: int = 0
    live: int = 0
    unsent: int = 0
    failed: int = 0
    tags: tuple[tuple[str, int], ...] = ()


class Library:
    """The tables of one library, read by the thread that made this. Empty until there is a file."""

    def __init__(self, places: Places) -> None:
        self._path = places.library
        self._reader: Reader | None = None
        self._seen: int | None = None
        self._sorted: tuple[tuple[object, ...], list[int]] | None = None

    def close(self) -> None:
        """Lets go of the file."""
        if self._reader is not None:
            self._reader.close()
        self._reader = self._sorted = None

    def ask(self, question: Callable[[Reader], T], otherwise: T) -> T:
        """What the tables say; `otherwise` while there are none, or only those of an older studio
        that opening the library will bring up to date.
        """
        if self._reader is None and self._path.exists():
            self._reader = Reader(self._path)
        if self._reader is None:
            return otherwise
        try:
            return question(self._reader)
        except sqlite3.OperationalError:
            return otherwise

    def ids(self, wanted: Filter, order: Order, *, backwards: bool = False) -> list[int]:
        """The row numbers that fit, in order.

        What is sorted stays sorted while only the text changes: a key costs one look into the
        search index and no sorting.
        """

        def question(reader: Reader) -> list[int]:
            broad = wanted._replace(text="")
            key = (broad, order, backwards, reader.stamp())
            if self._sorted is None or self._sorted[0] != key:
                found = reader.ids(broad, order)
                self._sorted = (key, found[::-1] if backwards else found)
            if not wanted.text.strip():
                return self._sorted[1]
            fit = reader.matching(wanted.text)
            return [number for number in self._sorted[1] if number in fit]

        return self.ask(question, [])

    def rows(self, numbers: list[int]) -> dict[int, TrackRow]:
        """The tracks of these row numbers."""
        return self.ask(lambda reader: reader.rows(numbers), {})

    def track_ids(self, numbers: list[int]) -> list[UUID]:
        """The ids of the tracks of these row numbers."""
        return self.ask(lambda reader: reader.track_ids(numbers), [])

    def changed(self) -> bool:
        """Whether anything was written since this was last asked."""
        before, self._seen = self._seen, self.ask(lambda reader: reader.stamp(), 0)
        return self._seen != before

    def counts(self, tags: int) -> Counts:
        """How many tracks there are of each sort, and so many tags."""

        def question(reader: Reader) -> Counts:
            return Counts(
                all=reader.count(Filter()),
                draft=reader.count(Filter(release_state="draft")),
                scheduled=reader.count(Filter(release_state="scheduled")),
                live=reader.count(Filter(release_state="live")),
                unsent=reader.count(Filter(unsent=True)),
                failed=reader.count(Filter(status="failed")),
                tags=tuple(reader.tags(tags)),
            )

        return self.ask(question, Counts())

    def genres(self) -> list[str]:
        """Those that its tracks have, the most frequent first."""
        return self.ask(lambda reader: reader.genres(OFFERED), [])

    def tags(self) -> list[str]:
        """Those that its tracks carry, the most frequent first."""
        return self.ask(lambda reader: [tag for tag, _ in reader.tags(OFFERED)], [])

    def number(self, track_id: UUID) -> int | None:
        """The row number of a track."""
        return self.ask(lambda reader: reader.number(track_id), None)

    def find(self, text: str, limit: int = FOUND) -> list[TrackRow]:
        """Tracks by the beginnings of their words, by title."""

        def question(reader: Reader) -> list[TrackRow]:
            rows = reader.rows(sorted(reader.matching(text))[: limit * 20])
            return sorted(rows.values(), key=lambda row: (len(row.title), row.title))[:limit]

        return self.ask(question, []) if text.strip() else []
