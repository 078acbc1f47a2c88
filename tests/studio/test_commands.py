"""The command line without a network: what it adds, what it says, and what it refuses."""

from __future__ import annotations

import json
import os
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from studio.actions.desk import open_desk
from studio.cli import main
from studio.keys import KeyFile
from studio.settings import Account, Settings, load, places, save
from sync.client import blobs, editing, outbox
from sync.client.blobs import BlobState
from sync.wire.changes import Op, OpResult, Refusal
from tests.support.audio import music, write_wav


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))

    def refuse(*_: object, **__: object) -> socket.socket:
        raise AssertionError("the network is off")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def added(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


class TestAdd:
    def test_a_track_a_version_and_a_stem_without_a_network(self, home: Path) -> None:
        path = home / "night_ferry.wav"
        write_wav(path, music(1.0))
        track = added(run("add", path, "--json"))["track"]
        mix = added(run("add", path, "--track", track, "--label", "Mix", "--json"))["version"]
        stem = run("add", path, "--version", mix, "--role", "bass", "--json")
        assert "stem" in added(stem)
        document = json.loads(run("export").stdout)["records"]
        assert [t["title"] for t in document["track"]] == ["night ferry"]
        assert sorted(v["label"] for v in document["version"]) == ["Master", "Mix"]
        assert [s["role"] for s in document["stem"]] == ["bass"]
        told = json.loads(run("status", "--json").stdout)
        assert (told["phase"], told["unsent"], told["files"]) == ("sign_in", 4, 1)

    def test_what_is_no_sound_is_said_with_a_remedy(self, home: Path) -> None:
        path = home / "notes.wav"
        path.write_text("no sound")
        found = run("add", path)
        assert found.exit_code == 1
        assert "Export it as WAV" in found.stderr
        assert json.loads(run("export").stdout)["records"]["track"] == []

    def test_a_file_that_is_not_there(self, home: Path) -> None:
        found = run("add", home / "gone.wav")
        assert found.exit_code == 1
        assert "gone.wav cannot be read" in found.stderr
        assert "choose it again where it is now" in found.stderr

    def test_a_file_with_nothing_in_it(self, home: Path) -> None:
        (home / "nothing.wav").touch()
        found = run("add", home / "nothing.wav")
        assert found.exit_code == 1
        assert "nothing.wav is empty: export or copy it again" in found.stderr

    def test_one_bad_file_does_not_keep_the_others_out(self, home: Path) -> None:
        good, bad, last = home / "a.wav", home / "bad.wav", home / "z.wav"
        write_wav(good, music(0.5))
        bad.write_text("no sound")
        write_wav(last, music(0.6))
        found = run("add", good, bad, last)
        assert found.exit_code == 1
        assert "bad.wav: This is not a sound file" in found.stderr
        tracks = json.loads(run("export").stdout)["records"]["track"]
        assert sorted(track["title"] for track in tracks) == ["a", "z"]

    def test_what_is_there_already_is_not_doubled_unless_asked(self, home: Path) -> None:
        path = home / "tide.wav"
        write_wav(path, music(0.5))
        track = added(run("add", path, "--json"))["track"]
        found = added(run("add", path, "--json"))
        assert (found["track"], found["known"]) == (track, True)
        assert "there already, as “tide”" in run("add", path).output
        assert added(run("add", path, "--again", "--json"))["track"] != track

    def test_a_name_that_is_no_text_is_said(self, home: Path) -> None:
        path = home / os.fsdecode(b"m\xfcll.wav")
        write_wav(path, music(0.5))
        found = run("add", path)
        assert found.exit_code == 1
        assert "not valid text (UTF-8): rename it" in found.stderr
        assert json.loads(run("status", "--json").stdout)["unsent"] == 0

    @pytest.mark.parametrize(
        ("title", "said"), [("x" * 301, "at most 300 characters"), ("\udcff", "valid text")]
    )
    def test_a_title_that_cannot_be_one(self, home: Path, title: str, said: str) -> None:
        path = home / "tide.wav"
        write_wav(path, music(0.5))
        found = run("add", path, "--title", title)
        assert (found.exit_code, said in found.stderr) == (1, True), found.stderr

    def test_a_file_that_has_moved_is_found_by_adding_it(self, home: Path) -> None:
        path, moved = home / "tide.wav", home / "elsewhere.wav"
        write_wav(path, music(0.5))
        track = added(run("add", path, "--json"))["track"]
        path.rename(moved)
        with open_desk() as desk:
            (blob,) = blobs.every(desk.local)
            blobs.check(desk.local, blob)
        assert "say where it is now: acetate-studio add FILE" in run("status").output
        assert added(run("add", moved, "--json"))["track"] == track
        with open_desk() as desk:
            (blob,) = blobs.every(desk.local)
        assert (blob.path, blob.state) == (moved, BlobState.QUEUED)


class TestPublish:
    @pytest.fixture
    def track(self, home: Path) -> str:
        path = home / "tide.wav"
        write_wav(path, music(0.5))
        found: str = added(run("add", path, "--json"))["track"]
        return found

    @pytest.fixture
    def berlin(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
        monkeypatch.undo()
        time.tzset()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("2099-03-05T18:00", "2099-03-05 at 18:00 CET (UTC+0100)"),
            ("2027-07-28T02:30", "2027-07-28 at 02:30 CEST (UTC+0200)"),
        ],
    )
    def test_says_the_moment_as_it_counts(
        self, berlin: None, track: str, typed: str, said: str
    ) -> None:
        assert said in run("publish", track, "--at", typed).output

    def test_an_hour_that_the_clock_leaves_out(self, berlin: None, track: str) -> None:
        found = run("publish", track, "--at", "2027-03-28T02:30")
        assert (found.exit_code, "no such hour" in found.stderr) == (2, True), found.output

    def test_says_that_a_moment_has_passed(self, track: str) -> None:
        assert "that has passed" in run("publish", track, "--at", "2020-01-01T00:00").output

    @pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59:59"])
    def test_a_moment_outside_of_the_calendar(
        self, track: str, typed: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TZ", "UTC-14" if typed.startswith("0") else "UTC+12")
        time.tzset()
        found = run("publish", track, "--at", typed)
        monkeypatch.undo()
        time.tzset()
        assert (found.exit_code, "out of range" in found.stderr) == (2, True), found.stderr


class TestRefused:
    def refused(self) -> Op:
        """An edit that the server would not have."""
        with open_desk() as desk:
            editing.create(desk.local, "track", {"title": "Tide"})
            (op,) = outbox.take(desk.local)
            refusal = Refusal(code="invalid", message="Not this.", field="title")
            outbox.answered(
                desk.local,
                [
                    OpResult(
                        op_id=op.op_id,
                        result="rejected",
                        seq=0,
                        mark=0,
                        epoch=op.op_id,
                        refusal=refusal,
                    )
                ],
            )
        return op

    def test_is_told_by_name_and_sent_again(self, home: Path) -> None:
        op = self.refused()
        told = run("status").output
        assert f"to let it go: acetate-studio drop {op.op_id}" in told
        assert json.loads(run("status", "--json").stdout)["refusals"][0]["op_id"] == str(op.op_id)
        assert f"to send it again: acetate-studio retry {op.op_id}" in told
        assert run("retry", op.op_id).exit_code == 0
        waiting = json.loads(run("status", "--json").stdout)
        assert (waiting["refused"], waiting["unsent"]) == (0, 1)
        assert (run("retry", op.op_id).exit_code, run("drop", op.op_id).exit_code) == (1, 1)

    def test_is_let_go(self, home: Path) -> None:
        op = self.refused()
        assert run("drop", op.op_id).exit_code == 1, "it asks, and nobody answers"
        assert run("drop", op.op_id, "--yes").exit_code == 0
        assert json.loads(run("status", "--json").stdout)["refused"] == 0
        again = run("drop", op.op_id, "--yes")
        assert (again.exit_code, "no refused edit" in again.stderr) == (1, True)


class TestRecover:
    def lose(self, home: Path, leave: bytes | None) -> None:
        for lost in (home / "home").rglob("library.db*"):
            lost.unlink()
            if leave is not None and lost.name == "library.db":
                lost.write_bytes(leave)

    @pytest.mark.parametrize("leave", [None, b""], ids=["gone", "empty"])
    def test_what_a_lost_database_had_not_sent_comes_back(
        self, home: Path, leave: bytes | None
    ) -> None:
        path = home / "tide.wav"
        write_wav(path, music(0.5))
        track = added(run("add", path, "--json"))["track"]
        self.lose(home, leave)
        found = run("status")
        assert "2 of a lost library to bring back: acetate-studio recover" in found.output
        assert json.loads(run("status", "--json").stdout)["lost"] == 2
        assert run("recover").output.startswith("2 edits are back")
        (back,) = json.loads(run("export").stdout)["records"]["track"]
        assert (back["id"], back["title"]) == (track, "tide")
        told = json.loads(run("status", "--json").stdout)
        assert (told["lost"], told["unsent"], told["files"]) == (0, 2, 1)
        assert "nothing to bring back" in run("recover").output

    def test_or_is_let_go(self, home: Path) -> None:
        path = home / "tide.wav"
        write_wav(path, music(0.5))
        added(run("add", path, "--json"))
        self.lose(home, None)
        assert run("recover", "--forget").exit_code == 0
        told = json.loads(run("status", "--json").stdout)
        assert (told["lost"], told["unsent"]) == (0, 0)
        assert "nothing to bring back" in run("recover").output


class TestBroken:
    def test_a_damaged_library_says_how_to_go_on_and_that_helps(self, home: Path) -> None:
        path = home / "tide.wav"
        write_wav(path, music(0.5))
        added(run("add", path, "--json"))
        (library,) = (home / "home").rglob("library.db")
        library.write_bytes(b"something else entirely" * 1000)
        found = run("status")
        assert found.exit_code == 1
        assert f"Move {library} somewhere else" in found.stderr
        assert "acetate-studio recover" in found.stderr
        library.rename(home / "damaged.db")
        assert run("recover").exit_code == 0
        assert len(json.loads(run("export").stdout)["records"]["version"]) == 1

    def test_a_folder_that_cannot_be_used(self, home: Path) -> None:
        assert run("status").exit_code == 0
        (library,) = (home / "home").rglob("library.db")
        library.unlink()
        library.mkdir()
        found = run("status")
        assert (found.exit_code, "yours to write" in found.stderr) == (1, True), found.stderr


class TestExport:
    def test_a_file_that_cannot_be_written_is_said(self, home: Path) -> None:
        out = home / "no such folder" / "all.json"
        found = run("export", "--out", out)
        assert (found.exit_code, str(out) in found.stderr) == (1, True), found.output


class TestSync:
    def test_without_an_account_it_says_what_to_do(self, home: Path) -> None:
        found = run("sync")
        assert (found.exit_code, "sign in" in found.stderr) == (1, True)


class TestSettings:
    def test_come_back_as_they_were(self, home: Path) -> None:
        chosen = Settings(account=Account(server="https://x.example", handle="mara"), theme="light")
        save(places(), chosen)
        assert load(places()) == chosen

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"theme": 7, "upload_rate": "fast"}'])
    def test_nonsense_counts_as_not_set(self, home: Path, text: str) -> None:
        where = places()
        (where.config / "settings.json").write_text(text)
        assert load(where) == Settings()


class TestKeyFile:
    def test_only_its_owner_reads_it(self, tmp_path: Path) -> None:
        path = tmp_path / "tokens.json"
        keys = KeyFile(path)
        keys.put("mara at x", "secret")
        keys.put("ole at y", "other")
        keys.drop("mara at x")
        assert (keys.get("mara at x"), keys.get("ole at y")) == (None, "other")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
