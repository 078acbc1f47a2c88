"""The way back: a studio that lacks a file gets it as it was sent, and nobody else does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from server.identity.models import Collaborator, CollaboratorRole
from server.media.models import Asset, AssetState
from tests.support.live import LiveServer
from tests.support.uploading import (
    Artist,
    make_collaborator,
    make_person,
    problem,
    upload,
)

ClientOf = Callable[[Artist], httpx.AsyncClient]


def address(kind: str, file: Path, library: str = "") -> str:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"/api/v1/files/{kind}/{digest}" + (f"?library={library}" if library else "")


class TestReadFile:
    async def test_bytes_come_back_under_the_name_they_had(
        self, http: httpx.AsyncClient, song: Path
    ) -> None:
        await upload(http, song)
        found = await http.get(address("original", song))
        assert found.status_code == 200
        assert found.content == song.read_bytes()
        assert found.headers["content-type"] == "application/octet-stream"
        assert found.headers["content-disposition"] == "attachment; filename*=UTF-8''song.wav"
        assert found.headers["cache-control"] == "private, no-store"
        assert found.headers["x-content-type-options"] == "nosniff"

    async def test_goes_on_where_it_was_broken_off(
        self, http: httpx.AsyncClient, song: Path
    ) -> None:
        await upload(http, song)
        whole = song.read_bytes()
        rest = await http.get(address("original", song), headers={"range": "bytes=1000000-"})
        assert rest.status_code == 206
        assert rest.content == whole[1_000_000:]

    async def test_goes_on_only_with_the_same_file(
        self, http: httpx.AsyncClient, song: Path
    ) -> None:
        await upload(http, song)
        etag = (await http.head(address("original", song))).headers["etag"]
        rest = {"range": "bytes=1000000-"}
        same = await http.get(address("original", song), headers={**rest, "if-range": etag})
        other = await http.get(address("original", song), headers={**rest, "if-range": '"x"'})
        assert (same.status_code, other.status_code) == (206, 200)
        assert other.content == song.read_bytes()
        kept = await http.get(address("original", song), headers={"if-none-match": etag})
        assert (kept.status_code, kept.content) == (304, b"")

    async def test_is_of_its_kind_only(self, http: httpx.AsyncClient, song: Path) -> None:
        await upload(http, song)
        for kind in ("stem", "image", "originals", ".."):
            problem(await http.get(address(kind, song)), 404, "not_found")

    @pytest.mark.parametrize("digest", ["0" * 64, "x", "%00", "A" * 64, "%F0%9F%8E%B5", "0" * 500])
    async def test_what_is_not_there(self, http: httpx.AsyncClient, digest: str) -> None:
        found = await http.get(f"/api/v1/files/original/{digest}")
        assert found.status_code in {404, 422}, found.text

    async def test_what_did_not_arrive_whole(self, http: httpx.AsyncClient, song: Path) -> None:
        await upload(http, song)
        await Asset.all().update(state=AssetState.MISMATCH)
        problem(await http.get(address("original", song)), 404, "not_found")


class TestWhoMay:
    async def test_nobody_unknown(
        self, server: LiveServer, http: httpx.AsyncClient, song: Path
    ) -> None:
        await upload(http, song)
        problem(await server.client().get(address("original", song)), 401, "unauthenticated")

    @pytest.mark.parametrize("library", ["", "nina"])
    async def test_no_stranger(
        self, http: httpx.AsyncClient, client_of: ClientOf, song: Path, library: str
    ) -> None:
        await upload(http, song)
        stranger = client_of(await make_person("otto"))
        there = problem(await stranger.get(address("original", song, library)), 404, "not_found")
        nowhere = problem(await stranger.get(address("original", song, "who")), 404, "not_found")
        assert there | {"request_id": ""} == nowhere | {"request_id": ""}

    @pytest.mark.parametrize(
        ("role", "sound"),
        [
            (CollaboratorRole.EDITOR, 200),
            (CollaboratorRole.CONTRIBUTOR, 404),
            (CollaboratorRole.LISTENER, 404),
        ],
    )
    async def test_pictures_for_all_who_work_here_sound_for_editors(
        self,
        http: httpx.AsyncClient,
        client_of: ClientOf,
        artist: Artist,
        song: Path,
        cover: Path,
        role: CollaboratorRole,
        sound: int,
    ) -> None:
        await upload(http, song)
        await upload(http, cover, kind="image")
        guest = client_of(await make_collaborator(artist, "gina", role))
        assert (await guest.get(address("original", song, "nina"))).status_code == sound
        picture = await guest.get(address("image", cover, "NINA"))
        assert picture.content == cover.read_bytes()

    async def test_nobody_who_was_put_out(
        self, http: httpx.AsyncClient, client_of: ClientOf, artist: Artist, song: Path
    ) -> None:
        await upload(http, song)
        guest = client_of(await make_collaborator(artist, "gina", CollaboratorRole.EDITOR))
        assert (await guest.get(address("original", song, "nina"))).status_code == 200
        await Collaborator.all().delete()
        problem(await guest.get(address("original", song, "nina")), 404, "not_found")
