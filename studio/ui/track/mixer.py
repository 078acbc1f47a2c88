"""The transport of the mixer: play, where it is, stems or mix, and the level of everything."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QSlider, QWidget

from studio.ui.fonts import font
from studio.ui.parts import figures
from studio.ui.parts.buttons import IconButton, PlayButton
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.levels import Fader, LevelMeter
from studio.ui.parts.paint import Ringed, begin, box, ring, width_of
from studio.ui.parts.segmented import Segmented
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Size, Space, Type

SPACE, SIZE, TYPE = Space(), Size(), Type()
KNOB, GROOVE = 12, 4
STEP_MS, PAGE_MS = 5_000, 30_000


class SeekBar(Ringed, QSlider):
    """Where it is, in milliseconds; arrows go five seconds. `sought` tells only of the artist."""

    sought = Signal(int)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName("Position")
        self.setFixedHeight(SIZE.chip)
        self.setMinimumWidth(SIZE.control * 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSingleStep(STEP_MS)
        self.setPageStep(PAGE_MS)
        self.valueChanged.connect(self.sought)

    def show_time(self, position_ms: int, length_ms: int) -> None:
        """Without telling of it, and not while it is being dragged."""
        if self.isSliderDown():
            return
        blocked = self.blockSignals(True)
        self.setRange(0, max(1, length_ms))
        self.setValue(position_ms)
        self.blockSignals(blocked)
        self.setAccessibleDescription(figures.clock(position_ms))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIZE.sidebar, SIZE.chip)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.setSliderDown(True)
        self.drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def drag(self, event: QMouseEvent) -> None:
        span = max(1, self.width() - KNOB)
        share = max(0.0, min(1.0, (event.position().x() - KNOB / 2) / span))
        self.setValue(round(share * self.maximum()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        middle, span = self.height() / 2, self.width() - KNOB
        groove = QRectF(KNOB / 2, middle - GROOVE / 2, span, GROOVE)
        edge = colour("edge") if current().name == "contrast" else None
        box(painter, groove, GROOVE / 2, fill=colour("hover"), line=edge)
        x = span * self.value() / max(1, self.maximum())
        on = self.isEnabled()
        done = QRectF(groove.left(), groove.top(), x, GROOVE)
        box(painter, done, GROOVE / 2, fill=colour("accent" if on else "off"))
        knob = QRectF(x, middle - KNOB / 2, KNOB, KNOB)
        box(painter, knob, KNOB / 2, fill=colour("text" if on else "off"), line=colour("card"))
        if self.ringed and self.hasFocus():
            ring(painter, QRectF(self.rect()), Radius().small)


class MixerBar(QWidget):
    """It knows nothing of sound and only tells what was pressed."""

    played = Signal()
    sought = Signal(int)  # milliseconds
    repeated = Signal(bool)
    heard = Signal(str)  # stems or mix
    levelled = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("skip-back", "Back to the beginning")
        self.play = PlayButton()
        self.repeat = IconButton("repeat", "Repeat the whole", checkable=True)
        self.clock, self.length = label("0:00.000", "strong"), label("/ 0:00", "meta")
        self.place = SeekBar()
        self.source = Segmented("Listen to")
        self.source.set_choices([("stems", "Stems"), ("mix", "Mix")])
        self.source.choose("stems")
        self.fader = Fader("Level of everything", width=88)
        self.level = label("0.0", "mono")
        self.meter = LevelMeter("Sum", width=88)
        self.dress()
        self.setLayout(self.arrange())
        self.connect_all()

    def dress(self) -> None:
        """What does not fit the style sheet."""
        self.clock.setStyleSheet(f'font-family: "{TYPE.mono}"; font-size: {TYPE.heading}px;')
        wide = width_of("00:00.000", font(TYPE.heading, TYPE.strong, mono=True))
        self.clock.setMinimumWidth(wide)
        self.clock.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.clock.setAccessibleName("Position")
        self.level.setMinimumWidth(width_of("−60.0", font(TYPE.meta, mono=True)))
        self.level.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for part in (self.fader, self.meter):
            part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def arrange(self) -> QLayout:
        """Put it together."""
        sum_ = column(None, row(self.fader, self.level, gap=SPACE.xs), gap=0)
        sum_.addWidget(self.meter)
        sum_.addStretch(1)
        sides = (self.back, self.play, self.repeat, SPACE.xs, self.clock, self.length)
        whole = row(*sides, self.place, self.source, SPACE.s, holder(sum_), gap=SPACE.s)
        whole.setStretchFactor(self.place, 1)
        return whole

    def connect_all(self) -> None:
        """Who listens to whom."""
        self.play.clicked.connect(self.played)
        self.back.clicked.connect(lambda: self.sought.emit(0))
        self.repeat.clicked.connect(self.repeated)
        self.place.sought.connect(self.sought)
        self.source.chosen.connect(self.heard)
        self.fader.moved_db.connect(self.tell_level)

    def tell_level(self, level_db: float) -> None:
        self.level.setText(figures.level(level_db, "").strip())
        self.levelled.emit(level_db)

    def show_time(self, position_ms: int, length_ms: int) -> None:
        """Where it is, and how long it takes."""
        self.clock.setText(figures.clock(position_ms, fine=True))
        self.length.setText(f"/ {figures.clock(length_ms)}")
        self.place.show_time(position_ms, length_ms)

    def show_ready(self, ready: bool, *, mix: bool) -> None:
        """What can be done by now."""
        for control in (self.back, self.play, self.repeat, self.place):
            control.setEnabled(ready)
        self.source.setEnabled(ready and mix)
