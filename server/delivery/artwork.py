"""Cover pictures by size. The renderer makes 1000 and 200 pixels; 500 is made when first asked."""

from __future__ import annotations

import asyncio
import io
from uuid import UUID

from server.kit.objects import ObjectStore
from server.kit.responder import read_whole

BUCKET = "renders"
STORED = frozenset({200, 1000})
SIZES = (200, 500, 1000)
QUALITY = 85


async def ensure(store: ObjectStore, render: UUID, size: int) -> str:
    """The key of the picture in that size, made if need be. NOT_FOUND if there is no picture.

    What is made is kept beside what it was made from, and goes with it. Two that make it at once
    make the same.
    """
    key = f"{render}/art-{size}.jpg"
    if size in STORED or await store.stat(BUCKET, key) is not None:
        return key
    largest = await read_whole(store, BUCKET, f"{render}/art-{max(STORED)}.jpg")
    made = await asyncio.to_thread(_shrink, largest, size)
    await store.put(BUCKET, key, made, content_type="image/jpeg")
    return key


def _shrink(raw: bytes, size: int) -> bytes:
    from PIL import Image  # 60 ms to import, for a picture that is made once

    with Image.open(io.BytesIO(raw), formats=("JPEG",)) as picture:
        picture.thumbnail((size, size), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
