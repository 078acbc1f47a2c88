"""What happened to a track, as two machines of an artist and the real server tell it; undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from studio.actions import history, notes, tracks
from studio.actions.desk import Desk, open_desk
from studio.actions.history import Change, Family
from studio.actions.library import Library
from studio.actions.syncing import NotSignedIn
from sync.client import editing
from sync.client.errors import NoSuchRecord
from tests.support.pair import Pair, home


def family(desk: Desk, track: UUID) -> Family:
    library = Library(desk.places)
    try:
        return history.read(library, track)
    finally:
        library.close()


def now(desk: Desk, change: Change) -> dict[str, object]:
    library = Library(desk.places)
    try:
        return history.now(library, change) or {}
    finally:
        library.close()


def told(changes: list[Change] | tuple[Change, ...]) -> list[str]:
    return [one.told for one in changes]


class TestUnsent:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[Desk]:
        with open_desk(home(tmp_path, "alone")) as opened:
            yield opened

    async def test_newest_first_and_each_can_be_taken_back(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Nite"})
        await tracks.edit(desk, track, {"title": ("Nite", "Night")})
        note = await notes.add(desk, track, 500, "Kick clicks")
        found = family(desk, track)
        assert told(found.waiting) == ["Note “Kick clicks” added", "Title", "Track made"]
        added, title, made = found.waiting
        assert not made.undoable
        await history.undo(desk, title, "Night")
        await history.undo(desk, added, None)
        record = editing.read(desk.local, "track", track)
        assert record is not None
        assert record.data["title"] == "Nite"
        assert editing.read(desk.local, "note", note) is None
        assert told(family(desk, track).gone) == []  # what was never sent is forgotten

    async def test_tags_go_back_by_what_was_added(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night", "tags": ["dub"]})
        await tracks.edit_many(desk, [track], {}, add_tags=["house"])
        change = family(desk, track).waiting[0]
        assert (change.field, change.added) == ("tags", ("house",))
        await history.undo(desk, change, None)
        record = editing.read(desk.local, "track", track)
        assert record is not None
        assert record.data["tags"] == ["dub"]

    async def test_nobody_is_signed_in(self, desk: Desk) -> None:
        with pytest.raises(NotSignedIn):
            await history.fetch(desk, Family())


class TestServer:
    async def test_it_says_who_changed_what_where_and_both_can_go_back(self, pair: Pair) -> None:
        first, second = pair.first, pair.second
        track = editing.create(first.local, "track", {"title": "Night", "genre": "House"})
        note = await notes.add(first, track, 500, "Too loud")
        await pair.sync(first, second)
        await tracks.edit(second, track, {"title": ("Night", "Night Drive")})
        await notes.remove(second, note)
        await pair.sync(second, first)

        found = family(first, track)
        assert found.waiting == ()
        assert told(found.gone) == ["Note “Too loud”"]
        heard = await history.fetch(first, found)
        assert {"Title", "Track made", "Note “Too loud” deleted"} <= set(told(heard))
        title = next(one for one in heard if one.field == "title")
        assert (title.old, title.new, title.device) == ("Night", "Night Drive", "tower")
        assert title.undoable

        await history.undo(first, title, now(first, title)["title"])
        await history.bring_back(first, found.gone[0])
        assert told(family(first, track).gone) == []
        await pair.sync(first, second)
        record = editing.read(second.local, "track", track)
        assert record is not None
        assert record.data["title"] == "Night"
        assert editing.read(second.local, "note", note) is not None

    async def test_what_is_gone_for_good_cannot_be_undone(self, pair: Pair) -> None:
        desk = pair.first
        track = editing.create(desk.local, "track", {"title": "Night"})
        note = await notes.add(desk, track, 500, "Old")
        await notes.rewrite(desk, note, seen="Old", wanted="New")
        change = family(desk, track).waiting[0]
        await notes.remove(desk, note)
        with pytest.raises(NoSuchRecord):
            await history.undo(desk, change, "New")
