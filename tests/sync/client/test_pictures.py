"""Pictures that liner notes name: sent by the file lane, never in the way of the words."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from sync.client import blobs, editing
from sync.client.blobs import BlobState
from sync.client.errors import NotEditable
from sync.client.hashing import hash_file
from sync.client.status import Phase, Status, count
from sync.client.withdrawing import give_up
from sync.wire.pictures import mark
from sync.wire.uploads import UploadKind
from tests.support.desks import Desk
from tests.support.scripts import Stage


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    path = tmp_path / "room.png"
    path.write_bytes(out.getvalue())
    return path


def add(stage: Stage, desk: Desk, track: UUID, photo: Path) -> str:
    digests = stage.world.run(hash_file(photo))
    sha256 = blobs.keep(desk.local, UploadKind.IMAGE, photo, digests)
    editing.write(desk.local, "track", track, {"liner_notes_md": mark(sha256, "The room")})
    return sha256


def sync(stage: Stage, desk: Desk, *, files: int = 0) -> Status:
    """Until all is said, and all but so many files are sent."""
    seen: list[Status] = []

    async def work() -> None:
        task = asyncio.create_task(desk.engine(seen.append).run())
        async with asyncio.timeout(20):
            while not (seen and seen[-1].phase is Phase.UP_TO_DATE and _left(desk) == (0, files)):
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stage.world.run(work())
    return count(desk.local, Phase.UP_TO_DATE)


def _left(desk: Desk) -> tuple[int, int]:
    now = count(desk.local, Phase.UP_TO_DATE)
    return now.unsent, now.files


def on_server(stage: Stage, sha256: str) -> list[str]:
    asked = "SELECT kind FROM assets WHERE sha256 = $1 AND library_id = $2"
    found = stage.world.run(stage.world.house.db.fetch(asked, sha256, stage.world.library))
    return [row["kind"] for row in found]


class TestSent:
    def test_written_offline_and_read_elsewhere(self, stage: Stage, photo: Path) -> None:
        desk, other = stage.world.desks
        track = stage.track(0)
        sha256 = add(stage, desk, track, photo)
        assert [b.sha256 for b in blobs.wanted(desk.local)] == [sha256]
        assert count(desk.local, Phase.OFFLINE).files == 1
        assert sync(stage, desk).settled
        assert on_server(stage, sha256) == ["image"]
        stage.world.drain(other)
        record = editing.read(other.local, "track", track)
        assert record is not None
        assert record.data["liner_notes_md"] == mark(sha256, "The room")
        assert blobs.wanted(other.local) == []
        assert count(other.local, Phase.UP_TO_DATE).files == 0

    def test_words_do_not_wait_for_a_file_that_is_gone(self, stage: Stage, photo: Path) -> None:
        """And it goes out as soon as it is back."""
        desk, other = stage.world.desks
        track = stage.track(0)
        sha256 = add(stage, desk, track, photo)
        away = photo.rename(photo.with_name("away.png"))
        assert sync(stage, desk, files=1).files == 1
        assert on_server(stage, sha256) == []
        found = blobs.get(desk.local, sha256)
        assert found is not None
        assert found.state is BlobState.MISSING
        stage.world.drain(other)
        assert stage.world.field(other, track, "liner_notes_md") == mark(sha256, "The room")
        away.rename(photo)
        sync(stage, desk)
        assert on_server(stage, sha256) == ["image"]

    def test_what_is_taken_out_again_is_not_sent(self, stage: Stage, photo: Path) -> None:
        desk = stage.world.desks[0]
        track = stage.track(0)
        sha256 = add(stage, desk, track, photo)
        with pytest.raises(NotEditable, match="take it out"):
            give_up(desk.local, sha256)
        editing.write(desk.local, "track", track, {"liner_notes_md": "Words."})
        assert blobs.wanted(desk.local) == []
        editing.write(desk.local, "track", track, {"liner_notes_md": mark(sha256, "Again")})
        assert len(blobs.wanted(desk.local)) == 1
        editing.delete(desk.local, "track", track)
        assert blobs.wanted(desk.local) == []

    def test_a_lost_library_still_knows_where_it_lies(self, stage: Stage, photo: Path) -> None:
        desk = stage.world.desks[0]
        sha256 = add(stage, desk, stage.track(0), photo)
        assert stage.world.run(desk.lose_library())
        assert [b.sha256 for b in blobs.wanted(desk.local)] == [sha256]
        assert sync(stage, desk).settled
        assert on_server(stage, sha256) == ["image"]

    def test_named_again_after_the_server_let_it_go(self, stage: Stage, photo: Path) -> None:
        desk = stage.world.desks[0]
        track = stage.track(0)
        sha256 = add(stage, desk, track, photo)
        sync(stage, desk)
        editing.write(desk.local, "track", track, {"liner_notes_md": "Words."})
        sync(stage, desk)
        gone = "DELETE FROM assets WHERE sha256 = $1 AND library_id = $2"
        stage.world.run(stage.world.house.db.execute("DELETE FROM note_pictures"))
        stage.world.run(
            stage.world.house.db.execute(
                "UPDATE uploads SET asset_id = NULL, status = 'expired' WHERE sha256 = $1", sha256
            )
        )
        stage.world.run(stage.world.house.db.execute(gone, sha256, stage.world.library))
        editing.write(desk.local, "track", track, {"liner_notes_md": mark(sha256, "Again")})
        assert sync(stage, desk).settled
        assert on_server(stage, sha256) == ["image"]
