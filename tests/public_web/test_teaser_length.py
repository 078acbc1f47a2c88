"""How long a track is that comes out later is told nowhere; how long its teaser is, is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, TrackVersion
from server.identity.models import User
from server.kit.signing import token_hash
from server.releases.models import PreviewLink, Release
from tests.public_web.test_release import release_of
from tests.support.html import read
from tests.support.listeners import FIREFOX
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import Published
from tests.support.teased import LENGTH_MS, tease

WHOLE_MS = 754_321
TOLD = re.compile(r"(?<!\d)(?:754[.,]?321|754|755|12:3[45]|0:12:3[45])(?!\d)|PT(?:0H)?12M3[45]")
"""That length in milliseconds and seconds, as a clock shows it, and in ISO 8601."""
WINDOW = {
    "state": ReleaseState.SCHEDULED,
    "release_at": datetime.now(UTC) + timedelta(days=11),
    "teaser_from": datetime.now(UTC) - timedelta(hours=1),
}


async def teased(server: LiveServer, owner: User | None = None) -> tuple[Published, str]:
    """A track in its teaser window, and the release that it is on, by its id."""
    made = await tease(server.resources, owner=owner)
    # So long that no other number of a page happens to be it.
    await TrackVersion.filter(id=made.version.id).update(duration_ms=WHOLE_MS)
    return made, str((await release_of(made.owner, made, **WINDOW)).id)


def texts(server: LiveServer, made: Published, release: str) -> list[str]:
    """Every address that tells the public of them."""
    on = f"/@{made.owner.handle}/r/two-ports"
    return [
        made.path,
        f"{made.path}?v={made.version_id}",
        on,
        f"/embed/track/{made.id}",
        f"/embed/release/{release}",
        *(
            f"/oembed?format={form}&url={server.url}{page}"
            for form in ("json", "xml")
            for page in (made.path, on)
        ),
        f"/api/v1/tracks/{made.id}",
        f"/api/v1/versions/{made.version_id}",
        f"/api/v1/versions/{made.version_id}/grant",
        f"/api/v1/stream/{made.version_id}.m3u8",
        f"/api/v1/releases/{release}",
        f"/api/v1/user/{made.owner.handle}",
        f"/@{made.owner.handle}",
        "/",
        "/sitemap.xml",
    ]


class TestTold:
    @pytest.mark.parametrize(
        "text",
        ['"duration_ms":754321', "754.321 s", 'content="754"', "<b>12:34</b>", '"PT12M34S"'],
    )
    def test_knows_each_way_to_say_it(self, text: str) -> None:
        assert TOLD.search(text)


class TestTeaser:
    async def test_nothing_tells_the_length_of_the_whole(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made, release = await teased(server)
        for path in texts(server, made, release):
            answer = await web.get(path)
            assert answer.status_code == 200, path
            # Ids and signatures are digits too, by chance.
            text = re.sub(r"[\w-]{22,}", "", answer.text)
            found = TOLD.search(text)
            assert found is None, (path, text[max(0, found.start() - 80) : found.end() + 20])

    async def test_sizes_do_not_tell_it_either(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        """Segments are of known length, and bytes over bandwidth are seconds."""
        made, _ = await teased(server)
        (version,) = (await web.get(f"/api/v1/tracks/{made.id}")).json()["versions"]
        assert version["renditions"] == []

    async def test_what_is_told_is_the_length_of_the_part(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made, release = await teased(server)
        page = read((await web.get(made.path)).text)
        assert page.meta["music:duration"] == "30"
        assert page.json_ld["duration"] == page.json_ld["audio"]["duration"] == "PT30S"
        (version,) = (await web.get(f"/api/v1/tracks/{made.id}")).json()["versions"]
        (line,) = (await web.get(f"/api/v1/releases/{release}")).json()["tracks"]
        assert version["duration_ms"] == line["duration_ms"] == LENGTH_MS
        on = read((await web.get(f"/@{made.owner.handle}/r/two-ports")).text)
        (item,) = on.json_ld["track"]["itemListElement"]
        assert item["item"]["duration"] == "PT30S"
        assert "0:30" in on.text
        assert "1 track\n" in on.text  # and no length of them all

    async def test_who_may_hear_the_whole_is_told_of_it(self, server: LiveServer) -> None:
        artist = await sign_up(server, "ines")
        made, release = await teased(server, await User.get(id=artist.id))
        link = await PreviewLink.create(
            release_id=release, label="Press", token="t" * 43, token_hash=token_hash("t" * 43)
        )
        guest = server.client(headers={"user-agent": FIREFOX}, follow_redirects=True)
        assert (await guest.get(f"/p/{link.token}")).status_code == 200
        for web in (artist.web, guest):
            said = read((await web.get(made.path)).text)
            assert said.meta["music:duration"] == "754"
            (line,) = (await web.get(f"/api/v1/releases/{release}")).json()["tracks"]
            assert line["duration_ms"] == WHOLE_MS

    async def test_once_it_is_out_everybody_is(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made, release = await teased(server)
        passed = datetime.now(UTC) - timedelta(seconds=1)
        await Track.filter(id=made.track.id).update(release_at=passed)
        await Release.filter(id=release).update(release_at=passed)
        assert read((await web.get(made.path)).text).json_ld["duration"] == "PT12M34S"
        assert "12:34" in read((await web.get(f"/@{made.owner.handle}/r/two-ports")).text).text
