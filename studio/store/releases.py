"""What pages of releases read: releases with their tracks, and what the server said of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from studio.store.reading import Item, Reader, TrackRow, as_item, as_track

_EVERY = """SELECT * FROM release ORDER BY state = 'live', release_at IS NULL,
    CASE state WHEN 'live' THEN -julianday(release_at) ELSE julianday(release_at) END, id DESC"""
# The + keeps SQLite from going through all versions for each track: those of one parent are few.
_TRACKS = """SELECT i.id AS place, i.parent AS release, i.position, i.unsent AS place_unsent, t.*,
        (SELECT json_group_array(coalesce(v.data ->> '$.status', 'pending')) FROM item v
          WHERE +v.kind = 'version' AND v.parent = t.id) AS states
    FROM item i JOIN track t ON t.id = i.data ->> '$.track_id'
    WHERE i.kind = 'release_track' AND i.parent = coalesce(?, i.parent)
    ORDER BY i.parent, i.position, i.id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A track on a release. `place` is the id of the record that puts it there, `states` how the
    server stands with each of its versions.
    """

    place: UUID
    release: UUID
    position: float
    unsent: int
    row: TrackRow
    data: dict[str, Any]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An edit that the server will not take. `fields` are those it was to change."""

    op_id: UUID
    type: str
    kind: str
    id: UUID
    fields: tuple[str, ...]
    field: str
    code: str
    message: str
    remedy: str


def every(reader: Reader) -> list[Item]:
    """All releases: what comes next first, then drafts, the newest first, then what is out."""
    return [_release(row) for row in reader.ask(_EVERY)]


def one(reader: Reader, release_id: UUID) -> Item | None:
    """A release; None if it is gone."""
    rows = reader.ask("SELECT * FROM release WHERE id = ?", str(release_id))
    return _release(rows[0]) if rows else None


def tracks(reader: Reader, release_id: UUID | None = None) -> list[Placed]:
    """The tracks of one release in order, or those of all."""
    return [_placed(row) for row in reader.ask(_TRACKS, str(release_id) if release_id else None)]


def below(reader: Reader, release_id: UUID, kind: str) -> list[Item]:
    """What else hangs on a release, in order."""
    sql = "SELECT * FROM item WHERE parent = ? AND kind = ? ORDER BY position, id"
    return [as_item(row) for row in reader.ask(sql, str(release_id), kind)]


def told(reader: Reader, kind: str, record_id: UUID) -> dict[str, Any] | None:
    """What the server last said of a record, without any edit of ours; None of what it does not
    know.
    """
    rows = reader.ask(
        "SELECT data FROM shadow WHERE kind = ? AND id = ? AND NOT deleted", kind, str(record_id)
    )
    return json.loads(rows[0]["data"]) if rows else None


def told_tracks(reader: Reader, release_id: UUID) -> list[UUID]:
    """The tracks that the release has according to the server, in its order."""
    rows = reader.ask(
        """SELECT data ->> '$.track_id' AS track FROM shadow
            WHERE kind = 'release_track' AND parent = ? AND NOT deleted
            ORDER BY data -> '$.position', id""",
        str(release_id),
    )
    return [UUID(row["track"]) for row in rows]


def refused(reader: Reader, records: Sequence[UUID]) -> list[Refused]:
    """The edits of these records that the server refused and nobody has dealt with."""
    marks = ",".join("?" * len(records))
    sql = f"""SELECT body, told FROM outbox
        WHERE state = 'rejected' AND id IN ({marks}) ORDER BY n"""  # noqa: S608 - question marks
    rows = reader.ask(sql, *map(str, records))
    return [_refused(json.loads(row["body"]), json.loads(row["told"])) for row in rows]


def _release(row: sqlite3.Row) -> Item:
    return Item(
        kind="release",
        id=UUID(row["id"]),
        parent=None,
        data=json.loads(row["data"]),
        unsent=row["unsent"],
        local=bool(row["local"]),
    )


def _placed(row: sqlite3.Row) -> Placed:
    return Placed(
        place=UUID(row["place"]),
        release=UUID(row["release"]),
        position=row["position"],
        unsent=row["place_unsent"],
        row=as_track(row),
        data=json.loads(row["data"]),
        states=tuple(json.loads(row["states"])),
    )


def _refused(op: dict[str, Any], said: dict[str, Any]) -> Refused:
    return Refused(
        op_id=UUID(op["op_id"]),
        type=op["type"],
        kind=op["kind"],
        id=UUID(op["id"]),
        fields=tuple(op.get("set") or op.get("data") or ()),
        field=str(said.get("field") or ""),
        code=str(said.get("code") or ""),
        message=str(said.get("message") or ""),
        remedy=str(said.get("remedy") or ""),
    )
