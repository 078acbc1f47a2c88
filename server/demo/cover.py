"""The sleeve of the demo release: a night crossing in five flat colours, drawn by arithmetic.

Places are fractions of the square's side, x to the right and y down. Every edge is smoothed
exactly one pixel wide at whatever size is asked for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

SIZE = 3000

Plane = npt.NDArray[np.float32]
Colour = tuple[int, int, int]

INK: Colour = (16, 27, 43)
SEA: Colour = (23, 62, 84)
PAPER: Colour = (239, 228, 206)
SIGNAL: Colour = (231, 84, 46)
BRASS: Colour = (236, 170, 74)

HORIZON = 0.585
_DISC_X, _DISC_Y, _DISC_RADIUS = 0.655, 0.405, 0.270
_LABEL_RADIUS, _HOLE_RADIUS = 0.078, 0.012
_GROOVES = (0.104, 0.118, 0.132, 0.160, 0.174, 0.188, 0.202, 0.230, 0.244)
_GROOVE_WIDTH = 0.0044
_SEED = 1904


def draw_cover(size: int = SIZE) -> Image.Image:
    """The square sleeve, `size` pixels wide."""
    canvas = np.empty((size, size, 3), dtype=np.float32)
    canvas[:] = INK
    _disc(canvas)
    _bar(canvas, SEA, -1, HORIZON, 2, 2)
    _wake(canvas)
    _ship(canvas)
    canvas *= _paper(size)[:, :, None]
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8), "RGB")
    _letter(image)
    return image


def _paint(region: Plane, share: Plane, colour: Colour) -> None:
    """Lay a colour over a region, thinly where `share` is below one."""
    region += share[..., None] * (np.array(colour, dtype=np.float32) - region)


def _within(at: Plane, low: float, high: float, size: float) -> Plane:
    """How much of a pixel at each place lies between two edges."""
    inside = np.minimum(at - np.float32(low), np.float32(high) - at)
    share: Plane = np.clip(inside * np.float32(size) + np.float32(0.5), 0, 1)
    return share


def _places(size: int) -> Plane:
    return ((np.arange(size) + 0.5) / size).astype(np.float32)


def _bar(
    canvas: Plane, colour: Colour, left: float, top: float, right: float, bottom: float
) -> None:
    """An upright rectangle."""
    at = _places(len(canvas))
    across, down = _within(at, left, right, len(at)), _within(at, top, bottom, len(at))
    columns, rows = np.flatnonzero(across), np.flatnonzero(down)
    region = canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    _paint(region, down[rows, None] * across[None, columns], colour)


def _disc(canvas: Plane) -> None:
    """A low moon, or a record half under water: every colour is a function of the radius."""
    at = _places(len(canvas))
    fine = 8
    radius = np.arange(int((_DISC_RADIUS + 0.01) * len(at) * fine), dtype=np.float32)
    radius /= len(at) * fine
    profile = np.tile(np.array(INK, dtype=np.float32), (len(radius), 1))
    _paint(profile, _within(radius, -1, _DISC_RADIUS, len(at)), SIGNAL)
    for groove in _GROOVES:
        edges = groove - _GROOVE_WIDTH / 2, groove + _GROOVE_WIDTH / 2
        _paint(profile, _within(radius, *edges, len(at)), INK)
    _paint(profile, _within(radius, _HOLE_RADIUS, _LABEL_RADIUS, len(at)), BRASS)
    _paint(profile, _within(radius, -1, _HOLE_RADIUS, len(at)), INK)
    reach = np.hypot(at[None, :] - np.float32(_DISC_X), at[:, None] - np.float32(_DISC_Y))
    steps = np.minimum(reach * (len(at) * fine), len(radius) - 1).astype(np.int32)
    canvas[:] = profile[steps]


def _wake(canvas: Plane) -> None:
    """The disc's reflection: bars that thin out and drift as they come nearer."""
    rng = np.random.default_rng(_SEED)
    top, gap, thick = HORIZON + 0.020, 0.012, 0.0165
    for i in range(8):
        half = 0.205 * (1 - i / 10.5) * float(rng.uniform(0.72, 1.0))
        middle = _DISC_X + float(rng.uniform(-0.022, 0.022)) * (1 + i / 5)
        _bar(canvas, SIGNAL, middle - half, top, middle + half, top + thick)
        top += thick + gap
        gap, thick = gap * 1.10, thick * 0.955


def _ship(canvas: Plane) -> None:
    """The ferry, far out: raked bow, two decks, a funnel, and its lights on the water."""
    _hull(canvas)
    _bar(canvas, PAPER, 0.112, HORIZON - 0.047, 0.272, HORIZON - 0.029)
    _bar(canvas, PAPER, 0.140, HORIZON - 0.062, 0.236, HORIZON - 0.046)
    _bar(canvas, PAPER, 0.158, HORIZON - 0.092, 0.186, HORIZON - 0.061)
    _bar(canvas, SIGNAL, 0.158, HORIZON - 0.085, 0.186, HORIZON - 0.076)
    for i in range(11):
        left = 0.121 + i * 0.0132
        _bar(canvas, INK, left, HORIZON - 0.042, left + 0.007, HORIZON - 0.035)
    rng = np.random.default_rng(_SEED + 1)
    for i in range(7):
        top = HORIZON + 0.020 + i * 0.0145
        half = 0.085 * (1 - i / 8) * float(rng.uniform(0.5, 1.0))
        middle = 0.205 + float(rng.uniform(-0.02, 0.02))
        _bar(canvas, BRASS, middle - half, top, middle + half, top + 0.0042)


def _hull(canvas: Plane) -> None:
    """A rectangle whose right side is cut off aslant: the bow."""
    at = _places(len(canvas))
    top, bottom = HORIZON - 0.030, HORIZON + 0.004
    rows = np.flatnonzero(_within(at, top, bottom, len(at)))
    region, y = canvas[rows[0] : rows[-1] + 1], at[rows, None]
    bow = np.float32(0.330) - np.float32(0.59) * (y - np.float32(top))
    inside = np.minimum(at[None, :] - np.float32(0.090), bow - at[None, :])
    share = np.clip(inside * np.float32(len(at)) + np.float32(0.5), 0, 1)
    _paint(region, share * _within(y, top, bottom, len(at)), PAPER)


def _paper(size: int) -> Plane:
    """Brightness that varies by about two per cent, and a slight fall-off at the edges."""
    rng = np.random.default_rng(_SEED)
    grain = rng.standard_normal((size, size), dtype=np.float32) * np.float32(0.018)
    away = (_places(size) - np.float32(0.5)) ** 2 * np.float32(0.10)
    brightness: Plane = np.float32(1) + grain - away[None, :] - away[:, None]
    return brightness


def _letter(image: Image.Image) -> None:
    """Title, artist and the small print, on the sleeve's left margin."""
    draw = ImageDraw.Draw(image)
    size = image.width
    left = 0.088
    _text(draw, size, (left - 0.004, 0.066), "Night", 0.126, weight=0.0028, tracking=0.0035)
    _text(draw, size, (left - 0.004, 0.184), "Ferry", 0.126, weight=0.0028, tracking=0.0035)
    _text(draw, size, (left, 0.868), "INES CORVANE", 0.027, weight=0.0006, tracking=0.0075)
    small = {"weight": 0.0, "tracking": 0.002}
    _text(draw, size, (left, 0.908), "For four players and a tide table", 0.0165, **small)
    _text(draw, size, (0.812, 0.868), "NFS 014", 0.0165, **small)
    _text(draw, size, (0.812, 0.893), "STEREO 45", 0.0165, **small)
    draw.rectangle(
        [round(v * size) for v in (left, 0.848, 0.912, 0.8495)],
        fill=PAPER,
    )


def _text(
    draw: ImageDraw.ImageDraw,
    size: int,
    at: tuple[float, float],
    text: str,
    height: float,
    *,
    weight: float,
    tracking: float,
) -> None:
    """Set a line letter by letter; Pillow's own face, made bolder by a stroke of `weight`."""
    font = ImageFont.load_default(height * size)
    x = at[0] * size
    for letter in text:
        draw.text(
            (x, at[1] * size),
            letter,
            font=font,
            fill=PAPER,
            stroke_width=weight * size,
            stroke_fill=PAPER,
        )
        x += draw.textlength(letter, font=font) + tracking * size
