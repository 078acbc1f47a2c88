"""acetate up and down as commands: what stops a start is one line, and harms nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from server.embedded.home import Lock, Running, open_home
from server.embedded.supervisor import run_down
from tests.support.stack import Stack, free_port

ROOT = Path(__file__).parents[3]


def acetate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command line as people run it."""
    return subprocess.run(
        [sys.executable, "-m", "server", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@pytest.fixture(params=[[], ["--detach"]], ids=["attended", "detached"])
def how(request: pytest.FixtureRequest) -> list[str]:
    """In the foreground or not: the refusals are the same."""
    found: list[str] = request.param
    return found


class TestUp:
    def test_a_busy_port(self, tmp_path: Path, how: list[str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = acetate("up", "--data", tmp_path, "--port", str(port), *how)
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.splitlines() == [
            f"Port {port} is in use by another program: "
            f"choose another one, for example --port {port + 1}."
        ]
        assert not (tmp_path / "postgres").exists()

    def test_a_second_one_on_the_same_data(self, tmp_path: Path, how: list[str]) -> None:
        open_home(tmp_path)
        with Lock(tmp_path) as lock:
            lock.publish(Running(pid=os.getpid(), address="http://127.0.0.1:8099"))
            done = acetate("up", "--data", tmp_path, "--port", str(free_port()), *how)
        assert done.returncode == 2
        [line] = done.stderr.splitlines()
        assert f"already runs on {tmp_path} at http://127.0.0.1:8099" in line

    def test_data_of_a_newer_version(self, tmp_path: Path, how: list[str]) -> None:
        open_home(tmp_path)
        (tmp_path / "version.json").write_text('{"acetate": "99.0.0"}')
        before = sorted(tmp_path.iterdir())
        done = acetate("up", "--data", tmp_path, "--port", str(free_port()), *how)
        assert done.returncode == 1
        [line] = done.stderr.splitlines()
        assert "are of Acetate 99.0.0" in line
        assert sorted(tmp_path.iterdir()) == before

    def test_a_database_of_another_postgresql(self, tmp_path: Path, how: list[str]) -> None:
        open_home(tmp_path)
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
        done = acetate("up", "--data", tmp_path, "--port", str(free_port()), *how)
        assert done.returncode == 1
        [line] = done.stderr.splitlines()
        assert "is of PostgreSQL 12" in line
        assert [path.name for path in (tmp_path / "postgres").iterdir()] == ["PG_VERSION"]


def test_started_again_while_it_runs(tmp_path: Path) -> None:
    with Stack(tmp_path / "data") as stack:
        again = "up", "--detach", "--data", stack.data, "--port", str(stack.port), "--no-demo"
        done = acetate(*again)
    assert (done.returncode, done.stderr) == (0, "")
    first, *_, last = done.stdout.splitlines()
    assert first == f"Acetate is ready at {stack.url}"
    assert last.startswith("It was running already (process ")


class TestDown:
    def test_where_nothing_runs(self, tmp_path: Path) -> None:
        done = acetate("down", "--data", tmp_path)
        assert (done.returncode, done.stdout) == (0, f"Acetate does not run on {tmp_path}.\n")

    def test_another_users_is_not_said_to_be_down(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        open_home(tmp_path)
        monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
        assert run_down(tmp_path) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith(f"The data folder {tmp_path} belongs to ")
