"""Private links: let in, counted once a browser, and gone without a trace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, Visibility
from server.identity import guests
from server.kit.signing import new_token, token_hash
from server.releases.models import PreviewLink, Release, ReleaseTrack
from tests.support.listeners import FIREFOX
from tests.support.live import LiveServer
from tests.support.published import Published, add_version, publish

PAST = datetime(2026, 1, 1, tzinfo=UTC)
GONE = "/p/" + new_token()


@dataclass(slots=True)
class Drop:
    """A scheduled release of one track, and a link to it."""

    server: LiveServer
    made: Published
    release: Release
    link: PreviewLink

    @property
    def address(self) -> str:
        return f"/p/{self.link.token}"

    @property
    def path(self) -> str:
        return f"/@{self.made.owner.handle}/r/ep"

    def browser(self) -> httpx.AsyncClient:
        return self.server.client(headers={"user-agent": FIREFOX})

    async def change(self, **fields: Any) -> None:
        await PreviewLink.filter(id=self.link.id).update(**fields)

    async def uses(self) -> int:
        return (await PreviewLink.get(id=self.link.id)).uses

    async def hears(self, client: httpx.AsyncClient) -> int:
        answer = await client.get(f"/api/v1/versions/{self.made.version_id}/grant")
        return answer.status_code


@pytest.fixture
async def drop(server: LiveServer) -> Drop:
    later = datetime.now(UTC) + timedelta(days=3)
    plan = {"release_state": ReleaseState.SCHEDULED, "release_at": later}
    made = await publish(server.resources, **plan)  # type: ignore[arg-type]
    release = await Release.create(
        owner=made.owner, title="EP", slug="ep", state=ReleaseState.SCHEDULED, release_at=later
    )
    await ReleaseTrack.create(release=release, track=made.track)
    token = new_token()
    link = await PreviewLink.create(
        release=release, label="Press", token=token, token_hash=token_hash(token)
    )
    return Drop(server, made, release, link)


class TestOpening:
    async def test_lets_a_browser_in_and_counts_it_once(self, drop: Drop) -> None:
        browser, stranger = drop.browser(), drop.browser()
        assert await drop.hears(browser) == 404
        for _ in range(3):
            answer = await browser.get(drop.address)
            assert answer.status_code == 303
            assert answer.headers["location"] == drop.path
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "noindex" in answer.headers["x-robots-tag"]
        assert await drop.uses() == 1
        page = await browser.get(drop.made.path)
        assert page.status_code == 200
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in page.headers["x-robots-tag"]
        assert await drop.hears(browser) == 200
        assert await drop.hears(stranger) == 404
        # What was made for the guest is not kept for others.
        assert (await stranger.get(drop.made.path)).status_code == 404

    async def test_many_at_once_are_not_more_than_allowed(self, drop: Drop) -> None:
        await drop.change(max_uses=3)
        browsers = [drop.browser() for _ in range(8)]
        answers = await asyncio.gather(*(b.get(drop.address) for b in browsers))
        assert sorted(a.status_code for a in answers) == [303] * 3 + [404] * 5
        assert await drop.uses() == 3

    async def test_programs_that_look_at_messages_do_not_use_it_up(self, drop: Drop) -> None:
        for agent in ("Slackbot-LinkExpanding 1.0", "WhatsApp/2.21", ""):
            bot = drop.server.client(headers={"user-agent": agent})
            assert (await bot.get(drop.address)).status_code == 404
        assert await drop.uses() == 0

    @pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
    async def test_a_browser_that_only_looks_ahead_does_not_use_it_up(
        self, drop: Drop, purpose: str
    ) -> None:
        await drop.change(max_uses=1)
        browser = drop.browser()
        ahead = await browser.get(drop.address, headers={"sec-purpose": purpose})
        assert ahead.status_code == 404
        assert (await browser.head(drop.address)).status_code == 404
        assert await drop.uses() == 0
        assert (await browser.get(drop.address)).status_code == 303

    @pytest.mark.parametrize(
        "fields",
        [
            {"revoked": True},
            {"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)},
            {"expires_at": datetime(2026, 1, 1, tzinfo=UTC)},
            {"max_uses": 5, "uses": 5},
        ],
    )
    async def test_what_does_not_hold_is_not_there(
        self, drop: Drop, fields: dict[str, Any]
    ) -> None:
        guest = drop.browser()
        await guest.get(drop.address)
        await drop.change(**fields)
        there = await drop.browser().get(drop.address)
        nowhere = await drop.browser().get(GONE)
        assert there.status_code == nowhere.status_code == 404
        ids = [a.headers["x-request-id"] for a in (there, nowhere)]
        assert there.text.replace(ids[0], "") == nowhere.text.replace(ids[1], "")
        # Who was let in before is out, too; but a link that is used up still holds for its users.
        assert await drop.hears(guest) == (200 if "max_uses" in fields else 404)

    async def test_a_cookie_of_others_making_opens_nothing(self, drop: Drop) -> None:
        for forged in ("x", f"{drop.link.id.hex}.{'A' * 43}", f"{drop.link.id.hex}." * 40):
            client = drop.browser()
            client.headers["cookie"] = f"{guests.COOKIE}={forged}"
            assert await drop.hears(client) == 404


class TestWhatItAllows:
    async def test_no_more_than_to_hear(self, drop: Drop) -> None:
        guest = drop.browser()
        await guest.get(drop.address)
        made = drop.made
        assert (await guest.get(f"/embed/track/{made.id}")).status_code == 404
        assert (await guest.get(f"/api/v1/comments?track_id={made.id}")).status_code == 404
        grant = (await guest.get(f"/api/v1/versions/{made.version_id}/grant")).json()
        assert ".n." in grant["ticket"], "listening by a private link is not counted"
        other = await publish(
            drop.server.resources, made.owner, release_state=ReleaseState.DRAFT, release_at=None
        )
        assert (await guest.get(other.path)).status_code == 404

    async def test_grants_end_with_the_link(self, drop: Drop) -> None:
        soon = datetime.now(UTC) + timedelta(seconds=90)
        await drop.change(expires_at=soon)
        guest = drop.browser()
        await guest.get(drop.address)
        grant = (await guest.get(f"/api/v1/versions/{drop.made.version_id}/grant")).json()
        assert grant["expires_at"] <= soon.timestamp()

    async def test_sound_of_a_link_that_is_revoked_ends_soon(self, drop: Drop) -> None:
        guest, where = drop.browser(), f"/api/v1/versions/{drop.made.version_id}/grant"
        await guest.get(drop.address)
        grant = (await guest.get(where)).json()
        assert 900 <= grant["expires_at"] - grant["server_time"] <= 1800
        release, track = Release.filter(id=drop.release.id), Track.filter(id=drop.made.track.id)
        await release.update(state=ReleaseState.LIVE, release_at=PAST, live_at=PAST)
        await track.update(release_state=ReleaseState.LIVE, release_at=PAST)
        grant = (await guest.get(where)).json()  # what everybody may hear is given as to everybody
        assert grant["expires_at"] - grant["server_time"] > 3600

    async def test_a_private_track_opens_too_and_hides_again(self, drop: Drop) -> None:
        await Track.filter(id=drop.made.track.id).update(visibility=Visibility.PRIVATE)
        guest = drop.browser()
        await guest.get(drop.address)
        assert await drop.hears(guest) == 200
        await ReleaseTrack.filter(release_id=drop.release.id).update(deleted_at=datetime.now(UTC))
        assert await drop.hears(guest) == 404

    async def test_what_is_out_is_not_changed_by_a_link(self, drop: Drop) -> None:
        past = datetime.now(UTC) - timedelta(days=1)
        await Track.filter(id=drop.made.track.id).update(release_at=past)
        await drop.change(expires_at=datetime.now(UTC) + timedelta(seconds=90))
        guest, stranger = drop.browser(), drop.browser()
        await guest.get(drop.address)
        for client in (guest, stranger):
            page = await client.get(drop.made.path)
            assert "noindex" not in page.headers.get("x-robots-tag", "")
            where = f"/api/v1/versions/{drop.made.version_id}/grant"
            grant = (await client.get(where)).json()
            assert grant["expires_at"] > datetime.now(UTC).timestamp() + 120
            assert ".c." in grant["ticket"]

    async def test_unready_versions_are_not_shown(self, drop: Drop) -> None:
        waiting = await add_version(
            drop.server.resources, drop.made.track, drop.made.owner, ready=False
        )
        guest = drop.browser()
        await guest.get(drop.address)
        shown = (await guest.get(f"/api/v1/tracks/{drop.made.id}")).json()
        assert str(waiting.id) not in {v["id"] for v in shown["versions"]}
