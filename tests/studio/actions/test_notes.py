"""Notes and versions of a track in a real library: written, read back, taken away and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import Raw

from studio.actions import notes, tracks, versions
from studio.actions.desk import Desk
from studio.actions.files import add_track, add_version, look
from studio.actions.library import Library
from sync.client import editing, shadow
from sync.client.errors import NoSuchRecord, NotEditable
from sync.wire.changes import Change, Changes
from sync.wire.ids import new_id
from tests.support.audio import music, write_wav


@pytest.fixture
def track(desk: Desk) -> UUID:
    return editing.create(desk.local, "track", {"title": "Night Drive"})


def change(seq: int, kind: str, record_id: UUID, **data: object) -> Change:
    """What the server tells of a record."""
    told = Raw(json.dumps(data).encode())
    return Change(seq=seq, kind=kind, id=record_id, rev=1, urev=1, deleted=False, data=told)


def say(desk: Desk, track: UUID, *said: tuple[str, int, str]) -> None:
    """A track with comments of listeners: (author, moment, status)."""
    told = [change(1, "track", track, title="Night Drive")]
    for author, at_ms, status in said:
        data = {"track_id": str(track), "at_ms": at_ms, "author": author, "status": status}
        told.append(change(len(told) + 1, "comment", new_id(), body="Yes!", **data))
    now, last = datetime.now(UTC), len(told)
    page = Changes(
        epoch=new_id(), changes=told, next=last, more=False, head=last, mark=1, server_time=now
    )
    shadow.apply(desk.local, page)


class TestNotes:
    async def test_they_are_in_order_of_time(
        self, desk: Desk, library: Library, track: UUID
    ) -> None:
        for at_ms in (9_000, 500, 4_000):
            await notes.add(desk, track, at_ms, f"at {at_ms}")
        found = notes.notes(library, track)
        assert [(note.at_ms, note.body) for note in found] == [
            (500, "at 500"),
            (4_000, "at 4000"),
            (9_000, "at 9000"),
        ]
        assert all(note.unsent for note in found)

    async def test_a_moment_before_the_beginning_is_the_beginning(
        self, desk: Desk, library: Library, track: UUID
    ) -> None:
        await notes.add(desk, track, -40, "too early")
        assert notes.notes(library, track)[0].at_ms == 0

    async def test_rewritten_from_what_was_seen(
        self, desk: Desk, library: Library, track: UUID
    ) -> None:
        note = await notes.add(desk, track, 10, "Kick")
        await notes.rewrite(desk, note, seen="Kick", wanted="Kick clicks 🥁")
        assert notes.notes(library, track)[0].body == "Kick clicks 🥁"

    async def test_an_empty_or_endless_one_is_refused(self, desk: Desk, track: UUID) -> None:
        for body in ("", "a" * (notes.LONGEST + 1)):
            with pytest.raises(NotEditable):
                await notes.add(desk, track, 0, body)
        assert notes.fault("a" * (notes.LONGEST + 2)) == "A note holds 4,000 letters: take out 2."
        assert notes.fault("a" * notes.LONGEST) == ""

    async def test_no_track_no_note(self, desk: Desk) -> None:
        with pytest.raises(NoSuchRecord):
            await notes.add(desk, new_id(), 0, "nowhere")

    async def test_what_was_never_sent_is_put_back_anew(
        self, desk: Desk, library: Library, track: UUID
    ) -> None:
        await notes.add(desk, track, 700, "Keep me")
        (note,) = notes.notes(library, track)
        await notes.remove(desk, note.id)
        assert notes.notes(library, track) == ()
        await notes.put_back(desk, track, note)
        (again,) = notes.notes(library, track)
        assert (again.at_ms, again.body) == (700, "Keep me")


class TestComments:
    async def test_they_are_read_in_order_with_who_and_whether_held(
        self, desk: Desk, library: Library
    ) -> None:
        track = new_id()
        say(desk, track, ("Kit", 3_000, "held"), ("Jonas", 1_000, "visible"))
        found = notes.comments(library, track)
        assert [(one.author, one.at_ms, one.held) for one in found] == [
            ("Jonas", 1_000, False),
            ("Kit", 3_000, True),
        ]


class TestVersions:
    async def test_named_preferred_and_taken_away(
        self, desk: Desk, library: Library, tmp_path: Path
    ) -> None:
        found = [await look(write_wav(tmp_path / f"{n}.wav", music(0.5, seed=n))) for n in range(2)]
        track = await add_track(desk, found[0], title="Salt", label="Mix")
        second = await add_version(desk, track, found[1], label="Master")
        await versions.rename(desk, second, seen="Master", wanted="Master v2")
        await versions.prefer(desk, track, second, seen=None)
        shown = tracks.read(library, track)
        assert shown is not None
        assert [(one.label, one.primary) for one in shown.versions] == [
            ("Mix", False),
            ("Master v2", True),
        ]
        await versions.remove(desk, second)
        shown = tracks.read(library, track)
        assert shown is not None
        assert [(one.label, one.primary) for one in shown.versions] == [("Mix", True)]

    @pytest.mark.parametrize(
        ("label", "told"),
        [
            ("  ", "A version needs a name."),
            ("a" * 102, "At most 100 letters: take out 2."),
            ("Master", ""),
        ],
    )
    def test_what_is_wrong_with_a_name(self, label: str, told: str) -> None:
        assert versions.fault(label) == told
