"""Who is asking, and that a browser's write is its own."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sanic import Request, Sanic

from server.identity import access
from server.kit import db, signing
from tests.support.live import LiveServer
from tests.support.people import Person, sign_up

ME = "/api/v1/auth/me"
NOWHERE = "/api/v1/devices/00000000-0000-7000-8000-000000000000"


def anonymous_request(headers: dict[str, str]) -> Request:
    app: Sanic[Any, Any] = Sanic.get_app("nobody", force_create=True)
    return Request(b"/", httpx_headers(headers), "1.1", "GET", None, app)  # type: ignore[arg-type]


def httpx_headers(headers: dict[str, str]) -> Any:
    from sanic.compat import Header

    return Header(headers)


async def status(client: httpx.AsyncClient, **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return (await client.patch(ME, json={"bio_md": "x"}, headers=sent)).status_code


@pytest.fixture
async def anna(server: LiveServer) -> Person:
    return await sign_up(server, "anna")


class TestViewer:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"cookie": "other=1"},
            {"cookie": "acetate_session="},
            {"cookie": "acetate_session=\udcff"},
            {"cookie": "acetate_session=" + "x" * 5000},
            {"cookie": ';;=;\x00="\\"'},
            {"authorization": "Basic YTpi"},
        ],
    )
    async def test_without_a_token_nothing_is_asked(self, headers: dict[str, str]) -> None:
        # No database is open here: a query would fail.
        found = await access.viewer(anonymous_request(headers))
        assert found is access.ANONYMOUS
        assert not found.signed_in

    async def test_nobody_has_no_id(self) -> None:
        with pytest.raises(RuntimeError):
            _ = access.ANONYMOUS.id

    async def test_cookie(self, anna: Person) -> None:
        found = (await anna.web.get(ME)).json()
        assert found["account"]["id"] == str(anna.id)
        assert found["csrf_token"] == anna.csrf

    async def test_unknown_cookie_is_nobody(self, server: LiveServer) -> None:
        client = server.client(cookies={"acetate_session": signing.new_token()})
        assert (await client.get(ME)).status_code == 401
        assert (await client.get("/api/v1/user/nobody")).status_code == 404

    async def test_device(self, server: LiveServer, anna: Person) -> None:
        found = (await (await anna.device(server)).get(ME)).json()
        assert found["account"]["id"] == str(anna.id)
        assert found["csrf_token"] is None

    async def test_bad_bearer(self, server: LiveServer) -> None:
        for token in ("", "x", "acd_x", "ü", "x" * 300):
            sent = {"authorization": f"Bearer {token}".strip().encode()}
            given = await server.client().get(ME, headers=sent)
            assert given.status_code == 401, token
            assert given.json()["error"]["code"] == "unauthenticated"
            assert given.headers["www-authenticate"] == "Bearer"

    async def test_bad_bearer_beats_a_good_cookie(self, anna: Person) -> None:
        given = await anna.web.get(ME, headers={"authorization": "Bearer x"})
        assert given.status_code == 401

    async def test_tokens_do_not_change_places(self, server: LiveServer, anna: Person) -> None:
        cookie = anna.web.cookies["acetate_session"]
        as_bearer = server.client(headers={"authorization": f"Bearer {cookie}"})
        assert (await as_bearer.get(ME)).status_code == 401
        device = await anna.device(server)
        token = device.headers["authorization"].removeprefix("Bearer ")
        as_cookie = server.client(cookies={"acetate_session": token})
        assert (await as_cookie.get(ME)).status_code == 401

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE sessions SET access_expires_at = now()",
            "UPDATE sessions SET expires_at = now()",
            "UPDATE sessions SET revoked_at = now()",
            "UPDATE users SET disabled_at = now()",
        ],
    )
    async def test_what_ended(self, server: LiveServer, anna: Person, change: str) -> None:
        device = await anna.device(server)
        await db.execute(change)
        assert (await anna.web.get(ME)).status_code == 401
        assert (await device.get(ME)).status_code == 401

    async def test_last_seen_moves_but_rarely(self, server: LiveServer, anna: Person) -> None:
        old = "UPDATE sessions SET last_seen_at = now() - interval '1 day' RETURNING last_seen_at"
        before = (await db.execute(old))[0]["last_seen_at"]
        seen = []
        for _ in range(2):
            await anna.web.get(ME)
            found = await db.row("SELECT last_seen_at FROM sessions")
            assert found
            seen.append(found["last_seen_at"])
        assert seen[0] > before
        assert seen[1] == seen[0]


class TestCsrf:
    async def test_right_token(self, anna: Person) -> None:
        assert await status(anna.web) == 200

    async def test_missing(self, anna: Person) -> None:
        del anna.web.headers["x-csrf-token"]
        given = await anna.web.patch(ME, json={})
        assert given.status_code == 403
        assert given.json()["error"]["code"] == "csrf_failed"

    async def test_wrong(self, anna: Person) -> None:
        for token in (b"", b"x", b"x" * 43, b"x" * 5000, b"\xff\xfe"):
            given = await anna.web.patch(ME, json={}, headers={b"x-csrf-token": token})
            assert given.status_code == 403, token

    async def test_of_another_session(self, server: LiveServer, anna: Person) -> None:
        other = await sign_up(server, "bert")
        assert await status(anna.web, x_csrf_token=other.csrf) == 403

    async def test_reading_needs_none(self, anna: Person) -> None:
        del anna.web.headers["x-csrf-token"]
        assert (await anna.web.get(ME)).status_code == 200
        assert (await anna.web.head(ME)).status_code == 200

    async def test_device_needs_none(self, server: LiveServer, anna: Person) -> None:
        assert await status(await anna.device(server)) == 200

    @pytest.mark.parametrize("multipart", [False, True])
    async def test_in_a_form(self, anna: Person, multipart: bool) -> None:
        token = anna.csrf
        del anna.web.headers["x-csrf-token"]
        files = {"a": b"1"} if multipart else None
        for form, expected in (({"csrf": token}, 404), ({"csrf": "wrong"}, 403), ({}, 403)):
            data = {"b": "2", **form}
            given = await anna.web.request("DELETE", NOWHERE, data=data, files=files)
            assert given.status_code == expected

    async def test_form_field_in_json_is_no_form(self, anna: Person) -> None:
        token = anna.csrf
        del anna.web.headers["x-csrf-token"]
        given = await anna.web.patch(ME, json={"csrf": token})
        assert given.status_code == 403

    async def test_stays_the_same_when_the_session_is_refreshed(self, anna: Person) -> None:
        given = await anna.web.post("/api/v1/auth/refresh")
        assert given.json()["csrf_token"] == anna.csrf
        assert await status(anna.web) == 200


class TestRequireArtist:
    async def test_matrix(self, server: LiveServer, anna: Person) -> None:
        listener = await sign_up(server, "bert")
        path = "/api/v1/collaborators"
        assert (await anna.web.get(path)).status_code == 200
        refused = await listener.web.get(path)
        assert refused.status_code == 403
        assert refused.json()["error"]["code"] == "forbidden"
        assert (await server.client().get(path)).status_code == 401


class TestRequireAdmin:
    async def test_matrix(self, server: LiveServer, anna: Person) -> None:
        listener = await sign_up(server, "bert")
        path, sent = "/api/v1/admin/users/bert/role", {"role": "artist"}
        assert (await server.client().put(path, json=sent)).status_code == 401
        assert (await listener.web.put(path, json=sent)).status_code == 403
        assert (await anna.web.put(path, json=sent)).json()["role"] == "artist"
        assert (await listener.web.put(path, json=sent)).status_code == 403


class TestArrival:
    @pytest.mark.parametrize("path", ["signup", "login", "refresh", "logout", "devices"])
    async def test_other_sites(self, server: LiveServer, path: str) -> None:
        for headers, refused in (
            ({}, False),
            ({"origin": server.url}, False),
            ({"origin": server.url, "sec-fetch-site": "same-origin"}, False),
            ({"sec-fetch-site": "none"}, False),
            ({"origin": "https://evil.example"}, True),
            ({"origin": "null"}, True),
            ({"origin": server.url, "sec-fetch-site": "cross-site"}, True),
            ({"sec-fetch-site": "same-site"}, True),
        ):
            given = await server.client().post(f"/api/v1/auth/{path}", json={}, headers=headers)
            assert (given.status_code == 403) == refused, (headers, given.text)
            if refused:
                assert given.json()["error"]["code"] == "csrf_failed"


class TestMayRefresh:
    def test_only_with_a_session_cookie(self) -> None:
        assert access.may_refresh(anonymous_request({"cookie": "acetate_session=old"}))
        assert not access.may_refresh(anonymous_request({}))
