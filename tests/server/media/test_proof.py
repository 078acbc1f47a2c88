"""Proof instead of bytes, for who may not read originals."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.identity.models import CollaboratorRole
from tests.support.live import LiveServer
from tests.support.uploading import (
    INIT,
    SIZE,
    Artist,
    make_collaborator,
    make_file,
    object_of,
    problem,
    send_all,
    started,
    upload,
    usage_of,
)

PART = 8 * 2**20
ClientOf = Callable[[Artist], httpx.AsyncClient]


class TestProve:
    @pytest.fixture
    async def friend(self, artist: Artist, client_of: ClientOf) -> httpx.AsyncClient:
        """A contributor's client."""
        person = await make_collaborator(artist, "fred", CollaboratorRole.CONTRIBUTOR)
        return client_of(person)

    async def challenge(self, friend: httpx.AsyncClient, path: Path) -> dict[str, Any]:
        answer = await friend.post(INIT, json=started(path, library="nina"))
        assert answer.status_code == 200
        assert answer.json()["state"] == "prove"
        assert answer.json()["asset_id"] is None
        found: dict[str, Any] = answer.json()
        return found

    def right(self, view: dict[str, Any], body: bytes) -> str:
        asked = view["challenge"]
        digest = hashlib.sha256(asked["nonce"].encode())
        for offset, length in asked["ranges"]:
            digest.update(body[offset : offset + length])
        return digest.hexdigest()

    async def test_right(self, http: httpx.AsyncClient, friend: httpx.AsyncClient, song: Path):
        asset_id = await upload(http, song)
        view = await self.challenge(friend, song)
        path = f"/api/v1/upload/{view['upload_id']}/prove"
        sent = {"answer": self.right(view, song.read_bytes())}
        for _ in range(2):
            assert (await friend.post(path, json=sent)).json()["asset_id"] == asset_id

    async def test_small_file(
        self, http: httpx.AsyncClient, friend: httpx.AsyncClient, tmp_path: Path
    ):
        tiny = make_file(tmp_path / "tiny.wav", 1)
        asset_id = await upload(http, tiny)
        view = await self.challenge(friend, tiny)
        path = f"/api/v1/upload/{view['upload_id']}/prove"
        answer = await friend.post(path, json={"answer": self.right(view, tiny.read_bytes())})
        assert answer.json()["asset_id"] == asset_id

    async def test_wrong(self, http: httpx.AsyncClient, friend: httpx.AsyncClient, song: Path):
        await upload(http, song)
        view = await self.challenge(friend, song)
        path = f"/api/v1/upload/{view['upload_id']}/prove"
        problem(await friend.post(path, json={"answer": "a" * 64}), 403, "proof_failed")
        sent = {"answer": self.right(view, song.read_bytes())}
        problem(await friend.post(path, json=sent), 410, "gone")
        fresh = await self.challenge(friend, song)
        assert fresh["challenge"]["nonce"] != view["challenge"]["nonce"]

    async def test_challenge_stays_the_same(
        self, http: httpx.AsyncClient, friend: httpx.AsyncClient, song: Path, artist: Artist
    ):
        await upload(http, song)
        first = await self.challenge(friend, song)
        assert (await self.challenge(friend, song))["challenge"] == first["challenge"]
        state = await friend.get(f"/api/v1/upload/{first['upload_id']}")
        assert state.json()["challenge"] == first["challenge"]
        assert await usage_of(artist) == (SIZE, 0)

    async def test_file_here_is_the_wrong_one(
        self,
        http: httpx.AsyncClient,
        friend: httpx.AsyncClient,
        tmp_path: Path,
        server: LiveServer,
    ):
        """An honest contributor is not kept out by what somebody sent under the digest before."""
        true, false = make_file(tmp_path / "a.wav", 5000), make_file(tmp_path / "b.wav", 5000, 2)
        asset_id = await upload(http, false, sha256=started(true)["sha256"])
        view = await self.challenge(friend, true)
        path = f"/api/v1/upload/{view['upload_id']}/prove"
        sent = {"answer": self.right(view, true.read_bytes())}
        problem(await friend.post(path, json=sent), 410, "gone")
        assert await upload(friend, true, library="nina") == asset_id
        assert await object_of(server, asset_id) == true.read_bytes()

    async def test_of_an_upload(self, http: httpx.AsyncClient, song: Path):
        view = await send_all(http, song)
        path = f"/api/v1/upload/{view['upload_id']}/prove"
        problem(await http.post(path, json={"answer": "a" * 64}), 410, "gone")
