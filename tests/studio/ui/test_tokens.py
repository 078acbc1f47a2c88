"""The laws of the tokens: contrast by computation, one place for colours, step with the web."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from studio.ui.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens

ROOT = Path(__file__).resolve().parents[3]
UI = ROOT / "studio" / "ui"
CSS = ROOT / "public_web" / "static_src" / "styles" / "tokens.css"
RESTING = ("bg", "side", "card", "raised")
SURFACES = (*RESTING, "hover", "select")
# Which words stand on which surfaces.
WORDS = {
    "text": (*SURFACES, "good_bg", "warn_bg", "bad_bg", "info_bg"),
    "dim": (*SURFACES, "info_bg"),
    "mute": RESTING,
    "accent": (*SURFACES, "info_bg"),
    "good": (*SURFACES, "good_bg"),
    "warn": (*SURFACES, "warn_bg"),
    "bad": (*SURFACES, "bad_bg"),
    "code": ("card", "bg"),
    "on_accent": ("accent", "accent_strong"),
    "on_good": ("good",),
    "on_warn": ("warn",),
    "on_bad": ("bad",),
    "bg": ("text",),  # the play button and the tooltip are printed in reverse
}
BOUNDS = {
    "edge": RESTING,
    "focus": SURFACES,
    "accent": ("bg", "card", "raised"),
    "wave_rest": ("card", "bg"),
    "wave_top": ("card",),
    "wave_bottom": ("card",),
    "wave_cursor": ("card",),
}
SAME = {"raised": "raise"}


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(word, surface) for word, surfaces in table.items() for surface in surfaces]


def css_colours(theme: str) -> dict[str, str]:
    """The web's colours of one theme, by name."""
    text = CSS.read_text()
    if theme == "contrast":
        block = text[text.index('[data-theme="contrast"]') :].split("}")[0]
        found = re.findall(r"--([\w-]+): (#[0-9a-f]+);", block)
        return {name: long_form(value) for name, value in found}
    text = text.split("[data-theme=")[0]
    side = 1 if theme == "light" else 2
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", text)
    return {row[0]: long_form(row[side]) for row in found}


def long_form(colour: str) -> str:
    return "#" + "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour


# A literal colour, however it is spelled.
LITERAL = re.compile(
    r"""["'#\s(:]\#[0-9a-fA-F]{3,8}\b|QColor\(\s*(?:["']|\d)|rgba?\(\s*\d|fromHs[lv]"""
    r"""|Qt\.(?:GlobalColor\.)?(?:black|white|red|green|blue|gr[ae]y)\b""",
)


class TestContrast:
    @pytest.mark.parametrize(("theme", "pair"), [*product(THEMES, pairs(WORDS))])
    def test_words_can_be_read(self, theme: str, pair: tuple[str, str]) -> None:
        tokens = THEMES[theme]
        assert contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) >= 4.5

    @pytest.mark.parametrize(("theme", "pair"), [*product(THEMES, pairs(BOUNDS))])
    def test_bounds_can_be_seen(self, theme: str, pair: tuple[str, str]) -> None:
        tokens = THEMES[theme]
        assert contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])) >= 3.0

    @pytest.mark.parametrize("tokens", [*THEMES.values()], ids=list(THEMES))
    def test_stems_can_be_told_from_the_card(self, tokens: Tokens) -> None:
        assert min(contrast(stem, tokens.card) for stem in tokens.stems) >= 3.0

    def test_a_weak_pair_would_be_found(self) -> None:
        assert contrast("#777777", "#888888") < 3.0
        assert round(contrast("#000000", "#ffffff"), 1) == 21.0


class TestThemes:
    def test_dark_and_light_differ_in_every_colour_that_is_not_a_picture(self) -> None:
        own = [name for name in DARK._fields if isinstance(getattr(DARK, name), str)]
        assert [name for name in own if getattr(DARK, name) == getattr(LIGHT, name)] == []

    def test_high_contrast_marks_focus_more_strongly(self) -> None:
        assert CONTRAST.size.ring > DARK.size.ring

    @pytest.mark.parametrize("theme", [*THEMES])
    def test_keeps_step_with_the_web(self, theme: str) -> None:
        web = css_colours(theme)
        shared = {
            name: web[SAME.get(name, name).replace("_", "-")]
            for name in DARK._fields
            if SAME.get(name, name).replace("_", "-") in web
        }
        assert len(shared) >= 20
        assert {name: getattr(THEMES[theme], name) for name in shared} == shared


class TestOnePlace:
    def test_no_colour_is_spelled_elsewhere(self) -> None:
        wrong = [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
            for path in UI.rglob("*.py")
            if path.name != "tokens.py"
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if LITERAL.search(line)
        ]
        assert wrong == []

    @pytest.mark.parametrize(
        "line", ['x = "#fff"', "QColor(12, 3, 4)", 'QColor("red")', "rgb(1,2,3)", "color:#a0b1c2"]
    )
    def test_a_literal_would_be_found(self, line: str) -> None:
        assert LITERAL.search(line)
