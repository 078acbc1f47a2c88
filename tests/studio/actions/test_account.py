"""Signing in to one's own library or another's, and what can be done in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from studio.actions import account, desk, files, syncing
from studio.actions.desk import Desk
from studio.actions.library import Library
from studio.problems import explain
from sync.client import editing
from sync.client.errors import LibraryError, NotShared
from sync.client.retry import RemoteFailure
from sync.client.status import Status
from tests.support.audio import music, write_wav
from tests.support.live import LiveServer
from tests.support.people import PASSWORD, Person, sign_up

OpenIn = Callable[[str], Desk]


@pytest.fixture
def open_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenIn]:
    """Opens the library of a machine of that name."""
    with ExitStack() as opened:

        def open_one(name: str) -> Desk:
            monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / name))
            return opened.enter_context(desk.open_desk())

        yield open_one


@pytest.fixture
async def anna(server: LiveServer) -> Person:
    await server.resources.store.ensure_buckets()
    return await sign_up(server, "anna")


async def enter(at: Desk, server: LiveServer, login: str, library: str = "") -> None:
    await account.sign_in(at, server.url, login, PASSWORD, library=library)


async def sync(at: Desk) -> Status:
    async with syncing.engine(at) as engine:
        return await engine.once()


def titles(at: Desk) -> list[str]:
    return [row.title for row in Library(at.places).find("ours")]


class TestSignIn:
    async def test_an_editor_brings_a_track_into_anothers_library(
        self, server: LiveServer, anna: Person, open_in: OpenIn, tmp_path: Path
    ) -> None:
        await sign_up(server, "bert")
        await anna.web.put("/api/v1/collaborators/bert", json={"role": "editor"})
        hers, his = open_in("hers"), open_in("his")
        await enter(hers, server, "anna")
        await enter(his, server, "bert", "@anna")
        assert his.settings.account is not None
        assert his.settings.account.library == "anna"
        path = tmp_path / "ours.wav"
        write_wav(path, music(1.0))
        await files.add_track(his, await files.look(path), title="Ours")
        assert (await sync(his)).unsent == 0
        await sync(hers)
        assert titles(hers) == titles(his) == ["Ours"]

    async def test_a_listener_looks_and_is_told_that_they_may_not_write(
        self, server: LiveServer, anna: Person, open_in: OpenIn
    ) -> None:
        await sign_up(server, "carl")
        await anna.web.put("/api/v1/collaborators/carl", json={"role": "listener"})
        hers, his = open_in("hers"), open_in("his")
        await enter(hers, server, "anna")
        await enter(his, server, "carl")  # the only one there is
        track = editing.create(hers.local, "track", {"title": "Ours"})
        await sync(hers)
        await sync(his)
        assert titles(his) == ["Ours"]
        editing.write(his.local, "track", track, {"genre": "House"})
        found = await sync(his)
        assert found.refused == 1
        await sync(hers)
        read = editing.read(hers.local, "track", track)
        assert read is not None
        assert not read.data.get("genre")

    async def test_who_is_taken_out_is_told_so_and_keeps_what_is_there(
        self, server: LiveServer, anna: Person, open_in: OpenIn
    ) -> None:
        await sign_up(server, "emil")
        await anna.web.put("/api/v1/collaborators/emil", json={"role": "editor"})
        his = open_in("his")
        await enter(his, server, "emil")
        editing.create(his.local, "track", {"title": "Ours"})
        await sync(his)
        assert (await anna.web.delete("/api/v1/collaborators/emil")).status_code == 204
        editing.create(his.local, "track", {"title": "Ours, too"})
        with pytest.raises(NotShared, match="not shared with you any more: what you have") as told:
            await sync(his)
        assert explain(told.value) == str(told.value)
        assert sorted(titles(his)) == ["Ours", "Ours, too"]
        await anna.web.put("/api/v1/collaborators/emil", json={"role": "editor"})
        assert (await sync(his)).unsent == 0

    async def test_whose_library_is_not_theirs_to_enter(
        self, server: LiveServer, anna: Person, open_in: OpenIn
    ) -> None:
        await sign_up(server, "dora")
        his = open_in("his")
        with pytest.raises(account.NoLibrary, match="has no library: ask the server’s admin"):
            await enter(his, server, "dora")
        with pytest.raises(account.NoLibrary, match="you may work in @anna"):
            await enter(his, server, "anna", "dora")
        assert his.settings.account is None
        assert his.token() is None
        sessions = (await anna.web.get("/api/v1/sync/devices")).json()["devices"]
        assert sessions == []

    async def test_a_wrong_password(
        self, server: LiveServer, anna: Person, open_in: OpenIn
    ) -> None:
        his = open_in("his")
        with pytest.raises(RemoteFailure) as wrong:
            await account.sign_in(his, server.url, "anna", "something else")
        assert wrong.value.status == 401
        with pytest.raises(LibraryError):
            await sync(his)


class TestOfServer:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("music.example.org", "https://music.example.org"),
            (" https://Music.example.org/@mara/r/ep?x=1#y ", "https://music.example.org"),
            ("http://music.example.org:8080/login", "http://music.example.org:8080"),
            ("localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ],
    )
    def test_is_found_in_what_is_copied_from_a_browser(self, typed: str, found: str) -> None:
        assert account.of_server(typed) == found

    @pytest.mark.parametrize(
        "typed",
        ["", "ftp://x", "http://[", "http://x:99999", "https://", "two words", "http://:80"],
    )
    def test_what_none_can_be_at_is_said(self, typed: str) -> None:
        with pytest.raises(account.NoAddress, match="type it like https"):
            account.of_server(typed)
