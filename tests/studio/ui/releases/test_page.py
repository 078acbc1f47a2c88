"""The page of releases in the window, with the network off: from nothing to a planned drop."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from studio.actions import releases, releasing, zones
from studio.ui.main_window import MainWindow
from studio.ui.parts.buttons import Button
from studio.ui.parts.labels import ElidedLabel
from studio.ui.parts.overlays import Dialog
from studio.ui.releases.asking import NewRelease, ScheduleOn
from tests.studio.ui.desks import settle
from tests.studio.ui.releases.rooms import (
    SOON,
    ZONE,
    opened,
    pressed,
    read,
    release,
    room,
    song,
    titles,
)

KEY, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


class TestNew:
    async def test_from_nothing_to_a_planned_drop_that_is_there_after_a_restart(
        self, app: QApplication, home: Path
    ) -> None:
        async with room(app) as (window, page):
            for number, name in enumerate(("Night Drive", "Salt", "Glass")):
                await song(window, home, name, number)
            await settle()
            assert page.overview.body.currentWidget() is page.overview.nothing
            page.overview.nothing.button.click()
            dialog = await opened(window, NewRelease)
            dialog.yes.click()
            assert dialog.field.error() == "A release needs a title."
            dialog.title.setText("Night Drive EP")
            dialog.kind.segments()[1].click()
            dialog.yes.click()
            await settle()
            one = page.one
            assert page.stack.currentWidget() is one
            assert one.head.title.text() == "Night Drive EP"
            for words in ("night", "sal", "gl"):
                QTest.keyClicks(one.tracks.finder.search, words)
                QTest.keyClick(one.tracks.finder.search, KEY.Key_Return)
                await settle()
            assert titles(page) == ["Night Drive", "Salt", "Glass"]
            tracks = one.tracks.list
            tracks.setCurrentIndex(tracks.order.index(2))
            QTest.keyClick(tracks, KEY.Key_Up, ALT)
            await settle()
            QTest.keyClick(tracks, KEY.Key_Up, ALT)
            await settle()
            assert titles(page) == ["Glass", "Night Drive", "Salt"]
            pressed(one.todo, "Make the 3 tracks public")
            await settle()
            one.details.title.setText("Night Drive")
            one.schedule.editor.show_moment(SOON, ZONE)
            one.schedule.teaser.setChecked(True)
            one.schedule.tell()
            one.schedule.save.click()
            await settle()
            assert one.schedule.state.text().startswith("Comes out in ")
        async with room(app) as (_window, page):
            (row,) = page.overview.list.releases.rows
            assert (row.title, row.state, row.release_at) == ("Night Drive", "scheduled", SOON)
            assert row.tracks == 3
            assert row.teaser_from is not None
            assert row.blocking == 1  # the sound waits for a network
            assert page.overview.next.isVisible()
            page.overview.list.choose(row.id)
            QTest.keyClick(page.overview.list, KEY.Key_Return)
            assert titles(page) == ["Glass", "Night Drive", "Salt"]
            assert {t.row.visibility for t in page.one.tracks.list.order.tracks} == {"public"}


class TestOverview:
    async def test_a_day_is_clicked_and_a_release_dragged(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.overview.list.choose(made)
            assert "Schedule “EP”" in page.overview.month.hint.text()
            day = zones.wall_of(SOON, ZONE).date()
            page.overview.month.grid.day_chosen.emit(day)
            dialog = await opened(window, ScheduleOn)
            assert dialog.editor.when.wall().date() == day
            dialog.yes.click()
            await settle()
            before = read(window, made).row
            assert before.state == "scheduled"
            assert [mark.day for mark in page.overview.month.marks] == [day]
            later = day + timedelta(days=2)
            page.overview.month.grid.moved.emit(made, later)
            await settle()
            after = read(window, made).row
            assert before.release_at is not None
            assert after.release_at is not None
            assert zones.wall_of(after.release_at, ZONE).date() == later
            wall = zones.wall_of(before.release_at, ZONE)
            assert zones.wall_of(after.release_at, ZONE).time() == wall.time()

    async def test_narrows_by_state_and_words(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            for title in ("Night Drive", "Salt", "Night Ferry"):
                made = await release(window, title)
            await window.session.do(lambda desk: releasing.publish(desk, made))
            await settle()
            rows = page.overview.list.releases
            page.overview.search.setText("night")
            assert {row.title for row in rows.rows} == {"Night Drive", "Night Ferry"}
            page.overview.shown.segments()[3].click()
            assert [row.title for row in rows.rows] == ["Night Ferry"]
            page.overview.search.setText("salt")
            assert page.overview.listed.currentWidget() is page.overview.misfit

    async def test_deleting_asks_first(self, app: QApplication) -> None:
        async with room(app) as (window, page):
            made = await release(window, "EP")
            page.overview.list.choose(made)
            for answer, left in (("no", 1), ("yes", 0)):
                QTest.keyClick(page.overview.list, KEY.Key_Delete)
                getattr(await opened(window, Dialog), answer).click()
                await settle()
                assert len(releases.every(window.session.library)) == left
            assert page.overview.body.currentWidget() is page.overview.nothing


class TestLooks:
    @pytest.mark.parametrize("size", [(960, 600), (1280, 800), (1680, 1050)])
    async def test_cuts_no_words_and_names_every_control(
        self, app: QApplication, home: Path, size: tuple[int, int]
    ) -> None:
        async with room(app) as (window, page):
            for number in range(40):
                made = await release(window, f"{'A very long title ' * 8}{number}")
            await window.session.do(
                lambda desk: releasing.schedule(
                    desk, made, SOON, zone=ZONE, teaser_from=SOON - timedelta(days=1)
                )
            )
            window.resize(*size)
            page.overview.view.segments()[1].click()
            for _view in range(2):
                app.processEvents()
                assert cut(window) == []
                assert nameless(window) == []
                page.overview.view.segments()[0].click()
            page.open(made)
            await settle()
            app.processEvents()
            assert cut(window) == []
            assert nameless(window) == []
            inside = page.one.area.widget()
            assert inside is not None
            assert inside.width() <= page.one.area.viewport().width()


def cut(window: MainWindow) -> list[str]:
    """Words that are not seen whole."""
    return [
        one.text()
        for one in window.findChildren(QLabel)
        if one.isVisible() and not one.wordWrap() and not isinstance(one, ElidedLabel)
        if one.width() < one.sizeHint().width()
    ] + [
        one.text()
        for one in window.findChildren(Button)
        if one.isVisible() and one.width() < one.sizeHint().width()
    ]


def nameless(window: MainWindow) -> list[str]:
    """Controls that a screen reader has no words for."""
    return [
        type(one).__name__
        for one in window.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not one.objectName().startswith("qt_")
        if not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
