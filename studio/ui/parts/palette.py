"""The command palette: everything that can be done, by a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.ui import icons
from studio.ui.fonts import font
from studio.ui.parts.controls import SearchInput
from studio.ui.parts.fuzzy import Command, Match, search
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column
from studio.ui.parts.overlays import Veil
from studio.ui.parts.paint import box, square, width_of, words
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Size, Space, Type

SIZE, SPACE, TYPE = Size(), Space(), Type()
WIDTH, ROWS = 560, 9
MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
MATCH = Qt.ItemDataRole.UserRole


class Matches(QAbstractListModel):
    """What fits the query."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[Match] = []

    def show_found(self, found: list[Match]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Any = None) -> int:
        return len(self.found)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return match.command.title
        return match if role == MATCH else None


class MatchDelegate(QStyledItemDelegate):
    """Draws a command: icon, title with the typed letters set off, group, keys."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(WIDTH, SIZE.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        match: Match = index.data(MATCH)
        area = QRectF(option.rect).adjusted(SPACE.s, 0, -SPACE.s, 0)
        view = self.parent()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = isinstance(view, QListView) and view.currentIndex() == index
        if chosen:
            box(painter, area, Radius().small, fill=colour("select"))
        inner = area.adjusted(SPACE.m, 0, -SPACE.m, 0)
        place = square(
            QRectF(inner.left(), inner.top(), SIZE.icon_small, inner.height()), SIZE.icon_small
        )
        icons.paint(painter, match.command.icon, place, "text" if chosen else "dim")
        inner.setLeft(place.right() + SPACE.m)
        inner.setRight(inner.right() - self.paint_keys(painter, inner, match.command, chosen))
        self.paint_title(painter, inner, match)
        painter.restore()

    def paint_keys(self, painter: QPainter, area: QRectF, command: Command, chosen: bool) -> float:
        """Group and shortcut at the right; the width that they take."""
        keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        text = keys or command.group
        if not text:
            return 0
        small = font(TYPE.meta)
        tone = "dim" if chosen else "mute"
        words(painter, area, text, font=small, tone=tone, align=Qt.AlignmentFlag.AlignRight)
        return width_of(text, small) + SPACE.m

    def paint_title(self, painter: QPainter, area: QRectF, match: Match) -> None:
        """Letter by letter only where letters are set off."""
        plain, bold = font(), font(weight=TYPE.bold)
        if not match.letters:
            words(painter, area, match.command.title, font=plain, tone="text")
            return
        x = area.left()
        for at, letter in enumerate(match.command.title):
            hit = at in match.letters
            painter.setFont(bold if hit else plain)
            painter.setPen(colour("accent" if hit else "text"))
            width = QFontMetricsF(painter.font()).horizontalAdvance(letter)
            if x + width > area.right():
                break
            place = QRectF(x, area.top(), width + 1, area.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), letter)
            x += width


class CommandPalette(QFrame):
    """Opens over a window; Enter does what is chosen, Escape or a click beside it leaves."""

    def __init__(self, window: QWidget, commands: Sequence[Command] = ()) -> None:
        super().__init__(window)
        self.setProperty("part", "panel")
        self.setAccessibleName("Commands")
        self.host, self.commands = window, list(commands)
        self.before: QWidget | None = None
        self.veil = Veil(window)
        self.veil.pressed.connect(self.leave)
        self.query = SearchInput("What do you want to do?", name="Command")
        self.view = QListView()
        self.matches = Matches(self)
        self.none = label("Nothing is called that. Try fewer letters.", "dim")
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setFixedHeight(SIZE.control * 2)
        self.dress()
        self.query.textChanged.connect(self.list_matches)
        self.query.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def dress(self) -> None:
        """Put it together."""
        view = self.view
        view.setProperty("part", "plain")
        view.setModel(self.matches)
        view.setItemDelegate(MatchDelegate(view))
        view.setUniformItemSizes(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName("Commands that fit")
        view.clicked.connect(self.do)
        top = column(self.query, margins=(SPACE.m, SPACE.m, SPACE.m, 0))
        self.setLayout(column(top, view, self.none, gap=SPACE.s, margins=(0, 0, 0, SPACE.s)))
        self.setFixedWidth(WIDTH)

    def open(self, commands: Sequence[Command] | None = None) -> None:
        """Show it, with other commands if given."""
        if commands is not None:
            self.commands = list(commands)
        self.before = QApplication.focusWidget()
        self.query.clear()
        self.list_matches("")
        self.veil.show()
        self.show()
        self.raise_()
        self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Close it and go back."""
        self.hide()
        self.veil.hide()
        if self.before is not None and self.before.isVisible():
            self.before.setFocus(Qt.FocusReason.OtherFocusReason)

    def list_matches(self, query: str) -> None:
        """List what fits, the best chosen."""
        self.matches.show_found(search(query, self.commands))
        count = self.matches.rowCount()
        self.view.setVisible(count > 0)
        self.none.setVisible(count == 0)
        self.view.setFixedHeight(SIZE.row * min(ROWS, count) + SPACE.hair)
        if count:
            self.choose(0)
        self.arrange()

    def choose(self, number: int) -> None:
        """Choose a row; a screen reader hears it."""
        index = self.matches.index(number)
        self.view.setCurrentIndex(index)
        self.query.setAccessibleDescription(index.data())
        self.view.viewport().update()

    def do(self, _clicked: object = None) -> None:
        """Leave, then do what is chosen."""
        index = self.view.currentIndex()
        if not index.isValid():
            return
        match: Match = index.data(MATCH)
        self.leave()
        match.command.run()

    def arrange(self) -> None:
        window = self.host
        self.layout().activate()  # type: ignore[union-attr]
        self.setFixedHeight(self.sizeHint().height())
        self.move((window.width() - self.width()) // 2, max(SPACE.xl, window.height() // 7))

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and target is self.host and self.isVisible():
            self.arrange()
        if isinstance(event, QKeyEvent) and target is self.query:
            return event.type() == QEvent.Type.KeyPress and self.key(event)
        return super().eventFilter(target, event)

    def key(self, event: QKeyEvent) -> bool:
        """Keys that mean the list, while the focus stays in the query."""
        code = Qt.Key(event.key())
        if code in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.do()
        elif code == Qt.Key.Key_Escape:
            self.leave()
        elif code in MOVES:
            last = self.matches.rowCount() - 1
            at = self.view.currentIndex().row() + MOVES[code]
            step = abs(MOVES[code]) == 1
            self.choose(at % (last + 1) if step and last >= 0 else max(0, min(last, at)))
        else:
            return code in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True
