"""Moving a record among its siblings: it gets a number between those of its neighbours."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from studio.actions.desk import Desk


async def move(desk: Desk, kind: str, parent: UUID, record: UUID, *, to: int) -> None:
    """Makes a record the `to`-th of its parent's, counted from 0. Raises NoSuchRecord.

    Where two neighbours share a number there is none between them: then all get new ones.
    """
    from sync.client import editing

    def work() -> None:
        with desk.reading() as reader:
            items = reader.items(parent, kind)
        others = [one for one in items if one.id != record]
        places = [float(one.data.get("position") or 0) for one in others]
        at = max(0, min(to, len(others)))
        place = between(places, at)
        if place is not None:
            editing.write(desk.local, kind, record, {"position": place})
            return
        order = [one.id for one in others]
        order.insert(at, record)
        with desk.local.edit():
            for number, each in enumerate(order):
                editing.write(desk.local, kind, each, {"position": float(number)})

    await asyncio.to_thread(work)


def between(places: list[float], at: int) -> float | None:
    """A position before the `at`-th of ordered ones; None where there is no room."""
    if not places:
        return 0.0
    if at <= 0:
        return places[0] - 1
    if at >= len(places):
        return places[-1] + 1
    low, high = places[at - 1], places[at]
    middle = (low + high) / 2
    return middle if low < middle < high else None
