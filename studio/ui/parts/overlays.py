"""What lies over a window: dialogs that are awaited, and a sheet at its side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLayout, QWidget

from studio.ui.order import InOrder
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, row, rule
from studio.ui.parts.paint import begin, box
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space

if TYPE_CHECKING:
    import asyncio

SIZE, SPACE = Size(), Space()
WIDTH = 480


class Veil(QWidget):
    """Dims a window below what lies over it; a click on it asks to go back. `fitted` tells that the
    window has another size.
    """

    pressed = Signal()
    fitted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.host = window
        window.installEventFilter(self)
        self.hide()

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and target is self.host:
            self.setGeometry(self.host.rect())
            if self.isVisible():
                self.fitted.emit()
        return super().eventFilter(target, event)

    def showEvent(self, event: QShowEvent) -> None:
        self.setGeometry(self.host.rect())
        self.raise_()

    def mousePressEvent(self, event: object) -> None:
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        begin(self).fillRect(self.rect(), colour("veil"))


class Dialog(InOrder, QDialog):
    """A dialog with a heading, a body and buttons; `ask` opens it and is awaited, never exec."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        *,
        text: str = "",
        verb: str = "OK",
        danger: bool = False,
        cancel: str = "Cancel",
        width: int = WIDTH,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFixedWidth(width)
        self.veil = Veil(parent.window())
        self.veil.fitted.connect(self.refit)
        self.body = column(gap=SPACE.m)
        self.heading = label(title, "title", wrap=True)
        self.no = Button(cancel) if cancel else None
        self.yes = Button(verb, kind="danger" if danger else "primary")
        for button in filter(None, (self.no, self.yes)):
            button.setAutoDefault(True)  # Return presses the one that has the focus
        self.yes.setDefault(not danger)
        self.setLayout(self.arrange(text))
        self.yes.clicked.connect(self.accept)
        if self.no is not None:
            self.no.clicked.connect(self.reject)
        self.answer: asyncio.Future[bool] | None = None
        self.finished.connect(self.settle)

    def arrange(self, text: str) -> QLayout:
        close = IconButton("x", "Close", small=True)
        close.clicked.connect(self.reject)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Escape does the same
        head = row(self.heading, gap=SPACE.s)
        head.setStretch(0, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        whole = column(head, gap=SPACE.m, margins=(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl))
        if text:
            whole.addWidget(label(text, "dim", wrap=True))
            self.setAccessibleDescription(text)
        whole.addLayout(self.body)
        whole.addSpacing(SPACE.s)
        whole.addLayout(row(None, self.no, self.yes) if self.no else row(None, self.yes))
        return whole

    def add(self, item: QWidget) -> None:
        """Put something into the body."""
        self.body.addWidget(item)

    async def ask(self) -> bool:
        """Open it; True when it was agreed to. Cancelling the task closes it."""
        import asyncio

        self.answer = asyncio.get_running_loop().create_future()
        self.open()
        try:
            return await self.answer
        finally:
            self.answer = None
            self.close()

    def settle(self, result: int) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(result == QDialog.DialogCode.Accepted)

    def showEvent(self, event: QShowEvent) -> None:
        self.veil.show()
        super().showEvent(event)
        self.refit()

    def refit(self, _told: object = None) -> None:
        """As high as its words need at this width, in the middle of the window."""
        layout, window = self.layout(), self.veil.host
        if layout is None:
            return
        layout.activate()
        self.resize(self.width(), max(layout.sizeHint().height(), self.needed(layout)))
        area = QRect(window.mapToGlobal(window.rect().topLeft()), window.size())
        self.move(area.center() - self.rect().center())

    def needed(self, layout: QLayout) -> int:
        """What wrapped words and what stands below them take."""
        return layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0

    def hideEvent(self, event: QHideEvent) -> None:
        self.veil.hide()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = QRectF(self.rect())
        box(begin(self), area, Radius().card, fill=colour("card"), line=colour("edge"))


async def confirm(
    parent: QWidget, title: str, text: str, *, verb: str, danger: bool = False
) -> bool:
    """Ask before something that matters; Cancel has the focus where it is dangerous."""
    dialog = Dialog(parent, title, text=text, verb=verb, danger=danger)
    if danger and dialog.no is not None:
        dialog.no.setFocus(Qt.FocusReason.OtherFocusReason)
    try:
        return await dialog.ask()
    finally:
        dialog.veil.deleteLater()
        dialog.deleteLater()


class SideSheet(QFrame):
    """A sheet over the right side of a window: details, history; Escape closes it."""

    closed = Signal()

    def __init__(self, window: QWidget, title: str, *, width: int = SIZE.sheet) -> None:
        super().__init__(window)
        self.setAccessibleName(title)
        self.host, self.wanted = window, width
        self.before: QWidget | None = None
        self.body = column(gap=SPACE.m, margins=(SPACE.l, SPACE.l, SPACE.l, SPACE.l))
        self.heading = ElidedLabel(title, "heading")
        self.away = IconButton("x", "Close", small=True)
        self.away.clicked.connect(self.close)
        head = row(self.heading, self.away, margins=(SPACE.l, SPACE.m, SPACE.m, SPACE.m))
        head.setStretch(0, 1)
        whole = column(head, rule(), gap=0, margins=(1, 0, 0, 0))
        whole.addLayout(self.body, 1)
        self.setLayout(whole)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it and go into it."""
        self.before = QApplication.focusWidget()
        self.arrange()
        self.show()
        self.raise_()
        self.away.setFocus(Qt.FocusReason.OtherFocusReason)

    def arrange(self) -> None:
        window = self.host
        width = min(self.wanted, window.width())
        self.setGeometry(window.width() - width, 0, width, window.height())

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and target is self.host and self.isVisible():
            self.arrange()
        return super().eventFilter(target, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if self.before is not None and self.before.isVisible():
            self.before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = begin(self)
        painter.fillRect(self.rect(), colour("card"))
        painter.fillRect(QRect(0, 0, 1, self.height()), colour("edge"))
