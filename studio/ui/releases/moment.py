"""When something comes out: a date and time in a place, and what that is elsewhere."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimeZone, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions import zones
from studio.actions.releases import now
from studio.ui.parts.amounts import DateTimeInput
from studio.ui.parts.controls import Combo
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.segmented import Segmented
from studio.ui.tokens import Size, Space

SIZE, SPACE = Size(), Space()
PASSED = "This moment has passed: choose a later one, or publish now."
ROWS = 14


def viewer_zone() -> str:
    """The time zone of this machine."""
    return bytes(QTimeZone.systemTimeZoneId().data()).decode() or "UTC"


def elsewhere(at: datetime, zone: str, viewer: str) -> str:
    """The same instant in UTC and for who looks: `07:00 UTC`."""
    parts = [f"{briefly(at, 'UTC', zone)} UTC"] if zones.offset(at, zone) != "UTC" else []
    other = zones.wall_of(at, viewer)
    if other not in (zones.wall_of(at, zone), zones.wall_of(at, "UTC")):
        parts.append(f"{briefly(at, viewer, zone)} for you in {zones.city(viewer)}")
    return " · ".join(parts)


def briefly(at: datetime, zone: str, beside: str) -> str:
    """The time of day, with the day where it is another one than beside it."""
    wall = zones.wall_of(at, zone)
    same = wall.date() == zones.wall_of(at, beside).date()
    return f"{wall:%H:%M}" if same else zones.said(at, zone)


class MomentEditor(QWidget):
    """`changed` tells of every change by hand."""

    changed = Signal()

    def __init__(self, name: str = "Date and time", *, future: bool = True) -> None:
        super().__init__()
        self.future, self.viewer = future, viewer_zone()
        self.when = DateTimeInput()
        self.when.setFixedHeight(SIZE.control)
        self.zone = Combo([(name, name) for name in self.choices()])
        self.zone.setMaxVisibleItems(ROWS)
        self.which = Segmented("Which of the two")
        self.when_field = Field(name, self.when)
        self.zone_field = Field("Time zone", self.zone)
        self.says = label("", "meta", wrap=True)
        self.note = Banner("", "warn")
        self.note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.choice = holder(row(self.which, None))
        pair = row(gap=SPACE.m)
        for part in (self.when_field, self.zone_field):
            pair.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(pair, self.says, self.note, self.choice, gap=SPACE.s))
        self.when.dateTimeChanged.connect(lambda _when: self.touched())
        self.zone.picked.connect(lambda _key: self.touched())
        self.which.chosen.connect(lambda _key: self.touched())
        self.quiet = False
        self.tell()

    def choices(self) -> tuple[str, ...]:
        """Here first, then all."""
        known = zones.known()
        return (self.viewer, *(name for name in known if name != self.viewer))

    def show_moment(self, at: datetime, zone: str) -> None:
        """Shows an instant without telling of it."""
        self.quiet = True
        if self.zone.findData(zone) < 0:
            self.zone.addItem(zone, zone)
        self.zone.show_key(zone)
        self.when.set_value(zones.wall_of(at, zone))
        self.tell()
        self.which.choose("second" if zones.is_later(at, zone) else "first")
        self.quiet = False
        self.tell()

    def place(self) -> str:
        """The name of the zone."""
        return self.zone.key()

    def meant(self) -> zones.Meant:
        """What is shown, as an instant."""
        later = self.which.choice() == "second"
        return zones.meant(self.when.wall(), self.place(), later=later)

    def fault(self) -> str:
        """Why it cannot be taken as it is."""
        return PASSED if self.future and self.meant().at <= now() else ""

    def touched(self) -> None:
        if not self.quiet:
            self.tell()
            self.changed.emit()

    def tell(self) -> None:
        """What it is elsewhere, and what the clocks do there."""
        found, zone = self.meant(), self.place()
        self.says.setText(elsewhere(found.at, zone, self.viewer))
        self.says.setVisible(bool(self.says.text()))
        self.when_field.set_error(self.fault())
        self.choice.setVisible(bool(found.twice))
        if found.twice:
            self.offer(found, zone)
        self.note.setVisible(found.skipped or bool(found.twice))
        wall = self.when.wall()
        if found.skipped:
            there = zones.wall_of(found.at, zone)
            self.note.say(
                f"The clocks in {zones.city(zone)} jump ahead then: {wall:%H:%M} does not exist "
                f"on that day. It comes out at {there:%H:%M}.",
                "warn",
            )
        elif found.twice:
            self.note.say(
                f"The clocks in {zones.city(zone)} go back then: {wall:%H:%M} comes twice. "
                "Which one?",
                "warn",
            )

    def offer(self, found: zones.Meant, zone: str) -> None:
        """The two instants, by their distance from UTC."""
        chosen = self.which.choice() or "first"
        first, second = (zones.offset(at, zone) for at in found.twice)
        wanted = [("first", f"The first ({first})"), ("second", f"The second ({second})")]
        if [(one.key, one.text()) for one in self.which.segments()] != wanted:
            self.which.set_choices(wanted)
            self.which.choose(chosen)
