"""When a release comes out: the moment, the teaser before it, and what has been decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from studio.actions import zones
from studio.actions.releases import Refused, Release, now, refused_of
from studio.ui.frame import emptied
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.toggles import Toggle
from studio.ui.releases.asking import proposal
from studio.ui.releases.moment import MomentEditor, elsewhere, viewer_zone
from studio.ui.releases.words import STATES, TONES
from studio.ui.tokens import Space

SPACE = Space()
FIELDS = ("state", "release_at", "time_zone", "teaser_from", "visibility")
DAYS_AHEAD = 7
TEASED_DAYS = 3
LATE = "The teaser has to begin before the release."


class Schedule(Card):
    """It tells what is wanted; the page does it."""

    wanted = Signal(object, str, object)  # moment, zone, teaser from or None
    unscheduled = Signal()
    dropped = Signal(object)  # id of a refused edit
    teaser_shown = Signal(bool)

    def __init__(self) -> None:
        super().__init__("Schedule")
        self.release: Release | None = None
        self.shown: tuple[Any, ...] = ()
        self.sign = IconLabel("calendar-clock", "dim")
        self.state = label("", "strong", wrap=True)
        self.facts = label("", "meta", wrap=True)
        self.refusals = column(gap=SPACE.s)
        self.editor = MomentEditor()
        self.teaser = Toggle("Let people hear a part before that")
        self.from_ = MomentEditor("Teaser from", future=False)
        self.from_.zone_field.hide()
        self.save = Button("Schedule", kind="primary", icon="calendar-clock")
        self.undo = Button("Unschedule")
        self.arrange()
        self.editor.changed.connect(self.tell)
        self.editor.changed.connect(self.follow)
        self.from_.changed.connect(self.tell)
        self.teaser.toggled.connect(self.tease)
        self.save.clicked.connect(self.go)
        self.undo.clicked.connect(self.unscheduled)

    def arrange(self) -> None:
        """Put it together."""
        words = column(self.state, self.facts, gap=SPACE.hair)
        head = row(gap=SPACE.m)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self.plan = holder(
            column(
                self.editor,
                self.teaser,
                self.from_,
                row(self.save, self.undo, None, gap=SPACE.s),
                gap=SPACE.m,
            )
        )
        self.add(head)
        self.add(self.refusals)
        self.add(self.plan)
        self.body.setSpacing(SPACE.m)

    def show_release(self, release: Release) -> None:
        """Another release, or the same as it is now; a moment that is being chosen stays."""
        found, at = release.row, now()
        self.release = release
        shown = (found.id, found.state, found.release_at, found.zone, found.teaser_from)
        if shown != self.shown:
            self.shown = shown
            self.fill(release)
        self.plan.setVisible(found.state != "live")
        self.undo.setVisible(found.state == "scheduled")
        self.show_state(release, at)
        self.show_refused(refused_of(release, *FIELDS))
        self.tell()

    def fill(self, release: Release) -> None:
        """What is decided, or what we propose."""
        found = release.row
        day = zones.wall_of(now() + timedelta(days=DAYS_AHEAD), viewer_zone()).date()
        moment = (found.release_at, found.zone) if found.release_at else proposal(found, day)
        self.editor.show_moment(*moment)
        blocked = self.teaser.blockSignals(True)
        self.teaser.setChecked(found.teaser_from is not None)
        self.teaser.blockSignals(blocked)
        start = found.teaser_from or moment[0] - timedelta(days=TEASED_DAYS)
        self.from_.show_moment(start, moment[1])
        self.from_.setVisible(self.teaser.isChecked())

    def show_state(self, release: Release, at: datetime) -> None:
        """What is decided, in words."""
        found = release.row
        stands = found.stands(at)
        _words, tone, icon = STATES.get(stands, ("", "plain", "info"))
        self.sign.show_icon(icon, TONES[tone])
        moment = found.moment
        said = f"{zones.said(moment, found.zone)}, {zones.city(found.zone)}" if moment else ""
        other = elsewhere(moment, found.zone, viewer_zone()) if moment else ""
        facts = [other]
        match stands:
            case "live" if found.live_at is None:
                self.state.setText("Goes live with the next sync")
                facts = ["As soon as the server has all of it."]
            case "live":
                away = zones.until(moment, at) if moment else ""
                self.state.setText(f"Live since {said}")
                facts = [away, other]
            case "due":
                self.state.setText("Its moment has come")
                facts = ["The server puts it live as soon as all its tracks are ready.", said]
            case "scheduled" | "teaser":
                away = zones.until(moment, at) if moment else ""
                self.state.setText(f"Comes out {away}" if away else "")
                facts = [said, other]
                if found.teaser_from is not None:
                    verb = "since" if stands == "teaser" else "from"
                    facts.append(f"Teaser {verb} {zones.said(found.teaser_from, found.zone)}")
            case _:
                self.state.setText("Not scheduled")
                facts = ["Nobody but you sees it. Choose a moment, or publish it at once."]
        self.facts.setText("\n".join(part for part in facts if part))

    def show_refused(self, refused: list[Refused]) -> None:
        """What the server would not have, with a way to be rid of it."""
        show_refusals(self.refusals, refused, self.dropped.emit)

    def tease(self, on: bool) -> None:
        """A teaser, or none."""
        self.from_.setVisible(on)
        self.teaser_shown.emit(on)
        self.tell()

    def follow(self) -> None:
        """The teaser thinks in the zone of the release."""
        zone = self.editor.place()
        if self.from_.place() != zone:
            self.from_.show_moment(zones.meant(self.from_.when.wall(), zone).at, zone)

    def fault(self) -> str:
        """Why it cannot be saved as it is."""
        if self.editor.fault():
            return self.editor.fault()
        late = self.teaser.isChecked() and self.from_.meant().at >= self.editor.meant().at
        return LATE if late else ""

    def is_new(self) -> bool:
        """Whether it says anything else than what is decided."""
        if self.release is None or self.release.row.state != "scheduled":
            return True
        found = self.release.row
        teaser = self.from_.meant().at if self.teaser.isChecked() else None
        said = (self.editor.meant().at, self.editor.place(), teaser)
        return said != (found.release_at, found.zone, found.teaser_from)

    def tell(self) -> None:
        """What the button will do."""
        scheduled = self.release is not None and self.release.row.state == "scheduled"
        self.save.setText("Save the new moment" if scheduled else "Schedule")
        fault = self.fault()
        self.from_.when_field.set_error(fault if fault == LATE else "")
        self.save.setEnabled(not fault and self.is_new())
        self.save.setToolTip(fault)

    def go(self) -> None:
        """As it stands there."""
        self.editor.tell()
        if not self.fault():
            teaser = self.from_.meant().at if self.teaser.isChecked() else None
            self.wanted.emit(self.editor.meant().at, self.editor.place(), teaser)


def show_refusals(
    layout: QVBoxLayout, refused: Sequence[Refused], drop: Callable[[UUID], object]
) -> None:
    """Those of a part of the page, in place of what stood there."""
    emptied(layout)
    for one in refused:
        layout.addWidget(refusal(one, drop))


def refusal(one: Refused, drop: Callable[[UUID], object]) -> Banner:
    """An edit that the server will not take: why, what to do, and the way to give it up."""
    text = f"The server did not take this: {one.message} {one.remedy}".strip()
    made = Banner(text, "bad", action=("Give it up", lambda: drop(one.op_id)))
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made
