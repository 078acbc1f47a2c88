"""The wave itself as two pictures, played and unplayed: bars, an envelope, or the samples' line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from studio.ui.theme import colour, current
from studio.ui.waveform.view import View

RAW = 256
"""Frames a pixel below which the decoded samples themselves are drawn."""
BAR, PITCH = 2, 3
FULL_SCALE = 32768.0
DOT_EVERY = 8.0  # pixels between samples from which on each gets a dot
Mask = NDArray[np.uint8]
FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class Source(Protocol):
    """Where a wave comes from; see studio.audio.pyramid.Pyramid."""

    frames: int

    def view(self, start: float, end: float, width: int) -> NDArray[np.int16]:
        """(2, width): the lowest and the highest of each column."""

    def samples(self, start: int, end: int) -> NDArray[np.float32]:
        """(channels, n) of full scale 1.0."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One view in both colours, in pixels of the screen."""

    rest: QImage
    played: QImage


def draw(source: Source, view: View, height: int, scale: float) -> Wave:
    """A view, `height` logical pixels high, on a screen of `scale` pixels each."""
    wide, high = max(1, round(view.width * scale)), max(2, round(height * scale))
    step = view.per_pixel / scale
    if view.per_pixel < 1:
        shape = line(source, view.start, step, wide, high)
    else:
        bars = view.per_pixel >= RAW
        mask = (bar_mask if bars else envelope_mask)(source, view.start, step, wide, high, scale)
        shape = QImage(mask.data, wide, high, mask.strides[0], QImage.Format.Format_Alpha8).copy()
    ramp = QLinearGradient(0, 0, 0, high)
    ramp.setColorAt(0, colour("wave_top"))
    ramp.setColorAt(1, colour("wave_bottom"))
    thin = view.per_pixel < 1 and current().name != "contrast"  # a line needs more of a colour
    rest = "edge" if thin else "wave_rest"
    return Wave(filled(shape, colour(rest)), filled(shape, ramp))


def filled(shape: QImage, fill: QColor | QLinearGradient) -> QImage:
    """A fill in the shape of another picture."""
    made = QImage(shape.size(), FORMAT)
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(made.rect(), QBrush(fill))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, shape)
    painter.end()
    return made


def bar_mask(source: Source, start: float, step: float, wide: int, high: int, scale: float) -> Mask:
    """Bars on a grid that is the sound's, not the view's: they stay themselves while scrolling."""
    pitch, bar = max(2, round(PITCH * scale)), max(1, round(BAR * scale))
    unit = pitch * step
    first = int(start / unit)
    last = min(int((start + wide * step) / unit) + 1, int(np.ceil(source.frames / unit)))
    mask = np.zeros((high, wide), np.uint8)
    count = last - first
    if count < 1:
        return mask
    ends = source.view(first * unit, last * unit, count)
    body = np.zeros((high, count * pitch), np.uint8)
    coverage = covered(ends, high, scale)
    for at in range(bar):
        body[:, at::pitch] = coverage
    ahead = max(0, round((start - first * unit) / step))
    shown = body[:, ahead : ahead + wide]
    mask[:, : shown.shape[1]] = shown
    return mask


def envelope_mask(
    source: Source, start: float, step: float, wide: int, high: int, scale: float
) -> Mask:
    """From the lowest to the highest sample of every column."""
    count = min(wide, int(np.ceil((source.frames - start) / step)))
    mask = np.zeros((high, wide), np.uint8)
    if count >= 1:
        mask[:, :count] = covered(source.view(start, start + count * step, count), high, scale)
    return mask


def covered(ends: NDArray[np.int16], high: int, scale: float) -> Mask:
    """How much of each pixel lies between the ends, so that slopes are smooth; (high, columns)."""
    middle, reach = high / 2, high / 2 - 1
    low, top = ends.astype(np.float32) * np.float32(reach / FULL_SCALE)
    thin = np.maximum(0, np.float32(scale) - (top - low)) / 2  # silence is a thin line
    upper = np.float32(middle) - top - thin
    lower = np.float32(middle) - low + thin
    rows = np.arange(high, dtype=np.float32)[:, None]
    share = np.minimum(lower, rows + 1)
    share -= np.maximum(upper, rows)
    np.clip(share, 0, 1, out=share)
    share *= 255
    return np.asarray(share, np.uint8)


def line(source: Source, start: float, step: float, wide: int, high: int) -> QImage:
    """Every sample where it is, and what a straight line between two makes of it."""
    first = max(0, int(start) - 1)
    planes = source.samples(first, min(source.frames, int(start + wide * step) + 2))
    xs = (np.arange(planes.shape[1]) + first - start) / step
    shape = QImage(wide, high, FORMAT)
    shape.fill(Qt.GlobalColor.transparent)
    painter, ink = QPainter(shape), colour("text")  # only its being there counts
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for channel, plane in reversed(list(enumerate(planes))):
        painter.setOpacity(0.55 if channel else 1.0)
        ys = high / 2 - plane * np.float32(high / 2 - 1)
        points = [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
        painter.setPen(QPen(ink, 1.0))
        painter.drawPolyline(QPolygonF(points))
        if 1 / step >= DOT_EVERY:
            painter.setBrush(ink)
            for point in points:
                painter.drawEllipse(QRectF(point.x() - 2, point.y() - 2, 4, 4))
    painter.end()
    return shape
