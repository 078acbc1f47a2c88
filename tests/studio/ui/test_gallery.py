"""The gallery: every part is named, can be reached by Tab, and cuts no words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from studio.ui import theme
from studio.ui.gallery import Gallery
from studio.ui.parts.chips import Chip, TagChip
from studio.ui.parts.labels import ElidedLabel
from studio.ui.tokens import THEMES, Size


@pytest.fixture(scope="module")
def dress(app: QApplication) -> theme.Theme:
    return theme.Theme(app, "dark")


@pytest.fixture(scope="module")
def gallery(app: QApplication, dress: theme.Theme) -> Iterator[Gallery]:
    made = Gallery(dress)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    app.processEvents()
    yield made
    made.close()
    made.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def controls(gallery: Gallery) -> list[QWidget]:
    return [
        one
        for one in gallery.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not one.objectName().startswith("qt_")
    ]


class TestAccess:
    def test_every_control_has_a_name_and_a_role(self, gallery: Gallery) -> None:
        nameless = []
        for one in controls(gallery):
            found = QAccessible.queryAccessibleInterface(one)
            name = found.text(QAccessible.Text.Name)
            if not name or found.role() == QAccessible.Role.Client:
                nameless.append((type(one).__name__, name, found.role()))
        assert len(controls(gallery)) > 40
        assert [row for row in nameless if row[0] not in {"QScrollArea"}] == []

    def test_tab_reaches_every_control_and_comes_back(self, gallery: Gallery) -> None:
        wanted = {one for one in controls(gallery) if not isinstance(one, QAbstractButton)}
        first = gallery.focusWidget() or controls(gallery)[0]
        first.setFocus()
        seen: list[QWidget] = []
        for _ in range(200):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            now = QApplication.focusWidget()
            assert now is not None
            if now in seen[:1]:
                break
            seen.append(now)
        else:
            pytest.fail("Tab never came back")
        missed = [one for one in wanted if one not in seen and one.focusProxy() is None]
        assert [type(one).__name__ for one in missed if type(one).__name__ != "QScrollArea"] == []


class TestLook:
    @pytest.mark.parametrize("name", [*THEMES])
    @pytest.mark.parametrize("size", [(1280, 800), (1680, 1050)])
    def test_cuts_no_words(
        self,
        gallery: Gallery,
        dress: theme.Theme,
        app: QApplication,
        name: str,
        size: tuple[int, int],
    ) -> None:
        dress.choose(name)
        gallery.resize(*size)
        app.processEvents()
        cut = [
            one.text()
            for one in gallery.findChildren(QLabel)
            if one.isVisible() and not one.wordWrap() and not isinstance(one, ElidedLabel)
            if one.width() < one.sizeHint().width()
        ]
        cut += [
            one.text()
            for one in gallery.findChildren(QAbstractButton)
            if one.isVisible() and one.width() < one.minimumSizeHint().width()
        ]
        assert cut == []
        page = gallery.page.widget()
        assert page.width() <= gallery.page.viewport().width()
        dress.choose("dark")

    def test_chips_have_one_height(self, gallery: Gallery) -> None:
        chips = [*gallery.findChildren(Chip), *gallery.findChildren(TagChip)]
        assert len(chips) > 10
        assert {chip.height() for chip in chips} == {Size().chip}

    def test_fields_have_one_height(self, gallery: Gallery) -> None:
        own = [one for one in gallery.findChildren(QLineEdit) if one.property("part") is None]
        fields = [one for one in own if one.isVisible() and one.objectName() == ""]
        assert len(fields) >= 2
        assert {one.height() for one in fields} == {Size().control}

    def test_focus_by_keyboard_is_seen_and_by_mouse_is_not(
        self, gallery: Gallery, app: QApplication
    ) -> None:
        button = next(one for one in controls(gallery) if isinstance(one, QAbstractButton))
        gallery.setFocus()
        plain = button.grab().toImage()
        button.setFocus(Qt.FocusReason.MouseFocusReason)
        assert button.grab().toImage() == plain
        gallery.setFocus()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert button.grab().toImage() != plain
