"""Both stores, the S3 one against a real SeaweedFS."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.kit.objects import ObjectStore, open_store
from tests.support.seaweed import Seaweed, running_seaweed
from tests.support.stores import PART, Sender, folder_settings, fresh_key, s3_settings

WAV = "audio/wav"
PIECES = [b"first part", b"second one", b"end"]

CHILD = """
import asyncio, sys
from pathlib import Path
from server.kit.objects import StoreFull, open_store
from tests.support.stores import claim_for, folder_settings, stream

async def half(body):
    yield body[: len(body) // 2]
    print("half", flush=True)
    await asyncio.sleep(600)

async def main():
    store = open_store(folder_settings(Path(sys.argv[1])))
    await store.open()
"""


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """SeaweedFS, once for all tests."""
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as running:
        yield running


@pytest_asyncio.fixture(scope="session")
async def s3_store(
    seaweed: Seaweed, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ObjectStore]:
    """The S3 store, its buckets made and its self-test done, as at boot."""
    store = open_store(s3_settings(seaweed, tmp_path_factory.mktemp("data")))
    await store.open()
    await store.ensure_buckets()
    await store.self_test()
    yield store
    await store.close()


@pytest_asyncio.fixture
async def folder_store(tmp_path: Path) -> AsyncIterator[ObjectStore]:
    """A folder store of its own for each test."""
    store = open_store(folder_settings(tmp_path / "data"))
    await store.open()
    await store.ensure_buckets()
    yield store
    await store.close()


@pytest.fixture(params=["folder_store", "s3_store"])
def store(request: pytest.FixtureRequest) -> ObjectStore:
    """Either store."""
    found: ObjectStore = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def sender(store: ObjectStore) -> Sender:
    """Sends parts to `store`."""
    return Sender(store)


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that no two parts share."""
    return random.Random(seed).randbytes(size)


class Upload:
    """An upload of `bodies` under a fresh key, and what was sent of it."""

    def __init__(self, store: ObjectStore, sender: Sender, bodies: list[bytes]) -> None:
        self.store, self.sender, self.bodies = store, sender, bodies
        self.key, self.ref = fresh_key(), ""
        self.etags: dict[int, str] = {}

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies))

    async def begin(self) -> Upload:
        self.ref = await self.store.uploads.begin(
            "originals",
            self.key,
            size=self.size,
            part_size=len(self.bodies[0]),
            content_type=WAV,
        )
        return self

    async def send(self, *numbers: int) -> Upload:
        for n in numbers:
            self.etags[n] = await self.sender.send(self.ref, n, self.bodies[n - 1])
        return self

    async def finish(self) -> None:
        stored = await self.store.uploads.finish(
            self.ref, sorted(self.etags.items()), size=self.size
        )
        assert (stored.key, stored.size, stored.content_type) == (self.key, self.size, WAV)


@pytest.fixture
async def upload(store: ObjectStore, sender: Sender) -> Upload:
    return await Upload(store, sender, [noise(PART, 1), noise(PART, 2), b"tail"]).begin()


def child(body: str, *args: str, before: list[str] | None = None) -> subprocess.Popen[str]:
    """A process that runs `body` in `main` above."""
    code = CHILD + textwrap.indent(textwrap.dedent(body), "    ") + "\nasyncio.run(main())\n"
    return subprocess.Popen(
        [*(before or []), sys.executable, "-c", code, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


async def begin(store: ObjectStore, key: str, pieces: list[bytes] | None = None) -> str:
    """An upload of PIECES."""
    pieces = pieces or PIECES
    return await store.uploads.begin(
        "originals",
        key,
        size=sum(map(len, pieces)),
        part_size=len(pieces[0]),
        content_type=WAV,
    )


async def held(store: ObjectStore, ref: str) -> list[int]:
    """Numbers of the parts held."""
    return [part.n for part in await store.uploads.parts(ref)]
