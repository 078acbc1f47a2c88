"""Words that are offered while somebody types: those that the library has already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

Known = Callable[[], Sequence[str]]


def offer(line: QLineEdit, words: Sequence[str], then: Callable[[], object] | None = None) -> None:
    """What to complete from, from now on; `then` is done once a word was chosen and stands there
    (that is settled with the first call).
    """
    found: QCompleter | None = line.completer()
    if found is None:
        found = QCompleter(QStringListModel(line), line)
        found.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        found.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = QListView()
        popup.setProperty("part", "list")
        found.setPopup(popup)
        line.setCompleter(found)
        if then is not None:
            found.activated.connect(partial(_do, then), Qt.ConnectionType.QueuedConnection)
    model = found.model()
    if isinstance(model, QStringListModel) and model.stringList() != list(words):
        model.setStringList(list(words))


class Offering(QObject):
    """Asks what there is whenever somebody comes to the line: a start need not wait for it."""

    def __init__(
        self, line: QLineEdit, known: Known, then: Callable[[], object] | None = None
    ) -> None:
        super().__init__(line)
        self.line, self.known, self.then = line, known, then
        line.installEventFilter(self)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            offer(self.line, self.known(), self.then)
        return super().eventFilter(target, event)


def _do(then: Callable[[], object], _word: str) -> None:
    then()
