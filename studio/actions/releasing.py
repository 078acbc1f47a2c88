"""What can be done to releases. Everything is done here at once and sent when it can be."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions import zones
from studio.actions.ordering import between
from studio.store import releases as store

if TYPE_CHECKING:
    from studio.actions.desk import Desk

TOKEN_BYTES = 32
PICTURES = frozenset({"jpeg", "jpg", "png", "webp", "gif"})
WIDEST, MOST_PIXELS, ADVISED = 30_000, 50_000_000, 1000
Edits = Mapping[str, tuple[Any, Any]]


async def create(desk: Desk, title: str, kind: str, zone: str) -> UUID:
    """A new release, a draft that nobody else sees. Raises NotEditable."""
    from sync.client import editing

    data = {"title": title, "kind": kind, "time_zone": zone, "visibility": "public"}
    return await asyncio.to_thread(editing.create, desk.local, "release", data)


async def edit(desk: Desk, record: UUID, edits: Edits, kind: str = "release") -> None:
    """Changes fields from what was seen to what is wanted. Raises NotEditable, NoSuchRecord.

    What the server refused of these fields is done again with what is wanted now.
    """
    from sync.client import editing

    def work() -> None:
        wanted = {name: pair[1] for name, pair in edits.items()}
        left = _mend(desk, record, wanted)
        changes = {name: editing.Edit(*edits[name]) for name in left}
        if changes:
            editing.patch(desk.local, kind, record, changes)

    await asyncio.to_thread(work)


async def remove(desk: Desk, release: UUID) -> None:
    """Takes a release away, with its links; its tracks stay in the library."""
    from sync.client import editing

    await asyncio.to_thread(editing.delete, desk.local, "release", release)


async def add_tracks(desk: Desk, release: UUID, tracks: Sequence[UUID]) -> int:
    """Puts tracks behind those that are on it, as far as they are not; returns how many."""
    from sync.client import editing

    def work() -> int:
        with desk.reading() as reader:
            there = store.tracks(reader, release)
        known = {one.row.id for one in there}
        fresh = [track for track in dict.fromkeys(tracks) if track not in known]
        last = there[-1].position if there else 0.0
        with desk.local.edit():
            for number, track in enumerate(fresh, 1):
                data = {"track_id": str(track), "position": last + number}
                editing.create(desk.local, "release_track", data, release)
        return len(fresh)

    return await asyncio.to_thread(work)


async def take_off(desk: Desk, places: Sequence[UUID]) -> None:
    """Takes tracks off their release; in the library they stay. All of them or none."""
    from sync.client import editing

    def work() -> None:
        with desk.local.edit():
            for place in places:
                editing.delete(desk.local, "release_track", place)

    await asyncio.to_thread(work)


async def move(desk: Desk, release: UUID, place: UUID, to: int) -> None:
    """Gives a track the place number `to`, from 0. Only that one is written, as long as there is
    a number between those of its new neighbours.
    """
    from sync.client import editing

    def work() -> None:
        with desk.reading() as reader:
            there = store.tracks(reader, release)
        others = [one for one in there if one.place != place]
        if len(others) == len(there):
            return
        to_ = max(0, min(to, len(others)))
        middle = between([one.position for one in others], to_)
        with desk.local.edit():
            if middle is not None:
                editing.write(desk.local, "release_track", place, {"position": middle})
                return
            order = [one.place for one in others]
            order.insert(to_, place)
            for number, each in enumerate(order, 1):
                editing.write(desk.local, "release_track", each, {"position": float(number)})

    await asyncio.to_thread(work)


async def schedule(
    desk: Desk, release: UUID, at: datetime, *, zone: str, teaser_from: datetime | None
) -> None:
    """Comes out at an instant; `zone` is what its artist thinks of that in. The server's clock
    decides: a moment that has passed when it hears of it is refused.
    """
    values = {
        "state": "scheduled",
        "release_at": zones.write(at),
        "time_zone": zone,
        "teaser_from": zones.write(teaser_from) if teaser_from else None,
    }
    await _write(desk, "release", release, values)


async def unschedule(desk: Desk, release: UUID) -> None:
    """A draft again; the moment stays written, for the next time it is scheduled."""
    await _write(desk, "release", release, {"state": "draft"})


async def publish(desk: Desk, release: UUID) -> None:
    """Live with the next sync, from the server's now on: whatever moment was planned is dropped."""
    await _write(desk, "release", release, {"state": "live", "release_at": None})


async def unpublish(desk: Desk, release: UUID) -> None:
    """Not to be seen any more; numbers and comments stay."""
    await _write(desk, "release", release, {"state": "draft", "release_at": None})


async def write_tracks(desk: Desk, tracks: Sequence[UUID], values: Mapping[str, Any]) -> None:
    """The same values for several tracks: all of them or none."""
    from sync.client import editing

    def work() -> None:
        with desk.local.edit():
            for track in tracks:
                editing.write(desk.local, "track", track, values)

    await asyncio.to_thread(work)


async def set_artwork(desk: Desk, release: UUID, picture: Path | None) -> None:
    """The picture of a release, or none. It stays where it is and is sent before the edit.
    Raises UploadError (no such file, empty).
    """
    from sync.client import blobs, editing
    from sync.client.hashing import hash_file
    from sync.wire.uploads import UploadKind

    digests = await hash_file(picture) if picture is not None else None

    def work() -> None:
        with desk.local.edit():
            sha256 = None
            if picture is not None and digests is not None:
                sha256 = blobs.keep(desk.local, UploadKind.IMAGE, picture, digests)
            editing.write(desk.local, "release", release, {"artwork_sha256": sha256})

    await asyncio.to_thread(work)


def picture_fault(width: int, height: int, format_: str) -> str:
    """Why a picture cannot be artwork, with what to do; empty if it can. The limits are those of
    the server.
    """
    if width < 1 or height < 1:
        return "This is no picture that can be read. Save it as JPEG or PNG and try again."
    if format_.lower() not in PICTURES:
        return f"{format_.upper()} is not taken. Save it as JPEG or PNG and try again."
    if max(width, height) >= WIDEST or width * height > MOST_PIXELS:
        return (
            f"{width} × {height} pixels are too many. Save it again with 3000 × 3000 pixels; "
            "nobody will see a difference."
        )
    return ""


def picture_advice(width: int, height: int) -> str:
    """What could be better about a picture; empty if nothing."""
    if min(width, height) < ADVISED:
        return (
            f"{width} × {height} pixels look soft on large screens. Use at least "
            f"{ADVISED} × {ADVISED}, better 3000 × 3000."
        )
    if width != height:
        return "It is not square: the middle of it is shown. Crop it to choose what is seen."
    return ""


async def add_link(
    desk: Desk,
    release: UUID,
    label: str,
    *,
    expires_at: datetime | None,
    max_uses: int | None,
    allow_download: str,
) -> UUID:
    """A new preview link. Its token is made here, so that it can be copied before it is sent."""
    from sync.client import editing

    data = {
        "label": label,
        "token": secrets.token_urlsafe(TOKEN_BYTES),
        "expires_at": zones.write(expires_at) if expires_at else None,
        "max_uses": max_uses,
        "allow_download": allow_download,
    }
    return await asyncio.to_thread(editing.create, desk.local, "preview_link", data, release)


async def revoke(desk: Desk, link: UUID) -> None:
    """Nobody gets in by it any more; what it told of its use stays."""
    await _write(desk, "preview_link", link, {"revoked": True})


async def _write(desk: Desk, kind: str, record: UUID, values: Mapping[str, Any]) -> None:
    from sync.client import editing

    def work() -> None:
        left = _mend(desk, record, values)
        if left:
            editing.write(desk.local, kind, record, {name: values[name] for name in left})

    await asyncio.to_thread(work)


def _mend(desk: Desk, record: UUID, values: Mapping[str, Any]) -> set[str]:
    """Does refused edits of these fields again, with their other fields as they were; returns the
    fields that are left. Without this the server's no would stay beside the new edit.
    """
    from sync.client import editing

    left = set(values)
    with desk.reading() as reader:
        refused = store.refused(reader, [record])
    for one in refused:
        again = left if one.type == "create" else left & set(one.fields)
        if again and one.type in ("create", "patch"):
            editing.mend(desk.local, one.op_id, {name: values[name] for name in again})
            left -= again
    return left
