"""Releases and a real server: what it takes, what it refuses, what it says the public sees."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from server.kit import migrations
from server.kit.config import Settings
from studio import settings
from studio.actions import account, earlier, releases, releasing, syncing
from studio.actions.desk import Desk, open_desk
from studio.actions.library import Library
from sync.client.retry import RemoteFailure
from sync.wire.ids import new_id
from tests.support.people import PASSWORD
from tests.support.services import Services
from tests.support.world import House


@pytest.fixture(scope="module")
def house(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A real server."""
    url = services.create_database("earlier")
    asyncio.run(migrations.migrate(url))
    words = [secrets.token_urlsafe(36) for _ in range(3)]
    found = House(
        Settings(
            database_url=url,
            redis_url=services.redis_url,
            secure_link_secret=words[0],
            session_secret=words[1],
            upload_secret=words[2],
            data_dir=tmp_path_factory.mktemp("earlier"),
            log_format="text",
        )
    )
    found.run(sign_up(found.server.url))
    yield found
    found.stop()
    services.drop_database("earlier")


async def sign_up(url: str) -> None:
    """The first who comes is an artist."""
    sent = {"handle": "mara", "email": "mara@example.com", "password": PASSWORD}
    async with httpx.AsyncClient(base_url=url) as web:
        assert (await web.post("/api/v1/auth/signup", json=sent)).status_code == 201


@pytest.fixture
def desk(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A studio that is signed in."""
    monkeypatch.setenv(settings.HOME, str(tmp_path))
    with open_desk() as opened:
        house.run(account.sign_in(opened, house.server.url, "mara", PASSWORD))
        yield opened


async def sync(desk: Desk) -> None:
    async with syncing.engine(desk) as engine:
        await engine.once()


async def published(desk: Desk, title: str) -> UUID:
    made = await releasing.create(desk, title, "single", "Europe/Tallinn")
    await releasing.publish(desk, made)
    await sync(desk)
    return made


class TestStates:
    def test_a_title_is_changed_and_taken_back(self, house: House, desk: Desk) -> None:
        async def story() -> None:
            made = await published(desk, "Night Drive")
            (first,) = await earlier.states(desk, made)
            assert (first.title, first.tracks) == ("Night Drive", 0)
            await releasing.edit(desk, made, {"title": ("Night Drive", "Day Drive")})
            await sync(desk)
            assert await earlier.go_back(desk, made, first.id) == []
            await sync(desk)
            with desk.local.read() as db:
                data = db.execute("SELECT data ->> '$.title' AS t FROM release").fetchone()
            assert data["t"] == "Night Drive"

        house.run(story())

    def test_what_people_will_see_of_a_draft(self, house: House, desk: Desk) -> None:
        async def story() -> None:
            made = await releasing.create(desk, "Night Drive", "ep", "Europe/Tallinn")
            await sync(desk)
            found = await earlier.difference(desk, made)
            assert ("Title", "", "Night Drive") in [(c.what, c.before, c.after) for c in found]
            assert ("Kind", "", "EP") in [(c.what, c.before, c.after) for c in found]
            assert await earlier.states(desk, made) == []

        house.run(story())


class TestSent:
    def test_a_plan_and_its_link_are_there_after_a_sync(self, house: House, desk: Desk) -> None:
        async def story() -> None:
            made = await releasing.create(desk, "Planned", "ep", "Europe/Tallinn")
            at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
            teaser = at - timedelta(days=2)
            await releasing.schedule(desk, made, at, zone="Asia/Tokyo", teaser_from=teaser)
            await releasing.add_link(
                desk, made, "Kaja", expires_at=at, max_uses=3, allow_download="320"
            )
            await sync(desk)
            library = Library(desk.places)
            read = releases.read(library, made)
            library.close()
            assert read is not None
            assert (read.row.local, read.row.unsent, read.refused) == (False, 0, ())
            assert (read.row.release_at, read.row.teaser_from) == (at, teaser)
            assert read.row.zone == "Asia/Tokyo"
            (link,) = read.links
            headers = {"authorization": f"Bearer {desk.token()}"}
            url = f"{house.server.url}/api/v1/releases/{made}/links"
            async with httpx.AsyncClient(headers=headers) as web:
                (told,) = (await web.get(url)).json()
            assert told["url"].endswith(f"/p/{link.token}")

        house.run(story())

    def test_a_moment_that_has_passed_is_refused_with_its_remedy(
        self, house: House, desk: Desk
    ) -> None:
        async def story() -> None:
            made = await releasing.create(desk, "Late", "ep", "Europe/Tallinn")
            await sync(desk)
            late = datetime.now(UTC) - timedelta(hours=1)
            await releasing.schedule(desk, made, late, zone="UTC", teaser_from=None)
            await sync(desk)
            library = Library(desk.places)
            read = releases.read(library, made)
            library.close()
            assert read is not None
            assert read.row.state == "draft"
            (told,) = releases.refused_of(read, "release_at")
            assert told.code == "release_in_past"
            assert told.remedy

        house.run(story())


class TestTrouble:
    def test_a_release_that_the_server_does_not_have(self, house: House, desk: Desk) -> None:
        async def ask() -> None:
            with pytest.raises(RemoteFailure) as failed:
                await earlier.states(desk, new_id())
            assert failed.value.status == 404

        house.run(ask())

    def test_nobody_is_there(self, house: House, desk: Desk) -> None:
        async def ask() -> None:
            known = desk.settings.account
            assert known is not None
            gone = settings.Account(server="http://127.0.0.1:9", handle=known.handle)
            token = desk.token()
            assert token is not None
            desk.keys.put(f"{gone.handle} at {gone.server}", token)
            desk.settings = settings.Settings(account=gone)
            with pytest.raises(RemoteFailure) as failed:
                await earlier.difference(desk, new_id())
            assert failed.value.unreachable

        house.run(ask())

    def test_nobody_is_signed_in(self, house: House, desk: Desk) -> None:
        async def ask() -> None:
            desk.settings = settings.Settings()
            with pytest.raises(syncing.NotSignedIn):
                await earlier.states(desk, new_id())

        house.run(ask())
