"""What the sync endpoints are asked, and what passes between the parts of this slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sync.wire.changes import Outcome, Refusal, RetryWhy
from sync.wire.fields import Cursor, Label, PageSize, WaitSeconds
from sync.wire.kinds import KINDS

Role = Literal["owner", "editor", "contributor", "listener"]
PRIVATE = frozenset({"stem", "note", "conflict", "preview_link"})
"""Kinds that somebody who only listens does not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesAsked:
    """GET /sync/changes. `wait`: seconds to hold the answer back while there is nothing new."""

    since: Cursor = 0
    limit: PageSize = 1_000
    wait: WaitSeconds = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryAsked:
    """GET /sync/history."""

    kind: Label
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a studio knows of this server's past; `seq` 0: nothing yet."""

    epoch: UUID | None = None
    seq: int = 0
    mark: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody at work in a library, on one of their devices."""

    library_id: UUID
    handle: str
    name: str
    role: Role
    user_id: UUID
    device_id: UUID

    @property
    def editor(self) -> bool:
        """Whether they may change anything."""
        return self.role in {"owner", "editor"}

    @property
    def kinds(self) -> list[str]:
        """What they see."""
        return [k for k in KINDS if self.role != "listener" or k not in PRIVATE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as the feed shows it, held until the transaction ends.

    `root_id`: the track or release that it belongs to, or is.
    """

    kind: str
    id: UUID
    library_id: UUID
    root_id: UUID
    deleted: bool
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two values that a person must decide between; `field` "" for the whole record."""

    field: str
    base: Any
    mine: Any
    theirs: Any
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of an operation, as it is kept to be repeated."""

    result: Outcome
    values: dict[str, Any] = field(default_factory=dict)
    conflicts: list[UUID] = field(default_factory=list)
    refusal: Refusal | None = None
    why: RetryWhy | None = None


class Later(Exception):
    """What the operation needs is not there yet."""

    def __init__(self, why: RetryWhy) -> None:
        super().__init__(why)
        self.why: RetryWhy = why
