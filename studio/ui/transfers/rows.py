"""A file on its way, and a sound that the server works on, each as a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from studio.actions.pace import Pace
from studio.actions.transfers import Coming, FileRow, WorkRow
from studio.ui.parts import figures
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.chips import Chip
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.progress import Bar
from studio.ui.sync_bar import lasting
from studio.ui.tokens import Space

SPACE = Space()
STATES = {  # words, tone, icon
    "queued": ("Waiting", "plain", "clock"),
    "sending": ("Sending", "info", "upload"),
    "paused": ("Paused", "warn", "pause"),
    "failed": ("Failed", "bad", "circle-alert"),
    "missing": ("File missing", "bad", "circle-alert"),
    "changed": ("File changed", "warn", "triangle-alert"),
}
REMEDIES = {
    "missing": "Say where it is now, or put it back and try again.",
    "changed": "Put the old file back and try again, or cancel this and add the new one.",
}
WORK = {
    "pending": ("Queued", "info", "clock"),
    "processing": ("Processing", "info", "refresh-cw"),
    "failed": ("Failed", "bad", "circle-alert"),
}
STATE_WIDTH, BAR_WIDTH, TOOLS_WIDTH = 124, 270, 108


def belongs(file: FileRow) -> str:
    """`Night Drive · Master v3`."""
    if file.of in {"track", "release"}:
        return f"Artwork of {file.title}" if file.title else "Artwork"
    if file.of == "notes":
        return f"Picture in the notes of {file.title}" if file.title else "Picture in notes"
    return " · ".join(part for part in (file.title, file.part) if part)


def standing(file: FileRow, *, all_paused: bool) -> str:
    """The state to show: a pause only matters to what could be sent."""
    if file.state in {"queued", "sending"} and (file.paused or all_paused):
        return "paused"
    return file.state


def how_far(pace: Pace) -> str:
    """`12.4 of 52.1 MB · 8.2 MB/s · 2 min left`."""
    parts = [part_of(pace.done, pace.size)]
    if pace.doing:
        parts = [pace.doing]
    if pace.speed:
        parts.append(f"{figures.size(pace.speed)}/s")
    if pace.left_s is not None:
        parts.append(lasting(pace.left_s))
    return " · ".join(parts)


def part_of(done: float, size: int) -> str:
    """`12.4 of 52.1 MB`, with one unit where it is the same."""
    left, right = figures.size(done), figures.size(size)
    number, unit = left.split(" ")
    return f"{number if right.endswith(f' {unit}') else left} of {right}"


def sized(widget: QWidget, width: int) -> QWidget:
    """Columns of one width stand in line."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.addWidget(widget)
    made.addStretch(1)
    held = holder(made)
    held.setFixedWidth(width)
    return held


def complaint() -> Banner:
    """What is wrong with a row; hidden while nothing is."""
    made = Banner("", "bad")
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    made.hide()
    return made


def say_deeds(
    wanted: SignalInstance,
    controls: Mapping[str, QAbstractButton],
    hold: QAbstractButton,
    file: Callable[[], FileRow | Coming],
) -> None:
    """Each control says what it wants of the file that its row shows by then; `hold` has two."""
    for deed, control in controls.items():
        control.clicked.connect(lambda _on=False, d=deed: wanted.emit(d, file().sha256))
    hold.clicked.connect(lambda: wanted.emit("resume" if file().paused else "pause", file().sha256))


class TransferRow(QWidget):
    """`wanted` tells a deed: pause, resume, first, cancel, again, find; with the file's digest."""

    wanted = Signal(str, str)

    def __init__(self, file: FileRow) -> None:
        super().__init__()
        self.file = file
        picture = file.of in {"track", "release", "notes"}
        sign = IconLabel("image" if picture else "file-audio", "dim")
        self.name = ElidedLabel(file.path.name, "strong")
        self.of = ElidedLabel(belongs(file), "meta")
        self.bar = Bar(f"Sent of {file.path.name}")
        self.figure = ElidedLabel("", "meta")
        self.chip = Chip("")
        self.hold = IconButton("pause", "Pause", small=True)
        self.first = IconButton("arrow-up", "Send this first", small=True)
        self.cancel = IconButton("x", "Cancel", small=True)
        self.again = Button("Try again", small=True, icon="refresh-cw")
        self.seek = Button("Find the file…", small=True, icon="folder-open")
        self.trouble = complaint()
        names = column(self.name, self.of, gap=SPACE.hair)
        far = column(self.bar, self.figure, gap=SPACE.xs)
        meter = holder(far)
        meter.setFixedWidth(BAR_WIDTH)
        tools = holder(row(None, self.hold, self.first, self.cancel, gap=SPACE.hair))
        tools.setFixedWidth(TOOLS_WIDTH)
        line = row(sign, names, meter, sized(self.chip, STATE_WIDTH), tools, gap=SPACE.m)
        line.setStretch(1, 1)
        helps = row(self.trouble, self.seek, self.again, gap=SPACE.s)
        helps.setStretch(0, 1)
        self.setLayout(column(line, helps, gap=SPACE.s, margins=(0, SPACE.xs, 0, SPACE.xs)))
        controls: dict[str, QAbstractButton] = {
            "first": self.first,
            "cancel": self.cancel,
            "again": self.again,
            "find": self.seek,
        }
        say_deeds(self.wanted, controls, self.hold, lambda: self.file)

    def show_file(
        self, file: FileRow, share: float, *, first: bool = False, all_paused: bool = False
    ) -> None:
        """As it stands now; `share`: how much of it the server has."""
        self.file = file
        shown = standing(file, all_paused=all_paused)
        words, tone, icon = STATES[shown]
        self.chip.show_state(words, tone, icon=icon)
        self.name.setText(file.path.name)
        self.of.setText(belongs(file))
        wrong = shown in {"failed", "missing", "changed"}
        text = f"{file.why}. {REMEDIES.get(shown, '')}".replace("..", ".").strip()
        self.trouble.setVisible(wrong)
        if wrong and text != self.trouble.words.text():
            self.trouble.say(text, "warn" if shown == "changed" else "bad")
        self.again.setVisible(wrong)
        self.seek.setVisible(shown == "missing")
        self.hold.setVisible(not wrong)
        self.hold.setEnabled(not all_paused)
        name = "Resume" if file.paused else "Pause"
        self.hold.show_icon("play" if file.paused else "pause", name)
        self.first.setVisible(not wrong)
        self.first.setEnabled(not first)
        self.cancel.setEnabled(not file.sent)
        if shown != "sending":
            self.show_share(share, tone if shown == "paused" else "accent")
        self.setAccessibleName(f"{file.path.name}, {words}")

    def show_share(self, share: float, tone: str) -> None:
        """How much the server has, while nothing moves."""
        self.bar.set_share(share, tone)
        size = self.file.size
        self.figure.setText(part_of(size * share, size) if share else figures.size(size))

    def show_pace(self, pace: Pace) -> None:
        """How it goes just now."""
        self.bar.set_share(pace.share, "accent")
        self.figure.setText(how_far(pace))


class WorkingRow(QWidget):
    """`again` asks the server to try once more, `visited` tells the track."""

    again = Signal(object)
    visited = Signal(object)

    def __init__(self, work: WorkRow) -> None:
        super().__init__()
        words, tone, icon = WORK.get(work.status, (work.status, "plain", "info"))
        names = column(
            ElidedLabel(work.title, "strong"), ElidedLabel(work.label, "meta"), gap=SPACE.hair
        )
        bar = Bar(f"Processing of {work.title}")
        bar.set_share(work.progress / 100)
        far = holder(column(bar, label(f"{work.progress} %", "meta"), gap=SPACE.xs))
        far.setFixedWidth(BAR_WIDTH)
        policy = far.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        far.setSizePolicy(policy)
        far.setVisible(work.status == "processing")
        show = IconButton("arrow-right", f"Show {work.title}", small=True)
        show.clicked.connect(lambda: self.visited.emit(work.track_id))
        tools = holder(row(None, show, gap=SPACE.hair))
        tools.setFixedWidth(TOOLS_WIDTH)
        chip = sized(Chip(words, tone, icon=icon), STATE_WIDTH)
        line = row(IconLabel("audio-lines", "dim"), names, far, chip, tools, gap=SPACE.m)
        line.setStretch(1, 1)
        whole = column(line, gap=SPACE.s, margins=(0, SPACE.xs, 0, SPACE.xs))
        if work.problem:
            trouble = complaint()
            trouble.say(f"{work.problem} {work.remedy}".strip(), "bad")
            trouble.show()
            retry = Button("Try again", small=True, icon="refresh-cw")
            retry.clicked.connect(lambda: self.again.emit(work.version_id))
            helps = row(trouble, retry, gap=SPACE.s)
            helps.setStretch(0, 1)
            whole.addLayout(helps)
        self.setLayout(whole)
        self.setAccessibleName(f"{work.title}, {work.label}, {words}")
