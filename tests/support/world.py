"""Several studios of one artist, the real server, and faults: what both machine and scripts use."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from server.identity.sessions import open_device
from server.kit import migrations
from server.kit.config import Settings
from server.media import garbage
from sync.client import editing
from sync.client.replay import Replay
from sync.client.views import Record
from tests.support.desks import Desk, Fault
from tests.support.library_backup import Backup
from tests.support.live import LiveServer
from tests.support.uploading import make_person

T = TypeVar("T")
Key = tuple[str, UUID]
KINDS = ("track", "version", "note")
_worlds = itertools.count()


class House:
    """A server in a loop of its own, which runs while somebody waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._runner = asyncio.Runner()
        self.server = LiveServer(settings)
        self.dsn = migrations.plain_dsn(settings.database_url)
        self.files = settings.data_dir
        self.run(self._start())

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """Waits for it."""
        return self._runner.run(step)

    async def _start(self) -> None:
        await self.server.start()
        await self.server.resources.store.ensure_buckets()
        self.db = await asyncpg.connect(self.dsn)

    def stop(self) -> None:
        """Everything down."""
        self.run(self.db.close())
        self.run(self.server.stop())
        self._runner.close()


class World:
    """A library of its own with `n` studios; words that never come twice."""

    def __init__(self, house: House, room: Path, n: int = 3) -> None:
        self.house = house
        self._room = room / f"world-{next(_worlds)}"
        self._words = itertools.count(1)
        self.desks: list[Desk] = []
        self.backup = Backup(house.dsn, house.files, self._room / "backup")
        self.has_backup = False
        self._room.mkdir(parents=True)
        self.run(self._move_in(n))

    def run(self, step: Coroutine[Any, Any, T]) -> T:
        """Waits for it."""
        return self.house.run(step)

    async def _move_in(self, n: int) -> None:
        artist = await make_person(f"artist-{next(_worlds)}")
        self.library = artist.id
        for i in range(n):
            device = await open_device(artist.id, f"laptop {i}")
            desk = Desk(self._room / f"desk-{i}", self.house.server.url, device.token)
            await desk.open()
            self.desks.append(desk)

    def close(self) -> None:
        """The studios end."""
        for desk in self.desks:
            self.run(desk.close())

    def word(self) -> str:
        """One that nobody has written yet."""
        return f"word{next(self._words)}"

    def song(self, desk: Desk) -> str:
        """A new sound file of a studio; its digest."""
        path = self._room / f"{self.word()}.wav"
        path.write_bytes(random.Random(path.name).randbytes(64))
        return self.run(desk.add_song(path))

    def push(self, desk: Desk, limit: int = 100, fault: Fault = "none") -> int:
        """As the studio's."""
        return self.run(desk.push(limit, fault))

    def pull(self, desk: Desk, limit: int = 1000, fault: Fault = "none") -> bool:
        """As the studio's."""
        return self.run(desk.pull(limit, fault))

    def drain(self, *desks: Desk) -> None:
        """These studios, or all, say and hear everything."""
        for desk in desks or self.desks:
            assert self.run(desk.drain()), f"it does not drain: {desk.open_ops()[:6]}"

    def repeat(self, desk: Desk) -> int:
        """The oldest kept request arrives once more; the status of its answer."""
        return self.run(desk.wire.repeat(desk.wire.kept.pop(0)))

    def records(self, desk: Desk) -> dict[Key, Record]:
        """Everything that the studio shows, in a fixed order."""
        with desk.local.read() as db:
            known = db.execute(
                """SELECT kind, id FROM shadow UNION SELECT kind, id FROM outbox
                    WHERE type = 'create' ORDER BY id"""
            ).fetchall()
            replay = Replay(db)
            keys = [(row["kind"], UUID(row["id"])) for row in known]
            found = {key: replay.record(*key) for key in keys if key[0] in (*KINDS, "conflict")}
        return {key: record for key, record in found.items() if record is not None}

    def shown(self, desk: Desk) -> dict[Key, dict[str, str]]:
        """The same in the form of `visible`, without conflicts."""
        found = {}
        for key, record in self.records(desk).items():
            data = record.data
            if key[0] == "track":
                tags = " ".join(sorted(data.get("tags") or []))
                texts = {"title": data["title"], "liner_notes_md": data.get("liner_notes_md", "")}
                found[key] = {**texts, "tags": tags}
            elif key[0] == "version":
                found[key] = {k: data.get(k, "pending") for k in ("label", "status", "sha256")}
            elif key[0] == "note":
                found[key] = {"body": data["body"]}
        return found

    def field(self, desk: Desk, track: UUID, name: str = "title") -> str:
        """What a studio shows."""
        found = editing.read(desk.local, "track", track)
        assert found is not None, "the track is not there"
        return str(found.data[name])

    def take_backup(self) -> None:
        """Of the server's rows and files."""
        self.run(self.backup.take())
        self.has_backup = True

    def restore(self, *, new_epoch: bool) -> None:
        """The server as it was at the last backup."""
        self.run(self.backup.put_back(new_epoch=new_epoch))

    def sql(self, statement: str, *args: Any) -> list[Any]:
        """What another process does to the database."""
        found: list[Any] = self.run(self.house.db.fetch(statement, *args))
        return found

    def worker(self) -> None:
        """A worker finishes with the first version that waits; it may become its track's first."""
        self.sql(
            """WITH done AS (UPDATE track_versions
                   SET status = 'ready', progress = 100, render_id = gen_random_uuid(),
                       duration_ms = 1000
                 WHERE id = (SELECT v.id FROM track_versions v JOIN tracks t ON t.id = v.track_id
                     WHERE t.owner_id = $1 AND v.status = 'pending' AND v.deleted_at IS NULL
                     ORDER BY v.id LIMIT 1) RETURNING id, track_id)
               UPDATE tracks t SET primary_version_id = done.id FROM done
                WHERE t.id = done.track_id AND t.primary_version_id IS NULL""",
            self.library,
        )

    def days_pass(self, days: int) -> None:
        """Leases end, and what nobody refers to goes."""
        self.sql("UPDATE assets SET lease_until = lease_until - make_interval(days => $1)", days)
        self.run(garbage.collect(self.house.server.resources))


@contextmanager
def world_in(house: House, room: Path, n: int = 3) -> Iterator[World]:
    """A world, closed after use."""
    found = World(house, room, n)
    try:
        yield found
    finally:
        found.close()
