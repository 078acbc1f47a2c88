"""Play tickets: proof that a player was granted a version's stream, asked for when plays count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from server.kit import signing

PURPOSE = "play"
GRACE_S = 6 * 3600
"""A player may go on with what it has loaded, and report it, after its grant has ended."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """`expires_at` in epoch seconds. `counted`: whether listening with it counts as a play."""

    version_id: UUID
    expires_at: int
    counted: bool


@lru_cache(maxsize=4096)
def issue_ticket(session_secret: str, ticket: Ticket) -> str:
    """The ticket as the text that players send along: `<expiry>.<c|n>.<signature>`."""
    flag = "c" if ticket.counted else "n"
    return f"{ticket.expires_at}.{flag}.{_signature(session_secret, ticket)}"


def verify_ticket(session_secret: str, text: str, version_id: UUID, now: float) -> Ticket | None:
    """The ticket, if we signed it for this version and it has not long expired; else None."""
    expiry, _, rest = text.partition(".")
    flag, _, signature = rest.partition(".")
    if not (text.isascii() and expiry.isdigit() and len(expiry) <= 12 and flag in {"c", "n"}):
        return None
    ticket = Ticket(version_id, int(expiry), flag == "c")
    key = signing.derive(session_secret, PURPOSE)
    if not signing.verify(key, _message(ticket), signature):
        return None
    return ticket if now <= ticket.expires_at + GRACE_S else None


def _signature(session_secret: str, ticket: Ticket) -> str:
    return signing.sign(signing.derive(session_secret, PURPOSE), _message(ticket))


def _message(ticket: Ticket) -> str:
    return f"{ticket.version_id}:{ticket.expires_at}:{int(ticket.counted)}"
