"""Valkey of the embedded default: private, durable over kill -9, never evicting."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from redis import Redis

from server.embedded.valkey import Valkey, prepare


def run(server: Valkey) -> subprocess.Popen[bytes]:
    """The server, started, answering."""
    process = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL, cwd="/")
    deadline = time.monotonic() + 30
    while not server.answers():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


@pytest.fixture
def sockets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short folder with a space in its name."""
    return tmp_path_factory.mktemp("a b")


class TestValkey:
    def test_it_keeps_what_it_acknowledged(self, tmp_path: Path, sockets: Path) -> None:
        server = prepare(tmp_path, sockets)
        process = run(server)
        with Redis.from_url(server.url()) as client:
            client.set("kept", "yes")
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("appendonly") == {"appendonly": "yes"}
            assert client.config_get("port") == {"port": "0"}
        process.kill()
        process.wait()
        server = prepare(tmp_path, sockets)
        process = run(server)
        with Redis.from_url(server.url()) as client:
            assert client.get("kept") == b"yes"
        process.send_signal(Valkey.STOP)
        assert process.wait(10) == 0

    def test_nobody_else_reaches_it(self, tmp_path: Path, sockets: Path) -> None:
        server = prepare(tmp_path, sockets)
        process = run(server)
        assert server.socket.stat().st_mode & 0o777 == 0o700
        assert server.socket.parent.stat().st_mode & 0o777 == 0o700
        assert server.folder.stat().st_mode & 0o777 == 0o700
        process.send_signal(Valkey.STOP)
        process.wait(10)

    def test_an_orphan_is_ended(self, tmp_path: Path, sockets: Path) -> None:
        orphan = run(prepare(tmp_path, sockets))
        again = prepare(tmp_path, sockets)
        assert orphan.wait(10) == 0
        process = run(again)
        process.send_signal(Valkey.STOP)
        process.wait(10)

    def test_silence_is_no_answer(self, tmp_path: Path, sockets: Path) -> None:
        assert not prepare(tmp_path, sockets).answers()
