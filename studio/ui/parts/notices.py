"""What the studio tells: a toast in passing, a banner that stays, a place that is still empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QWidget

from studio.ui.parts.access import announce
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.chips import LOOKS
from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import column, row
from studio.ui.parts.paint import begin, box
from studio.ui.theme import colour, current
from studio.ui.tokens import Radius, Space

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

SPACE = Space()
SIGNS = {
    "info": "info",
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}
TOAST_WIDTH = 360
TOAST_MS = 6000
TOASTS = 3
Action = tuple[str, Callable[[], object]]


class Banner(QFrame):
    """A strip above what it is about; it stays until that has changed."""

    def __init__(self, text: str, tone: str = "info", *, action: Action | None = None) -> None:
        super().__init__()
        self.tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.words = label(text, wrap=True)
        self.sign = IconLabel(SIGNS[tone], LOOKS[tone][0])
        self.line = line = row(self.sign, self.words, gap=SPACE.m)
        line.setContentsMargins(SPACE.l, SPACE.s, SPACE.s, SPACE.s)
        line.setStretch(1, 1)
        if action is not None:
            button = Button(action[0], small=True)
            button.clicked.connect(action[1])
            line.addWidget(button)
        self.setLayout(line)
        self.setMinimumHeight(SPACE.xxl + SPACE.m)
        self.setAccessibleName(text)

    def say(self, text: str, tone: str) -> None:
        """Say something else."""
        self.tone = tone
        self.words.setText(text)
        self.sign.show_icon(SIGNS[tone], LOOKS[tone][0])
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground, _line = LOOKS[self.tone]
        edge = colour(ink, 1.0 if current().name == "contrast" else 0.4)
        area = QRectF(self.rect())
        box(begin(self), area, Radius().control, fill=colour(ground), line=edge)


class Toast(QFrame):
    """A short message with at most one action; it goes by itself unless it is an error."""

    dismissed = Signal(QWidget)

    def __init__(
        self, text: str, tone: str, *, action: Action | None = None, detail: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("part", "panel")
        self.setFixedWidth(TOAST_WIDTH)
        self.setAccessibleName(f"{text} {detail}".strip())
        told = column(label(text, "strong", wrap=True), gap=SPACE.hair)
        if detail:
            told.addWidget(label(detail, "dim", wrap=True))
        close = IconButton("x", "Dismiss", small=True)
        close.clicked.connect(self.dismiss)
        sign = IconLabel(SIGNS[tone], LOOKS[tone][0])
        line = row(gap=SPACE.m)
        line.setContentsMargins(SPACE.l, SPACE.m, SPACE.s, SPACE.m)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(told, 1)
        if action is not None:
            button = Button(action[0], small=True)
            button.clicked.connect(action[1])
            button.clicked.connect(self.dismiss)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self.timer.timeout.connect(self.dismiss)
        self.passes = tone != "bad"
        if self.passes:
            self.timer.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Enter:  # whoever reads it has time
            self.timer.stop()
        elif event.type() == QEvent.Type.Leave and self.passes:
            self.timer.start()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # it ends here, and does not reach the window

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.dismiss()

    def dismiss(self) -> None:
        """Go away."""
        self.timer.stop()
        self.hide()
        self.dismissed.emit(self)
        self.deleteLater()


class Toasts(QObject):
    """Stacks toasts in the lower right corner of a window, or where they cover no control. Escape
    that nobody else wants takes the newest away.
    """

    def __init__(self, window: QWidget, *, above: int = 0) -> None:
        super().__init__(window)
        self.window, self.above = window, above
        self.shown: list[Toast] = []
        window.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self.give_way)  # type: ignore[union-attr]

    def tell(
        self, text: str, tone: str = "info", *, action: Action | None = None, detail: str = ""
    ) -> Toast:
        """Show a toast; the oldest makes room where there are too many."""
        toast = Toast(text, tone, action=action, detail=detail)
        toast.setParent(self.window)
        toast.dismissed.connect(self.forget)
        self.shown.append(toast)
        for old in self.shown[:-TOASTS]:
            old.dismiss()
        self.arrange()
        toast.show()
        announce(toast, toast.accessibleName())
        return toast

    def hush(self) -> bool:
        """Take the newest away; False if there is none."""
        if self.shown:
            self.shown[-1].dismiss()
            return True
        return False

    def forget(self, toast: QWidget) -> None:
        self.shown = [one for one in self.shown if one is not toast]
        self.arrange()

    def arrange(self) -> None:
        """The newest lowest."""
        if not self.shown:
            return
        from studio.ui.parts.spot import spot

        for toast in self.shown:
            toast.setFixedHeight(toast.heightForWidth(TOAST_WIDTH))
        high = sum(toast.height() + SPACE.s for toast in self.shown) - SPACE.s
        size = QSize(TOAST_WIDTH, high)
        at = spot(self.window, size, above=self.above, own=list(self.shown))
        for toast in self.shown:
            toast.move(at)
            toast.raise_()
            at.setY(at.y() + toast.height() + SPACE.s)

    def give_way(self, _before: QWidget | None, now: QWidget | None) -> None:
        """The focus went under one of them."""
        if not self.shown or now is None or not self.window.isAncestorOf(now):
            return
        area = QRect(now.mapTo(self.window, QPoint()), now.size())
        if any(toast.geometry().intersects(area) for toast in self.shown):
            self.arrange()

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.arrange()
        elif isinstance(event, QKeyEvent) and is_escape(event) and self.hush():
            return True
        return super().eventFilter(target, event)


def is_escape(event: QKeyEvent) -> bool:
    """Whether Escape was pressed."""
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape


class EmptyState(QWidget):
    """What a place is for while nothing is there: icon, heading, sentence, action."""

    def __init__(
        self, icon: str, title: str, sentence: str, *, action: Action | None = None
    ) -> None:
        super().__init__()
        heading = label(title, "heading")
        text = label(sentence, "dim", wrap=True)
        centre = Qt.AlignmentFlag.AlignHCenter
        for words in (heading, text):
            words.setAlignment(centre)
        text.setMinimumWidth(TOAST_WIDTH // 3)
        text.setMaximumWidth(TOAST_WIDTH)
        inner = column(gap=SPACE.s, margins=(SPACE.l, SPACE.xl, SPACE.l, SPACE.xl))
        inner.addStretch(1)
        inner.addWidget(IconLabel(icon, "mute", size=36), 0, centre)
        inner.addSpacing(SPACE.xs)
        inner.addWidget(heading, 0, centre)
        inner.addLayout(row(text, gap=0))
        if action is not None:
            inner.addSpacing(SPACE.s)
            self.button = Button(action[0], kind="primary")
            self.button.clicked.connect(action[1])
            inner.addWidget(self.button, 0, centre)
        inner.addStretch(1)
        self.setLayout(inner)
