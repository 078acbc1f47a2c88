"""Who is asking: viewer(request), and what a route may demand of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlsplit
from uuid import UUID

from server.identity import guests
from server.identity.models import Role
from server.identity.schemas import Arrival
from server.kit import db, signing
from server.kit.asking import client_address, resources
from server.kit.config import Settings
from server.kit.errors import AppError
from sync.wire.problems import Code

if TYPE_CHECKING:
    from sanic import Request  # jobs load this, and need no web server

SESSION_COOKIE = "acetate_session"
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_TOKEN = 200
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

# A cookie opens only a browser's session and a bearer token only a device's: what is stolen
# from the one place is of no use in the other.
_VIEWER = """
    SELECT s.id AS session_id, u.id AS user_id, u.handle, u.display_name, u.role, u.is_admin,
           s.last_seen_at < now() - interval '10 minutes' AS stale
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.access_hash = $1 AND s.kind = $2 AND s.revoked_at IS NULL AND u.disabled_at IS NULL
      AND (s.access_expires_at IS NULL OR s.access_expires_at > now())
      AND (s.expires_at IS NULL OR s.expires_at > now())
"""
_SEEN = "UPDATE sessions SET last_seen_at = now() WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever sent the request; anonymous when `user_id` is None."""

    user_id: UUID | None
    handle: str
    display_name: str
    role: Role | None
    is_admin: bool
    session_id: UUID | None
    via: Literal["cookie", "bearer"] | None
    previews: tuple[UUID, ...] = ()
    """Private links that this browser has opened."""

    @property
    def signed_in(self) -> bool:
        """Whether this is an account."""
        return self.user_id is not None

    @property
    def is_artist(self) -> bool:
        """Whether the account has a library of its own."""
        return self.role is Role.ARTIST

    @property
    def id(self) -> UUID:
        """The account of a viewer that was required; RuntimeError for an anonymous one."""
        if self.user_id is None:
            raise RuntimeError("an anonymous viewer has no id")
        return self.user_id


ANONYMOUS = Viewer(None, "", "", None, False, None, None)


async def viewer(request: Request) -> Viewer:
    """The viewer of a request, asked of the database once and only if there is a token.

    A cookie that is not (any more) valid makes an anonymous viewer. A bearer token that is not
    is 401, because a program must learn that its token is gone.
    """
    known = getattr(request.ctx, "viewer", None)
    if known is None:
        known = await _ask(request)
        links = guests.opened(request)
        known = replace(known, previews=links) if links else known
        request.ctx.viewer = known
        if known.user_id is not None:
            db.write_as(db.Author(known.user_id, known.session_id))
    return cast(Viewer, known)


def may_refresh(request: Request) -> bool:
    """Whether a browser carries a session cookie: if its viewer is anonymous, refreshing helps."""
    return bool(request.cookies.get(SESSION_COOKIE))


def arrival(request: Request) -> Arrival:
    """Where a sign-in comes from. AppError CSRF when another site sends it.

    SameSite keeps cookies from being sent across sites, not from being set, so without this
    another site could sign somebody in to an account of its own. Programs send neither header.
    """
    site = request.headers.get("sec-fetch-site", "none")
    origin = request.headers.get("origin")
    own = {urlsplit(resources(request).settings.public_url).netloc, request.headers.get("host")}
    if site not in {"same-origin", "none"} or (origin and urlsplit(origin).netloc not in own):
        raise AppError(Code.CSRF, "Another site may not do this.", field="Origin")
    return Arrival(client_address(request), request.headers.get("user-agent", ""))


async def require_user(request: Request) -> Viewer:
    """A signed-in viewer; a browser proves by CSRF token that the write is its own. 401, 403."""
    found = await viewer(request)
    if not found.signed_in:
        raise unauthenticated()
    if found.via == "cookie" and request.method not in SAFE_METHODS:
        _check_csrf(request, found)
    return found


async def ask_again(request: Request) -> Viewer:
    """require_user(), asked of the database anew: whoever waited long may have been shut out."""
    request.ctx.viewer = None
    return await require_user(request)


async def require_artist(request: Request) -> Viewer:
    """A viewer with a library of their own. 401, 403."""
    found = await require_user(request)
    if not found.is_artist:
        raise AppError(
            Code.FORBIDDEN,
            "Only artists may do this.",
            remedy="Ask an administrator of this site for the artist role.",
        )
    return found


async def require_admin(request: Request) -> Viewer:
    """An administrator. 401, 403."""
    found = await require_user(request)
    if not found.is_admin:
        raise AppError(Code.FORBIDDEN, "Only administrators may do this.")
    return found


def csrf_token(settings: Settings, viewer: Viewer) -> str | None:
    """What a browser must send along with its writes; None where no cookie is at play."""
    if viewer.via != "cookie" or viewer.session_id is None:
        return None
    return session_csrf(settings, viewer.session_id)


def session_csrf(settings: Settings, session_id: UUID) -> str:
    """The CSRF token of a session: bound to it, so that it ends with it."""
    return signing.sign(signing.derive(settings.session_secret, "csrf"), str(session_id))


def unauthenticated(message: str = "Sign in first.") -> AppError:
    """401, with the challenge that RFC 9110 section 11.6.1 asks for."""
    return AppError(Code.UNAUTHENTICATED, message, headers={"www-authenticate": "Bearer"})


async def _ask(request: Request) -> Viewer:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = await _of_token(token.strip(), "bearer")
        if found is None:
            raise unauthenticated("This token is not valid, or not any more.")
        return found
    cookie = request.cookies.get(SESSION_COOKIE)
    return (await _of_token(cookie, "cookie") if cookie else None) or ANONYMOUS


async def _of_token(token: str, via: Literal["cookie", "bearer"]) -> Viewer | None:
    if not token or len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    kind = "web" if via == "cookie" else "device"
    found = await db.row(_VIEWER, signing.token_hash(token), kind)
    if found is None:
        return None
    if found["stale"]:
        async with db.unit_of_work() as connection:
            await connection.execute_query(_SEEN, [found["session_id"]])
    return Viewer(
        user_id=found["user_id"],
        handle=found["handle"],
        display_name=found["display_name"],
        role=Role(found["role"]),
        is_admin=found["is_admin"],
        session_id=found["session_id"],
        via=via,
    )


def _check_csrf(request: Request, found: Viewer) -> None:
    settings = resources(request).settings
    given = request.headers.get(CSRF_HEADER) or _csrf_field(request)
    key = signing.derive(settings.session_secret, "csrf")
    if not given or not given.isascii() or not signing.verify(key, str(found.session_id), given):
        raise AppError(
            Code.CSRF,
            "The request does not prove that it comes from this site.",
            field="X-CSRF-Token",
            remedy="Reload the page and try again.",
        )


def _csrf_field(request: Request) -> str | None:
    if not request.headers.get("content-type", "").lower().startswith(FORMS):
        return None
    form = request.form
    return form.get(CSRF_FIELD) if form else None
