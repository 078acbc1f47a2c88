"""What is about to happen: tracks soon public, sounds being prepared, files that are stuck."""

from __future__ import annotations

from studio.store.reading import Reader

_COMING = """SELECT id, title FROM track WHERE release_state = 'scheduled'
    OR release_state = 'live' AND (coalesce(status, '') <> 'ready' OR unsent > 0)"""
_WORKING = """SELECT i.id, k.title FROM item i JOIN track k ON k.id = i.parent
    WHERE i.kind = 'version' AND i.data ->> '$.status' IN ('pending', 'processing')"""
_STUCK = """SELECT sha256, path, why FROM blob WHERE state IN ('failed', 'missing', 'changed')
    AND sha256 IN (SELECT sha256 FROM awaited)"""


def coming(reader: Reader) -> dict[str, str]:
    """Tracks that will be live: title by id."""
    return {row["id"]: row["title"] for row in reader.ask(_COMING)}


def is_live(reader: Reader, track_id: str) -> bool:
    """Whether people can hear it now."""
    sql = "SELECT 1 FROM track WHERE id = ? AND release_state = 'live' AND status = 'ready'"
    return bool(reader.ask(sql, track_id))


def working(reader: Reader) -> dict[str, str]:
    """Versions that the server works on: title of the track by id."""
    return {row["id"]: row["title"] for row in reader.ask(_WORKING)}


def became(reader: Reader, version_id: str) -> tuple[str, str]:
    """The status of a version and what is wrong with it; empty if it is gone."""
    rows = reader.ask(
        """SELECT data ->> '$.status' AS status, data ->> '$.failure.message' AS why
             FROM item WHERE kind = 'version' AND id = ?""",
        version_id,
    )
    return (str(rows[0]["status"] or ""), str(rows[0]["why"] or "")) if rows else ("", "")


def stuck(reader: Reader) -> dict[str, tuple[str, str]]:
    """Files that do not go out: path and reason by digest."""
    return {row["sha256"]: (row["path"], row["why"] or "") for row in reader.ask(_STUCK)}
