"""Creating at most once: what a client sends again after a lost answer finds what it made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from server.kit import db
from server.kit.errors import AppError, invalid
from sync.wire.problems import Code

if TYPE_CHECKING:
    from sanic import Request

KEY_HEADER = "idempotency-key"
LONGEST_KEY = 200
_TAKE = """INSERT INTO sync_op (op_id, library_id, request_hash, result)
    VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT (op_id) DO NOTHING RETURNING op_id"""
_TAKEN = "SELECT request_hash, result->>'id' AS id FROM sync_op WHERE op_id = $1"
_MADE = "UPDATE sync_op SET result = $2::jsonb WHERE op_id = $1"


async def once(request: Request, account: UUID, make: Callable[[], Awaitable[UUID]]) -> UUID:
    """The id of what `make` creates, or has created for the same Idempotency-Key before.

    Without the header, `make` is simply called. Kept for 60 days. OP_ID_REUSED when the key came
    with another request. What fails is not kept: it may be tried again with the same key.
    """
    key = request.headers.get(KEY_HEADER)
    if key is None:
        return await make()
    if not 0 < len(key) <= LONGEST_KEY:
        raise invalid(KEY_HEADER, f"An Idempotency-Key has 1 to {LONGEST_KEY} characters.")
    op_id = uuid5(account, key)
    digest = _digest(request)
    async with db.unit_of_work():
        if await db.execute(_TAKE, op_id, account, digest, "{}"):
            made = await make()
            await db.execute(_MADE, op_id, json.dumps({"id": str(made)}))
            return made
        known = (await db.execute(_TAKEN, op_id))[0]
    if known["request_hash"] != digest or known["id"] is None:
        raise reused(KEY_HEADER)
    return UUID(known["id"])


def reused(field: str) -> AppError:
    """One id for two different requests."""
    return AppError(
        Code.OP_ID_REUSED,
        "This id has been used for another request.",
        field=field,
        remedy="Take a new id for every new request.",
    )


def _digest(request: Request) -> bytes:
    told = f"{request.method} {request.path}\n".encode()
    return hashlib.sha256(told + request.body).digest()
