"""What the two cookies say of themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from http.cookies import Morsel, SimpleCookie

from sanic import HTTPResponse

from server.identity.cookies import clear_session_cookies, set_session_cookies
from server.identity.schemas import Tokens
from server.kit.config import Settings
from sync.wire.ids import new_id

TOKENS = Tokens(
    session_id=new_id(), access="A-1", refresh="R.1", access_expires_at=datetime.now(UTC)
)


def sent(response: HTTPResponse) -> dict[str, Morsel[str]]:
    found: SimpleCookie = SimpleCookie()
    for line in response.headers.getall("set-cookie"):
        found.load(str(line))
    return dict(found)


class TestSetSessionCookies:
    def test_attributes(self, settings: Settings) -> None:
        response = HTTPResponse()
        set_session_cookies(response, settings, TOKENS)
        cookies = sent(response)
        assert {name: c.value for name, c in cookies.items()} == {
            "acetate_session": "A-1",
            "acetate_refresh": "R.1",
        }
        assert {name: c["path"] for name, c in cookies.items()} == {
            "acetate_session": "/",
            "acetate_refresh": "/api/v1/auth",
        }
        for cookie in cookies.values():
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            assert cookie["max-age"] == str(settings.refresh_ttl)
            assert not cookie["domain"]
            assert not cookie["secure"]

    def test_secure_behind_tls(self, settings: Settings) -> None:
        response = HTTPResponse()
        set_session_cookies(response, replace(settings, public_url="https://music.example"), TOKENS)
        assert all(cookie["secure"] for cookie in sent(response).values())

    def test_refresh_cookie_stays_when_nothing_was_rotated(self, settings: Settings) -> None:
        response = HTTPResponse()
        set_session_cookies(response, settings, replace(TOKENS, refresh=None))
        assert set(sent(response)) == {"acetate_session"}


class TestClearSessionCookies:
    def test_both_expire_on_their_paths(self, settings: Settings) -> None:
        response = HTTPResponse()
        clear_session_cookies(response, settings)
        cookies = sent(response)
        assert {name: (c.value, c["max-age"], c["path"]) for name, c in cookies.items()} == {
            "acetate_session": ("", "0", "/"),
            "acetate_refresh": ("", "0", "/api/v1/auth"),
        }
