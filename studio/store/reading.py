"""What lists and panels read, on a connection of their own: a writer never keeps them waiting."""

from __future__ import annotations

import json
import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID


class Order(StrEnum):
    """How a list of tracks is sorted; the value is the SQL for it."""

    TITLE = "sort_title, n"
    NEWEST = "n DESC"
    RELEASE = "release_at IS NULL, release_at DESC, n DESC"
    LENGTH = "duration_ms DESC, n"
    LOUDNESS = "lufs DESC, n"


class Filter(NamedTuple):
    """Which tracks; empty fields do not narrow. `text` is what was typed, every word a prefix."""

    text: str = ""
    release_state: str = ""
    status: str = ""
    tag: str = ""
    unsent: bool = False


class TrackRow(NamedTuple):
    """A track in a list; the figures are those of the version that it plays."""

    id: UUID
    title: str
    genre: str
    tags: tuple[str, ...]
    visibility: str
    release_state: str
    release_at: str | None
    artwork_sha256: str | None
    versions: int
    version_id: UUID | None
    status: str | None
    duration_ms: int | None
    lufs: float | None
    true_peak: float | None
    unsent: int
    local: bool


class Item(NamedTuple):
    """Something that hangs on a record: a version, stem, credit, note, comment, conflict."""

    kind: str
    id: UUID
    parent: UUID | None
    data: dict[str, Any]
    unsent: int
    local: bool


class File(NamedTuple):
    """A sound file or picture of the library, as sync.client.blobs keeps it."""

    path: Path
    state: str
    why: str | None


class Reader:
    """Reads the studio's tables. Belongs to the thread that made it."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        self._db.row_factory = sqlite3.Row

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def ids(self, wanted: Filter, order: Order = Order.TITLE) -> list[int]:
        """The row numbers of all tracks that fit, in order: what a list holds in memory."""
        where, values = _where(wanted)
        sql = f"SELECT n FROM track WHERE {where} ORDER BY {order.value}"  # noqa: S608
        # In one piece: ten thousand rows of one number each take three times as long.
        (found,) = self._db.execute(f"SELECT json_group_array(n) FROM ({sql})", values).fetchone()  # noqa: S608
        numbers: list[int] = json.loads(found)
        return numbers

    def rows(self, numbers: list[int]) -> dict[int, TrackRow]:
        """The tracks of these row numbers; what is gone meanwhile is left out."""
        marks = ",".join("?" * len(numbers))
        sql = f"SELECT * FROM track WHERE n IN ({marks})"  # noqa: S608 - question marks only
        return {row["n"]: as_track(row) for row in self._db.execute(sql, numbers)}

    def track_ids(self, numbers: list[int]) -> list[UUID]:
        """The ids of the tracks of these row numbers, in their order."""
        sql = "SELECT t.id FROM json_each(?) JOIN track t ON t.n = value ORDER BY key"
        return [UUID(row["id"]) for row in self._db.execute(sql, (json.dumps(numbers),))]

    def track(self, track_id: UUID) -> tuple[TrackRow, dict[str, Any]] | None:
        """A track with everything that is known of it."""
        row = self._db.execute("SELECT * FROM track WHERE id = ?", (str(track_id),)).fetchone()
        return (as_track(row), json.loads(row["data"])) if row else None

    def items(self, parent: UUID, kind: str) -> list[Item]:
        """What hangs on a record, in order."""
        rows = self._db.execute(
            "SELECT * FROM item WHERE parent = ? AND kind = ? ORDER BY position, id",
            (str(parent), kind),
        )
        return [as_item(row) for row in rows]

    def stamp(self) -> int:
        """Another number as soon as anybody else has written to the library."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def matching(self, text: str) -> set[int]:
        """The row numbers of all tracks in which every word of a text begins one."""
        sql = "SELECT rowid FROM track_search WHERE track_search MATCH ?"
        return {row[0] for row in self._db.execute(sql, (match(text),))}

    def number(self, track_id: UUID) -> int | None:
        """The row number of a track."""
        row = self._db.execute("SELECT n FROM track WHERE id = ?", (str(track_id),)).fetchone()
        return row["n"] if row else None

    def count(self, wanted: Filter) -> int:
        """How many tracks fit."""
        where, values = _where(wanted)
        found = self._db.execute(f"SELECT count(*) FROM track WHERE {where}", values)  # noqa: S608
        return int(found.fetchone()[0])

    def tags(self, limit: int) -> list[tuple[str, int]]:
        """The tags that most tracks carry, and how many do."""
        rows = self._db.execute(
            """SELECT value, count(*) AS n FROM track, json_each(tags)
                GROUP BY value ORDER BY n DESC, value LIMIT ?""",
            (limit,),
        )
        return [(str(row["value"]), row["n"]) for row in rows]

    def genres(self, limit: int) -> list[str]:
        """Those that most tracks have."""
        rows = self._db.execute(
            """SELECT genre FROM track WHERE genre <> ''
                GROUP BY genre ORDER BY count(*) DESC, genre LIMIT ?""",
            (limit,),
        )
        return [str(row["genre"]) for row in rows]

    def file(self, sha256: str) -> File | None:
        """Where the file of a digest lies, and how far it is sent."""
        row = self._db.execute(
            "SELECT path, state, why FROM blob WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return File(path=Path(row["path"]), state=row["state"], why=row["why"]) if row else None

    def ask(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """The rows of a question that other modules of the store put together."""
        return self._db.execute(sql, values).fetchall()

    def all_of(self, kind: str) -> list[Item]:
        """Every record of a kind, whatever it hangs on."""
        rows = self._db.execute("SELECT * FROM item WHERE kind = ? ORDER BY id", (kind,))
        return [as_item(row) for row in rows]


def match(text: str) -> str:
    """What was typed as an FTS5 query: every word a prefix, and none an operator of FTS5."""
    return " ".join(
        '"' + word.replace('"', '""') + '"*' for word in text.replace("\0", " ").split()
    )


def _where(wanted: Filter) -> tuple[str, list[object]]:
    parts: list[str] = ["true"]
    values: list[object] = []
    if words := match(wanted.text):
        parts.append("n IN (SELECT rowid FROM track_search WHERE track_search MATCH ?)")
        values.append(words)
    for column, value in (
        ("release_state", wanted.release_state),
        ("status", wanted.status),
    ):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.tag:
        parts.append("EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)")
        values.append(wanted.tag)
    if wanted.unsent:
        parts.append("unsent > 0")
    return " AND ".join(parts), values


def as_track(row: sqlite3.Row) -> TrackRow:
    """A row of the table of tracks."""
    return TrackRow(
        id=UUID(row["id"]),
        title=row["title"],
        genre=row["genre"],
        tags=tuple(json.loads(row["tags"])),
        visibility=row["visibility"],
        release_state=row["release_state"],
        release_at=row["release_at"],
        artwork_sha256=row["artwork_sha256"],
        versions=row["versions"],
        version_id=UUID(row["version_id"]) if row["version_id"] else None,
        status=row["status"],
        duration_ms=row["duration_ms"],
        lufs=row["lufs"],
        true_peak=row["true_peak"],
        unsent=row["unsent"],
        local=bool(row["local"]),
    )


def as_item(row: sqlite3.Row) -> Item:
    """A row of the table of items."""
    return Item(
        kind=row["kind"],
        id=UUID(row["id"]),
        parent=UUID(row["parent"]) if row["parent"] else None,
        data=json.loads(row["data"]),
        unsent=row["unsent"],
        local=bool(row["local"]),
    )
