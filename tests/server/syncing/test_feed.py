"""The feed under load: whatever writes at the same time, a reader that follows misses nothing."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from server.catalog.models import Track
from server.identity.models import User
from server.kit.migrations import plain_dsn
from sync.wire.ids import new_id
from tests.support.live import LiveServer
from tests.support.published import make_user

WRITERS, SECONDS, PAGE = 12, 4.0, 7
_PAGE = """SELECT seq, entity_id, rev, deleted FROM sync_feed
    WHERE library_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"""


async def tracks_of(owner: User, count: int) -> list[UUID]:
    made = [
        Track(id=new_id(), owner=owner, slug=f"t{n}", title=f"T{n}", artist_name="A")
        for n in range(count)
    ]
    await Track.bulk_create(made)
    return [track.id for track in made]


@pytest.mark.timeout(120)
async def test_nobody_misses_anything(server: LiveServer) -> None:
    """Writers hold their transactions open for a while, over one library or two at once."""
    owners = [await make_user() for _ in range(3)]
    libraries = {owner.id: await tracks_of(owner, 40) for owner in owners}
    pool = await asyncpg.create_pool(
        plain_dsn(server.settings.database_url), min_size=1, max_size=WRITERS + len(owners)
    )
    until = time.monotonic() + SECONDS
    read: dict[UUID, Any] = {}
    pages = 0
    commits = 0

    async def write(number: int) -> None:
        nonlocal commits
        chance = random.Random(number)
        while time.monotonic() < until:
            chosen = chance.sample(list(libraries.items()), chance.choice([1, 1, 2]))
            ids = sorted(i for _, all_ in chosen for i in chance.sample(all_, 2))
            async with pool.acquire() as connection, connection.transaction():
                for track_id in ids:
                    await connection.execute(
                        "UPDATE tracks SET genre = $2 WHERE id = $1", track_id, str(chance.random())
                    )
                await asyncio.sleep(chance.random() * 0.01)
            commits += 1

    async def follow(library: UUID) -> None:
        nonlocal pages
        at = 0
        while True:
            last = time.monotonic() > until + 2
            found = await pool.fetch(_PAGE, library, at, PAGE)
            pages += 1
            for row in found:
                assert row["rev"] > read.get(row["entity_id"], {"rev": 0})["rev"]
                read[row["entity_id"]], at = row, row["seq"]
            if not found and last:
                return
            await asyncio.sleep(0.002)

    await asyncio.gather(*map(write, range(WRITERS)), *map(follow, libraries))
    truth = await pool.fetch("SELECT entity_id, rev, seq FROM sync_feed")
    heads = await pool.fetch(
        "SELECT l.head, max(c.seq) AS last FROM sync_library l JOIN sync_commit c "
        "ON c.library_id = l.id GROUP BY 1, l.id"
    )
    await pool.close()
    assert commits > 30
    assert [r for r in truth if read[r["entity_id"]]["rev"] != r["rev"]] == []
    assert all(r["head"] == r["last"] for r in heads)
    assert len({r["seq"] for r in truth if r["entity_id"] in libraries[owners[0].id]}) == 40
