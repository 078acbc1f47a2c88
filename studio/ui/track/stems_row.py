"""One stem in the mixer: what it is, how loud, how it looks; all of it by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QWidget

from studio.actions.listening import Heard
from studio.actions.mixing import Setting
from studio.actions.stems import Stem, fault
from studio.ui.fonts import font
from studio.ui.import_row import ROLES
from studio.ui.parts import figures
from studio.ui.parts.buttons import IconButton, LetterToggle
from studio.ui.parts.controls import Combo
from studio.ui.parts.labels import ElidedLabel, IconLabel, label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.levels import Fader, LevelMeter
from studio.ui.parts.paint import Ringed, begin, ring, width_of
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type
from studio.ui.track.cells import Cell
from studio.ui.track.ordered import OrderedRow
from studio.ui.track.roles import RoleMark
from studio.ui.track.stems_wave import StemWave

SIZE, SPACE, TYPE = Size(), Space(), Type()
STEP_DB = 0.5
FADER, METER, COMBO, NAMES = 88, 56, 128, 104
NARROW, ARROW = 760, 44  # below this the role is its icon and an arrow, the level its fader
QUIET = "QComboBox:!hover:!focus { background: transparent; border-color: transparent; }"
Key = Qt.Key


class StemRow(Ringed, OrderedRow):
    """Tells what the artist did; the tab does it."""

    ring_radius = Radius().control
    muted = Signal(str, bool)
    soloed = Signal(str, bool)
    levelled = Signal(str, float)
    renamed = Signal(str, str, str)  # whose, what was seen, what is wanted
    role_chosen = Signal(str, str)
    credits_wanted = Signal(str)
    removal = Signal(str)
    sought = Signal(float)
    left = Signal(int)  # the focus to another row: -1 or 1

    def __init__(self, stem: Stem) -> None:
        OrderedRow.__init__(self, stem.name, stem.title)
        self.stem, self.fit, self.seen = stem, "", ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name = stem.title
        self.mark, self.role = RoleMark(stem.role), Combo(ROLES)
        self.title = Cell(f"Name of {name}", strong=True)
        self.sign, self.meta = IconLabel("triangle-alert", "warn", size=14), ElidedLabel("", "meta")
        self.mute = LetterToggle("M", f"Mute {name}", tone="warn")
        self.solo = LetterToggle("S", f"Solo {name}", tone="good")
        self.wave = StemWave(f"Waveform of {name}")
        self.fader = Fader(f"Level of {name}", width=FADER)
        self.level = label("0.0", "mono")
        self.meter = LevelMeter(f"Meter of {name}", width=METER)
        self.people = IconButton("users", f"Credits of {name}", small=True)
        self.bin = IconButton("trash-2", f"Delete {name}", small=True)
        self.wrong = label("", "error", wrap=True)
        self.wrong.hide()
        self.arrange()
        self.connect_all()
        self.show_stem(stem)

    def arrange(self) -> None:
        """Put it together."""
        for part, width in ((self.fader, FADER), (self.meter, METER), (self.role, COMBO)):
            part.setFixedWidth(width)
        self.role.setStyleSheet(QUIET)
        self.role.setAccessibleName(f"What {self.stem.title} carries")
        self.level.setFixedWidth(width_of("−60.0", font(TYPE.meta, mono=True)))
        self.level.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.title.setMinimumWidth(NAMES)
        below = row(self.sign, self.meta, gap=SPACE.xs, margins=(SPACE.s + SPACE.hair, 0, 0, 0))
        below.setStretch(1, 1)
        names = column(None, self.title, below, None, gap=0)
        line = row(self.grip, self.mark, gap=SPACE.s)
        line.addLayout(names, 5)
        before: tuple[QWidget, ...] = (self.role, self.mute, self.solo)
        after: tuple[QWidget, ...] = (self.fader, self.level, self.meter, self.people, self.bin)
        for widget in (*before, self.wave, *after):
            line.addWidget(widget)
        line.setStretchFactor(self.wave, 6)
        edges = (SPACE.s, SPACE.xs, SPACE.s, SPACE.xs)
        before_name = self.grip.width() + self.mark.width() + 3 * SPACE.s + SPACE.hair
        told = row(self.wrong, margins=(before_name, 0, 0, 0))
        self.setLayout(column(line, told, gap=SPACE.xs, margins=edges))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def connect_all(self) -> None:
        """Who listens to whom."""
        key = self.key
        self.title.editingFinished.connect(self.rename)
        self.role.picked.connect(lambda role: self.role_chosen.emit(key, role))
        self.mute.toggled.connect(lambda on: self.muted.emit(key, on))
        self.solo.toggled.connect(lambda on: self.soloed.emit(key, on))
        self.fader.moved_db.connect(self.tell_level)
        self.wave.sought.connect(self.sought)
        self.people.clicked.connect(lambda: self.credits_wanted.emit(key))
        self.bin.clicked.connect(lambda: self.removal.emit(key))

    def show_stem(self, stem: Stem, fit: str = "") -> None:
        """As the library has it; a name that is being typed stays."""
        self.stem, self.fit = stem, fit
        typing = self.title.hasFocus() or self.wrong.isVisibleTo(self)
        if not typing or self.title.text() == self.seen:
            self.seen = stem.title
            self.title.put(stem.title)
        self.role.show_key(stem.role)
        self.mark.show_role(stem.role)
        self.wave.show_role(stem.role)
        people = ", ".join(dict.fromkeys(one.person for one in stem.credits))
        said = stem.problem or fit
        self.meta.setText(" · ".join(filter(None, (said, people))) or "No credits yet")
        self.sign.setVisible(bool(said))
        self.sign.show_icon("circle-alert" if stem.problem else "triangle-alert", "warn")
        self.setAccessibleName(", ".join(filter(None, (stem.title, self.mark.accessibleName()))))
        self.setAccessibleDescription(said)

    def show_setting(self, setting: Setting, *, heard: bool) -> None:
        """What the listener set, without telling of it."""
        for toggle, on in ((self.mute, setting.muted), (self.solo, setting.soloed)):
            blocked = toggle.blockSignals(True)
            toggle.setChecked(on)
            toggle.blockSignals(blocked)
            toggle.update()
        self.fader.set_db(setting.level_db)
        self.show_level(setting.level_db)
        self.wave.show_heard(heard)

    def show_heard(self, one: Heard | None, frames: int, boost: float) -> None:
        """How far its sound has come."""
        if one is None:
            return
        if one.trouble is not None:
            self.wave.show_trouble(f"{one.trouble.message} {one.trouble.remedy}")
        elif one.waveform is None:
            self.wave.show_reading(one.share)
        else:
            self.wave.show_sound(one.waveform, frames, boost)

    def show_level(self, level_db: float) -> None:
        self.level.setText(figures.level(level_db, "").strip())

    def tell_level(self, level_db: float) -> None:
        self.show_level(level_db)
        self.levelled.emit(self.key, level_db)

    def rename(self) -> None:
        """Leaving the name saves it; one that cannot be saved stays, with the reason below."""
        wanted = self.title.text().strip()
        told = fault("title", wanted)
        self.show_fault(told)
        if not told and wanted != self.seen:
            seen, self.seen = self.seen, wanted
            self.renamed.emit(self.key, seen, wanted)

    def show_fault(self, told: str) -> None:
        """What is wrong with the name."""
        self.wrong.setText(told)
        self.wrong.setVisible(bool(told))
        self.title.set_wrong(bool(told), told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """M and S, arrows for the level, Up and Down to another row; not while a name is typed."""
        if isinstance(QApplication.focusWidget(), QLineEdit) or event.modifiers() != (
            Qt.KeyboardModifier.NoModifier
        ):
            super().keyPressEvent(event)
            return
        match event.key():
            case Key.Key_M:
                self.mute.toggle()
            case Key.Key_S:
                self.solo.toggle()
            case Key.Key_Left | Key.Key_Right if self.hasFocus():
                step = STEP_DB if event.key() == Key.Key_Right else -STEP_DB
                self.fader.setValue(self.fader.value() + round(step * 10))
            case Key.Key_0:
                self.fader.setValue(0)
            case Key.Key_Up | Key.Key_Down if self.hasFocus():
                self.left.emit(-1 if event.key() == Key.Key_Up else 1)
            case Key.Key_Delete:
                self.removal.emit(self.key)
            case Key.Key_F2 | Key.Key_Return | Key.Key_Enter:
                self.title.setFocus(Qt.FocusReason.OtherFocusReason)
                self.title.selectAll()
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= NARROW
        self.role.setFixedWidth(COMBO if wide else ARROW)
        self.level.setVisible(wide)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        area = QRectF(self.rect())
        painter.fillRect(QRectF(0, area.height() - 1, area.width(), 1), colour("line"))
        if self.ringed and self.hasFocus():
            ring(painter, area.adjusted(0, 1, 0, -2), self.ring_radius)
