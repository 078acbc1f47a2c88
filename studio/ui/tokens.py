"""Every colour, size and distance of the studio; no other module of it spells one out.

Names that public_web/static_src/styles/tokens.css has too carry the same values: that file is
the source, a test compares the two. What is the same in every theme stands in plain classes whose
values nobody can change: every start reads this, and dataclasses cost it seven milliseconds more.
"""

from __future__ import annotations

from typing import NamedTuple


class Type:
    """Families, and sizes in pixels."""

    __slots__ = ()
    family = "Inter"
    mono = "JetBrains Mono"
    display = 26
    title = 18
    heading = 15
    body = 13
    meta = 12
    overline = 11
    axis = 10
    regular = 400
    medium = 500
    strong = 600
    bold = 700


class Space:
    """Distances in pixels; every margin and gap is one of these."""

    __slots__ = ()
    hair = 2
    xs = 4
    s = 8
    m = 12
    l = 16  # noqa: E741 - the sizes go by their letters
    xl = 24
    xxl = 32


class Radius:
    """Rounding of corners in pixels."""

    __slots__ = ()
    mark = 3
    small = 6
    control = 8
    card = 12


class Size:
    """Heights and widths that must be the same wherever they occur, in pixels."""

    __slots__ = ()
    chip = 24
    small = 28
    control = 36
    row = 36
    play = 40
    icon = 18
    icon_small = 16
    sidebar = 240
    status = 40
    sheet = 400
    ring = 2


class Tokens(NamedTuple):
    """One theme."""

    name: str
    # surfaces, from the back to the front
    bg: str
    side: str
    card: str
    raised: str
    hover: str
    # lines: `line` only separates, `edge` bounds what can be used
    line: str
    edge: str
    # words; `mute` is for resting surfaces, never for `hover` or `select`
    text: str
    dim: str
    mute: str
    off: str  # what cannot be used now; exempt from the laws of contrast
    # the brand, and what is said with colour
    accent: str
    accent_strong: str
    on_accent: str
    good: str
    good_bg: str
    on_good: str
    warn: str
    warn_bg: str
    on_warn: str
    bad: str
    bad_bg: str
    on_bad: str
    info_bg: str
    select: str
    focus: str
    # things that are drawn
    wave_rest: str
    wave_top: str
    wave_bottom: str
    wave_cursor: str
    shade: str
    veil: str
    code: str
    stems: tuple[str, ...]
    type: Type = Type()
    space: Space = Space()
    radius: Radius = Radius()
    size: Size = Size()


# The foot, the head and the rings of a generated cover: the same in every theme, as a picture is.
COVERS = (
    ("#14182f", "#3b4aa8", "#aab6ff"),
    ("#1d1230", "#6a3fa0", "#d3b4ff"),
    ("#2b1216", "#a0483f", "#ffb9a8"),
    ("#2a1c0c", "#9a6a2c", "#ffd9a0"),
    ("#0d231c", "#2a7d64", "#9df0d3"),
    ("#0c2029", "#2b6f92", "#a5dcff"),
    ("#231024", "#8c3c86", "#ffb5f5"),
    ("#161b12", "#5b7a35", "#d6f2a6"),
)

DARK = Tokens(
    name="dark",
    bg="#0d0f12",
    side="#101317",
    card="#15181d",
    raised="#1b1f26",
    hover="#242a33",
    line="#242a33",
    edge="#66707e",
    text="#eceef1",
    dim="#a2aab6",
    mute="#8a94a2",
    off="#616a77",
    accent="#8b9bff",
    accent_strong="#a3b0ff",
    on_accent="#0b0d18",
    good="#3ad6a8",
    good_bg="#12302a",
    on_good="#00150f",
    warn="#f5b94a",
    warn_bg="#332812",
    on_warn="#211500",
    bad="#ff8080",
    bad_bg="#331a1c",
    on_bad="#24060a",
    info_bg="#1d2340",
    select="#232a4a",
    focus="#b8c2ff",
    wave_rest="#626b79",
    wave_top="#c4ccff",
    wave_bottom="#7f90ff",
    wave_cursor="#ffffff",
    shade="#8c000000",
    veil="#a6050608",
    code="#c9cfd8",
    stems=(
        "#8b9bff",
        "#b48bff",
        "#ff8f6b",
        "#ffb36b",
        "#f5d04a",
        "#9ad65a",
        "#3ad6a8",
        "#4ac6f5",
    ),
)

LIGHT = DARK._replace(
    name="light",
    bg="#f6f7f9",
    side="#eef0f3",
    card="#ffffff",
    raised="#f0f2f5",
    hover="#e6e9ee",
    line="#e1e5eb",
    edge="#7f8896",
    text="#14171c",
    dim="#48515e",
    mute="#646d79",
    off="#98a0ab",
    accent="#4a5bd8",
    accent_strong="#3b4bc4",
    on_accent="#ffffff",
    good="#0a7656",
    good_bg="#dff3ec",
    on_good="#ffffff",
    warn="#8f5a00",
    warn_bg="#fbf0da",
    on_warn="#ffffff",
    bad="#c22f2f",
    bad_bg="#fdeaea",
    on_bad="#ffffff",
    info_bg="#eceffd",
    select="#e3e7fd",
    focus="#3b4bc4",
    wave_rest="#838c9a",
    wave_top="#6a79ee",
    wave_bottom="#4354d0",
    wave_cursor="#14171c",
    shade="#1f14171c",
    veil="#7314171c",
    code="#2c333d",
    stems=(
        "#4a5bd8",
        "#7a46d1",
        "#c4492a",
        "#b0620f",
        "#8a6d00",
        "#4d7d1a",
        "#0a7656",
        "#0f76a3",
    ),
)


class ThickRing(Size):
    """For those who see little."""

    __slots__ = ()
    ring = 3


CONTRAST = DARK._replace(
    name="contrast",
    bg="#000000",
    side="#000000",
    card="#000000",
    raised="#000000",
    hover="#26263a",
    line="#ffffff",
    edge="#ffffff",
    text="#ffffff",
    dim="#ffffff",
    mute="#ffffff",
    off="#9a9a9a",
    accent="#9db2ff",
    accent_strong="#c3d0ff",
    on_accent="#000000",
    good="#4dffb8",
    good_bg="#000000",
    on_good="#000000",
    warn="#ffd24d",
    warn_bg="#000000",
    on_warn="#000000",
    bad="#ff9c9c",
    bad_bg="#000000",
    on_bad="#000000",
    info_bg="#000000",
    select="#1b2f8a",
    focus="#ffd24d",
    wave_rest="#8f8f8f",
    wave_top="#ffffff",
    wave_bottom="#9db2ff",
    wave_cursor="#ffd24d",
    shade="#00000000",
    veil="#d9000000",
    code="#ffffff",
    size=ThickRing(),
)

THEMES = {tokens.name: tokens for tokens in (DARK, LIGHT, CONTRAST)}
