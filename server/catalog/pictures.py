"""Pictures of liner notes: which a text names, which of them can be shown, who may see one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from server.catalog import rows
from server.catalog.models import Track
from server.kit import db
from server.kit.queue import enqueue
from server.media import queries as media
from sync.wire import codec
from sync.wire.pictures import references
from sync.wire.uploads import UploadKind

if TYPE_CHECKING:
    from server.media.encode.plan import Failure

_TAKE = """INSERT INTO note_pictures (track_id, sha256, asset_id) VALUES ($1, $2, $3)
    ON CONFLICT (track_id, sha256) DO UPDATE SET asset_id = excluded.asset_id
    RETURNING render_id, failure IS NOT NULL AS refused"""
_TELL = """UPDATE tracks t SET picture_failure = (
        SELECT p.failure || jsonb_build_object('sha256', p.sha256) FROM note_pictures p
         WHERE p.track_id = t.id AND p.failure IS NOT NULL
           AND position(p.sha256 IN t.liner_notes_md) > 0
         ORDER BY p.sha256 LIMIT 1)
    WHERE t.id = $1"""
"""The first of the pictures that the notes name and that could not be drawn."""
_NAMING = """SELECT id, liner_notes_md FROM tracks WHERE owner_id = $1 AND deleted_at IS NULL
    AND position($2 IN liner_notes_md) > 0 ORDER BY id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that is yet to be drawn for the notes of a track."""

    track_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is shown of a picture: JPEG, in pixels."""

    render: UUID
    width: int
    height: int

    @property
    def key(self) -> str:
        """Where it lies among the renders."""
        return f"{self.render}/note-{self.width}x{self.height}.jpg"


async def named_now(track: Track, notes: str) -> None:
    """The notes of a track are about to become these: what they newly name is drawn. Files that
    are not here yet are drawn when they arrive; the text does not wait for them.
    """
    wrong = track.picture_failure
    if wrong is not None and wrong["sha256"] not in references(notes):
        track.picture_failure = None
    if set(references(notes)) - set(references(track.liner_notes_md)):
        await enqueue("catalog.note_pictures", track_id=str(track.id))


async def wanted(track_id: UUID) -> list[Wanted]:
    """What the notes name, is here and not drawn yet. From here on the files are kept."""
    async with db.unit_of_work():
        track = await Track.get_or_none(id=track_id, deleted_at=None)
        found = references(track.liner_notes_md) if track else ()
        taken = [Wanted(track_id=track_id, sha256=d) for d in found if await _take(track, d)]
        await db.execute(_TELL, track_id)
        return taken


async def naming(library_id: UUID, sha256: str) -> list[Wanted]:
    """A file has arrived: the tracks whose notes name it. One that was refused is tried anew."""
    async with db.unit_of_work():
        await db.execute(
            """UPDATE note_pictures p SET failure = NULL FROM tracks t
                WHERE t.id = p.track_id AND t.owner_id = $1 AND p.sha256 = $2
                  AND p.failure IS NOT NULL""",
            library_id,
            sha256,
        )
        found = await db.execute(_NAMING, library_id, sha256)
        naming_it = [row["id"] for row in found if sha256 in references(row["liner_notes_md"])]
        tracks = await Track.filter(id__in=naming_it).order_by("id")
        taken = [Wanted(track_id=t.id, sha256=sha256) for t in tracks if await _take(t, sha256)]
        for track in tracks:
            await db.execute(_TELL, track.id)
        return taken


async def _take(track: Track | None, sha256: str) -> bool:
    """Keeps the file, if it is here; whether it is yet to be drawn."""
    if track is None:
        return False
    asset = await media.by_digest(rows.owner_of(track), UploadKind.IMAGE, sha256)
    if asset is None:
        return False
    row = (await db.execute(_TAKE, track.id, sha256, asset))[0]
    return row["render_id"] is None and not row["refused"]


async def show(picture: Wanted, drawn: Drawn) -> bool:
    """From now on it is shown. False if another attempt was first."""
    found = await db.execute(
        """UPDATE note_pictures SET render_id = $3, width = $4, height = $5, failure = NULL
            WHERE track_id = $1 AND sha256 = $2 AND render_id IS NULL RETURNING id""",
        picture.track_id,
        picture.sha256,
        drawn.render,
        drawn.width,
        drawn.height,
    )
    await db.execute(_TELL, picture.track_id)
    return bool(found)


async def refuse(picture: Wanted, failure: Failure) -> None:
    """It cannot be drawn: readers see what it is said to show instead."""
    told = {"code": failure.code, "message": failure.message, "remedy": failure.remedy}
    await db.execute(
        """UPDATE note_pictures SET failure = $3::jsonb
            WHERE track_id = $1 AND sha256 = $2 AND render_id IS NULL""",
        picture.track_id,
        picture.sha256,
        codec.encode(told).decode(),
    )
    await db.execute(_TELL, picture.track_id)


async def drawn(track_id: UUID, sha256: str) -> Drawn | None:
    """A picture that the notes of a track name as they are now; None for any other. Whether the
    viewer may see the track is asked before.
    """
    found = await db.row(
        """SELECT p.render_id, p.width, p.height, t.liner_notes_md
             FROM note_pictures p JOIN tracks t ON t.id = p.track_id
            WHERE p.track_id = $1 AND p.sha256 = $2 AND p.render_id IS NOT NULL""",
        track_id,
        sha256,
    )
    if found is None or sha256 not in references(found["liner_notes_md"]):
        return None
    return Drawn(render=found["render_id"], width=found["width"], height=found["height"])
