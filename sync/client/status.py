"""How a library stands with its server: what a status bar shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sync.client.local import Local
from sync.client.sendable import unserved_kinds


class Phase(StrEnum):
    """What the engine is about."""

    IDLE = "idle"
    CONNECTING = "connecting"
    SYNCING = "syncing"
    UP_TO_DATE = "up_to_date"
    OFFLINE = "offline"
    SIGN_IN = "sign_in"
    UPDATE = "update"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`problem` is a sentence for people, or empty. `wanted`: sounds that are to come here.
    `lost`: edits of a lost database that nobody has brought back or let go yet. `skew_s`: how far
    this clock is ahead of the server's, in seconds.
    """

    phase: Phase
    problem: str = ""
    unsent: int = 0
    files: int = 0
    refused: int = 0
    conflicts: int = 0
    wanted: int = 0
    lost: int = 0
    skew_s: float = 0.0

    @property
    def settled(self) -> bool:
        """Whether everything is where it should be."""
        return self.phase is Phase.UP_TO_DATE and not (
            self.unsent or self.files or self.refused or self.lost
        )


OnStatus = Callable[[Status], None]
"""Called in the event loop; must return at once."""


def count(local: Local, phase: Phase, problem: str = "", skew_s: float = 0.0) -> Status:
    """The figures as the library has them now. Blocks for the disk."""
    with local.read() as db:
        row = db.execute(
            """SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'inflight'))
                          AS unsent,
                      (SELECT count(*) FROM outbox WHERE state = 'rejected') AS refused,
                      (SELECT count(*) FROM blob WHERE state <> 'done' AND sha256 IN (
                         SELECT sha256 FROM awaited)) AS files,
                      (SELECT count(*) FROM shadow WHERE kind = 'conflict' AND NOT deleted
                          AND json_extract(data, '$.state') = 'open') AS conflicts,
                      (SELECT count(*) FROM wanted WHERE state <> 'failed') AS wanted"""
        ).fetchone()
        unserved = sorted(unserved_kinds(db))
    if unserved and not problem:
        named = " and ".join(kind.replace("_", " ") for kind in unserved)
        problem = f"Edits of {named} wait here until the server is updated: it is too old for them."
    return Status(
        phase=phase,
        problem=problem,
        skew_s=skew_s,
        unsent=row["unsent"],
        files=row["files"],
        refused=row["refused"],
        conflicts=row["conflicts"],
        wanted=row["wanted"],
        lost=int(local.get("lost") or 0),
    )
