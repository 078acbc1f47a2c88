"""The bundled typefaces, and a font for every place in the type scale."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from studio.ui import assets
from studio.ui.tokens import Type

SCALE = Type()
FILES = {SCALE.family: "inter-*.ttf", SCALE.mono: "jetbrains-mono-*.ttf"}


@cache
def load(*families: str) -> frozenset[str]:
    """Register the bundled files of these families with Qt, each once, or of all; what they hold.
    Raises AssetsMissing.
    """
    wanted = [FILES[family] for family in families or FILES]
    files = [file for names in wanted for file in sorted(assets.folder("fonts").glob(names))]
    return frozenset(family for file in files for family in register(file))


@cache
def register(file: Path) -> list[str]:
    """The families in a file, which everybody can use from now on."""
    number = QFontDatabase.addApplicationFont(str(file))
    if number < 0:
        raise RuntimeError(f"{file.name} cannot be read. Run: python -m studio.build --force")
    return QFontDatabase.applicationFontFamilies(number)


@cache
def font(size: int = SCALE.body, weight: int = SCALE.regular, *, mono: bool = False) -> QFont:
    """A font of the scale, in pixels. Whoever wants to change it takes a copy: it is everybody's,
    so that Qt looks for its typeface once.
    """
    family = SCALE.mono if mono else SCALE.family
    load(family)
    made = QFont(family)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if mono:
        made.setFeature(QFont.Tag("calt"), 0)  # arrows typed in notes stay what was typed
    else:
        made.setFeature(QFont.Tag("tnum"), 1)  # numbers that count must not dance
    return made
