"""A picture in liner notes as a finished job leaves it."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

from PIL import Image

from server.catalog.models import NotePicture, Track
from server.kit.resources import Resources
from server.media.models import Asset
from sync.wire.ids import new_id
from sync.wire.pictures import mark
from sync.wire.uploads import UploadKind
from tests.support.published import Published


async def add_note_picture(
    resources: Resources, made: Published, alt: str = "The room", *, name: bool = True
) -> str:
    """The digest of a picture of 800 x 500 that the notes name at their end, if they shall."""
    render = new_id()
    out = io.BytesIO()
    Image.new("RGB", (800, 500), (30, 110, 90)).save(out, "JPEG")
    sha256 = hashlib.sha256(render.bytes).hexdigest()
    await resources.store.ensure_buckets()
    key = f"{render}/note-800x500.jpg"
    await resources.store.put("renders", key, out.getvalue(), content_type="image/jpeg")
    asset = await Asset.create(
        library=made.owner,
        kind=UploadKind.IMAGE,
        sha256=sha256,
        size=1234,
        filename="room.png",
        lease_until=datetime.now(UTC),
    )
    await NotePicture.create(
        track=made.track, asset=asset, sha256=sha256, render_id=render, width=800, height=500
    )
    if name:
        track = await Track.get(id=made.track.id)
        notes = f"{track.liner_notes_md}\n\n{mark(sha256, alt)}"
        await Track.filter(id=track.id).update(liner_notes_md=notes)
    return sha256
