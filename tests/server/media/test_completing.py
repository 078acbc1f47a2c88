"""complete: the store is believed, nobody else."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import httpx

from server.media.models import Asset, AssetState, Upload, UploadStatus
from tests.support.live import LiveServer
from tests.support.uploading import (
    INIT,
    SIZE,
    Artist,
    completed,
    make_file,
    make_person,
    object_of,
    part_bytes,
    parts_of,
    problem,
    put_part,
    send_all,
    started,
    upload,
    usage_of,
)

PART = 8 * 2**20
ClientOf = Callable[[Artist], httpx.AsyncClient]


class TestComplete:
    async def test_stores_the_file(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer, artist: Artist
    ):
        asset_id = await upload(http, song)
        found = await Asset.get(id=asset_id)
        joined = b"".join(bytes.fromhex(p["sha256"]) for p in parts_of(song))
        assert await object_of(server, asset_id) == song.read_bytes()
        assert found.state is AssetState.UPLOADED
        assert found.composite_sha256 == hashlib.sha256(joined).hexdigest()
        assert await usage_of(artist) == (SIZE, 0)

    async def test_again_and_at_once(self, http: httpx.AsyncClient, song: Path, artist: Artist):
        view = await send_all(http, song)
        answers = await asyncio.gather(*(completed(http, view["upload_id"]) for _ in range(5)))
        answers.append(await completed(http, view["upload_id"]))
        assert {a.status_code for a in answers} == {200}
        assert len({a.json()["asset_id"] for a in answers}) == 1
        assert await usage_of(artist) == (SIZE, 0)

    async def test_parts_missing(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()
        await put_part(http, view["presigned_parts"][1], part_bytes(song, 2))
        found = problem(await completed(http, view["upload_id"]), 409, "parts_missing")
        assert found["details"] == {"missing": [1, 3]}
        for n in (1, 3):
            await put_part(http, view["presigned_parts"][n - 1], part_bytes(song, n))
        assert (await completed(http, view["upload_id"])).status_code == 200

    async def test_etags_of_the_client_are_not_believed(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()
        claimed = [p["md5"] for p in parts_of(song)]
        sent = {"upload_id": view["upload_id"], "etags": claimed}
        answer = await http.post("/api/v1/upload/multipart/complete", json=sent)
        problem(answer, 409, "parts_missing")

    async def test_part_declared_anew_after_it_was_sent(self, http: httpx.AsyncClient, song: Path):
        view = await send_all(http, song)
        other = {"n": 2, "sha256": "a" * 64, "md5": "b" * 32}
        path = f"/api/v1/upload/{view['upload_id']}/parts"
        await http.post(path, json={"parts": [other]})
        found = problem(await completed(http, view["upload_id"]), 422, "part_mismatch")
        assert found["details"] == {"n": 2}
        again = await http.post(path, json={"parts": [parts_of(song)[1]]})
        await put_part(http, again.json()["presigned_parts"][0], part_bytes(song, 2))
        assert (await completed(http, view["upload_id"])).status_code == 200

    async def test_unknown(self, http: httpx.AsyncClient):
        problem(await completed(http, "01980000-0000-7000-8000-000000000000"), 404, "not_found")

    async def test_process_that_died_between_store_and_row(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer, artist: Artist
    ):
        view = await send_all(http, song)
        await Upload.filter(id=view["upload_id"]).update(status=UploadStatus.COMPLETING)
        named = [(p["n"], p["md5"]) for p in parts_of(song)]
        await server.resources.store.uploads.finish(view["upload_id"], named, size=SIZE)
        state = (await http.get(f"/api/v1/upload/{view['upload_id']}")).json()
        assert len(state["parts_done"]) == 3
        again = (await http.post(INIT, json=started(song))).json()
        assert again["upload_id"] == view["upload_id"]
        answer = await completed(http, view["upload_id"])
        assert await object_of(server, answer.json()["asset_id"]) == song.read_bytes()
        assert await usage_of(artist) == (SIZE, 0)

    async def test_another_library_cannot_take_a_digest(
        self, http: httpx.AsyncClient, client_of: ClientOf, tmp_path: Path, server: LiveServer
    ):
        """Whoever sends other bytes under the digest of a file that is here is refused."""
        true, false = make_file(tmp_path / "a.wav", 5000), make_file(tmp_path / "b.wav", 5000, 2)
        asset_id = await upload(http, true)
        thief = client_of(await make_person("otto"))
        claimed = started(true)["sha256"]
        view = await send_all(thief, false, sha256=claimed)
        problem(await completed(thief, view["upload_id"]), 422, "invalid")
        assert await object_of(server, asset_id) == true.read_bytes()
        assert await Asset.all().count() == 1

    async def test_nor_keep_one_from_its_owner(
        self, http: httpx.AsyncClient, client_of: ClientOf, tmp_path: Path, server: LiveServer
    ):
        """Other bytes that came first under a digest give way to the right ones."""
        true, false = make_file(tmp_path / "a.wav", 5000), make_file(tmp_path / "b.wav", 5000, 2)
        squatter_id = await make_person("otto")
        squatter = client_of(squatter_id)
        squatted = await upload(squatter, false, sha256=started(true)["sha256"])
        asset_id = await upload(http, true)
        assert await object_of(server, asset_id) == true.read_bytes()
        assert (await Asset.get(id=squatted)).state is AssetState.MISMATCH
        assert await usage_of(squatter_id) == (0, 0)
