"""What is hidden cannot be told from what does not exist: on every route, for everybody."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.catalog.models import ReleaseState, Track, TrackVersion, Visibility
from server.identity.models import Role, User
from server.social.models import Comment
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up
from tests.support.published import Published, add_artwork, add_details, publish

CANARY = "zqcanaryxv"
NOBODY = str(uuid4())
STATES = ("private", "draft", "scheduled", "deleted")
KNOWN = {"track_id", "version_id", "comment_id"}


@dataclass(frozen=True, slots=True)
class Way:
    """How a route is asked. `owner`: what it answers the artist of a track that is not deleted."""

    owner: tuple[int, ...]
    body: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    signed_in: bool = False


SEEN = Way((200,))
WAYS = {
    "GET /api/v1/tracks/<track_id:uuid>": SEEN,
    "PATCH /api/v1/tracks/<track_id:uuid>": Way((200,), {"genre": "x"}, signed_in=True),
    "DELETE /api/v1/tracks/<track_id:uuid>": Way((204,), signed_in=True),
    "POST /api/v1/tracks/<track_id:uuid>/secret": Way((200,), signed_in=True),
    "POST /api/v1/tracks/<track_id:uuid>/versions": Way(
        (422,), {"label": "Mix", "original_asset_id": NOBODY}, signed_in=True
    ),
    "GET /api/v1/tracks/<track_id:uuid>/stats": Way((200,), signed_in=True),
    "GET /api/v1/versions/<version_id:uuid>": SEEN,
    "PATCH /api/v1/versions/<version_id:uuid>": Way((200,), {"label": CANARY}, signed_in=True),
    # The only one: of a track that is live it stays.
    "DELETE /api/v1/versions/<version_id:uuid>": Way((204, 409), signed_in=True),
    "POST /api/v1/versions/<version_id:uuid>/retry": Way((409,), signed_in=True),
    "POST /api/v1/versions/<version_id:uuid>/stems": Way(
        (422,), {"asset_id": NOBODY, "role": "bass", "title": "x"}, signed_in=True
    ),
    "GET /api/v1/versions/<version_id:uuid>/grant": SEEN,
    "GET /api/v1/stream/<version_id=uuid:ext=m3u8>": SEEN,
    "GET /api/v1/versions/<version_id:uuid>/audio.mp3": Way((302,)),
    "GET /api/v1/versions/<version_id:uuid>/waveform": SEEN,
    "GET /api/v1/versions/<version_id:uuid>/waveform.png": SEEN,
    "GET /artwork/<track_id:uuid>/<size=int:ext=jpg>": SEEN,
    # Of notes without that picture; delivery/test_pictures.py has some with it.
    "GET /artwork/<track_id:uuid>/notes/<sha256=str:ext=jpg>": Way((404,)),
    "GET /api/v1/comments": Way((200,), query="?track_id={track_id}"),
    "POST /api/v1/comments": Way((201,), {"track_id": "{track_id}", "body": "hm"}, signed_in=True),
    "POST /api/v1/comments/<comment_id:uuid>/hide": Way((200,), signed_in=True),
    "POST /api/v1/comments/<comment_id:uuid>/approve": Way((200,), signed_in=True),
    # The artist did not write it.
    "DELETE /api/v1/comments/<comment_id:uuid>": Way((403,), signed_in=True),
    "GET /embed/track/<track_id:uuid>": SEEN,
    "GET /<handle:at>/<slug:str>": Way((200, 303), query="?v={version_id}"),
    # A form without words: it is shown again.
    "POST /tracks/<track_id:uuid>/comments": Way((422,), signed_in=True),
    "POST /tracks/<track_id:uuid>/comments/<comment_id:uuid>/delete": Way((403,), signed_in=True),
}
"""Every route that is about a track, a version or a comment."""

LISTS = {"/", "/<handle:at>", "/oembed", "/sitemap.xml", "/robots.txt"}
"""Pages that could show a track; TestCanary looks at them."""

ELSEWHERE = {
    "/api/v1/health",
    "/api/v1/ready",
    "/api/v1/auth",
    "/api/v1/devices",
    "/api/v1/user",
    "/api/v1/admin",
    "/api/v1/collaborators",
    "/api/v1/libraries",
    "/api/v1/upload",
    # Of libraries that one has a place in (media/test_files.py).
    "/api/v1/files",
    # Only of libraries that one has a place in (syncing/test_seats.py).
    "/api/v1/sync",
    # The lists of one's own library, and new tracks: of no other's.
    "/api/v1/tracks",
    # Of releases (releases/test_routes.py, test_previews.py).
    "/api/v1/releases",
    "/p/",
    "/artwork/release",
    # Of releases too (public_web/test_release.py).
    "/<handle:at>/r/",
    "/embed/release",
    # Signed: who holds a ticket or an address was let in (test_plays.py, delivery).
    "/api/v1/plays",
    "/media/hls",
    "/login",
    "/signup",
    "/logout",
}
"""Routes that name no track; their own tests say who may use them."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A track that only its artist knows of, with a comment on it."""

    made: Published
    comment: str

    @property
    def ids(self) -> dict[str, str]:
        return {
            "track_id": self.made.id,
            "version_id": self.made.version_id,
            "comment_id": self.comment,
            "address": self.made.path.lstrip("/"),
        }


async def hide(server: LiveServer, owner: User, state: str, fan: User) -> Hidden:
    """A ready track full of canaries, then put into `state`."""
    made = await publish(
        server.resources,
        owner,
        title=f"Title {CANARY}",
        slug=f"{state}-{CANARY}",
        description_md=f"About {CANARY}",
        liner_notes_md=f"Notes {CANARY}",
        genre=CANARY,
        session={"room": CANARY},
        license_text=CANARY,
        tag_names=[CANARY],
        comments_open=True,
    )
    await add_artwork(server.resources, made.track)
    await add_details(made.track, made.version, CANARY)
    await TrackVersion.filter(id=made.version.id).update(label=CANARY)
    comment = await Comment.create(
        track=made.track,
        version_id=made.version.id,
        user=fan,
        at_ms=5,
        body_md=CANARY,
        body_html=f"<p>{CANARY}</p>",
    )
    later = datetime.now(UTC) + timedelta(days=3)
    changes: dict[str, Any] = {
        "private": {"visibility": Visibility.PRIVATE},
        "draft": {"release_state": ReleaseState.DRAFT},
        "scheduled": {"release_state": ReleaseState.SCHEDULED, "release_at": later},
        "deleted": {"deleted_at": datetime.now(UTC)},
    }[state]
    await Track.filter(id=made.track.id).update(**changes)
    return Hidden(made, str(comment.id))


@pytest.fixture
async def artist(server: LiveServer) -> Person:
    """The first account: but no admin here, who would see all."""
    found = await sign_up(server, "anna")
    await User.filter(id=found.id).update(is_admin=False)
    return found


@pytest.fixture
async def viewers(server: LiveServer, artist: Person) -> dict[str, httpx.AsyncClient]:
    """Everybody who must not see: nobody, a listener, another artist."""
    listener, other = await sign_up(server, "lena"), await sign_up(server, "oskar")
    await User.filter(id=other.id).update(role=Role.ARTIST)
    return {
        "nobody": server.client(),
        "listener": await listener.device(server),
        "artist": await other.device(server),
    }


@pytest.fixture
async def hidden(server: LiveServer, artist: Person) -> dict[str, Hidden]:
    owner = await User.get(id=artist.id)
    fan = await User.create(
        handle="fan",
        email="fan@example.com",
        email_key="fan@example.com",
        password_hash="-",
        display_name="Fan",
    )
    return {state: await hide(server, owner, state, fan) for state in STATES}


def asked(name: str, ids: dict[str, str]) -> tuple[str, str, dict[str, Any] | None]:
    """Method, address and body of a way."""
    method, path = name.split(" ")
    way = WAYS[name]
    path = path.replace("<handle:at>/<slug:str>", ids.get("address", "@anna/nothing"))
    path = path.replace("<size=int:ext=jpg>", "200.jpg")
    path = path.replace("<version_id=uuid:ext=m3u8>", ids["version_id"] + ".m3u8")
    for key, value in ids.items():
        path = path.replace(f"<{key}:uuid>", value)
    filled = {k: v.format(**ids) if isinstance(v, str) else v for k, v in way.body.items()}
    return method, path + way.query.format(**ids), filled or None


async def ask(client: httpx.AsyncClient, name: str, ids: dict[str, str]) -> httpx.Response:
    method, path, body = asked(name, ids)
    return await client.request(method, path, json=body)


def without_id(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """What may be compared: everything but the request's own id and the time."""
    text = answer.text.replace(answer.headers["x-request-id"], "-")
    headers = {k: v for k, v in answer.headers.items() if k not in {"x-request-id", "date"}}
    return answer.status_code, text, headers


class TestEveryRoute:
    def test_has_an_expectation(self, server: LiveServer) -> None:
        unknown = []
        for endpoint in server.app.ctx.endpoints:
            name = f"{endpoint.method} {endpoint.path}"
            about = any(f"<{key}" in endpoint.path for key in KNOWN)
            elsewhere = endpoint.path in LISTS or any(
                endpoint.path.startswith(prefix) for prefix in ELSEWHERE
            )
            if endpoint.method != "OPTIONS" and name not in WAYS and (about or not elsewhere):
                unknown.append(name)
        assert unknown == [], "say in WAYS how it is asked and what it answers"
        known = {f"{e.method} {e.path}" for e in server.app.ctx.endpoints}
        assert set(WAYS) <= known

    @pytest.mark.parametrize("state", STATES)
    async def test_hides(
        self,
        state: str,
        server: LiveServer,
        viewers: dict[str, httpx.AsyncClient],
        hidden: dict[str, Hidden],
    ) -> None:
        ids = hidden[state].ids
        none = {key: str(uuid4()) for key in KNOWN}
        for who, client in viewers.items():
            for name, way in WAYS.items():
                there, nowhere = await ask(client, name, ids), await ask(client, name, none)
                wanted = 401 if who == "nobody" and way.signed_in else 404
                assert there.status_code == wanted, (who, name, there.text)
                assert without_id(there) == without_id(nowhere), (who, name)

    @pytest.mark.parametrize("state", STATES)
    async def test_knows_its_artist(
        self, state: str, server: LiveServer, artist: Person, hidden: dict[str, Hidden]
    ) -> None:
        device = await artist.device(server)
        # What ends version or track comes last: then all the rest has been asked.
        last = ("DELETE /api/v1/versions", "DELETE /api/v1/tracks")
        for name in sorted(WAYS, key=lambda name: [name.startswith(end) for end in last[::-1]]):
            answer = await ask(device, name, hidden[state].ids)
            wanted = (404,) if state == "deleted" else WAYS[name].owner
            assert answer.status_code in wanted, (name, answer.text)


class TestCanary:
    async def test_stands_nowhere(
        self,
        server: LiveServer,
        artist: Person,
        viewers: dict[str, httpx.AsyncClient],
        hidden: dict[str, Hidden],
    ) -> None:
        addresses = ["/", "/@anna", "/sitemap.xml", "/robots.txt", "/api/v1/user/anna"]
        addresses += ["/api/v1/openapi.json", "/api/v1/health"]
        for one in hidden.values():
            url = httpx.QueryParams({"url": f"{server.url}{one.made.path}"})
            embed = httpx.QueryParams({"url": f"{server.url}/embed/track/{one.made.id}"})
            addresses += [
                f"/oembed?{url}",
                f"/oembed?{embed}&format=xml",
                f"/embed/track/{one.made.id}",
                f"/embed/track/{one.made.id}?v={one.made.version_id}",
                f"/@anna?v={one.made.version_id}",
                f"/@anna/nothing?v={one.made.version_id}",
            ]
        for who, client in viewers.items():
            for address in [*addresses, "/api/v1/tracks"]:
                answer = await client.get(address)
                assert CANARY not in answer.text, (who, address)
                assert all(one.made.version_id not in answer.text for one in hidden.values())
            for one in hidden.values():
                for name in WAYS:
                    assert CANARY not in (await ask(client, name, one.ids)).text, (who, name)

    async def test_is_not_in_the_page_of_its_own_address(
        self,
        server: LiveServer,
        artist: Person,
        viewers: dict[str, httpx.AsyncClient],
        hidden: dict[str, Hidden],
    ) -> None:
        for client in viewers.values():
            for one in hidden.values():
                there = await client.get(one.made.path)
                nowhere = await client.get("/@anna/nothing-at-all")
                assert there.status_code == 404
                assert without_id(there) == without_id(nowhere)

    async def test_would_be_seen_if_it_were_shown(
        self, server: LiveServer, artist: Person, hidden: dict[str, Hidden]
    ) -> None:
        """The sweep can fail: the artist does see it."""
        device = await artist.device(server)
        found = await device.get(f"/api/v1/tracks/{hidden['private'].made.id}")
        assert json.dumps(found.json()).count(CANARY) >= 8
