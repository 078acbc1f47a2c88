"""Password hashes: argon2id off the event loop, a few at once, no tell-tale timing."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

T = TypeVar("T")
AT_ONCE = 2
"""Each hash takes 64 MiB and a core or more: what sign-ins may take together is bounded."""


def hasher() -> PasswordHasher:
    """argon2id with the parameters that RFC 9106 section 4 recommends second."""
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


_hasher = hasher()
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")


async def hashed(password: str) -> str:
    """The argon2id hash to store."""
    return await _aside(lambda: _hasher.hash(_prepared(password)))


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one of `stored`.

    Without a stored hash (no such account) the same work is done against another one, so that
    the time taken tells nothing.
    """
    return await _aside(lambda: _verify(password, stored))


def outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _verify(password: str, stored: str | None) -> bool:
    nobody = _nobody()  # made before it is known whether it is needed
    try:
        right = _hasher.verify(stored or nobody, _prepared(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


@cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")


def _prepared(password: str) -> bytes:
    # RFC 8265 section 4.2: composed, so that two keyboards type the same password.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


async def _aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work)
