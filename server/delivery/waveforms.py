"""Waveforms in fewer points than were stored, for pages that draw a given number of pixels."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from server.kit.objects import ObjectStore
from server.kit.responder import read_whole
from sync.wire import codec

BUCKET = "renders"
KEPT = 256
"""Answers kept in memory; one of 1,000 points has about 7 KB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peaks:
    """audiowaveform version 2: `data` holds minimum and maximum of each of `length` points."""

    version: int
    channels: int
    sample_rate: int
    samples_per_pixel: int
    bits: int
    length: int
    data: list[int]


_kept: OrderedDict[tuple[UUID, int], bytes] = OrderedDict()


def key(render: UUID, name: str) -> str:
    """Where a render's file of the bucket `renders` is."""
    return f"{render}/{name}"


async def shortened(store: ObjectStore, render: UUID, points: int) -> bytes:
    """The stored waveform as JSON of at most `points` points. NOT_FOUND if it is missing."""
    held = _kept.pop((render, points), None)
    if held is None:
        raw = await read_whole(store, BUCKET, key(render, "waveform.json"))
        held = await asyncio.to_thread(_shorten, raw, points)
    _kept[render, points] = held
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return held


def _shorten(raw: bytes, points: int) -> bytes:
    return codec.encode(resample(codec.decode(raw, Peaks), points))


def resample(peaks: Peaks, points: int) -> Peaks:
    """`peaks` in at most `points` points: each the minimum and maximum of those it stands for."""
    if points >= peaks.length:
        return peaks
    data: list[int] = []
    for n in range(points):
        first = n * peaks.length // points
        last = max(first + 1, (n + 1) * peaks.length // points)
        window = peaks.data[2 * first : 2 * last]
        data += (min(window[0::2]), max(window[1::2]))
    return Peaks(
        version=peaks.version,
        channels=peaks.channels,
        sample_rate=peaks.sample_rate,
        samples_per_pixel=round(peaks.samples_per_pixel * peaks.length / points),
        bits=peaks.bits,
        length=points,
        data=data,
    )
