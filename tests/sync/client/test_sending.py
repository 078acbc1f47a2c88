"""Which operations go out, in which order, and what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from sync.client import blobs, editing, outbox, session, shadow
from sync.client.blobs import BlobState
from sync.client.hashing import FileDigests, fingerprint, hash_file_now
from sync.client.local import Local
from sync.wire.changes import Limits, OpResult, Refusal, Welcome
from sync.wire.kinds import KINDS
from sync.wire.uploads import UploadKind
from tests.support.feeds import EPOCH, SHA, answer, change, changes, page, states, track


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    with Local(tmp_path / "library.db") as opened:
        yield opened


def kinds(ops: list[object]) -> list[str]:
    return [f"{op.type} {op.kind}" for op in ops]  # type: ignore[attr-defined]


def digests(path: Path, content: bytes = b"sound") -> FileDigests:
    import threading

    path.write_bytes(content)
    return hash_file_now(path, lambda _done, _size: None, threading.Event())


def reject(local: Local, op_id: UUID) -> None:
    refusal = Refusal(code="invalid", message="Too long.", field="title", remedy="Shorten it.")
    told = OpResult(op_id=op_id, result="rejected", seq=1, mark=1, epoch=EPOCH, refusal=refusal)
    outbox.answered(local, [told])


def welcome(*, role: str, epoch: UUID = EPOCH) -> Welcome:
    return Welcome(
        epoch=epoch,
        schema_min=1,
        schema_max=1,
        library_id=UUID(int=1),
        library_handle="nina",
        library_name="Nina",
        role=role,
        device_id=UUID(int=2),
        head=1,
        mark=1,
        server_time=datetime.now(UTC),
        limits=Limits(),
        kinds=list(KINDS),
        features=[],
    )


class TestTake:
    def test_a_file_that_is_not_there_holds_only_what_needs_it(self, local: Local) -> None:
        above = editing.create(local, "track", {"title": "Tide"})
        version = editing.create(local, "version", {"label": "Mix", "sha256": SHA}, above)
        editing.write(local, "version", version, {"label": "Master"})
        other = editing.create(local, "track", {"title": "Other"})
        editing.write(local, "track", other, {"genre": "dub"})
        sent = outbox.take(local)
        assert kinds(sent) == ["create track", "create track", "patch track"]
        assert [op.self_pending for op in sent] == [False, False, True]

    def test_a_delete_waits_for_what_is_held_below_it(self, local: Local, tmp_path: Path) -> None:
        above = track(local, "Tide", seq=1)
        editing.create(local, "version", {"label": "Mix", "sha256": SHA}, above)
        with local.edit() as db:
            # As after a lost answer: the create may have reached the server.
            db.execute("UPDATE outbox SET sent = 1")
        editing.delete(local, "track", above)
        assert outbox.take(local) == []
        found = digests(tmp_path / "mix.wav")
        with local.edit() as db:
            db.execute("UPDATE outbox SET sha256 = ? WHERE sha256 = ?", (found.sha256, SHA))
        blobs.keep(local, UploadKind.ORIGINAL, tmp_path / "mix.wav", found)
        blobs.mark(local, found.sha256, BlobState.DONE)
        assert kinds(outbox.take(local)) == ["create version", "delete track"]

    def test_what_speaks_of_a_held_record_waits_for_it(self, local: Local) -> None:
        above = track(local, "Tide", seq=1)
        version = editing.create(local, "version", {"label": "Mix", "sha256": SHA}, above)
        editing.create(local, "note", {"at_ms": 0, "body": "x", "version_id": version}, above)
        editing.write(local, "track", above, {"primary_version_id": str(version)})
        other = track(local, "Other", seq=2)
        editing.write(local, "track", other, {"title": "Sent"})
        assert [op.id for op in outbox.take(local)] == [other]

    def test_below_a_refused_create_everything_waits(self, local: Local) -> None:
        above = editing.create(local, "track", {"title": "Tide"})
        (op,) = outbox.take(local)
        reject(local, op.op_id)
        editing.create(local, "note", {"at_ms": 0, "body": "x"}, above)
        assert outbox.take(local) == []
        assert editing.read(local, "track", above) is not None, "it is still seen, to be mended"

    def test_at_most_so_many_go_at_once(self, local: Local) -> None:
        for n in range(7):
            editing.create(local, "track", {"title": f"T{n}"})
        first = outbox.take(local, 5)
        answer(local, first, "applied")
        assert [len(first), len(outbox.take(local, 5))] == [5, 2]

    def test_what_goes_out_is_found_without_going_through_the_library(self, local: Local) -> None:
        """Else a thousand edits of a large library take minutes."""
        data = {"track_id": str(track(local, "Tide", seq=1)), "at_ms": 0, "body": "x"}
        found = [change(2 + n, kind="note", id=UUID(int=n), data=data) for n in range(400)]
        shadow.apply(local, changes(found, 500))
        for note in found[:50]:
            editing.write(local, "note", note.id, {"body": "y"})
        steps = 0

        def step() -> None:
            nonlocal steps
            steps += 100

        with local.read() as db:
            db.set_progress_handler(step, 100)
            assert len(outbox.take(local)) == 50
            db.set_progress_handler(None, 0)
        assert steps < 50 * 400  # as many as looking at each record for each edit

    def test_a_retry_comes_back_later(self, local: Local) -> None:
        editing.create(local, "track", {"title": "Tide"})
        answer(local, outbox.take(local), "retry", why="locked")
        assert outbox.take(local) == []
        due = outbox.next_due(local)
        assert due is not None
        assert 0 < due - time.time() < 3

    def test_a_missing_asset_is_uploaded_again(self, local: Local, tmp_path: Path) -> None:
        above = track(local, "Tide", seq=1)
        found = digests(tmp_path / "mix.wav")
        blobs.keep(local, UploadKind.ORIGINAL, tmp_path / "mix.wav", found)
        blobs.mark(local, found.sha256, BlobState.DONE)
        editing.create(local, "version", {"label": "Mix", "sha256": found.sha256}, above)
        answer(local, outbox.take(local), "retry", why="missing_asset")
        assert [blob.sha256 for blob in blobs.wanted(local)] == [found.sha256]


class TestAnswered:
    def test_a_late_answer_never_overwrites_what_was_pulled(self, local: Local) -> None:
        """The answer to a repeated request is older than what another laptop did since."""
        made = track(local, "v1", seq=1)
        editing.write(local, "track", made, {"title": "v2"})
        sent = outbox.take(local)
        page(local, 3, kind="track", id=made, data={"title": "v3"})
        answer(local, sent, "duplicate", seq=2)
        found = editing.read(local, "track", made)
        assert found is not None
        assert found.data["title"] == "v3"

    def test_what_was_taken_is_seen_until_the_feed_brings_it(self, local: Local) -> None:
        made = track(local, "v1", seq=1)
        editing.write(local, "track", made, {"title": "v2"})
        answer(local, outbox.take(local), "applied", seq=2)
        found = editing.read(local, "track", made)
        assert found is not None
        assert (found.data["title"], found.unsent) == ("v2", 0)
        page(local, 2, kind="track", id=made, data={"title": "v2 (2)"})
        found = editing.read(local, "track", made)
        assert found is not None
        assert found.data["title"] == "v2 (2)", "the server's word is the last one"

    def test_a_refused_edit_is_told_and_can_be_mended(self, local: Local) -> None:
        made = track(local, "v1", seq=1)
        editing.write(local, "track", made, {"title": "much too long"})
        (op,) = outbox.take(local)
        reject(local, op.op_id)
        (told,) = outbox.rejected(local)
        assert told.refusal.remedy == "Shorten it."
        editing.mend(local, op.op_id, {"title": "short"})
        (again,) = outbox.take(local)
        assert again.op_id != op.op_id
        assert again.set == {"title": ("v1", "short")}
        assert outbox.rejected(local) == []

    def test_a_discarded_create_takes_what_hangs_on_it_along(self, local: Local) -> None:
        above = editing.create(local, "track", {"title": "Tide"})
        editing.create(local, "note", {"at_ms": 0, "body": "x"}, above)
        (op, _) = outbox.take(local)
        reject(local, op.op_id)
        outbox.discard(local, op.op_id)
        assert states(local) == []
        assert editing.read(local, "track", above) is None


class TestNonsense:
    def test_a_record_that_hangs_on_itself_hangs_nothing_up(self, local: Local) -> None:
        above = track(local, "Tide", seq=1)
        odd = UUID(int=9)
        page(local, 2, kind="note", id=odd, data={"track_id": str(odd), "at_ms": 0, "body": "x"})
        editing.write(local, "track", above, {"title": "Still works"})
        assert [op.id for op in outbox.take(local)] == [above]
        assert editing.read(local, "note", odd) is None


class TestStartOver:
    def test_everything_of_the_last_month_goes_out_again(self, local: Local) -> None:
        editing.create(local, "track", {"title": "Tide"})
        first = outbox.take(local)
        answer(local, first, "applied", seq=1)
        shadow.apply(local, changes([], 1))
        assert outbox.take(local) == []
        shadow.start_over(local, UUID(int=8))
        assert [op.op_id for op in outbox.take(local)] == [op.op_id for op in first]
        assert shadow.cursor(local) == 0
        assert shadow.high_mark(local) is None

    def test_only_files_that_an_edit_waits_for_are_sent_again(
        self, local: Local, tmp_path: Path
    ) -> None:
        """What came from the server would wait for ever to be sent back to it."""
        place = tmp_path / "take.wav"
        place.write_bytes(b"take")
        seen = fingerprint(place)
        blobs.came(
            local,
            UploadKind.ORIGINAL,
            place,
            FileDigests(fingerprint=seen, sha256="a" * 64, parts=()),
        )
        blobs.keep(
            local,
            UploadKind.ORIGINAL,
            place,
            FileDigests(fingerprint=seen, sha256="b" * 64, parts=()),
        )
        above = editing.create(local, "track", {"title": "Tide"})
        editing.create(local, "version", {"label": "Mix", "sha256": "b" * 64}, above)
        blobs.mark(local, "b" * 64, BlobState.DONE)
        shadow.start_over(local, UUID(int=8))
        states = {blob.sha256[0]: blob.state for blob in blobs.every(local)}
        assert states == {"a": BlobState.DONE, "b": BlobState.QUEUED}

    def test_another_role_is_no_other_server(self, local: Local) -> None:
        """Else a new listener's own work of the last month would go out, and be refused."""
        shadow.start_over(local, EPOCH)
        local.put(role="editor")
        editing.create(local, "track", {"title": "Tide"})
        answer(local, outbox.take(local), "applied", seq=1)
        shadow.apply(local, changes([], 1))
        session._take_in(local, welcome(role="listener"))
        assert outbox.take(local) == []
        assert (shadow.cursor(local), local.get("role")) == (0, "listener")
        session._take_in(local, welcome(role="listener", epoch=UUID(int=8)))
        assert len(outbox.take(local)) == 1

    def test_what_is_shown_stays_until_all_is_read(self, local: Local) -> None:
        gone, stays = track(local, "Gone", seq=1), track(local, "Stays", seq=2)
        shadow.start_over(local, UUID(int=8))
        page(local, 1, kind="track", id=stays, data={"title": "Stays!"}, more=True)
        assert editing.read(local, "track", gone) is not None
        shadow.apply(local, changes([], 1))
        assert editing.read(local, "track", gone) is None
        found = editing.read(local, "track", stays)
        assert found is not None
        assert found.data["title"] == "Stays!"

    def test_answers_count_as_having_seen_the_server(self, local: Local) -> None:
        """Else a server restored to before an acknowledged create would go unnoticed."""
        shadow.saw(local, 5, 55)
        shadow.apply(local, changes([], 3))
        assert shadow.high_mark(local) == (5, 55)


class TestBlobs:
    def test_a_moved_file_is_said_and_found_again(self, local: Local, tmp_path: Path) -> None:
        old, new = tmp_path / "mix.wav", tmp_path / "moved.wav"
        blobs.keep(local, UploadKind.ORIGINAL, old, digests(old))
        old.rename(new)
        (blob,) = blobs.every(local)
        assert blobs.check(local, blob) is BlobState.MISSING
        (blob,) = blobs.every(local)
        assert blob.why is not None
        assert "mix.wav" in blob.why
        found = digests(tmp_path / "other.wav", b"other")
        assert not blobs.relink(local, blob.sha256, found, tmp_path / "other.wav")
        assert blobs.relink(local, blob.sha256, digests(new), new)
        (blob,) = blobs.every(local)
        assert (blob.path, blob.state, blob.why) == (new, BlobState.QUEUED, None)
        assert blob.seen == fingerprint(new)

    def test_what_failed_is_tried_again_where_somebody_asks(
        self, local: Local, tmp_path: Path
    ) -> None:
        path = tmp_path / "mix.wav"
        sha256 = blobs.keep(local, UploadKind.ORIGINAL, path, digests(path))
        blobs.mark(local, sha256, BlobState.FAILED, "too large")
        blobs.again(local)
        (blob,) = blobs.every(local)
        assert (blob.state, blob.why) == (BlobState.QUEUED, None)

    def test_a_changed_file_is_said(self, local: Local, tmp_path: Path) -> None:
        path = tmp_path / "mix.wav"
        blobs.keep(local, UploadKind.ORIGINAL, path, digests(path))
        path.write_bytes(b"another sound")
        (blob,) = blobs.every(local)
        assert blobs.check(local, blob) is BlobState.CHANGED
