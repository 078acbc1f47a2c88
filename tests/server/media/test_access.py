"""Who may upload to whose library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx

from server.identity.models import CollaboratorRole, Role
from tests.support.live import LiveServer
from tests.support.uploading import (
    INIT,
    SIZE,
    Artist,
    completed,
    make_collaborator,
    make_person,
    parts_of,
    problem,
    send_all,
    started,
    usage_of,
)

PART = 8 * 2**20
ClientOf = Callable[[Artist], httpx.AsyncClient]


class TestAccess:
    async def test_nobody(self, server: LiveServer, song: Path):
        problem(await server.client().post(INIT, json=started(song)), 401, "unauthenticated")

    async def test_listener(self, client_of: ClientOf, song: Path, server: LiveServer):
        listener = client_of(await make_person("lena", Role.LISTENER))
        found = problem(await listener.post(INIT, json=started(song)), 403, "forbidden")
        assert found["remedy"]

    async def test_who_has_no_place_here(self, client_of: ClientOf, song: Path, artist: Artist):
        stranger = client_of(await make_person("fred"))
        answer = await stranger.post(INIT, json=started(song, library="nina"))
        problem(answer, 404, "not_found")

    async def test_a_listener_is_told_why_not(
        self, client_of: ClientOf, song: Path, artist: Artist
    ):
        listener = client_of(await make_collaborator(artist, "fred", CollaboratorRole.LISTENER))
        answer = await listener.post(INIT, json=started(song, library="nina"))
        assert "may look, not write" in problem(answer, 403, "forbidden")["message"]

    async def test_other_peoples_uploads_do_not_exist(
        self, http: httpx.AsyncClient, client_of: ClientOf, song: Path, artist: Artist
    ):
        upload_id = (await send_all(http, song))["upload_id"]
        stranger = client_of(await make_person("otto"))
        contributor = client_of(
            await make_collaborator(artist, "fred", CollaboratorRole.CONTRIBUTOR)
        )
        for client in (stranger, contributor):
            path = f"/api/v1/upload/{upload_id}"
            problem(await client.get(path), 404, "not_found")
            problem(await client.delete(path), 404, "not_found")
            wanted = {"parts": parts_of(song)}
            problem(await client.post(f"{path}/parts", json=wanted), 404, "not_found")
            problem(await client.post(f"{path}/prove", json={"answer": "a" * 64}), 404, "not_found")
            problem(await completed(client, upload_id), 404, "not_found")

    async def test_editor_joins_what_is_open(
        self, http: httpx.AsyncClient, client_of: ClientOf, song: Path, artist: Artist
    ):
        view = (await http.post(INIT, json=started(song))).json()
        editor = client_of(await make_collaborator(artist, "ed", CollaboratorRole.EDITOR))
        joined = await editor.post(INIT, json=started(song, library="nina"))
        assert joined.json()["upload_id"] == view["upload_id"]

    async def test_contributor_does_not_join(
        self, http: httpx.AsyncClient, client_of: ClientOf, song: Path, artist: Artist
    ):
        """A digest alone must not let anybody finish what another has sent."""
        await send_all(http, song)
        contributor = client_of(
            await make_collaborator(artist, "fred", CollaboratorRole.CONTRIBUTOR)
        )
        own = await contributor.post(INIT, json=started(song, library="nina"))
        assert own.json()["parts_done"] == []
        problem(await completed(contributor, own.json()["upload_id"]), 409, "parts_missing")

    async def test_both_finish(
        self, http: httpx.AsyncClient, client_of: ClientOf, song: Path, artist: Artist
    ):
        contributor = client_of(
            await make_collaborator(artist, "fred", CollaboratorRole.CONTRIBUTOR)
        )
        mine = await send_all(http, song)
        theirs = await send_all(contributor, song, library="nina")
        first = await completed(http, mine["upload_id"])
        second = await completed(contributor, theirs["upload_id"])
        assert first.json()["asset_id"] == second.json()["asset_id"]
        assert await usage_of(artist) == (SIZE, 0)

    async def test_demoted_artist(self, http: httpx.AsyncClient, song: Path, artist: Artist):
        from server.identity.service import grant_role

        view = await send_all(http, song)
        await grant_role("nina", Role.LISTENER)
        problem(await completed(http, view["upload_id"]), 403, "forbidden")
