"""kill -9 of the uploading process, and another one that goes on."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from uuid import UUID

import pytest

from server.media.models import LibraryUsage
from tests.support.uploading import MIB, World, make_file

PART = 8 * MIB
SIZE = 8 * PART
LANES = 2


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A file of eight parts."""
    return make_file(tmp_path / "song.wav", SIZE)


async def start(world: World, song: Path) -> asyncio.subprocess.Process:
    """A process that uploads the file."""
    errand = {
        "server": world.proxy.url,
        "token": world.artist.token,
        "journal": str(world.folder / "killed.db"),
        "path": str(song),
        "lanes": str(LANES),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.upload_once",
        json.dumps(errand),
        stdout=asyncio.subprocess.PIPE,
    )


async def finish(process: asyncio.subprocess.Process) -> dict[str, object]:
    out, _ = await process.communicate()
    assert process.returncode == 0
    found: dict[str, object] = json.loads(out)
    return found


class TestKill:
    async def test_resumes_and_sends_at_most_a_part_per_lane_again(self, world: World, song: Path):
        world.proxy.rate = 16 * MIB
        first = await start(world, song)
        await world.proxy.until(lambda: world.proxy.sent() >= 0.4 * SIZE)
        first.kill()
        await first.communicate()
        world.proxy.rate = None
        outcome = await finish(await start(world, song))
        assert world.proxy.sent() <= SIZE + LANES * PART
        assert outcome["resumed"] >= 0.4 * SIZE - LANES * PART
        assert await world.stored(UUID(str(outcome["asset_id"]))) == song.read_bytes()

    async def test_survives_a_kill_at_any_step(self, world: World, song: Path):
        """Killed after init, after the first part, after the last, while it completes."""
        calls = [("POST", "init"), ("PUT", r"/parts/1\?"), ("PUT", r"/parts/8\?")]
        for method, path in [*calls, ("POST", "complete")]:
            process = await start(world, song)
            before = world.proxy.count(method, path)
            await world.proxy.until(lambda m=method, p=path, b=before: self._came(world, m, p, b))
            process.kill()
            await process.communicate()
        outcome = await finish(await start(world, song))
        assert await world.stored(UUID(str(outcome["asset_id"]))) == song.read_bytes()
        assert world.proxy.sent() <= SIZE + 4 * LANES * PART
        usage = await LibraryUsage.get(library_id=world.artist.id)
        assert (usage.used_bytes, usage.reserved_bytes) == (SIZE, 0)

    def _came(self, world: World, method: str, path: str, before: int) -> bool:
        return world.proxy.count(method, path) > before or world.proxy.count("POST", "complete") > 0

    async def test_memory_stays_small(self, world: World, song: Path):
        bare = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "import tests.support.upload_once, resource;"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)",
            stdout=asyncio.subprocess.PIPE,
        )
        imports_kib = int((await bare.communicate())[0])
        outcome = await finish(await start(world, song))
        assert int(str(outcome["rss_kib"])) - imports_kib < 40 * 1024
