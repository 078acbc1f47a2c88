"""Decisions and files taken back before they have left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from sync.client import blobs, editing, outbox, shadow, withdrawing
from sync.client.editing import Edit
from sync.client.errors import NotEditable
from sync.client.hashing import hash_file
from sync.client.local import Local
from sync.wire import codec
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.support.uploading import make_file


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with Local(tmp_path / "library.db") as opened:
        yield opened


async def file(local: Local, name: str, kind: UploadKind = UploadKind.ORIGINAL) -> str:
    path = make_file(local.path.parent / name, 100, seed=len(name))
    return blobs.keep(local, kind, path, await hash_file(path))


def conflict(local: Local) -> UUID:
    found = new_id()
    data = codec.encode({"state": "open", "field": "title"}).decode()
    with local.edit() as db:
        db.execute(
            "INSERT INTO shadow VALUES ('conflict', ?, NULL, 1, 1, 1, 0, ?)", (str(found), data)
        )
    return found


def state(local: Local, conflict_id: UUID) -> str:
    found = editing.read(local, "conflict", conflict_id)
    assert found is not None
    return str(found.data["state"])


class TestUndecide:
    def test_a_decision_waits_and_can_be_taken_back(self, local: Local):
        found = conflict(local)
        editing.resolve(local, found, "mine", hold_s=60)
        assert state(local, found) == "resolved"
        assert outbox.take(local) == []
        assert withdrawing.undecide(local, found)
        assert state(local, found) == "open"
        assert local.recovery.unsent() == []

    def test_what_has_left_stays_decided(self, local: Local):
        found = conflict(local)
        editing.resolve(local, found, "mine")
        assert len(outbox.take(local)) == 1
        assert not withdrawing.undecide(local, found)
        assert state(local, found) == "resolved"


class TestGiveUp:
    async def test_the_version_made_of_the_file_is_forgotten(self, local: Local):
        sha256 = await file(local, "a.wav")
        track = editing.create(local, "track", {"title": "Night"})
        version = editing.create(local, "version", {"label": "Mix", "sha256": sha256}, track)
        withdrawing.give_up(local, sha256)
        assert editing.read(local, "version", version) is None
        assert editing.read(local, "track", track) is not None
        assert blobs.wanted(local) == []

    async def test_a_picture_stays_what_it_was_and_other_words_go(self, local: Local):
        sha256 = await file(local, "a.png", UploadKind.IMAGE)
        track = editing.create(local, "track", {"title": "Night"})
        edits = {"artwork_sha256": Edit(None, sha256), "genre": Edit("", "House")}
        with local.edit() as db:  # as if the create had left
            db.execute("UPDATE outbox SET sent = 1")
        editing.patch(local, "track", track, edits)
        withdrawing.give_up(local, sha256)
        found = editing.read(local, "track", track)
        assert found is not None
        assert found.data.get("artwork_sha256") is None
        assert found.data["genre"] == "House"
        assert blobs.wanted(local) == []

    async def test_what_the_server_may_know_is_not_taken_back(self, local: Local):
        sha256 = await file(local, "a.wav")
        track = editing.create(local, "track", {"title": "Night"})
        editing.create(local, "version", {"label": "Mix", "sha256": sha256}, track)
        blobs.mark(local, sha256, blobs.BlobState.DONE)
        outbox.take(local)
        with pytest.raises(NotEditable, match="delete it from its track"):
            withdrawing.give_up(local, sha256)
        assert shadow.cursor(local) == 0
