"""Identifiers: UUIDv7, made by whoever creates a thing."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562 section 5.7). Its time serves index locality, never trust."""
    return uuid7()
