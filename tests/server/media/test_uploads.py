"""Sessions: signed for, filled, looked at, given up."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.support.live import LiveServer
from tests.support.uploading import (
    INIT,
    Artist,
    completed,
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


class TestSign:
    async def test_renews(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song, parts=[]))).json()
        assert view["presigned_parts"] == []
        wanted = {"parts": parts_of(song)[:2]}
        answer = await http.post(f"/api/v1/upload/{view['upload_id']}/parts", json=wanted)
        assert [p["n"] for p in answer.json()["presigned_parts"]] == [1, 2]

    async def test_too_many_and_none(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()
        path = f"/api/v1/upload/{view['upload_id']}/parts"
        problem(await http.post(path, json={"parts": []}), 422, "invalid")
        one = parts_of(song)[0]
        many = [{**one, "n": n} for n in range(1, 66)]
        problem(await http.post(path, json={"parts": many}), 422, "invalid")
        problem(await http.post(path, json={"parts": many[:4]}), 422, "invalid")

    async def test_closed(self, http: httpx.AsyncClient, song: Path):
        view = await send_all(http, song)
        path = f"/api/v1/upload/{view['upload_id']}/parts"
        await completed(http, view["upload_id"])
        problem(await http.post(path, json={"parts": parts_of(song)}), 409, "upload_closed")

    async def test_what_is_no_id(self, http: httpx.AsyncClient):
        for upload_id in ("0", "x" * 36, "%00", "..%2f..", "null"):
            assert (await http.get(f"/api/v1/upload/{upload_id}")).status_code == 404


class TestReceive:
    async def test_out_of_order_and_twice(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer
    ):
        view = (await http.post(INIT, json=started(song))).json()
        for n in (3, 1, 3, 2, 1):
            sent = await put_part(http, view["presigned_parts"][n - 1], part_bytes(song, n))
            assert sent.status_code == 200
            assert sent.headers["etag"] == f'"{hashlib.md5(part_bytes(song, n)).hexdigest()}"'
        answer = await completed(http, view["upload_id"])
        assert await object_of(server, answer.json()["asset_id"]) == song.read_bytes()

    async def test_same_part_on_many_connections(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer
    ):
        view = (await http.post(INIT, json=started(song))).json()
        first = view["presigned_parts"][0]
        body = part_bytes(song, 1)
        answers = await asyncio.gather(*(put_part(http, first, body) for _ in range(4)))
        assert 200 in {a.status_code for a in answers}
        assert {a.status_code for a in answers} <= {200, 409}

    async def test_damaged(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()
        body = bytearray(part_bytes(song, 1))
        body[77] ^= 1
        sent = await put_part(http, view["presigned_parts"][0], bytes(body))
        assert problem(sent, 422, "part_mismatch")["details"] == {"n": 1}
        state = (await http.get(f"/api/v1/upload/{view['upload_id']}")).json()
        assert state["parts_done"] == []

    async def test_bytes_of_another_part(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()
        sent = await put_part(http, view["presigned_parts"][0], part_bytes(song, 2))
        problem(sent, 422, "part_mismatch")

    async def test_wrong_length(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()
        body = part_bytes(song, 1) + b"x"
        for length in (PART - 1, PART + 1, 1, 0):
            sent = await put_part(http, view["presigned_parts"][0], body[:length])
            problem(sent, 403, "tampered")

    async def test_chunked_body(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()

        async def body():
            yield part_bytes(song, 1)

        signed = view["presigned_parts"][0]
        sent = await http.put(signed["url"], content=body(), headers=signed["headers"])
        problem(sent, 403, "tampered")

    async def test_tampered(self, http: httpx.AsyncClient, song: Path):
        view = (await http.post(INIT, json=started(song))).json()
        one, two = view["presigned_parts"][0], view["presigned_parts"][1]
        url, id = one["url"], view["upload_id"]
        urls = [
            url[:-2] + ("AA" if url[-2:] != "AA" else "BB"),
            url.replace("exp=1", "exp=2"),
            url.replace("/parts/1?", "/parts/2?"),
            url.replace("/parts/1?", "/parts/-1?"),
            url.replace(id, "0" * 8 + id[8:]),
            url.partition("&")[0],
            url.partition("?")[0],
        ]
        tries = [(found, one["headers"]) for found in urls]
        for name in one["headers"]:
            tries.append((url, {**one["headers"], name: two["headers"][name]}))
            tries.append((url, {k: v for k, v in one["headers"].items() if k != name}))
            tries.append((url, {**one["headers"], name: "%%%"}))
        for found, headers in tries:
            sent = await http.put(found, content=part_bytes(song, 1), headers=headers)
            problem(sent, 403, "tampered")
        assert (await http.get(f"/api/v1/upload/{id}")).json()["parts_done"] == []

    async def test_expired(self, http: httpx.AsyncClient, song: Path, server: LiveServer):
        view = (await http.post(INIT, json=started(song))).json()
        signer = server.resources.store.uploads._signer
        from server.kit.objects import PartClaim

        part = parts_of(song)[0]
        claim = PartClaim(length=PART, md5=part["md5"], sha256=part["sha256"])
        old = signer.url(view["upload_id"], 1, claim, expires_s=-5)
        sent = await http.put(old.url, content=part_bytes(song, 1), headers=old.headers)
        problem(sent, 410, "expired")

    async def test_after_the_end(self, http: httpx.AsyncClient, song: Path):
        view = await send_all(http, song)
        await completed(http, view["upload_id"])
        sent = await put_part(http, view["presigned_parts"][0], part_bytes(song, 1))
        problem(sent, 410, "gone")

    async def test_refused_before_the_body_is_read(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer
    ):
        """A sender without a signature gets the answer though the body never comes."""
        host, port = server.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        upload_id = (await http.post(INIT, json=started(song))).json()["upload_id"]
        path = f"/api/v1/upload/{upload_id}/parts/1?exp=1&sig=x"
        writer.write(f"PUT {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {PART}\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 5)
        writer.close()
        assert b" 403 " in answer

    async def test_connection_that_breaks_holds_no_part(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer
    ):
        view = (await http.post(INIT, json=started(song))).json()
        signed = view["presigned_parts"][0]
        host, port = server.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        path = signed["url"].removeprefix(server.url)
        lines = [f"PUT {path} HTTP/1.1", "host: x", f"content-length: {PART}"]
        lines += [f"{k}: {v}" for k, v in signed["headers"].items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + part_bytes(song, 1)[:100_000])
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.transport.abort()
        for _ in range(100):
            again = await put_part(http, signed, part_bytes(song, 1))
            if again.status_code == 200:
                return
            problem(again, 409, "conflict")
            await asyncio.sleep(0.05)
        raise AssertionError("the part stayed locked")


class TestState:
    async def test_tells_what_the_store_holds(self, http: httpx.AsyncClient, song: Path):
        view = await send_all(http, song)
        state = (await http.get(f"/api/v1/upload/{view['upload_id']}")).json()
        assert state["state"] == "uploading"
        expected = [(p["n"], p["md5"]) for p in parts_of(song)]
        assert [(p["n"], p["md5"]) for p in state["parts_done"]] == expected

    async def test_after_the_end(self, http: httpx.AsyncClient, song: Path):
        view = await send_all(http, song)
        done = (await completed(http, view["upload_id"])).json()
        state = (await http.get(f"/api/v1/upload/{view['upload_id']}")).json()
        assert (state["state"], state["asset_id"]) == ("uploaded", done["asset_id"])

    async def test_session_that_the_store_lost(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer, artist: Artist
    ):
        view = await send_all(http, song)
        await server.resources.store.uploads.abort(view["upload_id"])
        problem(await http.get(f"/api/v1/upload/{view['upload_id']}"), 410, "gone")
        assert await usage_of(artist) == (0, 0)
        await upload(http, song)


class TestAbort:
    async def test_frees_everything(
        self, http: httpx.AsyncClient, song: Path, server: LiveServer, artist: Artist
    ):
        view = await send_all(http, song)
        path = f"/api/v1/upload/{view['upload_id']}"
        for _ in range(2):
            assert (await http.delete(path)).status_code == 204
        assert await usage_of(artist) == (0, 0)
        assert list((server.settings.data_dir / "uploads").iterdir()) == []
        assert (await http.get(path)).json()["state"] == "aborted"
        problem(await completed(http, view["upload_id"]), 410, "gone")
        assert (await http.post(INIT, json=started(song))).json()["upload_id"] != view["upload_id"]

    async def test_finished(self, http: httpx.AsyncClient, song: Path):
        view = await send_all(http, song)
        await completed(http, view["upload_id"])
        answer = await http.delete(f"/api/v1/upload/{view['upload_id']}")
        problem(answer, 409, "upload_closed")
