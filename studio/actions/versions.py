"""What can be done to the versions of a track besides listening to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from studio.actions.desk import Desk

LONGEST_LABEL = 100
"""As sync.wire.fields has it."""


def fault(label: str) -> str:
    """What is wrong with the name of a version, for people; empty if nothing is."""
    if not label.strip():
        return "A version needs a name."
    over = len(label) - LONGEST_LABEL
    return f"At most {LONGEST_LABEL} letters: take out {over}." if over > 0 else ""


async def rename(desk: Desk, version: UUID, *, seen: str, wanted: str) -> None:
    """Another name, from the one that was seen. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    edits = {"label": editing.Edit(seen, wanted)}
    await asyncio.to_thread(editing.patch, desk.local, "version", version, edits)


async def remove(desk: Desk, version: UUID) -> None:
    """Takes a version away, with its stems. The file stays where it is."""
    from sync.client import editing

    await asyncio.to_thread(editing.delete, desk.local, "version", version)


async def prefer(desk: Desk, track: UUID, version: UUID, *, seen: str | None) -> None:
    """Lets listeners hear this one. Raises NoSuchRecord."""
    from sync.client import editing

    edits = {"primary_version_id": editing.Edit(seen, str(version))}
    await asyncio.to_thread(editing.patch, desk.local, "track", track, edits)
