"""What one look of the doctor found."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`detail` says what is; `remedy` what to do when it is not well."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None


async def guarded(name: str, remedy: str, looking: Awaitable[Check]) -> Check:
    """The check, or a failed one with the reason why it could not be made."""
    try:
        return await looking
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}", remedy)
