"""A push taken apart operation by operation, so that one that makes no sense spoils no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Raw

from sync.wire import codec
from sync.wire.changes import MOST_OPS, Op


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    ops: Annotated[list[Raw], Meta(max_length=MOST_OPS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    op_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonsense:
    """An operation of which only the id could be read."""

    op_id: UUID
    field: str | None
    message: str


def take_apart(body: bytes) -> list[Op | Nonsense]:
    """The operations of a Push, in order. DecodeError if it is not one, or if one has no id."""
    return [_op(bytes(raw)) for raw in codec.decode(body, _Parts, with_nul=True).ops]


def _op(raw: bytes) -> Op | Nonsense:
    try:
        return codec.decode(raw, Op)
    except codec.DecodeError as error:
        named = codec.decode(raw, _Named, with_nul=True)
        return Nonsense(op_id=named.op_id, field=error.field, message=error.message)
