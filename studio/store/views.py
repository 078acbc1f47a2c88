"""Keeps the studio's tables in step with the library, inside the transaction of each edit."""

from __future__ import annotations

import json
import sqlite3
from typing import Any
from uuid import UUID

from studio.store import facts
from studio.store.schema import bring_up
from sync.client.replay import rebuild_all
from sync.client.views import Record
from sync.wire import codec

_TRACK = """INSERT INTO track (id, title, sort_title, genre, tags, visibility, release_state,
        release_at, artwork_sha256, primary_version_id, data, unsent, local, added_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, sort_title = excluded.sort_title,
        genre = excluded.genre, tags = excluded.tags, visibility = excluded.visibility,
        release_state = excluded.release_state, release_at = excluded.release_at,
        artwork_sha256 = excluded.artwork_sha256,
        primary_version_id = excluded.primary_version_id, data = excluded.data,
        unsent = excluded.unsent, local = excluded.local"""
_ITEM = """INSERT INTO item (kind, id, parent, position, data, unsent, local)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET parent = excluded.parent, position = excluded.position,
        data = excluded.data, unsent = excluded.unsent, local = excluded.local"""
_RELEASE = """INSERT INTO release (id, title, state, release_at, data, unsent, local)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, state = excluded.state,
        release_at = excluded.release_at, data = excluded.data, unsent = excluded.unsent,
        local = excluded.local"""
# The version that a track plays: its primary one, or else the first.
_PLAYED = """SELECT id, data ->> '$.status' AS status, data ->> '$.duration_ms' AS duration_ms,
        data ->> '$.lufs' AS lufs, data ->> '$.true_peak' AS true_peak
    FROM item WHERE kind = 'version' AND parent = ?1
    ORDER BY id = (SELECT primary_version_id FROM track WHERE id = ?1) DESC, position, id LIMIT 1"""
_SUMMARY = f"""UPDATE track SET
        versions = (SELECT count(*) FROM item WHERE kind = 'version' AND parent = ?1),
        (version_id, status, duration_ms, lufs, true_peak) = (
            SELECT id, status, duration_ms, lufs, true_peak FROM ({_PLAYED}))
    WHERE id = ?1"""  # noqa: S608 - constants only


class StudioViews:
    """The Views of the studio; see sync.client.views.

    What a track shows of its versions, and the words it is found by, are made once for all that
    changed together.
    """

    def __init__(self) -> None:
        self._played: set[str] = set()
        self._found: set[str] = set()

    def prepare(self, db: sqlite3.Connection) -> None:
        """Makes the tables; fills new ones from a library that was there before them."""
        if bring_up(db):
            db.execute("BEGIN IMMEDIATE")
            rebuild_all(db, self)
            db.execute("COMMIT")

    def put(self, db: sqlite3.Connection, record: Record) -> None:
        """The record is so now."""
        if record.kind == "track":
            _put_track(db, record)
            self._played.add(str(record.id))
            self._found.add(str(record.id))
            return
        if record.kind == "release":
            db.execute(_RELEASE, _release(record))
            return
        db.execute(_ITEM, _item(facts.fill(db, record)))
        if record.kind == "version":
            self._played.add(str(record.parent))
        elif record.kind == "credit":
            self._found.add(str(record.parent))

    def drop(self, db: sqlite3.Connection, kind: str, record_id: UUID) -> None:
        """The record is not to be seen."""
        if kind == "track":
            gone = db.execute("DELETE FROM track WHERE id = ? RETURNING n", (str(record_id),))
            for row in gone.fetchall():
                db.execute("DELETE FROM track_search WHERE rowid = ?", (row["n"],))
            return
        if kind == "release":
            db.execute("DELETE FROM release WHERE id = ?", (str(record_id),))
            return
        for row in db.execute(
            "DELETE FROM item WHERE kind = ? AND id = ? RETURNING parent", (kind, str(record_id))
        ).fetchall():
            if kind == "version":
                self._played.add(row["parent"])
            elif kind == "credit":
                self._found.add(row["parent"])

    def finish(self, db: sqlite3.Connection) -> None:
        """All that changed together was told."""
        played, self._played = self._played, set()
        found, self._found = self._found, set()
        db.executemany(_SUMMARY, [(track,) for track in played])
        for track in found:
            _index(db, track)

    def clear(self, db: sqlite3.Connection) -> None:
        """All are gone."""
        for table in ("track", "track_search", "release", "item"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above


def _put_track(db: sqlite3.Connection, record: Record) -> None:
    data = record.data
    title = str(data.get("title", ""))
    db.execute(
        _TRACK,
        (
            str(record.id),
            title,
            title.casefold(),
            str(data.get("genre") or ""),
            json.dumps(data.get("tags") or [], ensure_ascii=False),
            data.get("visibility") or "private",
            data.get("release_state") or "draft",
            data.get("release_at"),
            data.get("artwork_sha256"),
            data.get("primary_version_id"),
            codec.encode(data).decode(),
            record.unsent,
            int(record.local),
            str(data.get("created_at") or ""),
        ),
    )


def _index(db: sqlite3.Connection, track_id: str) -> None:
    row = db.execute("SELECT n, title, data FROM track WHERE id = ?", (track_id,)).fetchone()
    if row is None:
        return
    data: dict[str, Any] = json.loads(row["data"])
    people = db.execute(
        "SELECT data ->> '$.person' AS person FROM item WHERE parent = ? AND kind = 'credit'",
        (track_id,),
    ).fetchall()
    words = " ".join(
        [
            str(data.get("genre") or ""),
            *(str(tag) for tag in data.get("tags") or []),
            *(str(found["person"]) for found in people),
            str(data.get("isrc") or ""),
            str(data.get("description_md") or ""),
            str(data.get("liner_notes_md") or ""),
        ]
    )
    db.execute("DELETE FROM track_search WHERE rowid = ?", (row["n"],))
    db.execute(
        "INSERT INTO track_search (rowid, title, words) VALUES (?, ?, ?)",
        (row["n"], row["title"], words),
    )


def _release(record: Record) -> tuple[object, ...]:
    data = record.data
    return (
        str(record.id),
        str(data.get("title", "")),
        data.get("state") or "draft",
        data.get("release_at"),
        codec.encode(data).decode(),
        record.unsent,
        int(record.local),
    )


def _item(record: Record) -> tuple[object, ...]:
    place = record.data.get("position", record.data.get("at_ms", 0))
    return (
        record.kind,
        str(record.id),
        str(record.parent) if record.parent else None,
        float(place or 0),
        codec.encode(record.data).decode(),
        record.unsent,
        int(record.local),
    )
