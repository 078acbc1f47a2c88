"""The month: what is on which day, keys, clicks, and dragging to another day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.releases.calendar import MonthGrid, months_on
from studio.ui.releases.marks import Mark, halves
from studio.ui.releases.month import Month
from sync.wire.ids import new_id

TODAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def month(app: QApplication) -> Iterator[Month]:
    made = Month(TODAY)
    made.resize(560, 620)
    made.show()
    app.processEvents()
    yield made
    made.close()
    made.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def grid(month: Month) -> MonthGrid:
    return month.grid


def mark(title: str, day: date, *, movable: bool = True) -> Mark:
    return Mark(id=new_id(), title=title, day=day, state="Scheduled", tone="info", movable=movable)


def show(month: Month, *marks: Mark) -> None:
    month.show_marks(marks, TODAY)


def middle(grid: MonthGrid, day: date, *, low: bool = False) -> QPoint:
    area = grid.cell(day)
    return area.bottomRight().toPoint() - QPoint(8, 8) if low else area.center().toPoint()


def title(grid: MonthGrid, day: date, number: int = 0) -> QPoint:
    return grid.place_of(day, number).center().toPoint()


def heard(signal: Any) -> list[Any]:
    got: list[Any] = []
    signal.connect(lambda *what: got.append(what[0] if len(what) == 1 else what))
    return got


def drag(grid: MonthGrid, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(grid, LEFT, pos=start)
    QTest.mouseMove(grid, start + QPoint(0, 14))
    QTest.mouseMove(grid, end)
    QTest.mouseRelease(grid, LEFT, pos=end)


class TestMonths:
    @pytest.mark.parametrize(
        ("first", "count", "found"),
        [
            (date(2026, 12, 1), 1, date(2027, 1, 1)),
            (date(2026, 1, 1), -1, date(2025, 12, 1)),
            (date(2026, 11, 1), -24, date(2024, 11, 1)),
        ],
    )
    def test_go_over_the_year(self, first: date, count: int, found: date) -> None:
        assert months_on(first, count) == found

    @pytest.mark.parametrize("count", range(0, 60, 7))
    def test_every_day_is_where_it_is_found(self, grid: MonthGrid, count: int) -> None:
        grid.turn(count)
        for number in range(grid.weeks() * 7):
            day = grid.first() + timedelta(days=number)
            assert grid.day_at(grid.cell(day).center()) == day

    def test_the_whole_month_is_shown_from_monday_on(self, grid: MonthGrid) -> None:
        for _month in range(24):
            grid.turn(1)
            assert grid.first().weekday() == 0
            assert grid.first() <= grid.month
            last = months_on(grid.month, 1) - timedelta(days=1)
            assert last < grid.first() + timedelta(days=7 * grid.weeks())


class TestKeys:
    @pytest.mark.parametrize(
        ("key", "day"),
        [
            (KEY.Key_Left, date(2026, 11, 22)),
            (KEY.Key_Down, date(2026, 11, 30)),
            (KEY.Key_PageDown, date(2026, 12, 23)),
            (KEY.Key_PageUp, date(2026, 10, 23)),
        ],
    )
    def test_move_the_cursor(self, grid: MonthGrid, key: Qt.Key, day: date) -> None:
        QTest.keyClick(grid, key)
        assert grid.here == day
        QTest.keyClick(grid, KEY.Key_Home)
        assert grid.here == TODAY

    def test_a_short_month_keeps_what_it_can_of_the_day(self, grid: MonthGrid) -> None:
        grid.go(date(2027, 1, 31))
        grid.turn(1)
        assert grid.here == date(2027, 2, 28)

    def test_enter_chooses_a_day_or_opens_what_is_there(
        self, month: Month, grid: MonthGrid
    ) -> None:
        one = mark("Night Drive", FRIDAY)
        show(month, one)
        days, opened = heard(grid.day_chosen), heard(grid.opened)
        QTest.keyClick(grid, KEY.Key_Return)
        grid.go(FRIDAY)
        QTest.keyClick(grid, KEY.Key_Return)
        assert (days, opened) == ([TODAY], [one.id])

    def test_control_and_arrows_move_what_is_there(self, month: Month, grid: MonthGrid) -> None:
        one = mark("Night Drive", FRIDAY)
        show(month, one)
        moved = heard(grid.moved)
        grid.go(FRIDAY)
        QTest.keyClick(grid, KEY.Key_Right, CTRL)
        assert moved == [(one.id, FRIDAY + timedelta(days=1))]
        assert grid.here == FRIDAY + timedelta(days=1)

    def test_never_into_the_past(self, month: Month, grid: MonthGrid) -> None:
        show(month, mark("Night Drive", TODAY))
        moved = heard(grid.moved)
        QTest.keyClick(grid, KEY.Key_Up, CTRL)
        assert moved == []

    def test_is_spoken(self, month: Month, grid: MonthGrid) -> None:
        show(month, mark("Night Drive", FRIDAY))
        grid.go(FRIDAY)
        value = QAccessible.queryAccessibleInterface(grid).text(QAccessible.Text.Value)
        assert value == "Fri 27 Nov 2026: Night Drive, Scheduled"


class TestPointer:
    def test_a_click_on_a_day_chooses_it(self, grid: MonthGrid) -> None:
        days = heard(grid.day_chosen)
        QTest.mouseClick(grid, LEFT, pos=middle(grid, FRIDAY))
        assert days == [FRIDAY]

    def test_a_click_on_a_title_opens_it(self, month: Month, grid: MonthGrid) -> None:
        first, second = mark("A", FRIDAY), mark("B", FRIDAY)
        show(month, first, second)
        opened, days = heard(grid.opened), heard(grid.day_chosen)
        QTest.mouseClick(grid, LEFT, pos=title(grid, FRIDAY, 1))
        assert (opened, days) == ([second.id], [])

    def test_dragging_moves_it(self, month: Month, grid: MonthGrid) -> None:
        one = mark("Night Drive", FRIDAY)
        show(month, one)
        moved, opened = heard(grid.moved), heard(grid.opened)
        drag(grid, title(grid, FRIDAY), middle(grid, date(2026, 11, 30)))
        assert (moved, opened) == ([(one.id, date(2026, 11, 30))], [])
        assert grid.at is None

    @pytest.mark.parametrize("day", [date(2026, 11, 20), FRIDAY])
    def test_not_into_the_past_and_not_where_it_was(
        self, month: Month, grid: MonthGrid, day: date
    ) -> None:
        show(month, mark("Night Drive", FRIDAY))
        moved = heard(grid.moved)
        drag(grid, title(grid, FRIDAY), middle(grid, day, low=True))
        assert moved == []

    def test_what_is_out_stays(self, month: Month, grid: MonthGrid) -> None:
        show(month, mark("Old", FRIDAY, movable=False))
        moved = heard(grid.moved)
        drag(grid, title(grid, FRIDAY), middle(grid, date(2026, 11, 30)))
        assert moved == []

    def test_where_there_is_no_room_the_day_itself_opens_it(
        self, app: QApplication, month: Month, grid: MonthGrid
    ) -> None:
        one = mark("Night Drive", FRIDAY)
        show(month, one)
        month.resize(340, 300)
        app.processEvents()
        assert grid.lines() == 0
        opened = heard(grid.opened)
        QTest.mouseClick(grid, LEFT, pos=middle(grid, FRIDAY))
        assert opened == [one.id]
        assert not grid.grab().isNull()


class TestHeading:
    def test_tells_month_and_drops(self, month: Month) -> None:
        show(month, mark("A", FRIDAY), mark("B", FRIDAY), mark("C", date(2026, 12, 4)))
        assert (month.name.text(), month.drops.text()) == ("November 2026", "2 drops")
        month.ahead.click()
        assert (month.name.text(), month.drops.text()) == ("December 2026", "1 drop")
        month.back.click()
        month.back.click()
        assert (month.name.text(), month.drops.text()) == ("October 2026", "No drops")
        month.now.click()
        assert month.name.text() == "November 2026"

    def test_paints_more_than_fits(self, month: Month) -> None:
        show(month, *(mark(f"A very long title number {n}", FRIDAY) for n in range(9)))
        assert not month.grab().isNull()


class TestTitles:
    LONG = "Night Drive Home"

    def test_a_long_one_has_two_lines_where_there_is_room(self, month: Month) -> None:
        day, grid = date(TODAY.year, TODAY.month, 20), month.grid
        show(month, mark("Sea", day))
        low = grid.place_of(day, 0).height()
        show(month, mark(self.LONG * 3, day))
        assert grid.place_of(day, 0).height() > 1.5 * low
        assert grid.mark_at(grid.place_of(day, 0).bottomLeft() + QPoint(4, -4)) is not None
        show(month, *(mark(self.LONG * 3, day) for _ in range(grid.lines())))
        assert grid.place_of(day, 0).height() == low

    @pytest.mark.parametrize(
        ("title", "width", "found"),
        [
            (LONG, 70, ("Night Drive", "Home")),
            (LONG, 45, ("Night", "Drive Home")),
            ("Weltschmerz" * 20, 70, None),
            (LONG, 1, (LONG, "")),
        ],
    )
    def test_is_cut_between_words_else_between_letters(
        self, month: Month, title: str, width: int, found: tuple[str, str] | None
    ) -> None:
        first, rest = halves(title, width)
        if found is None:
            assert first + rest == title
            assert 4 <= len(first) <= 20
        else:
            assert (first, rest) == found
