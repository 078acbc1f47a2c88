"""What keeping in step costs: a first reading, one edit, an idle hour, a thousand offline edits.

    sync.first   a library of 5,000 tracks: requests, bytes on the wire (headers and all), seconds
                 over one COPY of the same rows into PostgreSQL (which makes neither JSON of them
                 nor the tables and the search index of a studio)
    sync.edit    bytes and requests of one title; seconds until a second studio's tables have it
    sync.idle    bytes an hour, from counted long polls, headers and all (TLS would add about 60
                 bytes to each)
    sync.drain   pushes for 1,000 edits made offline

Run as `python -m tests.bench.sync [first|edit|idle|drain ...]`. Server and studios share a process
and its lock, so the seconds are more than those of two machines.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from server.identity.sessions import open_device
from server.kit import migrations
from server.kit.config import Settings
from studio.store.views import StudioViews
from sync.client import editing, engine
from sync.client.engine import Engine
from sync.client.local import Local
from sync.client.session import Session
from tests.support.big_library import fill
from tests.support.desks import Desk
from tests.support.services import start_services
from tests.support.uploading import make_person
from tests.support.world import House

TRACKS = 5_000
MORE = """INSERT INTO notes (id, track_id, at_ms, body, created_at)
    SELECT gen_random_uuid(), id, 0, 'Here the ferry leaves', now() FROM tracks
     WHERE owner_id = $1 LIMIT 1000"""
"""Thirteen records a track and these are 66,000."""
MOST_REQUESTS, MOST_FIRST_BYTES = 15, 6_500_000
MOST_EDIT_BYTES, MOST_EDIT_S = 1024, 1.0
MOST_IDLE_BYTES, POLLS_AN_HOUR = 100_000, 72
EDITS, MOST_PUSHES = 1_000, 10
ROUNDS, POLLS, POLL_S = 7, 4, 5


class Relay:
    """A pipe to the server that counts what goes through, headers and all."""

    def __init__(self, upstream: str) -> None:
        self._there = urlsplit(upstream)
        self.up = self.down = 0

    async def start(self) -> Relay:
        """Listens."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def stop(self) -> None:
        """No new connections."""
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, out = await asyncio.open_connection(self._there.hostname, self._there.port)

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str) -> None:
            with suppress(OSError):
                while chunk := await source.read(65_536):
                    setattr(self, way, getattr(self, way) + len(chunk))
                    sink.write(chunk)
                    await sink.drain()
            sink.close()

        await asyncio.gather(pump(reader, out, "up"), pump(back, writer, "down"))


class Bench:
    """A server, an artist, and studios behind a relay each."""

    def __init__(self, house: House, room: Path) -> None:
        self.house = house
        self._room = room
        self._made = 0

    async def artist(self, tracks: int) -> UUID:
        """With so many tracks in the library."""
        self._made += 1
        made = await make_person(f"artist-{self._made}")
        if tracks:
            await fill(self.house.db, made.id, tracks)
            await self.house.db.execute("ANALYZE")  # as autovacuum does a minute later
        return made.id

    @asynccontextmanager
    async def studio(self, artist: UUID) -> AsyncIterator[tuple[Desk, Relay]]:
        """One with the tables that its window reads."""
        self._made += 1
        relay = await Relay(self.house.server.url).start()
        device = await open_device(artist, "a laptop")
        desk = Desk(self._room / f"desk-{self._made}", relay.url, device.token)
        await desk.open()
        desk.local.close()
        desk.local = Local(desk.folder / "library.db", StudioViews())
        desk.session = Session(desk.local, desk.feed, "bench")
        try:
            yield desk, relay
        finally:
            await desk.close()
            relay.stop()


async def first(bench: Bench) -> None:
    """A library of 5,000 tracks arrives at an empty studio."""
    artist = await bench.artist(TRACKS)
    await bench.house.db.execute(MORE, artist)
    async with bench.studio(artist) as (desk, relay):
        began, busy = time.monotonic(), time.process_time()
        status = await desk.engine().once()
        took, busy = time.monotonic() - began, time.process_time() - busy
        assert status.settled, status
        requests, size = len(desk.wire.asked), relay.down
        with desk.local.read() as db:
            rows = [tuple(row) for row in db.execute("SELECT * FROM shadow").fetchall()]
        copied = statistics.median([await _copy(bench.house.db, rows) for _ in range(3)])
    _say(
        "sync.first",
        ok=requests <= MOST_REQUESTS and size <= MOST_FIRST_BYTES,
        records=len(rows),
        requests=requests,
        target_requests=MOST_REQUESTS,
        bytes=size,
        target_bytes=MOST_FIRST_BYTES,
        seconds=took,
        cpu_seconds=busy,
        copy_seconds=copied,
        ratio=took / copied,
    )


async def _copy(db: asyncpg.Connection, rows: list[tuple[object, ...]]) -> float:
    await db.execute(
        """CREATE TEMP TABLE peer (kind text, id text, parent text, seq bigint, rev int, urev int,
               deleted int, data text, PRIMARY KEY (kind, id))"""
    )
    began = time.monotonic()
    await db.copy_records_to_table("peer", records=rows)
    took = time.monotonic() - began
    await db.execute("DROP TABLE peer")
    return took


async def edit(bench: Bench) -> None:
    """A title is written in one studio and looked for in another."""
    artist = await bench.artist(50)
    async with bench.studio(artist) as (one, relay), bench.studio(artist) as (other, _):
        for desk in (one, other):
            assert (await desk.engine().once()).settled
        with one.local.read() as db:
            track = UUID(db.execute("SELECT id FROM shadow WHERE kind = 'track'").fetchone()[0])
        engines = one.engine(), other.engine()
        running = [asyncio.create_task(found.run()) for found in engines]
        await asyncio.sleep(1.0)
        one.wire.asked.clear()
        relay.up = relay.down = 0
        took = [await _seen(one, other, engines[0], track, f"Title {n}") for n in range(ROUNDS)]
        pushes = [r for r in one.wire.asked if r.url.path.endswith("/push")]
        size = max(len(request.content) for request in pushes)
        asked, wire = len(one.wire.asked), relay.up + relay.down
        await _end(running)
    _say(
        "sync.edit",
        ok=len(pushes) == ROUNDS and size <= MOST_EDIT_BYTES and max(took) <= MOST_EDIT_S,
        pushes_an_edit=len(pushes) / ROUNDS,
        bytes=size,
        target_bytes=MOST_EDIT_BYTES,
        requests_an_edit=asked / ROUNDS,
        wire_bytes_an_edit=wire / ROUNDS,
        seconds=statistics.median(took),
        worst_seconds=max(took),
        target_seconds=MOST_EDIT_S,
    )


async def _seen(one: Desk, other: Desk, mine: Engine, track: UUID, title: str) -> float:
    await asyncio.to_thread(editing.write, one.local, "track", track, {"title": title})
    began = time.monotonic()
    mine.wake()
    while True:
        found = editing.read(other.local, "track", track)
        if found is not None and found.data["title"] == title:
            took = time.monotonic() - began
            await asyncio.sleep(0.3)  # the author hears of it, too
            return took
        assert time.monotonic() - began < 30, "it never came"
        await asyncio.sleep(0.005)


async def idle(bench: Bench) -> None:
    """Nothing happens. The polls last five seconds here and not fifty: as many bytes each."""
    artist = await bench.artist(50)
    async with bench.studio(artist) as (desk, relay):
        assert (await desk.engine().once()).settled
        with short_polls(POLL_S):
            running = [asyncio.create_task(desk.engine().run())]
            await asyncio.sleep(POLL_S / 2)  # from the middle of one poll to that of another
            desk.wire.asked.clear()
            relay.up = relay.down = 0
            await asyncio.sleep(POLL_S * POLLS)
            asked, size = len(desk.wire.asked), relay.up + relay.down
            await _end(running)
    hour = size / POLLS * POLLS_AN_HOUR
    _say(
        "sync.idle",
        ok=hour <= MOST_IDLE_BYTES,
        bytes_an_hour=hour,
        target_bytes=MOST_IDLE_BYTES,
        bytes_a_poll=size / POLLS,
        requests_a_poll=asked / POLLS,
    )


@contextmanager
def short_polls(seconds: int) -> Iterator[None]:
    """While this lasts."""
    waits, engine.LONGEST_WAIT_S = engine.LONGEST_WAIT_S, seconds  # type: ignore[attr-defined]
    short, engine.SHORT_S = engine.SHORT_S, seconds / 5
    try:
        yield
    finally:
        engine.LONGEST_WAIT_S, engine.SHORT_S = waits, short  # type: ignore[attr-defined]


async def drain(bench: Bench) -> None:
    """A thousand titles were changed on a train."""
    artist = await bench.artist(EDITS)
    async with bench.studio(artist) as (desk, relay):
        assert (await desk.engine().once()).settled
        with desk.local.edit() as db:
            ids = db.execute("SELECT id FROM shadow WHERE kind = 'track'").fetchall()
            for row in ids:
                editing.write(desk.local, "track", UUID(row["id"]), {"title": secrets.token_hex(9)})
        desk.wire.asked.clear()
        relay.up = relay.down = 0
        began = time.monotonic()
        status = await desk.engine().once()
        took = time.monotonic() - began
        assert status.settled, status
        pushes = len([r for r in desk.wire.asked if r.url.path.endswith("/push")])
    _say(
        "sync.drain",
        ok=pushes <= MOST_PUSHES,
        edits=len(ids),
        pushes=pushes,
        target_pushes=MOST_PUSHES,
        bytes=relay.up + relay.down,
        seconds=took,
    )


async def _end(running: list[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def _say(name: str, **found: object) -> None:
    rounded = {k: round(v, 3) if isinstance(v, float) else v for k, v in found.items()}
    sys.stdout.write(json.dumps({"name": name, **rounded}) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run what the arguments name, or everything."""
    measures = {"first": first, "edit": edit, "idle": idle, "drain": drain}
    wanted = sys.argv[1:] or list(measures)
    with tempfile.TemporaryDirectory(prefix="acetate-bench-") as folder:
        room = Path(folder)
        services = start_services(room)
        try:
            url = services.create_database("bench")
            asyncio.run(migrations.migrate(url))
            words = [secrets.token_urlsafe(36) for _ in range(3)]
            house = House(
                Settings(
                    database_url=url,
                    redis_url=services.redis_url,
                    secure_link_secret=words[0],
                    session_secret=words[1],
                    upload_secret=words[2],
                    data_dir=room / "data",
                    log_format="text",
                )
            )
            bench = Bench(house, room)
            for name in wanted:
                house.run(measures[name](bench))
            house.stop()
        finally:
            services.stop()


if __name__ == "__main__":
    main()
