"""What numbers, dates and times are put into; apart from the rest: no list needs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QDateTimeEdit, QDoubleSpinBox

from studio.ui.parts.controls import Chevroned
from studio.ui.tokens import Size, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent

SIZE, SPACE = Size(), Space()


class NumberInput(QDoubleSpinBox):
    """A number with its unit; arrows and the wheel change it only while it has the focus."""

    def __init__(
        self,
        value: float = 0.0,
        *,
        least: float = 0.0,
        most: float = 999.0,
        step: float = 1.0,
        digits: int = 0,
        unit: str = "",
    ) -> None:
        super().__init__()
        # the style sheet takes the buttons away: told to have none, Qt leaves no room for words
        self.lineEdit().setTextMargins(SPACE.m, 0, SPACE.m, 0)
        self.setFixedHeight(SIZE.control)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLocale(QLocale.c())
        self.setDecimals(digits)
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setSuffix(f" {unit}" if unit else "")
        self.setValue(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DateTimeInput(Chevroned, QDateTimeEdit):
    """A date and time of day, in the zone that is written beside it; unfolds a calendar."""

    def __init__(self, value: datetime | None = None, *, dates_only: bool = False) -> None:
        QDateTimeEdit.__init__(self)
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy" if dates_only else "d MMM yyyy  HH:mm")
        self.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        self.set_value(value or datetime.now(UTC))

    def set_value(self, value: datetime) -> None:
        """Show the wall clock of a time; its zone is the caller's to keep."""
        wall = QDateTime(value.year, value.month, value.day, value.hour, value.minute, 0)
        self.setDateTime(wall)

    def wall(self) -> datetime:
        """The wall clock as it is shown, without a zone."""
        shown = self.dateTime()
        day, time = shown.date(), shown.time()
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paint_chevron(self, "calendar-days")
