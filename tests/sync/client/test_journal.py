"""The journal survives its process, and says when it cannot be written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sync.client.errors import JournalBroken
from sync.client.hashing import FileDigests, Fingerprint
from sync.client.journal import EntryState, Journal, PartState, Target
from sync.wire.ids import new_id
from sync.wire.uploads import PartDigests, UploadKind

TARGET = Target(server="http://s", path=Path("song.wav"), kind=UploadKind.ORIGINAL)
PARTS = tuple(PartDigests(n=n, sha256=f"{n:064x}", md5=f"{n:032x}") for n in (1, 2, 3))
DIGESTS = FileDigests(Fingerprint(20, 5, 7), "a" * 64, PARTS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


class TestEntry:
    def test_is_kept(self, path: Path):
        upload_id = new_id()
        with Journal(path) as journal:
            entry = journal.entry(TARGET)
            assert (entry.state, entry.digests) == (EntryState.NEW, None)
            journal.hashed(entry.id, DIGESTS)
            journal.uploading(entry.id, upload_id, {2: "etag"})
        with Journal(path) as journal:
            found = journal.entry(TARGET)
            assert found.id == entry.id
            assert found.digests == DIGESTS
            assert (found.state, found.upload_id) == (EntryState.UPLOADING, upload_id)
            assert found.etags == {2: "etag"}

    def test_kinds_and_libraries_are_apart(self, path: Path):
        with Journal(path) as journal:
            stem = Target(server="http://s", path=TARGET.path, kind=UploadKind.STEM)
            other = Target(server="http://s", path=TARGET.path, kind=TARGET.kind, library="x")
            assert len({journal.entry(t).id for t in (TARGET, stem, other, TARGET)}) == 3

    def test_in_flight_is_pending_after_a_restart(self, path: Path):
        with Journal(path) as journal:
            entry = journal.entry(TARGET)
            journal.hashed(entry.id, DIGESTS)
            journal.part(entry.id, 1, PartState.INFLIGHT)
            journal.part(entry.id, 2, PartState.DONE, "etag")
        with Journal(path) as journal:
            assert journal.entry(TARGET).etags == {2: "etag"}

    def test_new_digests_forget_the_old_upload(self, path: Path):
        with Journal(path) as journal:
            entry = journal.entry(TARGET)
            journal.hashed(entry.id, DIGESTS)
            journal.uploading(entry.id, new_id(), {1: "etag"})
            journal.hashed(entry.id, DIGESTS)
            found = journal.entry(TARGET)
            assert (found.upload_id, found.etags) == (None, {})

    def test_changed_forgets_the_digests(self, path: Path):
        with Journal(path) as journal:
            entry = journal.entry(TARGET)
            journal.hashed(entry.id, DIGESTS)
            journal.changed(entry.id)
            assert journal.entry(TARGET).digests is None


class TestUnfinished:
    def test_lists_what_is_to_be_taken_up(self, path: Path):
        with Journal(path) as journal:
            entry = journal.entry(TARGET)
            assert journal.unfinished() == [TARGET]
            journal.done(entry.id, new_id())
            assert journal.unfinished() == []
            journal.forget(entry.id)
            assert journal.entry(TARGET).state is EntryState.NEW


class TestDurability:
    def test_is_written_before_the_call_returns(self, path: Path):
        """A process that dies by SIGKILL right after the call has lost nothing."""
        code = (
            "import os, signal, sys; from pathlib import Path;"
            "from sync.client.journal import *; from sync.wire.uploads import UploadKind;"
            "t = Target(server='http://s', path=Path('song.wav'), kind=UploadKind.ORIGINAL);"
            "j = Journal(Path(sys.argv[1])); e = j.entry(t); j.pause(t, True);"
            "os.kill(os.getpid(), signal.SIGKILL)"
        )
        assert subprocess.run([sys.executable, "-c", code, str(path)]).returncode == -9
        with Journal(path) as journal:
            assert journal.entry(TARGET).paused

    def test_settings_of_the_file(self, path: Path):
        with Journal(path) as journal:
            assert journal._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            assert journal._db.execute("PRAGMA synchronous").fetchone()[0] == 2


class TestBroken:
    def test_no_room(self, path: Path):
        with Journal(path) as journal:
            pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
            journal._db.execute(f"PRAGMA max_page_count = {pages}")
            many = [Target(server="s", path=Path(f"{n}"), kind=UploadKind.STEM) for n in range(999)]
            with pytest.raises(JournalBroken, match="full"):
                list(map(journal.entry, many))

    def test_not_a_database(self, path: Path):
        path.write_bytes(b"something else entirely" * 100)
        with pytest.raises(JournalBroken, match=f"Move {path} somewhere else") as broken:
            Journal(path)
        assert broken.value.__cause__  # whose traceback keeps the journal, but not its file, alive
        assert str(path) not in {file.path for file in psutil.Process().open_files()}
