"""The bundled typefaces, and a font for every place in the type scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from studio.ui import assets
from studio.ui.tokens import Type

SCALE = Type()


@cache
def load() -> tuple[str, ...]:
    """Register the bundled files with Qt, once; the families they hold. Raises AssetsMissing."""
    families: set[str] = set()
    for file in sorted(assets.folder("fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        if number < 0:
            raise RuntimeError(f"{file.name} cannot be read. Run: python -m studio.build --force")
        families.update(QFontDatabase.applicationFontFamilies(number))
    return tuple(sorted(families))


@cache
def font(size: int = SCALE.body, weight: int = SCALE.regular, *, mono: bool = False) -> QFont:
    """A font of the scale, in pixels. Whoever wants to change it takes a copy: it is everybody's,
    so that Qt looks for its typeface once.
    """
    made = QFont(SCALE.mono if mono else SCALE.family)
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if mono:
        made.setFeature(QFont.Tag("calt"), 0)  # arrows typed in notes stay what was typed
    else:
        made.setFeature(QFont.Tag("tnum"), 1)  # numbers that count must not dance
    return made
