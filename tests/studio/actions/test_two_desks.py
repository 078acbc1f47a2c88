"""A conflict made by two real libraries and the real server, decided on one, seen on both; and a
sound that the server failed with, tried again.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from server.catalog.models import TrackVersion, VersionStatus
from server.catalog.tasks import draw_note_pictures
from studio.actions import decisions, files, going_live, liner, publishing, tracks, transfers
from studio.actions.desk import Desk
from studio.actions.library import Library
from sync.client import editing
from sync.client.retry import RemoteFailure
from sync.wire.pictures import mark
from tests.support.audio import music, write_wav
from tests.support.pair import Pair

NOTES = "One line.\nTwo lines.\n"


def value(desk: Desk, track: UUID, name: str) -> object:
    found = editing.read(desk.local, "track", track)
    assert found is not None
    return found.data.get(name)


class TestConflict:
    async def test_of_a_text_decided_by_an_edit_is_the_same_everywhere(self, pair: Pair) -> None:
        first, second = pair.first, pair.second
        data = {"title": "Night", "liner_notes_md": NOTES}
        track = editing.create(first.local, "track", data)
        await pair.sync()
        for desk, word in ((first, "My line."), (second, "Their line.")):
            edited = NOTES.replace("One line.", word)
            await tracks.edit(desk, track, {"liner_notes_md": (NOTES, edited)})
        await pair.sync()
        (found,) = decisions.conflicts(Library(second.places), "tower")
        assert (found.name, found.field_name, found.mine.whose) == ("Night", "Liner notes", "Mine")
        assert "Their line." in found.mine.value
        assert "My line." in found.theirs.value
        both = decisions.preview(found)
        assert "My line." in both
        assert "Their line." in both
        await decisions.decide(second, found.id, "value", both)
        await pair.sync(second, first)
        assert value(first, track, "liner_notes_md") == value(second, track, "liner_notes_md")
        assert value(first, track, "liner_notes_md") == both
        assert [decisions.count(Library(desk.places)) for desk in (first, second)] == [0, 0]

    async def test_of_a_title_is_taken_or_left(self, pair: Pair) -> None:
        first, second = pair.first, pair.second
        track = editing.create(first.local, "track", {"title": "Night"})
        await pair.sync()
        await tracks.edit(first, track, {"title": ("Night", "Day")})
        await tracks.edit(second, track, {"title": ("Night", "Dawn")})
        await pair.sync()
        (found,) = decisions.conflicts(Library(second.places), "another")
        assert (found.mine.text, found.theirs.text) == ("Dawn", "Day")
        assert found.mine.whose == "From tower"
        await decisions.decide(second, found.id, "mine")
        await pair.sync(second, first)
        assert value(first, track, "title") == "Dawn"

    async def test_of_what_was_deleted_and_edited(self, pair: Pair) -> None:
        first, second = pair.first, pair.second
        track = editing.create(first.local, "track", {"title": "Night"})
        await pair.sync()
        await tracks.edit(first, track, {"title": ("Night", "Day")})
        await tracks.remove(second, [track])
        await pair.sync()
        (found,) = decisions.conflicts(Library(second.places), "tower")
        assert (found.mine.verb, found.theirs.text) == ("Delete it", "Edited meanwhile: Title")
        await decisions.decide(second, found.id, "theirs")
        await pair.sync(second, first)
        assert value(second, track, "title") == "Day"


class TestGoingLive:
    async def test_from_a_file_to_the_address_of_its_page(self, pair: Pair, tmp_path: Path) -> None:
        desk, library = pair.first, Library(pair.first.places)
        path = tmp_path / "Night Drive.wav"
        write_wav(path, music(1.0))
        track = await files.add_track(desk, await files.look(path))
        account = desk.settings.account
        assert all(check.met for check in going_live.checks(library, account, track))
        await publishing.publish(desk, track)
        await pair.sync(desk)
        before = going_live.stand(library, account, track)
        assert before is not None
        assert (before.sent, before.live) == (True, False)
        await pair.server.start_worker()
        async with pair.server.client() as http:
            for _ in range(200):
                await pair.sync(desk)
                found = going_live.stand(library, account, track)
                assert found is not None
                if found.live:
                    break
            page = await http.get(found.address)
        assert (page.status_code, "Night Drive" in page.text) == (200, True)
        assert transfers.read(library, desk.places).finished[0].title == "Night Drive"

    async def test_a_sound_that_failed_is_tried_again(self, pair: Pair, tmp_path: Path) -> None:
        desk = pair.first
        path = tmp_path / "Night Drive.wav"
        write_wav(path, music(1.0))
        await files.add_track(desk, await files.look(path))
        await pair.sync(desk)
        found = await TrackVersion.all().first()
        assert found is not None
        with pytest.raises(RemoteFailure, match="Only a version that failed"):
            await transfers.process_again(desk, found.id)
        why = {"code": "unreadable", "message": "It ends too early.", "remedy": "Export it again."}
        failed = TrackVersion.filter(id=found.id)
        await failed.update(status=VersionStatus.FAILED, failure=why)
        await transfers.process_again(desk, found.id)
        again = await TrackVersion.get(id=found.id)
        assert again.status is VersionStatus.PENDING


async def test_a_picture_that_the_server_cannot_draw_is_told_in_the_studio(
    pair: Pair, tmp_path: Path
) -> None:
    photo = tmp_path / "room.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    sha256 = await liner.keep_picture(pair.first, photo)
    track = editing.create(pair.first.local, "track", {"title": "Ferry"})
    text = mark(sha256, "The room")
    editing.write(pair.first.local, "track", track, {"liner_notes_md": text})
    await pair.sync(pair.first)
    await draw_note_pictures(pair.server.resources, str(track))
    await pair.sync(pair.first)
    library = Library(pair.first.places)
    library.changed()
    told = liner.not_shown(library, track, text)
    assert told.startswith("A picture is not shown to readers: ")
    assert liner.not_shown(library, track, "Words.") == ""
    library.close()
