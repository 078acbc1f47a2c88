"""kill -9 of every part of the running product, and of its supervisor: nothing is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from server.embedded.home import running
from tests.support import songs
from tests.support.api import Artist
from tests.support.killing import programs as processes
from tests.support.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def stack(room: Path) -> Iterator[Stack]:
    with Stack(room / "data", JOB_LEASE_SECONDS="4", JOB_RETRY_SECONDS="1") as found:
        yield found


@pytest.fixture(scope="module")
def artist(stack: Stack, room: Path) -> Iterator[Artist]:
    found = Artist(stack.url, room)
    yield found
    found.web.close()


def healthy(stack: Stack, *, within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while True:
        try:
            if httpx.get(f"{stack.url}/api/v1/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline, f"not healthy again: {stack.log_tail()}"
        time.sleep(0.1)


def test_two_kills_of_the_worker_end_in_one_published_result(
    stack: Stack, artist: Artist, room: Path
) -> None:
    long = songs.chord(room / "long.wav", seconds=240)
    track = artist.publish("Survivor", artist.upload(long))
    version_id = track["versions"][0]["id"]
    for _ in range(2):
        deadline = time.monotonic() + 60
        while not (
            artist.version(version_id)["status"] == "processing"
            and artist.version(version_id)["progress"] > 0
        ):
            assert time.monotonic() < deadline, artist.version(version_id)
            time.sleep(0.05)
        os.kill(processes(stack)["worker"].pid, signal.SIGKILL)
        time.sleep(1)
    found = artist.ready(track, extras=True)
    assert found["versions"][0]["status"] == "ready"
    with_opus = list((stack.data / "objects" / "hls").glob("*/std/opus/index.m3u8"))
    assert len(with_opus) == 1, "an attempt that was killed left something published"


@pytest.mark.parametrize("name", ["serve", "valkey", "postgres", "scheduler", "worker"])
def test_a_killed_program_comes_back_and_work_goes_on(
    stack: Stack, artist: Artist, room: Path, name: str
) -> None:
    before = processes(stack)[name]
    os.kill(before.pid, signal.SIGKILL)
    before.wait(10)
    deadline = time.monotonic() + 60
    while name not in processes(stack) or processes(stack)[name].pid == before.pid:
        assert time.monotonic() < deadline, f"{name} did not come back: {stack.log_tail()}"
        time.sleep(0.1)
    healthy(stack)
    piece = songs.chord(room / f"{name}.wav", seconds=3 + len(name))
    artist.ready(artist.publish(f"After {name}", artist.upload(piece)), within_s=120)


def test_a_killed_supervisor_takes_all_along_and_the_next_start_recovers(
    stack: Stack, artist: Artist
) -> None:
    told = running(stack.data)
    assert told is not None
    programs = processes(stack)
    assert set(programs) == {"serve", "worker", "scheduler", "postgres", "valkey"}
    os.kill(told.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(list(programs.values()), timeout=15)
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
    stack.__enter__()
    healthy(stack)
    listed = artist.web.get("/api/v1/tracks").json()
    assert {track["status"] for track in listed} == {"ready"}
    assert len(listed) == 6
