"""/api/v1/auth and its neighbours over real HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from server.identity.routes import api
from server.kit import db
from tests.support.live import LiveServer
from tests.support.people import PASSWORD, Person, sign_up

AUTH = "/api/v1/auth"


@pytest.fixture
async def anna(server: LiveServer) -> Person:
    return await sign_up(server, "anna")


def problem(given: httpx.Response) -> tuple[int, str, str | None]:
    error = given.json()["error"]
    return given.status_code, error["code"], error["field"]


class TestSignUp:
    async def test_first_is_admin_and_artist(self, server: LiveServer) -> None:
        first = await sign_up(server, "Anna", display_name="  Anna  B. ")
        assert first.account | {"id": None, "created_at": None} == {
            "id": None,
            "handle": "anna",
            "email": "Anna@example.com",
            "display_name": "Anna B.",
            "bio_md": "",
            "links": [],
            "role": "artist",
            "is_admin": True,
            "created_at": None,
        }
        second = await sign_up(server, "bert")
        assert (second.account["role"], second.account["is_admin"]) == ("listener", False)
        assert second.account["display_name"] == "bert"

    async def test_refusals_name_the_field(self, server: LiveServer, anna: Person) -> None:
        cases: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
            ({"handle": "admin"}, (422, "invalid", "handle")),
            ({"handle": "a b"}, (422, "invalid", "handle")),
            ({"handle": ""}, (422, "invalid", "handle")),
            ({"handle": 1}, (422, "invalid", "handle")),
            ({"handle": "ANNA"}, (409, "taken", "handle")),
            ({"email": "nobody"}, (422, "invalid", "email")),
            ({"email": "Anna@EXAMPLE.com"}, (409, "taken", "email")),
            ({"password": "short"}, (422, "invalid", "password")),
            ({"password": "x" * 201}, (422, "invalid", "password")),
            ({"display_name": " \n"}, (422, "invalid", "display_name")),
            ({"display_name": "x" * 101}, (422, "invalid", "display_name")),
        ]
        for change, expected in cases:
            sent = {"handle": "bert", "email": "bert@example.com", "password": PASSWORD} | change
            given = await server.client().post(f"{AUTH}/signup", json=sent)
            assert problem(given) == expected, change
            assert "set-cookie" not in given.headers

    async def test_bodies_that_are_none(self, server: LiveServer) -> None:
        malformed, invalid = (400, "malformed_body", None), (422, "invalid", None)
        cases: list[tuple[bytes, tuple[Any, ...]]] = [
            (b"", malformed),
            (b"{", malformed),
            (b"[]", invalid),
            (b"{}", (422, "invalid", "handle")),
            (b'{"handle": "a\\u0000"}', invalid),
            (b'{"handle": "\\ud800"}', malformed),
            (b"\xff", malformed),
        ]
        headers = {"content-type": "application/json"}
        for raw, expected in cases:
            given = await server.client().post(f"{AUTH}/signup", content=raw, headers=headers)
            assert problem(given) == expected, raw
        form = await server.client().post(f"{AUTH}/signup", data={"handle": "anna"})
        assert problem(form) == (415, "unsupported_media", "content-type")

    async def test_password_is_nowhere(self, server: LiveServer, anna: Person) -> None:
        dumped = await db.rows(
            "SELECT u::text AS text FROM users u UNION SELECT s::text FROM sessions s"
        )
        secret = [PASSWORD, *anna.web.cookies.values()]
        assert not [s for row in dumped for s in secret if s in row["text"]]


class TestSignIn:
    async def test_sets_cookies_that_work(self, server: LiveServer, anna: Person) -> None:
        web = server.client()
        given = await web.post(f"{AUTH}/login", json={"login": "anna", "password": PASSWORD})
        assert given.status_code == 200
        assert given.headers["cache-control"] == "no-store"
        assert (await web.get(f"{AUTH}/me")).json()["csrf_token"] == given.json()["csrf_token"]

    async def test_wrong_password(self, server: LiveServer, anna: Person) -> None:
        sent = {"login": "anna", "password": "wrong"}
        given = await server.client().post(f"{AUTH}/login", json=sent)
        assert problem(given) == (401, "unauthenticated", None)
        assert "set-cookie" not in given.headers


class TestSignOut:
    async def test_ends_the_session_and_the_cookies(self, server: LiveServer, anna: Person) -> None:
        cookie = anna.web.cookies["acetate_session"]
        given = await anna.web.post(f"{AUTH}/logout")
        assert given.status_code == 204
        assert not anna.web.cookies
        again = server.client(cookies={"acetate_session": cookie})
        assert (await again.get(f"{AUTH}/me")).status_code == 401

    async def test_needs_the_csrf_token(self, anna: Person) -> None:
        del anna.web.headers["x-csrf-token"]
        assert problem(await anna.web.post(f"{AUTH}/logout"))[:2] == (403, "csrf_failed")

    async def test_nobody(self, server: LiveServer) -> None:
        assert (await server.client().post(f"{AUTH}/logout")).status_code == 204

    async def test_device_ends_itself(self, server: LiveServer, anna: Person) -> None:
        device = await anna.device(server)
        assert (await device.post(f"{AUTH}/logout")).status_code == 204
        assert (await device.get(f"{AUTH}/me")).status_code == 401
        assert (await anna.web.get(f"{AUTH}/me")).status_code == 200

    async def test_after_the_access_token_expired(self, server: LiveServer, anna: Person) -> None:
        await db.execute("UPDATE sessions SET access_expires_at = now()")
        assert (await anna.web.post(f"{AUTH}/logout")).status_code == 204
        found = await db.row("SELECT revoked_why FROM sessions")
        assert found
        assert found["revoked_why"] == "signed_out"


class TestRefresh:
    async def test_brings_an_expired_browser_back(self, anna: Person) -> None:
        await db.execute("UPDATE sessions SET access_expires_at = now()")
        assert (await anna.web.get(f"{AUTH}/me")).status_code == 401
        old = dict(anna.web.cookies)
        given = await anna.web.post(f"{AUTH}/refresh")
        assert given.status_code == 200
        assert not set(old.values()) & set(anna.web.cookies.values())
        assert (await anna.web.get(f"{AUTH}/me")).status_code == 200

    async def test_reuse_ends_it_for_both(self, server: LiveServer, anna: Person) -> None:
        stolen = anna.web.cookies["acetate_refresh"]
        for _ in range(2):
            assert (await anna.web.post(f"{AUTH}/refresh")).status_code == 200
        thief = server.client()
        thief.cookies.set("acetate_refresh", stolen, "127.0.0.1", "/api/v1/auth")
        given = await thief.post(f"{AUTH}/refresh")
        assert problem(given)[:2] == (401, "unauthenticated")
        assert not thief.cookies
        assert (await anna.web.get(f"{AUTH}/me")).status_code == 401
        assert (await anna.web.post(f"{AUTH}/refresh")).status_code == 401

    async def test_without_a_cookie(self, server: LiveServer) -> None:
        assert problem(await server.client().post(f"{AUTH}/refresh"))[0] == 401


class TestEditMe:
    async def test_only_what_was_sent(self, anna: Person) -> None:
        links = [{"label": "Home", "url": "https://anna.example/"}]
        await anna.web.patch(f"{AUTH}/me", json={"bio_md": "I **play**", "links": links})
        given = await anna.web.patch(f"{AUTH}/me", json={"display_name": "Anna B."})
        assert given.status_code == 200
        assert given.json() == anna.account | {
            "display_name": "Anna B.",
            "bio_md": "I **play**",
            "links": links,
        }

    async def test_refusals(self, anna: Person) -> None:
        cases: list[tuple[dict[str, Any], str]] = [
            ({"display_name": ""}, "display_name"),
            ({"display_name": "\u200b"}, "display_name"),
            ({"display_name": None}, "display_name"),
            ({"bio_md": "x" * 50_001}, "bio_md"),
            ({"links": [{"label": "x", "url": "javascript:alert(1)"}]}, "links[0].url"),
            ({"links": [{"label": "x", "url": "https://a b"}]}, "links[0].url"),
            ({"links": [{"label": "x", "url": "https://a"}] * 21}, "links"),
        ]
        for sent, field in cases:
            given = await anna.web.patch(f"{AUTH}/me", json=sent)
            assert problem(given) == (422, "invalid", field), sent
        assert (await anna.web.get(f"{AUTH}/me")).json()["account"] == anna.account


class TestSessions:
    async def test_list_and_revoke(self, server: LiveServer, anna: Person) -> None:
        device = await anna.device(server, "studio  laptop")
        found = (await anna.web.get(f"{AUTH}/sessions")).json()["sessions"]
        assert {(s["kind"], s["name"], s["current"]) for s in found} == {
            ("web", "A browser", True),
            ("device", "studio laptop", False),
        }
        other = next(s for s in found if not s["current"])
        assert (await anna.web.delete(f"{AUTH}/sessions/{other['id']}")).status_code == 204
        assert (await device.get(f"{AUTH}/me")).status_code == 401
        assert problem(await anna.web.delete(f"{AUTH}/sessions/{other['id']}"))[0] == 404

    async def test_own_one_clears_the_cookies(self, anna: Person) -> None:
        found = (await anna.web.get(f"{AUTH}/sessions")).json()["sessions"]
        assert (await anna.web.delete(f"{AUTH}/sessions/{found[0]['id']}")).status_code == 204
        assert not anna.web.cookies

    async def test_those_of_others_are_not_there(self, server: LiveServer, anna: Person) -> None:
        bert = await sign_up(server, "bert")
        own = (await anna.web.get(f"{AUTH}/sessions")).json()["sessions"][0]["id"]
        assert problem(await bert.web.delete(f"{AUTH}/sessions/{own}"))[0] == 404
        assert (await anna.web.get(f"{AUTH}/me")).status_code == 200

    async def test_no_id(self, anna: Person) -> None:
        assert problem(await anna.web.delete(f"{AUTH}/sessions/7"))[0] == 404


class TestDevices:
    async def test_in_one_call_by_password(self, server: LiveServer, anna: Person) -> None:
        sent = {"login": "anna@example.com", "password": PASSWORD, "name": "command line"}
        given = await server.client().post(f"{AUTH}/devices", json=sent)
        assert given.status_code == 201
        made = given.json()
        assert made["token"].startswith("acd_")
        assert made["account"]["handle"] == "anna"
        assert "set-cookie" not in given.headers
        client = server.client(headers={"authorization": f"bearer {made['token']}"})
        assert (await client.get(f"{AUTH}/me")).status_code == 200

    async def test_wrong_password(self, server: LiveServer, anna: Person) -> None:
        sent = {"login": "anna", "password": "wrong", "name": "x"}
        given = await server.client().post(f"{AUTH}/devices", json=sent)
        assert problem(given)[:2] == (401, "unauthenticated")

    async def test_token_is_shown_once(self, server: LiveServer, anna: Person) -> None:
        given = await anna.web.post("/api/v1/devices", json={"name": "laptop"})
        listed = await anna.web.get("/api/v1/devices")
        assert [d["id"] for d in listed.json()["devices"]] == [given.json()["id"]]
        assert given.json()["token"] not in listed.text

    async def test_revoke(self, server: LiveServer, anna: Person) -> None:
        device = await anna.device(server)
        found = (await device.get("/api/v1/devices")).json()["devices"]
        assert [d["current"] for d in found] == [True]
        assert (await anna.web.delete(f"/api/v1/devices/{found[0]['id']}")).status_code == 204
        assert (await device.get(f"{AUTH}/me")).status_code == 401

    async def test_a_browser_is_no_device(self, anna: Person) -> None:
        found = (await anna.web.get(f"{AUTH}/sessions")).json()["sessions"][0]["id"]
        assert problem(await anna.web.delete(f"/api/v1/devices/{found}"))[0] == 404

    async def test_devices_make_no_devices(self, server: LiveServer, anna: Person) -> None:
        device = await anna.device(server)
        given = await device.post("/api/v1/devices", json={"name": "another"})
        assert problem(given)[:2] == (403, "forbidden")

    async def test_name_is_needed(self, anna: Person) -> None:
        given = await anna.web.post("/api/v1/devices", json={"name": "\u200b"})
        assert problem(given) == (422, "invalid", "name")


class TestProfile:
    async def test_public(self, server: LiveServer, anna: Person) -> None:
        await anna.web.patch(f"{AUTH}/me", json={"bio_md": "# Hi\n\n<script>x</script>"})
        for path in ("anna", "ANNA", "@anna", "%EF%BC%A1nna"):
            given = await server.client().get(f"/api/v1/user/{path}")
            assert given.status_code == 200, path
            found = given.json()
            assert found["handle"] == "anna"
            assert found["bio_html"] == "<h2>Hi</h2>\n<p>&lt;script&gt;x&lt;/script&gt;</p>"
            assert "email" not in found
            assert "public" in given.headers["cache-control"]

    async def test_nobody(self, server: LiveServer, anna: Person) -> None:
        for path in ("bert", "%00", "%FF", "a%2Fb", "..", "%2e%2e"):
            given = await server.client().get(f"/api/v1/user/{path}")
            assert given.status_code == 404, path

    async def test_closed_account(self, server: LiveServer, anna: Person) -> None:
        await db.execute("UPDATE users SET disabled_at = now()")
        assert (await server.client().get("/api/v1/user/anna")).status_code == 404


class TestGrantRole:
    async def test_to_and_fro(self, server: LiveServer, anna: Person) -> None:
        bert = await sign_up(server, "bert")
        for role in ("artist", "listener"):
            given = await anna.web.put("/api/v1/admin/users/bert/role", json={"role": role})
            assert given.json()["role"] == role
            assert (await bert.web.get(f"{AUTH}/me")).json()["account"]["role"] == role

    async def test_refusals(self, anna: Person) -> None:
        path = "/api/v1/admin/users/{}/role"
        given = await anna.web.put(path.format("nobody"), json={"role": "artist"})
        assert problem(given)[0] == 404
        given = await anna.web.put(path.format("anna"), json={"role": "king"})
        assert problem(given) == (422, "invalid", "role")


class TestCollaborators:
    async def test_life(self, server: LiveServer, anna: Person) -> None:
        await sign_up(server, "bert")
        path = "/api/v1/collaborators/bert"
        assert problem(await anna.web.get(path))[0] == 404
        for role in ("contributor", "editor"):
            given = await anna.web.put(path, json={"role": role})
            assert (given.status_code, given.json()["role"]) == (200, role)
            assert (await anna.web.get(path)).json() == given.json()
        listed = (await anna.web.get("/api/v1/collaborators")).json()["collaborators"]
        assert [(c["handle"], c["role"]) for c in listed] == [("bert", "editor")]
        assert (await anna.web.delete(path)).status_code == 204
        assert problem(await anna.web.delete(path))[0] == 404
        assert (await anna.web.get("/api/v1/collaborators")).json() == {"collaborators": []}

    async def test_refusals(self, anna: Person) -> None:
        sent = {"role": "editor"}
        assert problem(await anna.web.put("/api/v1/collaborators/anna", json=sent)) == (
            422,
            "invalid",
            "handle",
        )
        assert problem(await anna.web.put("/api/v1/collaborators/bert", json=sent))[0] == 404


class TestLibraries:
    async def test_of_who_has_one_and_was_let_into_another(
        self, server: LiveServer, anna: Person
    ) -> None:
        bert = await sign_up(server, "bert")
        path = "/api/v1/libraries"
        assert (await bert.web.get(path)).json() == {"libraries": []}
        await anna.web.put("/api/v1/collaborators/bert", json={"role": "contributor"})
        (only,) = (await bert.web.get(path)).json()["libraries"]
        assert (only["handle"], only["role"], only["id"]) == ("anna", "contributor", str(anna.id))
        (own,) = (await anna.web.get(path)).json()["libraries"]
        assert (own["handle"], own["role"]) == ("anna", "owner")
        assert problem(await server.client().get(path))[0] == 401


class TestDeclarations:
    def test_every_route_declares_itself(self) -> None:
        assert len({(e.method, e.path) for e in api.endpoints}) == len(api.endpoints) == 19
        for endpoint in api.endpoints:
            assert endpoint.surface in {"open", "account", "artist", "admin"}
            assert (endpoint.reply is None) == (endpoint.status == 204), endpoint
            assert (endpoint.body is not None) or endpoint.method not in {"PUT", "PATCH"}
