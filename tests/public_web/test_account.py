"""Accounts without JavaScript: forms, where they lead, and sessions that are renewed on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from public_web.pages.visitor import local_path
from server.identity.models import Session
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.people import PASSWORD, sign_up
from tests.support.published import publish

NEW = {"name": "Inês", "handle": "ines", "email": "ines@example.com", "password": PASSWORD}


class TestForms:
    async def test_sign_up_log_out_log_in(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        answer = await web.post("/signup", data={**NEW, "next": "/@ines"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/@ines")
        page = read((await web.get("/@ines")).text)
        assert "Inês" in page.text
        (token,) = [a["value"] for a in page.find("input", name="csrf")][:1]
        answer = await web.post("/logout", data={"csrf": str(token)})
        assert answer.status_code == 303
        assert not read((await web.get("/")).text).find("form", action="/logout")
        answer = await web.post("/login", data={"login": "INES", "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert read((await web.get("/")).text).find("form", action="/logout")

    async def test_problems_stand_beside_their_fields(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        for field, value in (("handle", "a b"), ("email", "nobody"), ("password", "short")):
            answer = await web.post("/signup", data={**NEW, field: value})
            page = read(answer.text)
            assert answer.status_code == 422
            (wrong,) = page.find("input", name=field)
            assert wrong["aria-invalid"] == "true"
            assert "`" not in page.text, "people are not told about types"
            assert page.find("input", name="password")[0]["value"] == ""
            if field != "email":
                assert page.find("input", name="email")[0]["value"] == NEW["email"]

    async def test_a_wrong_password(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        await sign_up(server, "ines")
        answer = await web.post("/login", data={"login": "ines", "password": "wrong password"})
        assert answer.status_code == 401
        assert read(answer.text).find("p", role="alert")
        assert "acetate_session" not in web.cookies

    async def test_log_out_needs_the_token(self, server: LiveServer) -> None:
        person = await sign_up(server, "ines")
        plain = server.client(cookies=person.web.cookies)
        assert (await plain.post("/logout")).status_code == 403
        assert (await person.web.get("/api/v1/auth/me")).status_code == 200

    async def test_other_sites_cannot_sign_anybody_in(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        await sign_up(server, "ines")
        sent = {"login": "ines", "password": PASSWORD}
        answer = await web.post("/login", data=sent, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "acetate_session" not in web.cookies

    async def test_nul_and_missing_fields(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        assert (
            await web.post("/login", data={"login": "a\0b", "password": "x"})
        ).status_code == 422
        assert (await web.post("/login")).status_code == 422
        assert (await web.post("/signup", content=b"\xff\xfe")).status_code == 422


class TestResume:
    async def test_a_session_is_renewed_on_the_way(self, server: LiveServer) -> None:
        person, made = await sign_up(server, "ines"), await publish(server.resources)
        await Session.all().update(access_expires_at=datetime.now(UTC) - timedelta(minutes=1))
        answer = await person.web.get(f"{made.path}?t=5", follow_redirects=True)
        assert [step.status_code for step in answer.history] == [303, 303]
        assert str(answer.url) == f"{server.url}{made.path}?t=5"
        assert read(answer.text).find("form", action="/logout")

    async def test_one_that_is_over_ends_without_a_circle(self, server: LiveServer) -> None:
        person, made = await sign_up(server, "ines"), await publish(server.resources)
        await Session.all().update(revoked_at=datetime.now(UTC))
        answer = await person.web.get(made.path, follow_redirects=True)
        assert answer.status_code == 200
        assert read(answer.text).player["csrf"] is None
        assert "acetate_session" not in person.web.cookies

    async def test_strangers_are_not_led_about(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        assert (await web.get(made.path)).status_code == 200
        answer = await web.get("/api/v1/auth/resume", params={"next": "https://evil.example/"})
        assert answer.headers["location"] == "/"


class TestLocalPath:
    @pytest.mark.parametrize("path", ["/", "/@a/b?t=1#c", "/x%0a"])
    def test_stays(self, path: str) -> None:
        assert local_path(path) == path

    @pytest.mark.parametrize(
        "path",
        [
            None,
            "",
            "x",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/a\r\nset-cookie: x",
            "https://evil.example/",
            "/ü",
        ],
    )
    def test_leads_nowhere_else(self, path: str | None) -> None:
        assert local_path(path) == "/"
