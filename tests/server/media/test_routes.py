"""/api/v1/upload over HTTP: the road, and everything beside it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.identity.models import CollaboratorRole, Role
from server.media.models import Asset, AssetState, LibraryUsage, Upload, UploadStatus
from server.media.queries import asset
from tests.support.live import LiveServer
from tests.support.uploading import (
    INIT,
    SIZE,
    Artist,
    completed,
    make_collaborator,
    make_file,
    make_person,
    part_bytes,
    parts_of,
    put_part,
    send_all,
    started,
    upload,
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


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The error of an answer that must be one."""
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    found: dict[str, Any] = answer.json()["error"]
    return found


async def usage_of(person: Artist) -> tuple[int, int]:
    """Bytes (used, reserved)."""
    found = await LibraryUsage.get_or_none(library_id=person.id)
    return (found.used_bytes, found.reserved_bytes) if found else (0, 0)


async def object_of(server: LiveServer, asset_id: str) -> bytes:
    found = await asset(asset_id)
    path = server.resources.store.local_path(found.bucket, found.key)
    assert path is not None
    return path.read_bytes()


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


class TestAccess:
    async def test_nobody(self, server: LiveServer, song: Path):
        problem(await server.client().post(INIT, json=started(song)), 401, "unauthenticated")

    async def test_listener(self, client_of: ClientOf, song: Path, server: LiveServer):
        listener = client_of(await make_person("lena", Role.LISTENER))
        found = problem(await listener.post(INIT, json=started(song)), 403, "forbidden")
        assert found["remedy"]

    @pytest.mark.parametrize("role", [CollaboratorRole.LISTENER, None])
    async def test_who_does_not_work_here(
        self,
        client_of: ClientOf,
        song: Path,
        artist: Artist,
        role: CollaboratorRole | None,
    ):
        person = (
            await make_collaborator(artist, "fred", role) if role else await make_person("fred")
        )
        answer = await client_of(person).post(INIT, json=started(song, library="nina"))
        problem(answer, 404, "not_found")

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
