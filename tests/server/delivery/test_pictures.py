"""Pictures of liner notes over HTTP: to whom the track is shown, and only what its notes name."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from server.catalog.models import ReleaseState, Track, Visibility
from server.identity.models import User
from tests.support.live import LiveServer
from tests.support.note_pictures import add_note_picture
from tests.support.people import sign_up
from tests.support.published import SECRET, Published, publish
from tests.support.teased import tease

SOON = {
    "release_state": ReleaseState.SCHEDULED,
    "release_at": datetime.now(UTC) + timedelta(hours=1),
}


def address(made: Published, sha256: str) -> str:
    return f"/artwork/{made.id}/notes/{sha256}.jpg"


class TestNotePicture:
    async def test_is_what_the_notes_name(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources)
        sha256 = await add_note_picture(server.resources, made)
        answer = await web.get(address(made, sha256))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert Image.open(io.BytesIO(answer.content)).size == (800, 500)
        assert answer.headers["cache-control"] == "public, max-age=3600"
        told = (await web.get(f"/api/v1/tracks/{made.id}")).json()["pictures"]
        assert told == [
            {"sha256": sha256, "url": address(made, sha256), "width": 800, "height": 500}
        ]

    @pytest.mark.parametrize(
        "fields",
        [
            {"visibility": Visibility.PRIVATE},
            {"visibility": Visibility.UNLISTED},
            {"release_state": ReleaseState.DRAFT, "release_at": None},
            SOON,
        ],
    )
    async def test_hidden_with_its_track(
        self, server: LiveServer, web: httpx.AsyncClient, fields: dict[str, Any]
    ) -> None:
        ines = await sign_up(server, "ines")
        made = await publish(server.resources, await User.get(handle="ines"), **fields)
        sha256 = await add_note_picture(server.resources, made)
        hidden, unknown = (
            await web.get(address(made, sha256)),
            await web.get(address(made, "ab" * 32)),
        )
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.text.replace(sha256, "") == unknown.text.replace("ab" * 32, "")
        own = await ines.web.get(address(made, sha256))
        assert own.status_code == 200
        assert own.headers["cache-control"].startswith("private, ")

    async def test_shown_from_the_moment_a_part_of_the_track_is_heard(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        """As its page is, where they stand; and by no shared cache, for that may change."""
        made = await tease(server.resources, teaser_from=datetime.now(UTC) + timedelta(hours=1))
        sha256 = await add_note_picture(server.resources, made)
        assert (await web.get(address(made, sha256))).status_code == 404
        begun = datetime.now(UTC) - timedelta(seconds=1)
        await Track.filter(id=made.track.id).update(teaser_from=begun)
        assert address(made, sha256) in (await web.get(made.path)).text
        answer = await web.get(address(made, sha256))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.headers["cache-control"].startswith("private, ")
        await Track.filter(id=made.track.id).update(visibility=Visibility.PRIVATE)
        assert (await web.get(address(made, sha256))).status_code == 404

    async def test_of_an_unlisted_track_with_its_secret(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources, visibility=Visibility.UNLISTED)
        sha256 = await add_note_picture(server.resources, made)
        answer = await web.get(address(made, sha256), params={"s": SECRET})
        assert answer.status_code == 200
        assert answer.headers["cache-control"].startswith("private, ")

    async def test_not_what_the_notes_do_not_name(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        """Nor what they named before, nor what another track's notes name."""
        made = await publish(server.resources)
        other = await publish(server.resources)
        once = await add_note_picture(server.resources, made)
        never = await add_note_picture(server.resources, made, name=False)
        elsewhere = await add_note_picture(server.resources, other)
        await Track.filter(id=made.track.id).update(
            liner_notes_md=f"Once {once}, ![x](image:{elsewhere})"
        )
        for sha256 in (once, never, elsewhere):
            assert (await web.get(address(made, sha256))).status_code == 404
        told = (await web.get(f"/api/v1/tracks/{made.id}")).json()["pictures"]
        assert told == []

    @pytest.mark.parametrize("name", ["x.jpg", "%00.jpg", "..%2f..%2fetc.jpg", "a" * 5000 + ".jpg"])
    async def test_nonsense_is_not_there(
        self, server: LiveServer, web: httpx.AsyncClient, name: str
    ) -> None:
        made = await publish(server.resources)
        answer = await web.get(f"/artwork/{made.id}/notes/{name}")
        assert answer.status_code in {400, 404, 414}
