"""Requests as nobody should send them: refused in one form, never a 500, and the server goes on."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from server.identity.models import User
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up
from tests.support.published import Published, publish

TRICKS = (
    "..",
    "%2e%2e",
    "%2f",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a%00b",
    "%ff%fe",
    "%c0%af",
    "%ED%A0%80",
    "%",
    "%zz",
    "%25%32%66",
    "a%0d%0aset-cookie:x=1",
    "%F0%9F%8E%B5",
    "9" * 5000,
    "-1",
    "x" * 7000,
    "urn:uuid:01a204ae-f84f-7127-8989-d162cf2be4e4",
    "%7B01a204ae-f84f-7127-8989-d162cf2be4e4%7D",
    "01a204aef84f71278989d162cf2be4e4",
)
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "invalid UTF-8": b'{"title": "\xff\xfe"}',
    "a lone surrogate": b'{"title": "\\ud800"}',
    "UTF-16": '{"title": "x"}'.encode("utf-16"),
    "an array": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "NaN": b'{"title": NaN}',
    "raw NUL": b'{"title": "a\0b"}',
    "escaped NUL": b'{"title": "a\\u0000b"}',
    "NUL elsewhere": b'{"unknown": "a\\u0000b"}',
    "deep": b'{"session":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a huge integer": b'{"rev": ' + b"9" * 6000 + b"}",
    "a huge float": b'{"at_ms": 1e308, "ms_listened": 1e308, "position": 1e308, "rev": 1e308}',
    "a date far away": b'{"release_at": "9999-12-31T23:59:59-23:59"}',
    "a date long ago": b'{"release_at": "0001-01-01T00:00:00+23:00"}',
    "no date": b'{"release_at": "2027-02-30T00:00:00Z"}',
    "long": b'{"title": "' + b"x" * 2_500_000 + b'"}',
}


@pytest.fixture
async def anna(server: LiveServer) -> Person:
    return await sign_up(server, "anna")


@pytest.fixture
async def track(server: LiveServer, anna: Person) -> Published:
    return await publish(server.resources, await User.get(handle="anna"))


def writes(server: LiveServer, track: Published) -> list[tuple[str, str]]:
    """Every route that takes a body, at an address that exists."""
    known = {"track_id": track.id, "version_id": track.version_id, "handle": "anna"}
    found = []
    for endpoint in server.app.ctx.endpoints:
        if endpoint.body is not None:
            path = endpoint.path
            for name, value in known.items():
                path = path.replace(f"<{name}:uuid>", value).replace(f"<{name}>", value)
            found.append((endpoint.method, path.replace("<upload_id:uuid>", str(uuid4()))))
    return found


def with_parameters(server: LiveServer) -> list[tuple[str, str]]:
    """Every address with a parameter: pages and API."""
    return [
        (method, f"/{route.path}")
        for route in server.app.router.routes
        if "<" in route.path
        for method in route.methods - {"OPTIONS"}
    ]


def fill(path: str, value: str) -> str:
    """The address with `value` in place of every parameter."""
    parts = []
    for segment in path.split("/"):
        if "<" not in segment:
            parts.append(segment)
            continue
        end = segment.rindex(">")
        parts.append(f"{'@' if ':at>' in segment else ''}{value}{segment[end + 1 :]}")
    return "/".join(parts)


async def raw(server: LiveServer, request: bytes) -> bytes:
    """What the server answers to these bytes."""
    parts = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(request)
    await writer.drain()
    writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()


def failure(answer: httpx.Response) -> dict[str, object]:
    """The error of an API answer, in the one form that there is."""
    found: dict[str, object] = answer.json()["error"]
    assert set(found) == {"code", "message", "field", "remedy", "details", "request_id"}
    assert answer.headers["content-type"] == "application/json"
    return found


class TestPaths:
    async def test_no_parameter_leads_astray(
        self, server: LiveServer, anna: Person, caplog: pytest.LogCaptureFixture
    ) -> None:
        device = await anna.device(server)
        routes = with_parameters(server)
        assert len(routes) > 30
        with caplog.at_level(logging.ERROR):
            for trick in TRICKS:
                for method, path in routes:
                    url = httpx.URL(server.url).copy_with(raw_path=fill(path, trick).encode())
                    answer = await device.request(method, url)
                    assert answer.status_code < 500, (method, path, trick, answer.text)
                    assert "root:" not in answer.text
                    assert "set-cookie" not in answer.headers
        assert [r.getMessage() for r in caplog.records if "request_failed" in r.getMessage()] == []
        assert (await device.get("/api/v1/health")).status_code == 200

    async def test_an_id_is_taken_in_any_case(self, server: LiveServer, track: Published) -> None:
        client = server.client()
        upper = await client.get(f"/api/v1/tracks/{track.id.upper()}")
        assert upper.json()["id"] == track.id
        assert (await client.get(f"/api/v1/tracks/{uuid4().hex}")).status_code == 404


class TestQueries:
    async def test_odd_queries(self, server: LiveServer, track: Published) -> None:
        client = server.client()
        queries = ["s=%00", "s=%ff", "s=" + "x" * 6000, "s[]=1", "&&&=", "s=%ED%A0%80", "s=a&s=b"]
        queries += ["s=%", "points=0", "points=1e3", "points=", "points=" + "9" * 5000, "v=%00"]
        addresses = [
            f"/api/v1/tracks/{track.id}",
            f"/api/v1/versions/{track.version_id}/waveform",
            f"/api/v1/stream/{track.version_id}.m3u8",
            f"/api/v1/comments?track_id={track.id}",
            f"/artwork/{track.id}/500.jpg",
            f"/embed/track/{track.id}",
            track.path,
            "/oembed",
            "/login",
            "/api/v1/auth/resume",
        ]
        for address in addresses:
            for query in queries:
                joint = "&" if "?" in address else "?"
                url = httpx.URL(server.url).copy_with(raw_path=f"{address}{joint}{query}".encode())
                answer = await client.get(url)
                assert answer.status_code < 500, (address, query, answer.text)

    async def test_an_empty_value_is_a_value(self, server: LiveServer, track: Published) -> None:
        client = server.client()
        found = await client.get(f"/api/v1/versions/{track.version_id}/waveform?points=")
        assert found.status_code == 422
        assert failure(found)["field"] == "points"


class TestBodies:
    async def test_no_body_breaks_a_route(
        self, server: LiveServer, anna: Person, track: Published, caplog: pytest.LogCaptureFixture
    ) -> None:
        device = await anna.device(server)
        with caplog.at_level(logging.ERROR):
            for method, path in writes(server, track):
                for name, body in BODIES.items():
                    answer = await device.request(
                        method, path, content=body, headers={"content-type": "application/json"}
                    )
                    assert answer.status_code < 500, (method, path, name, answer.text)
                    if answer.status_code >= 400:
                        failure(answer)
                await server.resources.redis.flushdb()
        assert [r.getMessage() for r in caplog.records if "request_failed" in r.getMessage()] == []

    async def test_nul_is_refused_wherever_it_stands(
        self, server: LiveServer, anna: Person, track: Published
    ) -> None:
        device = await anna.device(server)
        path = f"/api/v1/tracks/{track.id}"
        for body in (b'{"title": "a\\u0000b"}', b'{"x": "\\u0000"}', b'{"tags": ["\\\\\\u0000"]}'):
            answer = await device.patch(path, content=body)
            assert (answer.status_code, failure(answer)["code"]) == (422, "invalid")
        # A backslash in front makes it six harmless characters.
        answer = await device.patch(path, content=b'{"title": "a\\\\u0000b"}')
        assert answer.json()["title"] == "a\\u0000b"

    async def test_integers_may_be_written_with_a_point(
        self, server: LiveServer, anna: Person, track: Published
    ) -> None:
        device = await anna.device(server)
        path = f"/api/v1/tracks/{track.id}"
        assert (await device.patch(path, content=b'{"rev": 1.0}')).json()["rev"] == 2
        refused = await device.patch(path, content=b'{"rev": 2.5}')
        assert (refused.status_code, failure(refused)["field"]) == (422, "rev")

    async def test_other_media_types(
        self, server: LiveServer, anna: Person, track: Published
    ) -> None:
        device = await anna.device(server)
        for kind in ("application/xml", "multipart/form-data; boundary=x", "image/png", "x", ""):
            answer = await device.patch(
                f"/api/v1/tracks/{track.id}",
                content=b'{"title": "Other"}',
                headers={"content-type": kind},
            )
            assert (answer.status_code, failure(answer)["code"]) == (415, "unsupported_media")

    async def test_a_body_beyond_the_limit(self, server: LiveServer, anna: Person) -> None:
        device = await anna.device(server)
        answer = await device.patch("/api/v1/auth/me", content=BODIES["long"])
        assert (answer.status_code, failure(answer)["code"]) == (413, "too_large")

    async def test_the_field_at_fault_is_named(self, server: LiveServer, anna: Person) -> None:
        device = await anna.device(server)
        links = [{"label": "x", "url": "https://ok.example"}, {"label": "x", "url": 7}]
        answer = await device.patch("/api/v1/auth/me", json={"links": links})
        assert failure(answer)["field"] == "links[1].url"


class TestMethods:
    async def test_every_address_names_what_it_takes(
        self, server: LiveServer, track: Published
    ) -> None:
        client = server.client()
        for method in ("TRACE", "PUT", "OPTIONS", "PROPFIND"):
            answer = await client.request(method, f"/api/v1/tracks/{track.id}")
            assert answer.status_code == 405, method
            assert answer.headers["allow"] == "GET, HEAD, PATCH, DELETE"
            assert failure(answer)["code"] == "method_not_allowed"
        answer = await client.put(track.path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")

    async def test_head_answers_like_get_without_a_body(
        self, server: LiveServer, track: Published
    ) -> None:
        client = server.client(headers={"accept-encoding": "identity"})
        for path in (
            f"/api/v1/tracks/{track.id}",
            f"/api/v1/versions/{track.version_id}/waveform",
            f"/api/v1/versions/{track.version_id}/waveform?points=10",
            f"/api/v1/stream/{track.version_id}.m3u8",
            "/api/v1/openapi.json",
            "/api/v1/health",
            "/",
            track.path,
            f"/embed/track/{track.id}",
            "/sitemap.xml",
        ):
            head, get = await client.head(path), await client.get(path)
            assert (head.status_code, head.content) == (get.status_code, b""), path
            assert head.headers["content-length"] == get.headers["content-length"], path

    async def test_a_method_that_is_none(self, server: LiveServer) -> None:
        answer = await raw(server, b"G\xffT / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 405", b"HTTP/1.1 404")), answer[:200]


class TestHeaders:
    @pytest.mark.parametrize(
        "line",
        [
            b"Authorization: Bearer \xff\xfe",
            b"Authorization: Bearer",
            b"Authorization: \xe2\x80\xae",
            b"Cookie: acetate_session=\xff\xfe; \x01=;;;",
            b"Cookie: acetate_session=" + b"x" * 5000,
            b"Content-Type: \xff",
            b"Range: bytes=\xff-",
            b"User-Agent: \xff\xfe\xfd",
            b"Host: \xff",
            b"X-Forwarded-For: \xff, 1.2.3.4",
            b"Content-Length: -1",
            b"Content-Length: 9" + b"9" * 30,
            b"Transfer-Encoding: \xff",
            b"Accept: \xff",
            b"Expect: nothing",
        ],
    )
    async def test_odd_bytes(self, server: LiveServer, track: Published, line: bytes) -> None:
        host = b"" if line.startswith(b"Host") else b"Host: x\r\n"
        for path in (f"/api/v1/tracks/{track.id}", track.path):
            head = f"GET {path} HTTP/1.1\r\n".encode() + host + line
            answer = await raw(server, head + b"\r\nConnection: close\r\n\r\n")
            assert not answer.startswith(b"HTTP/1.1 5"), (line, answer[:300])
        assert (await server.client().get("/api/v1/ready")).status_code == 200

    async def test_every_answer_has_an_id_and_is_not_sniffed(self, server: LiveServer) -> None:
        client = server.client()
        for path in ("/api/v1/ready", "/api/v1/nothing", "/", "/nothing"):
            answer = await client.get(path)
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-request-id"]
        found = await client.get("/api/v1/nothing")
        assert failure(found)["request_id"] == found.headers["x-request-id"]
