"""Servers that are older or newer than the studio, or no servers at all: nothing is lost, nobody
asks in a hurry for ever, and what is said has a remedy.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest

from sync.client import editing, feed, outbox
from sync.client.engine import Engine
from sync.client.errors import LibraryError
from sync.client.feed import HttpFeed, Position
from sync.client.retry import RemoteFailure
from sync.client.status import Phase, Status
from sync.wire.changes import SCHEMA, Hello
from tests.support.desks import Desk, Retell
from tests.support.scripts import Stage

NEWER = ("release", "release_track", "preview_link")
HTML = b"<!doctype html><title>Welcome to Airport Wi-Fi</title>"


def about(path: str, make: Callable[[Any], Any]) -> Retell:
    """JSON that answers this path, changed."""

    def retell(request: httpx.Request, answer: httpx.Response) -> httpx.Response | None:
        if not request.url.path.endswith(path) or not answer.is_success or not answer.content:
            return None
        return httpx.Response(200, json=make(answer.json()))

    return retell


def instead(path: str, status: int, content: bytes = b"", **headers: str) -> Retell:
    """Something else that answers this path."""

    def retell(request: httpx.Request, _answer: httpx.Response) -> httpx.Response | None:
        if not request.url.path.endswith(path):
            return None
        return httpx.Response(status, content=content, headers=headers)

    return retell


def restored(request: httpx.Request, answer: httpx.Response) -> httpx.Response | None:
    """Each time from another backup."""
    if not request.url.path.endswith(("/changes", "/push")):
        return None
    details = {"epoch": str(uuid4())}
    problem = {"code": "epoch_changed", "message": "Restored.", "details": details}
    return httpx.Response(410, json={"error": problem})


def with_(**changed: Any) -> Callable[[Any], Any]:
    return lambda told: {**told, **changed}


def each(name: str, **changed: Any) -> Callable[[Any], Any]:
    return lambda told: {**told, name: [{**one, **changed} for one in told[name]]}


NONSENSE: dict[str, Retell] = {
    "a page that asks to sign in": instead("", 200, HTML),
    "nothing": instead("", 200),
    "nothing at all, happily": instead("", 204),
    "a redirect to itself": instead("/hello", 302, location="/api/v1/sync/hello"),
    "hello in other types": about("/hello", with_(kinds=7)),
    "hello from next year": about("/hello", with_(server_time="soon")),
    "changes in a list": about("/changes", lambda told: [told]),
    "records that are lists": about("/changes", each("changes", data=[1, 2])),
    "records of numbers": about("/changes", each("changes", data=5)),
    "records without end": about("/changes", with_(more=True)),
    "records from the beginning": about("/changes", with_(more=True, next=0)),
    "numbers that are too large": about("/changes", each("changes", rev=2**80)),
    "parents that are none": about("/changes", each("changes", kind="note", data={"track_id": 7})),
    "no result": about("/push", with_(results=[])),
    "results of others": about("/push", each("results", op_id=str(uuid4()))),
    "results of another sort": about("/push", each("results", result="perhaps")),
    "each time another past": restored,
    "a past that is no id": instead(
        "/changes", 410, json.dumps({"error": {"code": "x", "details": {"epoch": "?"}}}).encode()
    ),
    "an error in HTML": instead("", 500, HTML),
    "too large": instead("/push", 413, HTML),
}


def test_nonsense_costs_nothing_but_a_sentence(stage: Stage) -> None:
    desk, other = stage.world.desks
    track = stage.track(0)
    stage.note(0, track)
    stage.world.drain()
    for what, retell in NONSENSE.items():
        stage.name(1, ("note", stage.note(1, track)))
        stage.world.drain(other)
        stage.line(0, track, 2)
        desk.wire.asked.clear()
        desk.wire.retell = retell
        told = [once(stage, desk), once(stage, desk)]
        assert len(desk.wire.asked) < 60, f"{what}: it asks and asks"
        said = [one for one in told if "again" in one or "address" in one]
        refused = desk.refused()
        assert len(said) == 2 or refused, f"{what}: {told}"
        desk.wire.retell = None
        for one in refused:  # of an operation itself: its author does it again
            assert what == "too large", what
            editing.mend(desk.local, one.op.op_id, {})
        stage.world.drain(desk)
    stage.settle()


def once(stage: Stage, desk: Desk) -> str:
    """What the engine says of its round; empty if all is well."""

    async def go() -> Status:
        async with asyncio.timeout(20):
            return await desk.engine().once()

    try:
        stage.world.run(go())
    except RemoteFailure as failure:
        return failure.told
    return ""


class TestHurry:
    @pytest.mark.parametrize("what", ["nothing at all, happily", "nothing"])
    def test_whoever_answers_at_once_with_nothing_is_left_alone(
        self, stage: Stage, what: str
    ) -> None:
        desk = stage.world.desks[0]
        stage.world.drain()
        desk.wire.asked.clear()
        desk.wire.retell = instead("/changes", 204 if "all" in what else 200)
        engine = desk.engine()
        stage.world.run(let_run(engine, 3.0))
        assert len(desk.wire.asked) < 30

    def test_an_operation_that_waits_for_a_file_is_not_asked_for_all_the_time(
        self, stage: Stage
    ) -> None:
        desk = stage.world.desks[0]
        track = stage.track(0)
        stage.world.drain()
        stage.version(0, track)
        with desk.local.edit() as db:  # as after a retry that is due, while its file is gone
            db.execute("UPDATE outbox SET next_at = 1 WHERE state = 'pending'")
        assert outbox.next_due(desk.local) is None

    def test_a_clock_that_was_set_back_holds_nothing_for_a_day(self, stage: Stage) -> None:
        desk = stage.world.desks[0]
        stage.track(0)
        with desk.local.edit() as db:
            db.execute("UPDATE outbox SET next_at = unixepoch() + 86400 WHERE state = 'pending'")
        assert len(outbox.take(desk.local)) == 1


async def let_run(engine: Engine, seconds: float) -> None:
    running = asyncio.create_task(engine.run())
    await asyncio.sleep(seconds)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


class TestOlderServer:
    def test_what_it_does_not_keep_waits_and_says_so(self, stage: Stage) -> None:
        desk = stage.world.desks[0]
        desk.wire.retell = about(
            "/hello", lambda told: {**told, "kinds": [k for k in told["kinds"] if k not in NEWER]}
        )
        track = stage.track(0)
        out = {"title": "Harbour"}
        release = editing.create(desk.local, "release", out)
        editing.create(desk.local, "release_track", {"track_id": str(track)}, release)
        status = stage.world.run(desk.engine().once())
        assert (status.unsent, status.refused, status.settled) == (2, 0, False)
        assert "release and release track wait here until the server is updated" in status.problem
        stage.world.drain(stage.world.desks[1])
        assert ("track", track) in stage.world.records(stage.world.desks[1])

        desk.wire.retell = None  # it was updated
        status = stage.world.run(desk.engine().once())
        assert status.settled, status
        found = stage.world.sql("SELECT title FROM releases WHERE id = $1", release)
        assert [row["title"] for row in found] == ["Harbour"]

    def test_another_protocol_stops_sync_with_a_remedy(self, stage: Stage) -> None:
        desk = stage.world.desks[0]
        stage.track(0)
        headers = {"x-sync-schema": str(SCHEMA + 1)}
        desk.feed._http.headers.update(headers)
        with pytest.raises(RemoteFailure, match="version") as refused:
            stage.world.run(desk.engine().once())
        assert refused.value.status == 426
        assert "Update the server" in refused.value.told
        desk.feed._http.headers["x-sync-schema"] = str(SCHEMA)
        stage.settle()


class TestNewerServer:
    def test_its_kinds_are_kept_until_the_studio_knows_them(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = stage.world.desks
        track = stage.track(0)
        credit = editing.create(one.local, "credit", {"person": "Mara", "role": "harp"}, track)
        stage.world.drain(one)
        with monkeypatch.context() as older:
            known = {name: kind for name, kind in editing.KINDS.items() if name != "credit"}
            for module in ("local", "replay", "shadow", "session", "sendable"):
                older.setattr(f"sync.client.{module}.KINDS", known)
            stage.world.run(restart(other))
            stage.world.drain(other)
            assert editing.read(other.local, "track", track) is not None
        stage.world.run(restart(other))
        found = editing.read(other.local, "credit", credit)
        assert found is not None
        assert (found.parent, found.data["person"]) == (track, "Mara")
        editing.delete(other.local, "track", track)
        assert editing.read(other.local, "credit", credit) is None

    def test_what_it_shows_anew_is_read(self, stage: Stage) -> None:
        """It kept them before, and says so now: then they are older than the cursor."""
        desk = stage.world.desks[0]
        track = stage.track(0)

        def retell(request: httpx.Request, answer: httpx.Response) -> httpx.Response | None:
            told = answer.json() if answer.content else {}
            if "kinds" in told:
                told["kinds"] = [k for k in told["kinds"] if k != "track"]
            if "changes" in told:
                told["changes"] = [c for c in told["changes"] if c["kind"] != "track"]
            return httpx.Response(answer.status_code, json=told) if told else None

        stage.world.drain()
        other = stage.world.desks[1]
        other.local.put(epoch=None)
        other.wire.retell = retell
        with other.local.edit() as db:
            db.execute("DELETE FROM shadow")
        stage.world.run(other.engine().once())
        assert editing.read(other.local, "track", track) is None
        other.wire.retell = None
        stage.world.run(other.engine().once())
        assert editing.read(other.local, "track", track) is not None
        assert desk.open_ops() == []


async def restart(desk: Desk) -> None:
    await desk.close()
    await desk.open()


class TestEndless:
    @pytest.fixture
    async def address(self) -> Any:
        """Somebody who answers everything, without end."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError, asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
                while True:
                    writer.write(secrets.token_bytes(65536))
                    await writer.drain()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()

    async def test_a_body_without_end_is_put_down(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feed, "LONGEST_ANSWER", 4 * 2**20)
        http = HttpFeed(address, "token")
        with pytest.raises(RemoteFailure, match="longer than 4 MiB"):
            await http.hello(Hello(app_version="test", schema=SCHEMA))
        with pytest.raises(RemoteFailure, match="longer than 4 MiB"):
            await http.changes(0, Position(None, None), limit=10)
        await http.close()

    async def test_a_body_that_drips_is_put_down(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feed, "LONGEST_CALL_S", 0.2)
        http = HttpFeed(address, "token")
        with pytest.raises(RemoteFailure, match="no whole answer"):
            await http.hello(Hello(app_version="test", schema=SCHEMA))
        await http.close()


def test_a_full_disk_stops_the_lanes_and_lets_them_go_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine outlives whatever the library raises."""
    desk = stage.world.desks[0]
    stage.track(0)
    seen: list[Status] = []
    engine = desk.engine(seen.append)

    def broken(*_: object) -> None:
        raise LibraryError("the disk is full; free some space")

    with monkeypatch.context() as full:
        full.setattr("sync.client.outbox.take", broken)
        full.setattr("sync.client.shadow.apply", broken)
        stage.world.run(let_run(engine, 0.5))
    assert next(s.problem for s in seen if s.phase is Phase.STOPPED).startswith("the disk is full")
    stage.settle()
