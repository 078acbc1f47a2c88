"""Who listened, as little as can be known: a hash that nobody can undo after two days."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from datetime import UTC, date, datetime
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

import maxminddb
from crawlerdetect import CrawlerDetect

from server.kit import db
from server.kit.config import Settings

FAMILIES = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
_salts: dict[date, bytes] = {}


async def salt_of(day: date) -> bytes:
    """The random secret of a day, the same for all processes; made by whoever asks first."""
    if day not in _salts:
        found = await db.execute(
            """INSERT INTO visitor_salts (day, salt) VALUES ($1, $2)
               ON CONFLICT (day) DO UPDATE SET day = EXCLUDED.day RETURNING salt""",
            day,
            secrets.token_bytes(32),
        )
        _salts.clear()
        _salts[day] = bytes(found[0]["salt"])
    return _salts[day]


async def forget_salts() -> None:
    """Destroys the secrets of days before yesterday, and with them all ways back."""
    await db.execute("DELETE FROM visitor_salts WHERE day < (now() AT TIME ZONE 'utc')::date - 1")


async def visitor_hash(library_id: UUID, address: str, agent: str) -> bytes:
    """16 bytes that stand for a visitor of one library on this day (UTC)."""
    salt = await salt_of(datetime.now(UTC).date())
    message = b"\0".join((library_id.bytes, _network(address), agent.encode()))
    return hmac.new(salt, message, hashlib.sha256).digest()[:16]


def is_bot(agent: str) -> bool:
    """Whether the user agent says that it is a program; none at all is one, too."""
    return not agent or bool(_detector().isCrawler(agent))


def family(agent: str) -> str | None:
    """The browser's family, which is all that is kept of a user agent."""
    return next((name for name in FAMILIES if name in agent), None)


def referrer_host(address: str) -> str | None:
    """The host that a listener came from; paths and queries are dropped."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host[:253] if host else None


def country(settings: Settings, address: str) -> str | None:
    """Two letters, by the operator's own database if there is one."""
    if settings.geo_database is None:
        return None
    try:
        found = _geography(str(settings.geo_database)).get(address)
    except ValueError:
        return None
    place = found.get("country") if isinstance(found, dict) else None
    code = place.get("iso_code") if isinstance(place, dict) else None
    return code if isinstance(code, str) else None


def _network(address: str) -> bytes:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return b""
    if found.version == 6:
        return ipaddress.ip_network((found, 64), strict=False).network_address.packed
    return found.packed


@cache
def _detector() -> CrawlerDetect:
    return CrawlerDetect()


@cache
def _geography(path: str) -> maxminddb.Reader:
    return maxminddb.open_database(path)
