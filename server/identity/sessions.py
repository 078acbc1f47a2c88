"""Sessions of browsers and devices.

A browser's refresh token is good once: using it makes the next one. The token before may be
shown again for a moment, because two tabs race; any older one means that somebody has a copy,
and the session ends for both:

    live --rotate--> live        live --older token--> revoked (refresh_reuse)
    live --sign out | revoke--> revoked                live --not used for long--> expired
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from server.identity.access import unauthenticated
from server.identity.models import SessionKind
from server.identity.names import display_name
from server.identity.schemas import Tokens
from server.kit import db, signing
from server.kit.config import Settings
from server.kit.logs import logger
from sync.wire.ids import new_id

log = logger(__name__)

GRACE_S = 10
DEVICE_PREFIX = "acd_"
LONGEST_TOKEN = 200

_OPEN = """
    INSERT INTO sessions (id, user_id, kind, name, access_hash, access_expires_at, refresh_hash,
                          expires_at, created_at, last_seen_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now())
"""
_HELD = """
    SELECT s.refresh_hash, s.previous_refresh_hash,
           s.revoked_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL AS live,
           s.rotated_at > clock_timestamp() - make_interval(secs => $2) AS graceful
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = $1 AND s.kind = 'web' FOR UPDATE OF s
"""
_ROTATE = """
    UPDATE sessions SET previous_refresh_hash = refresh_hash, refresh_hash = $2,
           rotated_at = clock_timestamp(), access_hash = $3, access_expires_at = $4,
           expires_at = $5, last_seen_at = now()
    WHERE id = $1
"""
_PROLONG = "UPDATE sessions SET access_expires_at = $2 WHERE id = $1"
_REVOKE = """
    UPDATE sessions SET revoked_at = now(), revoked_why = $2
    WHERE id = $1 AND revoked_at IS NULL RETURNING id
"""
_REVOKE_OWN = """
    UPDATE sessions SET revoked_at = now(), revoked_why = 'by_user'
    WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND ($3::text IS NULL OR kind = $3)
    RETURNING id
"""
_FORGET = """
    DELETE FROM sessions
    WHERE revoked_at < now() - interval '30 days' OR expires_at < now() - interval '30 days'
"""


@dataclass(frozen=True, slots=True)
class Device:
    """A device that was let in, and its token, which is stored nowhere."""

    id: UUID
    name: str
    token: str


async def open_browser(settings: Settings, user_id: UUID, agent: str) -> Tokens:
    """A new session of a browser."""
    session_id = new_id()
    access, refresh = signing.new_token(), _new_refresh(settings, session_id)
    access_until, until = _until(settings.access_ttl), _until(settings.refresh_ttl)
    async with db.unit_of_work():
        await db.execute(
            _OPEN,
            session_id,
            user_id,
            SessionKind.WEB.value,
            browser_name(agent),
            signing.token_hash(access),
            access_until,
            signing.token_hash(refresh),
            until,
        )
    return Tokens(
        session_id=session_id, access=access, refresh=refresh, access_expires_at=access_until
    )


async def open_device(user_id: UUID, name: str) -> Device:
    """A new device with a token that does not expire."""
    device = Device(new_id(), display_name(name, "name"), DEVICE_PREFIX + signing.new_token())
    digest = signing.token_hash(device.token)
    kind = SessionKind.DEVICE.value
    async with db.unit_of_work():
        await db.execute(_OPEN, device.id, user_id, kind, device.name, digest, None, None, None)
    return device


async def rotate(settings: Settings, refresh: str) -> Tokens:
    """The next tokens of the session that `refresh` belongs to.

    In one transaction that locks the session, so that of two tabs one rotates and the other gets
    the same access token. AppError UNAUTHENTICATED for a token that is not or no more good.
    """
    session_id = session_of(settings, refresh)
    tokens: Tokens | None = None
    if session_id is not None:
        async with db.unit_of_work():
            tokens = await _rotate(settings, session_id, refresh)
    if tokens is None:
        raise unauthenticated("The session has ended. Sign in again.")
    return tokens


async def revoke(session_id: UUID, why: str) -> None:
    """Ends a session; fine if it has ended."""
    async with db.unit_of_work():
        await db.execute(_REVOKE, session_id, why)


async def revoke_own(user_id: UUID, session_id: UUID, kind: SessionKind | None = None) -> bool:
    """Ends one of the user's own sessions (of that kind); False if there is none such."""
    async with db.unit_of_work():
        ended = await db.execute(_REVOKE_OWN, session_id, user_id, kind and kind.value)
    return bool(ended)


async def forget_old() -> None:
    """Deletes what ended a month ago."""
    async with db.unit_of_work():
        await db.execute(_FORGET)


def session_of(settings: Settings, refresh: str) -> UUID | None:
    """The session that a refresh token was made for, if it was made here at all.

    The signature lets a made-up token be told from an old one: only an old one ends a session.
    """
    session, _, rest = refresh.partition(".")
    secret, _, signature = rest.partition(".")
    if len(refresh) > LONGEST_TOKEN or not refresh.isascii():
        return None
    if not signing.verify(_refresh_key(settings), f"{session}.{secret}", signature):
        return None
    return UUID(hex=session)


def browser_name(agent: str) -> str:
    """A browser by its User-Agent, as people would call it: `Firefox on Linux`."""
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrom": "Chrome"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows"}
    systems |= {"Mac OS": "macOS", "CrOS": "ChromeOS", "Linux": "Linux"}
    browser = next((n for mark, n in browsers.items() if mark in agent), None)
    browser = browser or ("Safari" if "Safari" in agent else "A browser")
    system = next((n for mark, n in systems.items() if mark in agent), None)
    return f"{browser} on {system}" if system else browser


async def _rotate(settings: Settings, session_id: UUID, refresh: str) -> Tokens | None:
    found = await db.execute(_HELD, session_id, GRACE_S)
    if not found or not found[0]["live"]:
        return None
    held, digest = found[0], signing.token_hash(refresh)
    current = digest == held["refresh_hash"]
    if not current and not (digest == held["previous_refresh_hash"] and held["graceful"]):
        await db.execute(_REVOKE, session_id, "refresh_reuse")
        log.warning("refresh_reuse", session_id=str(session_id))
        return None
    return await _next(settings, session_id, refresh, current=current)


async def _next(settings: Settings, session_id: UUID, refresh: str, *, current: bool) -> Tokens:
    # The access token follows from the refresh token shown: the second of two racing tabs gets
    # the one that the first got, and whichever reply comes last, the browser's cookie is right.
    access = signing.sign(signing.derive(settings.session_secret, "access"), refresh)
    access_until, following = _until(settings.access_ttl), None
    if current:
        following = _new_refresh(settings, session_id)
        changed: tuple[Any, ...] = (signing.token_hash(following), signing.token_hash(access))
        await db.execute(_ROTATE, session_id, *changed, access_until, _until(settings.refresh_ttl))
    else:
        await db.execute(_PROLONG, session_id, access_until)
    return Tokens(
        session_id=session_id, access=access, refresh=following, access_expires_at=access_until
    )


def _new_refresh(settings: Settings, session_id: UUID) -> str:
    body = f"{session_id.hex}.{signing.new_token()}"
    return f"{body}.{signing.sign(_refresh_key(settings), body)}"


def _refresh_key(settings: Settings) -> bytes:
    return signing.derive(settings.session_secret, "refresh")


def _until(seconds: int) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
