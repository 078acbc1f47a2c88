"""Releases in the studio's tables: their order, their tracks, what the server said of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from studio.store import releases
from studio.store.reading import Reader
from studio.store.views import StudioViews
from sync.client import editing, outbox
from sync.client.local import Local
from sync.wire.changes import OpResult, Refusal
from sync.wire.ids import new_id
from tests.support.feeds import EPOCH, page, track


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with Local(tmp_path / "library.db", StudioViews()) as opened:
        yield opened


@pytest.fixture
def reader(local: Local) -> Iterator[Reader]:
    opened = Reader(local.path)
    yield opened
    opened.close()


def release(local: Local, title: str, **data: object) -> UUID:
    return editing.create(local, "release", {"title": title, **data})


class TestEvery:
    def test_what_comes_next_first_then_drafts_then_what_is_out(
        self, local: Local, reader: Reader
    ) -> None:
        release(local, "old draft")
        release(local, "draft")
        for title, state, at in (
            ("out", "live", "2026-01-01T00:00:00Z"),
            ("just out", "live", "2026-11-01T00:00:00Z"),
            ("later", "scheduled", "2027-03-01T00:00:00+02:00"),
            ("next", "scheduled", "2027-02-28T22:30:00+01:00"),
        ):
            release(local, title, state=state, release_at=at)
        found = [item.data["title"] for item in releases.every(reader)]
        assert found == ["next", "later", "draft", "old draft", "just out", "out"]

    def test_follows_edits(self, local: Local, reader: Reader) -> None:
        made = release(local, "Old")
        editing.write(local, "release", made, {"title": "New"})
        found = releases.one(reader, made)
        assert found is not None
        assert (found.data["title"], found.local) == ("New", True)
        editing.delete(local, "release", made)
        assert releases.one(reader, made) is None
        assert releases.every(reader) == []


class TestTracks:
    def test_in_their_order_with_their_figures(self, local: Local, reader: Reader) -> None:
        first, second = track(local, "A", seq=1), track(local, "B", seq=2)
        made, other = release(local, "EP"), release(local, "Other")
        for place, (on, what) in enumerate([(made, second), (made, first), (other, first)]):
            data = {"track_id": str(what), "position": float(place)}
            editing.create(local, "release_track", data, on)
        assert [one.row.title for one in releases.tracks(reader, made)] == ["B", "A"]
        assert len(releases.tracks(reader)) == 3
        editing.delete(local, "track", first)
        assert [one.row.title for one in releases.tracks(reader)] == ["B"]


class TestTold:
    def test_the_server_s_word_without_ours(self, local: Local, reader: Reader) -> None:
        made, song, place = new_id(), track(local, "Song", seq=1), new_id()
        page(local, 2, kind="release", id=made, data={"title": "Theirs"})
        data = {"release_id": str(made), "track_id": str(song), "position": 1}
        page(local, 3, kind="release_track", id=place, data=data)
        editing.write(local, "release", made, {"title": "Ours"})
        editing.delete(local, "release_track", place)
        assert releases.told(reader, "release", made) == {"title": "Theirs"}
        assert releases.told_tracks(reader, made) == [song]
        assert releases.told(reader, "release", new_id()) is None

    def test_what_it_refused(self, local: Local, reader: Reader) -> None:
        made = release(local, "EP", upc="123456789012")
        refusal = Refusal(code="invalid", message="No.", field="upc", remedy="Look again.")
        (op,) = outbox.take(local)
        result = OpResult(
            op_id=op.op_id, result="rejected", seq=1, mark=1, epoch=EPOCH, refusal=refusal
        )
        outbox.answered(local, [result])
        (found,) = releases.refused(reader, [new_id(), made])
        assert (found.op_id, found.type, found.field) == (op.op_id, "create", "upc")
        assert (found.message, found.remedy) == ("No.", "Look again.")
        assert set(found.fields) == {"title", "upc"}
        assert releases.refused(reader, []) == []
