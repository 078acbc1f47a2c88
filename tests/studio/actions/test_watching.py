"""What is told when something has happened: once, and nothing at the first look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from studio.actions.watching import News, Watch
from sync.client import blobs, editing
from sync.client.blobs import BlobState
from sync.client.hashing import hash_file
from sync.wire.uploads import UploadKind


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path))
    with open_desk() as opened:
        yield opened


def library(desk: Desk) -> Library:
    return Library(desk.places)


def version(desk: Desk, track: UUID, status: str, **more: object) -> UUID:
    """As the server told of it."""
    found = uuid4()
    data = json.dumps({"label": "Mix", "status": status, **more})
    with desk.local.edit() as db:
        row = ("version", str(found), str(track), data)
        db.execute("INSERT INTO item VALUES (?, ?, ?, 0, ?, 0, 0)", row)
    return found


def becomes(desk: Desk, version_id: UUID, status: str, **more: object) -> None:
    data = json.dumps({"label": "Mix", "status": status, **more})
    with desk.local.edit() as db:
        db.execute("UPDATE item SET data = ? WHERE id = ?", (data, str(version_id)))
        db.execute("UPDATE track SET status = ?", (status,))


class TestLook:
    async def test_a_file_that_does_not_go_out_is_told_once(self, desk: Desk) -> None:
        watch = Watch()
        assert watch.look(library(desk)) == []
        path = desk.places.data / "night.wav"
        path.write_bytes(b"sound")
        sha256 = blobs.keep(desk.local, UploadKind.ORIGINAL, path, await hash_file(path))
        track = editing.create(desk.local, "track", {"title": "Night"})
        editing.create(desk.local, "version", {"label": "Mix", "sha256": sha256}, track)
        assert watch.look(library(desk)) == []
        blobs.mark(desk.local, sha256, BlobState.FAILED, "There is no room left")
        told = [News("stuck", "Upload failed", "night.wav: There is no room left")]
        assert watch.look(library(desk)) == told
        assert watch.look(library(desk)) == []

    async def test_what_was_so_at_the_start_is_no_news(self, desk: Desk) -> None:
        path = desk.places.data / "night.wav"
        path.write_bytes(b"sound")
        sha256 = blobs.keep(desk.local, UploadKind.ORIGINAL, path, await hash_file(path))
        track = editing.create(desk.local, "track", {"title": "Night"})
        editing.create(desk.local, "version", {"label": "Mix", "sha256": sha256}, track)
        blobs.mark(desk.local, sha256, BlobState.MISSING, "gone")
        assert Watch().look(library(desk)) == []

    def test_a_sound_that_is_ready_or_could_not_be_prepared(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night"})
        first, second = (version(desk, track, "processing") for _ in range(2))
        watch = Watch()
        watch.look(library(desk))
        becomes(desk, first, "ready")
        becomes(desk, second, "failed", failure={"message": "It is silent."})
        assert {(one.kind, one.detail) for one in watch.look(library(desk))} == {
            ("ready", "The sound of “Night” is prepared."),
            ("failed", "It is silent."),
        }

    def test_a_track_goes_live_when_its_sound_is_there(self, desk: Desk) -> None:
        track = editing.create(desk.local, "track", {"title": "Night", "release_state": "live"})
        made = version(desk, track, "processing")
        watch = Watch()
        watch.look(library(desk))
        with desk.local.edit() as db:
            db.execute("UPDATE track SET unsent = 0")
        becomes(desk, made, "ready")
        assert "“Night” is live" in [one.title for one in watch.look(library(desk))]
        assert watch.look(library(desk)) == []
