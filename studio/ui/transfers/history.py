"""Files that were sent, newest first, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView

from studio.actions.transfers import FileRow
from studio.ui.parts import figures
from studio.ui.parts.tables import FIGURE, ICON, DenseTable
from studio.ui.tokens import Size
from studio.ui.transfers.rows import belongs

HEADS = ("FILE", "BELONGS TO", "SIZE", "SENT")
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
SHOWN = 12


def when(at: float | None) -> str:
    """`27 Nov, 09:12`, on this machine's clock."""
    if at is None:
        return ""
    then = datetime.fromtimestamp(at, UTC).astimezone()
    return f"{then.day} {then:%b, %H:%M}"


class Finished(QAbstractTableModel):
    """The rows."""

    def __init__(self) -> None:
        super().__init__()
        self.files: Sequence[FileRow] = ()

    def show_files(self, files: Sequence[FileRow]) -> None:
        self.beginResetModel()
        self.files = files
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.files)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole
    ) -> Any:
        if role == ROLE.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADS[section]
        if role == ROLE.TextAlignmentRole and section >= 2:
            return int(Qt.AlignmentFlag.AlignRight)
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = ROLE.DisplayRole) -> Any:
        file, section = self.files[index.row()], index.column()
        if role == ROLE.DisplayRole:
            told = (file.path.name, belongs(file), figures.size(file.size), when(file.done_at))
            return told[section]
        if role == FIGURE:
            return section >= 2
        if role == ICON and section < 0:
            return ("circle-check", "good")
        return None


class History(DenseTable):
    """Grows with what is in it, up to a dozen rows; then it scrolls."""

    def __init__(self) -> None:
        super().__init__("Files that were sent")
        self.rows = Finished()
        self.setModel(self.rows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.set_widths({1: 300, 2: 110, 3: 130})

    def show_files(self, files: Sequence[FileRow]) -> None:
        """Shows them anew if there are others."""
        if tuple(files) == tuple(self.rows.files) and files:
            return
        self.rows.show_files(files)
        row = Size().row
        self.setFixedHeight(self.horizontalHeader().height() + row * min(SHOWN, len(files)) + 2)
