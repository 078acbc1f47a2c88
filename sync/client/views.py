"""How a studio follows the library: tables of its own, kept right in the same transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as its artist sees it: the server's word with their own unsent edits over it.

    `data` holds what people write and what the server found. `unsent` counts the operations that
    the server has not taken yet; `local` says that it has never heard of the record.
    """

    kind: str
    id: UUID
    parent: UUID | None
    data: dict[str, Any]
    rev: int
    urev: int
    unsent: int
    local: bool


class Views(Protocol):
    """Tables made from records. Called inside the transaction that changed them: an exception
    here undoes the edit.
    """

    def prepare(self, db: sqlite3.Connection) -> None:
        """Makes or brings up to date the tables, outside of any transaction."""
        ...

    def put(self, db: sqlite3.Connection, record: Record) -> None:
        """The record is so now."""
        ...

    def drop(self, db: sqlite3.Connection, kind: str, record_id: UUID) -> None:
        """The record is not to be seen; it may never have been."""
        ...

    def finish(self, db: sqlite3.Connection) -> None:
        """All that changed together was told: what is drawn from several records can be made."""
        ...

    def clear(self, db: sqlite3.Connection) -> None:
        """All are gone; those that stay come again by put()."""
        ...


class NoViews:
    """For who reads records one by one."""

    def prepare(self, db: sqlite3.Connection) -> None:
        """As Views says."""

    def put(self, db: sqlite3.Connection, record: Record) -> None:
        """As Views says."""

    def drop(self, db: sqlite3.Connection, kind: str, record_id: UUID) -> None:
        """As Views says."""

    def finish(self, db: sqlite3.Connection) -> None:
        """As Views says."""

    def clear(self, db: sqlite3.Connection) -> None:
        """As Views says."""
