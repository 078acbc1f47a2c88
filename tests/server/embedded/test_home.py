"""The data folder: only ours, never older code on newer data, one supervisor at a time."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from server.embedded import home as home_module
from server.embedded.home import (
    VERSION,
    Lock,
    Running,
    check_owner,
    open_home,
    running,
    sockets_folder,
)
from server.embedded.problems import REFUSED, StartProblem


class TestOpenHome:
    def test_it_makes_a_folder_and_opens_it_again(self, tmp_path: Path) -> None:
        folder = tmp_path / "a" / "b c"
        open_home(folder)
        open_home(folder)
        assert json.loads((folder / "version.json").read_text())["acetate"]

    def test_newer_data_are_refused_and_kept(self, tmp_path: Path) -> None:
        open_home(tmp_path)
        (tmp_path / "version.json").write_text('{"acetate": "99.1.0"}')
        with pytest.raises(StartProblem, match=r"are of Acetate 99\.1\.0, this is") as caught:
            open_home(tmp_path)
        assert "\n" not in str(caught.value)
        assert (tmp_path / "version.json").read_text() == '{"acetate": "99.1.0"}'

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}"])
    def test_a_damaged_version_is_one_clear_line(self, text: str, tmp_path: Path) -> None:
        open_home(tmp_path)
        (tmp_path / VERSION).write_text(text)
        with pytest.raises(StartProblem, match="is damaged"):
            open_home(tmp_path)
        assert (tmp_path / VERSION).read_text() == text

    def test_older_data_are_taken_up(self, tmp_path: Path) -> None:
        (tmp_path / "version.json").write_text('{"acetate": "0.0.1"}')
        open_home(tmp_path)
        assert "0.0.1" not in (tmp_path / "version.json").read_text()

    def test_somebody_elses_folder_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.txt").write_text("my thesis")
        with pytest.raises(StartProblem, match="not empty and not a data folder"):
            open_home(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]

    def test_a_file_in_its_place_is_one_clear_line(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StartProblem, match=r"cannot be used: (File exists|Not a directory)"):
            open_home(tmp_path / "file")

    def test_no_space_is_one_clear_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(home_module, "NEEDED_BYTES", 10**18)
        with pytest.raises(StartProblem, match=r"MB are free in .*: make room or choose"):
            open_home(tmp_path)
        assert list(tmp_path.iterdir()) == []


class TestCheckOwner:
    def test_another_users_data_are_left_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "version.json").write_text('{"acetate": "0.0.1"}')
        name = pwd.getpwuid(os.geteuid()).pw_name
        monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
        with pytest.raises(StartProblem, match=f"belongs to {name}: use Acetate as {name} there"):
            open_home(tmp_path)
        assert "0.0.1" in (tmp_path / "version.json").read_text()

    def test_what_is_no_data_folder_has_no_owner(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        for path in (tmp_path, tmp_path / "file", tmp_path / "nowhere"):
            check_owner(path)


class TestSocketsFolder:
    def test_it_lies_in_the_data_folder(self, tmp_path: Path) -> None:
        assert sockets_folder(tmp_path) == tmp_path / "run"

    def test_a_long_path_gets_a_short_one_elsewhere(self, tmp_path: Path) -> None:
        deep = tmp_path / ("d" * 120)
        deep.mkdir()
        folder = sockets_folder(deep)
        assert len(os.fsencode(folder / "postgres" / ".s.PGSQL.5432")) < 104
        assert folder == sockets_folder(deep)
        folder.rmdir()

    def test_a_link_laid_in_its_place_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(StartProblem, match="belongs to somebody else"):
            sockets_folder(tmp_path)


class TestLock:
    def test_the_second_is_refused_with_the_first_ones_address(self, tmp_path: Path) -> None:
        first = Running(pid=os.getpid(), address="http://127.0.0.1:9", database_url="d")
        with Lock(tmp_path) as lock:
            lock.publish(Running(pid=1, address="http://a.very.long.address.example.org:12345"))
            lock.publish(first)
            assert running(tmp_path) == first
            with pytest.raises(StartProblem, match=r"runs on .* at http://127\.0\.0\.1:9") as no:
                Lock(tmp_path)
            assert no.value.exit_code == REFUSED
        assert running(tmp_path) is None

    def test_a_killed_holder_leaves_it_free_and_known(self, tmp_path: Path) -> None:
        script = (
            "import sys, pathlib; from server.embedded.home import Lock, Running;"
            "lock = Lock(pathlib.Path(sys.argv[1]));"
            "lock.publish(Running(pid=1, address='here')); print('held', flush=True);"
            "sys.stdin.read()"
        )
        holder = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert running(tmp_path) is not None
        holder.kill()
        holder.communicate()
        assert running(tmp_path) is None
        with Lock(tmp_path) as lock:
            assert lock.after_crash
        with Lock(tmp_path) as lock:
            assert not lock.after_crash

    def test_nothing_runs_where_nothing_is(self, tmp_path: Path) -> None:
        assert running(tmp_path / "nowhere") is None
