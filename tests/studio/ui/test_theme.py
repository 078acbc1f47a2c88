"""Dressing the application, and changing its clothes while it runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from studio.ui import assets, fonts, icons, theme
from studio.ui.gallery import Gallery
from studio.ui.glyphs import GLYPHS
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.tokens import CONTRAST, DARK, LIGHT, THEMES

UI = Path(theme.__file__).parent


@pytest.fixture
def dress(app: QApplication) -> Iterator[theme.Theme]:
    made = theme.Theme(app, "dark")
    made.choose("dark")
    yield made
    made.choose("dark")
    made.deleteLater()


class TestTheme:
    @pytest.mark.parametrize("name", [*THEMES])
    def test_a_choice_is_shown_at_once(self, dress: theme.Theme, name: str) -> None:
        dress.choose(name)
        assert theme.current() is THEMES[name]
        assert dress.app.palette().color(QPalette.ColorRole.Window) == QColor(THEMES[name].bg)
        assert THEMES[name].accent in dress.app.styleSheet()
        assert "$" not in dress.app.styleSheet()

    def test_another_name_is_refused(self, dress: theme.Theme) -> None:
        with pytest.raises(ValueError, match="sepia"):
            dress.choose("sepia")

    def test_follows_the_system_only_when_asked_to(
        self, dress: theme.Theme, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Light:
            def colorScheme(self) -> Qt.ColorScheme:
                return Qt.ColorScheme.Light

        monkeypatch.setattr(dress, "hints", Light())
        dress.choice = "dark"
        assert dress.wanted() is DARK
        dress.choice = "auto"
        assert dress.wanted() is LIGHT

    def test_a_system_that_wants_contrast_gets_it(
        self, dress: theme.Theme, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Strong:
            def contrastPreference(self) -> Qt.ContrastPreference:
                return Qt.ContrastPreference.HighContrast

        monkeypatch.setattr(dress, "access", Strong())
        dress.choice = "auto"
        assert dress.wanted() is CONTRAST

    def test_icons_and_painted_parts_change_too(self, dress: theme.Theme) -> None:
        words, painted = Button("Preview", icon="eye"), IconButton("pencil", "Edit")
        dark = [words.icon().pixmap(16).toImage(), painted.grab().toImage()]
        dress.choose("light")
        light = [words.icon().pixmap(16).toImage(), painted.grab().toImage()]
        assert dark[0] != light[0]
        assert dark[1] != light[1]

    def test_nothing_keeps_a_colour_of_the_theme_before(self, dress: theme.Theme) -> None:
        changed, born = shown(dress, "dark", "light"), shown(dress, "light", "light")
        large = {colour for colour, count in (changed | born).items() if count > 500}
        assert len(large) > 5
        differ = {at for at in large if abs(changed[at] - born[at]) > 0.1 * born[at]}
        assert differ == set()

    def test_a_widget_costs_the_same_however_deep_it_lies(self, dress: theme.Theme) -> None:
        window = inner = Restyled()
        for _ in range(8):
            inner = Restyled(inner)
        window.show()
        dress.app.processEvents()
        window.times = inner.times = 0
        dress.choose("light")
        window.close()
        assert 1 <= inner.times <= window.times


class Restyled(QWidget):
    """Counts how often Qt dresses it."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.times += event.type() == QEvent.Type.StyleChange


def shown(dress: theme.Theme, first: str, then: str) -> Counter[int]:
    """How often each colour is seen in a window made in one theme and shown in another."""
    dress.choose(first)
    gallery = Gallery(dress)
    gallery.resize(1280, 800)
    gallery.show()
    dress.app.processEvents()
    dress.choose(then)
    dress.app.processEvents()
    image = gallery.grab().toImage()
    gallery.close()
    gallery.deleteLater()
    across, down = range(0, image.width(), 2), range(0, image.height(), 2)
    return Counter(image.pixel(x, y) for x in across for y in down)


class TestSheet:
    def test_does_not_set_what_qt_would_refuse(
        self, dress: theme.Theme, capfd: pytest.CaptureFixture[str]
    ) -> None:
        dress.show(LIGHT)
        assert "Could not parse" not in capfd.readouterr().err


class TestAssets:
    def test_what_is_not_built_is_said_in_one_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(assets, "FOLDER", tmp_path / "none")
        with pytest.raises(assets.AssetsMissing, match=r"python -m studio\.build") as caught:
            assets.folder("icons")
        assert "\n" not in str(caught.value)

    def test_both_families_are_there(self, app: QApplication) -> None:
        assert {"Inter", "JetBrains Mono"} <= set(fonts.load())

    def test_an_icon_that_is_not_packed_is_named(self, app: QApplication) -> None:
        with pytest.raises(KeyError, match="no-such-icon"):
            icons.pixmap("no-such-icon")

    def test_every_icon_that_is_named_is_packed(self) -> None:
        named = re.compile(
            r'(?:icon=|Icon\w+\(|show_icon\(|EmptyState\(|icons\.\w+\(\w+, )"([a-z0-9-]+)"'
        )
        used = {name for path in UI.rglob("*.py") for name in named.findall(path.read_text())}
        assert len(used) > 20
        assert used - set(GLYPHS) == set()
