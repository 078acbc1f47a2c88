"""Dialogs about a release: a new one, and the day on which one shall come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from studio.actions import releases, zones
from studio.actions.releases import KINDS, ReleaseRow
from studio.ui.parts.controls import TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.segmented import Segmented
from studio.ui.releases.moment import MomentEditor, viewer_zone

USUAL_HOUR = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """A release that is to be made."""

    title: str
    kind: str


class NewRelease(Dialog):
    """Title and kind; everything else can wait."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "New release", verb="Create")
        self.title = TextInput(hint="Night Drive")
        self.field = Field("Title", self.title)
        self.kind = Segmented("Kind")
        self.kind.set_choices(KINDS)
        self.kind.choose("single")
        self.add(self.field)
        self.add(self.kind)
        self.title.textChanged.connect(lambda _text: self.field.set_error(""))
        self.title.setFocus()

    def accept(self) -> None:
        fault = releases.fault("title", self.title.text())
        self.field.set_error(fault)
        if not fault:
            super().accept()

    def wanted(self) -> Wanted:
        """What was asked for."""
        return Wanted(self.title.text().strip(), self.kind.choice() or "single")


class ScheduleOn(Dialog):
    """When a release shall come out; a day was chosen already."""

    def __init__(self, parent: QWidget, release: ReleaseRow, at: datetime, zone: str) -> None:
        text = "It goes live by itself at this moment, also while this machine is off."
        super().__init__(parent, f"Schedule “{release.title}”", text=text, verb="Schedule")
        self.editor = MomentEditor()
        self.editor.show_moment(at, zone)
        self.add(self.editor)
        self.editor.changed.connect(self.refit)

    def accept(self) -> None:
        self.editor.tell()
        if not self.editor.fault():
            super().accept()


async def ask_new(parent: QWidget) -> Wanted | None:
    """A new release; None if it was not to be."""
    dialog = NewRelease(parent)
    try:
        return dialog.wanted() if await dialog.ask() else None
    finally:
        close(dialog)


async def ask_moment(
    parent: QWidget, release: ReleaseRow, day: date
) -> tuple[datetime, str] | None:
    """The moment on a day and its zone; None if it was not to be."""
    at, zone = proposal(release, day)
    dialog = ScheduleOn(parent, release, at, zone)
    try:
        agreed = await dialog.ask()
        return (dialog.editor.meant().at, dialog.editor.place()) if agreed else None
    finally:
        close(dialog)


def proposal(release: ReleaseRow, day: date) -> tuple[datetime, str]:
    """The time of day that it had, else nine in the morning here."""
    if release.release_at is not None:
        return zones.on_day(release.release_at, release.zone, day).at, release.zone
    zone = viewer_zone() if release.zone in ("", "UTC") else release.zone
    nine = datetime(day.year, day.month, day.day, USUAL_HOUR)
    return zones.meant(nine, zone).at, zone


def close(dialog: Dialog) -> None:
    """Takes a dialog that was answered away."""
    dialog.veil.deleteLater()
    dialog.deleteLater()
