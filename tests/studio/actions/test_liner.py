"""Liner notes: saved as one unsent edit, counted, held to their length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from studio.actions import liner
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from studio.settings import Places
from sync.client import editing
from sync.client.errors import NoSuchRecord


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    places = Places(data=tmp_path / "d", cache=tmp_path / "c", config=tmp_path / "s")
    for folder in (places.data, places.cache, places.config):
        folder.mkdir()
    with open_desk(places) as opened:
        yield opened


class TestSave:
    async def test_an_hours_writing_is_one_edit(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night Drive"})
        before, library = "", Library(desk.places)
        for text in ("One", "One two", "One two three"):
            await liner.save(desk, track, seen=before, wanted=text)
            before = text
        assert liner.read(library, track) == "One two three"
        with desk.local.read() as db:
            rows = db.execute("SELECT body FROM outbox WHERE type = 'patch'").fetchall()
        assert len(rows) == 1
        library.close()

    async def test_a_track_that_is_gone_says_so(self, desk: Desk) -> None:
        with pytest.raises(NoSuchRecord):
            await liner.save(desk, UUID(int=1), seen="", wanted="x")
        assert liner.read(Library(desk.places), UUID(int=1)) is None


class TestWords:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("", 0),
            ("# Night Drive\n\n- *one* **two**\n> it's a Juno-106", 7),
            ("---\n***", 0),
            ("õhtu öö", 2),
        ],
    )
    def test_counts_words_not_marks(self, text: str, count: int) -> None:
        assert liner.words(text) == count


class TestFault:
    def test_the_limit_is_that_of_the_contract(self) -> None:
        assert liner.fault("x" * 50_000) == ""
        assert "Take out 1 letter " in liner.fault("x" * 50_001)
        assert "Take out 1,000 letters " in liner.fault("x" * 51_000)
