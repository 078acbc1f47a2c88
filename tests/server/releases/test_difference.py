"""What an artist is told will change: only what does, and as the public would see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.releases.difference import difference

A, B, C = (str(UUID(int=n)) for n in (1, 2, 3))


def song(key: str, **fields: Any) -> dict[str, Any]:
    return {"id": key, "title": f"Song {key[-1]}", "genre": "", **fields}


def body(*tracks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"title": "EP", "upc": None, "tracks": list(tracks), **fields}


def told(now: dict[str, Any] | None, then: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = difference(now, then)
    return [(c.field, c.now, c.then, c.track_id and str(c.track_id)) for c in found]


class TestDifference:
    def test_the_same_is_nothing(self) -> None:
        assert told(body(song(A)), body(song(A))) == []

    def test_fields_of_release_and_tracks(self) -> None:
        then = body(song(A, genre="dub"), title="LP")
        assert told(body(song(A)), then) == [
            ("title", "EP", "LP", None),
            ("genre", "", "dub", A),
        ]

    def test_tracks_that_come_go_and_move(self) -> None:
        found = told(body(song(A), song(B)), body(song(C), song(B)))
        assert found == [("on_release", True, False, A), ("on_release", False, True, C)]
        assert told(body(song(A), song(B)), body(song(B), song(A))) == [
            ("place", 2, 1, B),
            ("place", 1, 2, A),
        ]

    def test_from_nothing_everything_is_new(self) -> None:
        assert told(None, body(song(A))) == [
            ("title", None, "EP", None),
            ("on_release", False, True, A),
        ]
