"""Templates to pages: the environment, what every page is given, and the headers it goes with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from enum import Enum
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sanic import HTTPResponse, Request

from public_web.assets import Assets
from public_web.memo import Memo
from server.identity.access import Viewer, csrf_token
from server.kit.config import Settings
from sync.wire import codec

HTML = "text/html; charset=utf-8"
THEMES = frozenset({"auto", "light", "dark", "contrast"})
THEME_COOKIE = "acetate_theme"
_TEMPLATES = Path(__file__).parent / "templates"


class Frame(Enum):
    """Whether other sites may show the page in a frame."""

    NONE = "none"
    ANY = "any"


class Pages:
    """Everything that stays the same from one page to the next."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.assets = Assets(settings.static_dir)
        self.site = {
            "name": settings.site_name,
            "url": settings.public_url,
            "locale": settings.site_language,
        }
        self.memo = Memo()
        self._environment = environment()
        self._environment.globals.update(site=self.site, asset=self.assets.url)
        self._headers = {frame: _headers(frame, settings.public_url) for frame in Frame}

    def page(
        self,
        request: Request,
        template: str,
        viewer: Viewer,
        context: dict[str, Any],
        *,
        status: int = 200,
        frame: Frame = Frame.NONE,
        headers: dict[str, str] | None = None,
    ) -> HTTPResponse:
        """A page for this viewer."""
        body = self.body(request, template, viewer, context)
        return self.send(body, status=status, frame=frame, headers=headers)

    async def remembered(
        self,
        request: Request,
        template: str,
        viewer: Viewer,
        context: Callable[[], Awaitable[dict[str, Any]]],
        *,
        key: Hashable | None,
        now: float,
        status: int = 200,
        frame: Frame = Frame.NONE,
        headers: dict[str, str] | None = None,
    ) -> HTTPResponse:
        """A page with a player, which is told the time `now`; of one `key` it is made only once.

        `context` is asked when it has to be made.
        """

        async def render() -> bytes:
            return self.body(request, template, viewer, await context())

        body = await self.memo.remember(key, render, now)
        return self.send(body, status=status, frame=frame, headers=headers)

    def body(
        self, request: Request, template: str, viewer: Viewer, context: dict[str, Any]
    ) -> bytes:
        """What a page says."""
        shown = {"handle": viewer.handle, "name": viewer.display_name, "is_admin": viewer.is_admin}
        given = {
            "viewer": shown if viewer.signed_in else None,
            "csrf": csrf_token(self.settings, viewer),
            "theme": theme(request),
            **context,
        }
        return self._environment.get_template(template).render(given).encode()

    def send(
        self,
        body: bytes,
        *,
        status: int = 200,
        frame: Frame = Frame.NONE,
        headers: dict[str, str] | None = None,
    ) -> HTTPResponse:
        """A page with the headers that go with it."""
        found = self._headers[frame] if headers is None else {**self._headers[frame], **headers}
        return HTTPResponse(body, status=status, headers=found, content_type=HTML)


def environment() -> Environment:
    """The jinja2 environment: everything is escaped, templates are compiled once."""
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.policies["json.dumps_function"] = _dump
    return found


def pages(request: Request) -> Pages:
    """The Pages that mount() made."""
    found: Pages = request.app.ctx.pages
    return found


def theme(request: Request) -> str:
    """The theme that the address asks for, else the browser's choice, else `auto`."""
    asked = request.args.get("theme") or request.cookies.get(THEME_COOKIE)
    return asked if asked in THEMES else "auto"


def _dump(value: object, **_: object) -> str:
    return codec.encode(value).decode()


def _headers(frame: Frame, public_url: str) -> dict[str, str]:
    # 'self' has no meaning in the opaque origin of a sandboxed frame, so the site is named too.
    own = f"'self' {public_url}" if frame is Frame.ANY else "'self'"
    # `*` covers network schemes only; embed code is also tried out in files on the desk.
    framed_by = "'none'" if frame is Frame.NONE else "* file:"
    policy = {
        "default-src": "'none'",
        "script-src": own,
        "style-src": own,
        "font-src": own,
        "connect-src": own,
        "img-src": own,
        "media-src": f"{own} blob:",
        "form-action": "'self'" if frame is Frame.NONE else "'none'",
        "base-uri": "'none'",
        "frame-ancestors": framed_by,
    }
    found = {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "cache-control": "private, no-cache",
        "vary": "cookie",
    }
    if frame is Frame.NONE:
        found["x-frame-options"] = "DENY"
    return found
