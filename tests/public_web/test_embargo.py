"""What is not released is nowhere: every public surface is crawled for words that must not be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, Visibility
from server.social.models import Comment
from tests.support.live import LiveServer
from tests.support.published import (
    SECRET,
    Published,
    add_artwork,
    add_details,
    make_user,
    publish,
)

CANARY = "canary-4711"
SOON = timedelta(hours=1)


async def hidden_track(server: LiveServer, **fields: object) -> Published:
    """A track with the canary in every field, whose owner has another one in public."""
    owner = await make_user("ines")
    await publish(server.resources, owner, title="Known", slug="known")
    made = await publish(
        server.resources,
        owner,
        title=f"{CANARY} title",
        slug=CANARY,
        artist_name=f"{CANARY} artist",
        description_md=CANARY,
        liner_notes_md=CANARY,
        genre=CANARY,
        tag_names=[CANARY],
        license="custom",
        license_text=CANARY,
        session={"room": CANARY},
        **fields,
    )
    await add_artwork(server.resources, made.track)
    await add_details(made.track, made.version, CANARY)
    await Comment.create(
        track=made.track, user=owner, at_ms=1, body_md=CANARY, body_html=CANARY, status="visible"
    )
    return made


def own_surfaces(server: LiveServer, made: Published) -> list[str]:
    """Addresses that are about this track."""
    page = f"{server.url}{made.path}"
    version = f"/api/v1/versions/{made.version_id}"
    return [
        made.path,
        f"{made.path}?v={made.version_id}",
        f"{made.path}?s=wrong",
        f"{made.path}?s={SECRET}",
        f"/embed/track/{made.id}",
        f"/embed/track/{made.id}?v={made.version_id}",
        f"/embed/track/{made.id}?s={SECRET}",
        f"/oembed?url={page}",
        f"/oembed?format=xml&url={server.url}/embed/track/{made.id}",
        f"/api/v1/tracks/{made.id}",
        version,
        f"{version}/grant",
        f"{version}/waveform",
        f"{version}/waveform?points=10",
        f"{version}/waveform.png",
        f"{version}/audio.mp3",
        f"/api/v1/stream/{made.version_id}.m3u8",
        f"/api/v1/comments?track_id={made.id}",
        *(f"/artwork/{made.id}/{size}.jpg" for size in (200, 500, 1000)),
    ]


LISTS = ("/", "/@ines", "/sitemap.xml", "/robots.txt", "/api/v1/user/ines")
EMBARGOED = {
    "private": {"visibility": Visibility.PRIVATE},
    "draft": {"release_state": ReleaseState.DRAFT},
    "unlisted draft": {
        "release_state": ReleaseState.DRAFT,
        "visibility": Visibility.UNLISTED,
    },
    "scheduled": {
        "release_state": ReleaseState.SCHEDULED,
        "release_at": datetime.now(UTC) + SOON,
    },
}


def same(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """An answer without what is of this one request: its id, in header and body."""
    request_id = answer.headers["x-request-id"]
    headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
    return answer.status_code, answer.text.replace(request_id, "-"), headers


class TestEmbargo:
    @pytest.mark.parametrize("kind", sorted(EMBARGOED))
    async def test_nothing_tells_of_it(
        self, server: LiveServer, web: httpx.AsyncClient, kind: str
    ) -> None:
        made = await hidden_track(server, **EMBARGOED[kind])
        for path in LISTS:
            answer = await web.get(path)
            assert answer.status_code == 200
            assert CANARY not in answer.text, path
            assert made.id not in answer.text, path
        for path in own_surfaces(server, made):
            answer = await web.get(path)
            assert (answer.status_code, path) == (404, path)
            assert CANARY not in answer.text, path

    @pytest.mark.parametrize("kind", ["private", "scheduled"])
    async def test_it_looks_like_what_never_was(
        self, server: LiveServer, web: httpx.AsyncClient, kind: str
    ) -> None:
        made = await hidden_track(server, **EMBARGOED[kind])
        ghost = "01a20000-0000-7000-8000-000000000000"
        for path in own_surfaces(server, made):
            missing = path.replace(made.id, ghost).replace(made.version_id, ghost)
            missing = missing.replace(CANARY, "never-was")
            assert same(await web.get(path)) == same(await web.get(missing)), path
            assert same(await web.head(path)) == same(await web.head(missing)), path

    async def test_at_the_moment_it_is_everywhere(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await hidden_track(server, **EMBARGOED["scheduled"])
        assert (await web.get(made.path)).status_code == 404
        await Track.filter(id=made.track.id).update(
            release_at=datetime.now(UTC) - timedelta(seconds=1)
        )
        for path in ("/", "/@ines", "/sitemap.xml"):
            assert CANARY in (await web.get(path)).text, path
        for path in own_surfaces(server, made):
            assert (await web.get(path)).status_code < 400, path

    async def test_unlisted_opens_by_its_secret_and_is_in_no_list(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await hidden_track(server, visibility=Visibility.UNLISTED)
        for path in LISTS:
            assert CANARY not in (await web.get(path)).text, path
        assert (await web.get(made.path)).status_code == 404
        assert CANARY in (await web.get(made.path, params={"s": SECRET})).text
