"""init: opened, found open, or here already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.media.models import Asset
from tests.support.live import LiveServer
from tests.support.uploading import (
    INIT,
    SIZE,
    Artist,
    make_file,
    make_person,
    object_of,
    part_bytes,
    problem,
    put_part,
    started,
    upload,
    usage_of,
)

PART = 8 * 2**20
ClientOf = Callable[[Artist], httpx.AsyncClient]
BAD_FIELDS: list[tuple[str, Any, int, str]] = [
    ("size", 0, 422, "invalid"),
    ("size", -1, 422, "invalid"),
    ("size", 2**63, 422, "invalid"),
    ("size", "20", 422, "invalid"),
    ("size", 1.5, 422, "invalid"),
    ("size", 21 * 2**30, 413, "too_large"),
    ("sha256", "A" * 64, 422, "invalid"),
    ("sha256", "a" * 63, 422, "invalid"),
    ("sha256", None, 422, "invalid"),
    ("filename", "", 422, "invalid"),
    ("filename", "x" * 1001 + ".wav", 422, "invalid"),
    ("filename", ["a.wav"], 422, "invalid"),
    ("filename", "a\x00.wav", 422, "invalid"),
    ("filename", "virus.exe", 415, "unsupported_media"),
    ("filename", "noending", 415, "unsupported_media"),
    ("filename", "wav", 415, "unsupported_media"),
    ("filename", "cover.png", 415, "unsupported_media"),
    ("mime", "text/html", 415, "unsupported_media"),
    ("mime", "image/png", 415, "unsupported_media"),
    ("kind", "video", 422, "invalid"),
    ("library", "nobody", 404, "not_found"),
    ("library", "../nina", 404, "not_found"),
    ("parts", [{"n": 4, "sha256": "a" * 64, "md5": "a" * 32}], 422, "invalid"),
    ("parts", [{"n": 0, "sha256": "a" * 64, "md5": "a" * 32}], 422, "invalid"),
    ("parts", [{"n": 1, "sha256": "a" * 64, "md5": "a" * 32}] * 2, 422, "invalid"),
    ("parts", [{"n": 1}], 422, "invalid"),
    ("parts", "all", 422, "invalid"),
]
BAD_BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"size": 1e999}',
]
NAMES = [
    ("../../etc/passwd.wav", "passwd.wav"),
    ("C:\\Users\\me\\Träume.wav", "Träume.wav"),
    ("/abs/olute.wav", "olute.wav"),
    ("..\\..\\x.wav", "x.wav"),
    ("a\x01b\r\nc\x7f.wav", "abc.wav"),
    ("gpj\u202eevil.wav", "gpjevil.wav"),
    ("日本語 の 歌.flac", "日本語 の 歌.flac"),
    ("Ame\u0301lie.wav", "Amélie.wav"),
    ("👩‍🎤.mp3", "👩‍🎤.mp3"),
    ("....wav", "untitled.wav"),
    ("a" * 900 + ".wav", "a" * 251 + ".wav"),
]


class TestStart:
    async def test_says_how_the_file_is_cut(self, http: httpx.AsyncClient, song: Path):
        answer = await http.post(INIT, json=started(song))
        view = answer.json()
        assert answer.status_code == 201
        assert (view["state"], view["parts_total"], view["part_size"]) == ("uploading", 3, PART)
        assert [p["n"] for p in view["presigned_parts"]] == [1, 2, 3]
        assert view["size"] == SIZE
        assert view["expires_at"].endswith("Z")

    async def test_again_is_the_same_upload(
        self, http: httpx.AsyncClient, song: Path, artist: Artist
    ):
        first = (await http.post(INIT, json=started(song))).json()
        signed = first["presigned_parts"][1]
        await put_part(http, signed, part_bytes(song, 2))
        again = (await http.post(INIT, json=started(song))).json()
        assert again["upload_id"] == first["upload_id"]
        assert [(p["n"], p["size"]) for p in again["parts_done"]] == [(2, PART)]
        assert await usage_of(artist) == (0, SIZE)

    async def test_two_at_once_are_one(self, http: httpx.AsyncClient, song: Path, artist: Artist):
        answers = await asyncio.gather(*(http.post(INIT, json=started(song)) for _ in range(6)))
        assert {a.status_code for a in answers} == {201}
        assert len({a.json()["upload_id"] for a in answers}) == 1
        assert await usage_of(artist) == (0, SIZE)

    async def test_exists(self, http: httpx.AsyncClient, song: Path):
        asset_id = await upload(http, song)
        answer = await http.post(INIT, json=started(song, filename="another.flac"))
        assert answer.status_code == 200
        assert (answer.json()["state"], answer.json()["asset_id"]) == ("exists", asset_id)

    async def test_kinds_and_libraries_share_nothing(
        self, http: httpx.AsyncClient, song: Path, client_of: ClientOf, server: LiveServer
    ):
        first = await upload(http, song)
        stem = await upload(http, song, kind="stem")
        other = client_of(await make_person("otto"))
        theirs = await upload(other, song)
        assert len({first, stem, theirs}) == 3
        assert await object_of(server, theirs) == song.read_bytes()

    async def test_bad_fields(self, http: httpx.AsyncClient, song: Path, artist: Artist):
        whole = started(song)
        for field, value, status, code in BAD_FIELDS:
            found = problem(await http.post(INIT, json={**whole, field: value}), status, code)
            if status != 404 and "NUL" not in found["message"]:
                assert found["field"].startswith(field), (field, value)
        assert await usage_of(artist) == (0, 0)

    async def test_what_is_taken_is_listed(self, http: httpx.AsyncClient, song: Path):
        answer = await http.post(INIT, json=started(song, filename="song.mid"))
        assert "flac" in problem(answer, 415, "unsupported_media")["details"]["accepted"]

    async def test_bad_bodies(self, http: httpx.AsyncClient):
        for body in BAD_BODIES:
            sent = await http.post(INIT, content=body, headers={"content-type": "application/json"})
            assert sent.status_code in {400, 422}, body[:40]

    async def test_huge_body(self, http: httpx.AsyncClient, song: Path):
        answer = await http.post(INIT, json=started(song, note="x" * 5_000_000))
        problem(answer, 413, "too_large")

    async def test_wrong_content_type(self, http: httpx.AsyncClient):
        answer = await http.post(INIT, content=b"{}", headers={"content-type": "text/xml"})
        problem(answer, 415, "unsupported_media")

    async def test_names_are_shown_and_never_paths(
        self, http: httpx.AsyncClient, tmp_path: Path, server: LiveServer
    ):
        for seed, (name, shown) in enumerate(NAMES):
            asset_id = await upload(http, make_file(tmp_path / "x", 100, seed), filename=name)
            assert (await Asset.get(id=asset_id)).filename == shown
        root = server.settings.data_dir / "objects" / "originals"
        assert {len(p.name) for p in root.rglob("*") if p.is_file()} == {64}

    async def test_the_newer_word_on_the_size_counts(
        self, http: httpx.AsyncClient, cover: Path, song: Path, artist: Artist
    ):
        lie = await http.post(INIT, json=started(cover, size=5000, filename="a.wav", parts=[]))
        assert lie.status_code == 201
        await upload(http, cover, filename="a.wav")
        assert await usage_of(artist) == (1000, 0)


class TestQuota:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, quota_bytes=50 * 2**20, max_upload_bytes=40 * 2**20)

    async def test_two_that_do_not_fit_together(
        self, http: httpx.AsyncClient, song: Path, artist: Artist
    ):
        def other(n: int) -> dict[str, Any]:
            return started(song, sha256=f"{n:064x}", parts=[])

        answers = await asyncio.gather(*(http.post(INIT, json=other(n)) for n in range(6)))
        assert sorted(a.status_code for a in answers) == [201, 201, 507, 507, 507, 507]
        assert await usage_of(artist) == (0, 2 * SIZE)
        full = problem(await http.post(INIT, json=other(9)), 507, "quota_exceeded")
        limit = 50 * 2**20
        expected = {"used": 0, "reserved": 2 * SIZE, "limit": limit, "size": SIZE}
        assert full["details"] == expected

    async def test_room_comes_back(self, http: httpx.AsyncClient, song: Path, artist: Artist):
        views = [
            (await http.post(INIT, json=started(song, sha256=f"{n:064x}", parts=[]))).json()
            for n in range(2)
        ]
        problem(await http.post(INIT, json=started(song)), 507, "quota_exceeded")
        await http.delete(f"/api/v1/upload/{views[0]['upload_id']}")
        assert (await http.post(INIT, json=started(song))).status_code == 201

    async def test_largest_file(self, http: httpx.AsyncClient, song: Path):
        answer = await http.post(INIT, json=started(song, size=40 * 2**20 + 1, parts=[]))
        assert problem(answer, 413, "too_large")["details"]["limit"] == 40 * 2**20
