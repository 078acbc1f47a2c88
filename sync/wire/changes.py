"""Edits travelling in either direction: hello, changes, push, digest, devices; protocol version 1.

The server is the authority. A studio keeps what the server last said (its shadow) and a queue of
operations (its outbox); an operation carries what its author saw and what they want, so that the
server can tell an edit from an overwrite.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Raw

from sync.wire.fields import Name

SCHEMA = 1
"""The version of this contract; sent as X-Sync-Schema."""
SCHEMA_HEADER, EPOCH_HEADER, MARK_HEADER = "x-sync-schema", "x-sync-epoch", "x-sync-mark"
LIBRARY_HEADER = "x-library"
"""The id of the library meant; absent: one's own."""
MOST_OPS = 100
MOST_PUSH_BYTES = 4 * 2**20
MOST_PAGE = 5_000
LONGEST_WAIT_S = 50
KEEP_ACKED_DAYS = 30
"""How long a studio keeps what was acknowledged, to send it again after a restore."""

OpType = Literal["create", "patch", "delete", "restore", "resolve"]
Choice = Literal["mine", "theirs", "value"]
Outcome = Literal["applied", "merged", "duplicate", "conflict", "rejected", "retry"]
RetryWhy = Literal["missing_parent", "missing_record", "missing_asset", "locked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """POST /sync/hello: who is there and what it understands."""

    app_version: Name
    schema: int
    kinds: Annotated[list[str], Meta(max_length=100)] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request may carry."""

    max_ops: int = MOST_OPS
    max_push_bytes: int = MOST_PUSH_BYTES
    page_max: int = MOST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The reply to Hello. `role`: owner, editor, contributor or listener of the library."""

    epoch: UUID
    schema_min: int
    schema_max: int
    library_id: UUID
    library_handle: str
    library_name: str
    role: str
    device_id: UUID
    head: int
    mark: int
    server_time: datetime
    limits: Limits
    kinds: list[str]
    features: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The present state of one record. `urev` counts what people changed, `rev` every change.

    `data` is JSON null of a deleted record; else a JSON object with what people write and what the
    server found, under one roof. Kinds and fields that a reader does not know are kept as they
    are, and never sent back.
    """

    seq: int
    kind: str
    id: UUID
    rev: int
    urev: int
    deleted: bool
    data: Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """GET /sync/changes: what happened after `since`, each record once, in order of `seq`.

    `head` and `mark` belong to the same moment as the page. With `since=0` what is deleted is left
    out: that is how a library is read for the first time.
    """

    epoch: UUID
    changes: list[Change]
    next: int
    more: bool
    head: int
    mark: int
    server_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One thing that somebody did.

    create: `parent` (of kinds that have one) and `data`.
    patch: `set` {field: [what was seen, what is wanted]}; `add` and `remove` {field: [values]}.
    delete: `seen` {"<kind>:<id>": urev} of the record and of everything below that was visible.
    restore: takes a deletion back. resolve: `id` is that of the conflict; with `choice` "value",
    `value` is what it shall be; of a deletion, `seen` as for delete.
    `self_pending`, `parent_pending`: the create of the record, or its parent, was not sent yet.
    """

    op_id: UUID
    type: OpType
    kind: str
    id: UUID
    parent: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)
    set: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    add: dict[str, list[str]] = field(default_factory=dict)
    remove: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    choice: Choice | None = None
    value: Any = None
    at_client: datetime | None = None
    self_pending: bool = False
    parent_pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """POST /sync/push. The batch never fails as a whole: each operation has an outcome."""

    ops: Annotated[list[Op], Meta(max_length=MOST_OPS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an operation can never be applied, and what its author can do."""

    code: str
    message: str
    field: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpResult:
    """What became of an operation. `seq` and `mark`: the feed holds its effect from there on.

    `duplicate` repeats the first answer in `first`. `values`: what the record's touched fields
    are now, where the server did not take the value as sent (a slug, a merged text).
    """

    op_id: UUID
    result: Outcome
    seq: int
    mark: int
    epoch: UUID
    first: Outcome | None = None
    values: dict[str, Any] = field(default_factory=dict)
    conflicts: list[UUID] = field(default_factory=list)
    refusal: Refusal | None = None
    why: RetryWhy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushReply:
    """One result for each operation, in order."""

    results: list[OpResult]
    server_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictData:
    """The `data` of a record of kind conflict: two values that only a person can decide between.

    `field` is "" where the whole record is in question (deleted here, edited there).
    """

    kind: str
    id: UUID
    field: str
    base: Any
    mine: Any
    theirs: Any
    why: str
    device: str
    at: datetime
    state: Literal["open", "resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindDigest:
    """Number of living records and the sum, modulo 2^64, of crc32(id bytes + rev as 4 bytes)."""

    n: int
    sum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """GET /sync/digest: whether both sides hold the same, kind by kind."""

    epoch: UUID
    head: int
    kinds: dict[str, KindDigest]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One user-made change of one field, for history and undo."""

    urev: int
    field: str
    old: Any
    new: Any
    by: str
    device: str
    at: datetime
