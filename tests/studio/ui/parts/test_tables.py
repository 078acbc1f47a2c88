"""Dense tables."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.gallery_panes import Credits
from studio.ui.parts.tables import DenseTable
from studio.ui.tokens import DARK, Size


def make() -> DenseTable:
    table = DenseTable("Credits")
    table.setModel(Credits(table))
    table.set_widths({0: 140, 2: 128, 3: 84}, stretch=1)
    table.resize(700, 300)
    table.show()
    table.activateWindow()
    QApplication.processEvents()
    return table


class TestDenseTable:
    def test_columns_fill_the_width_and_rows_have_one_height(self, app: QApplication) -> None:
        table = make()
        app.processEvents()
        header = table.horizontalHeader()
        assert sum(header.sectionSize(at) for at in range(4)) == table.viewport().width()
        assert {table.rowHeight(row) for row in range(5)} == {Size().row}
        table.close()

    def test_arrows_select_whole_rows_and_tab_leaves(self, app: QApplication) -> None:
        table = make()
        table.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(table, Qt.Key.Key_Down)
        assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
        before = table.currentIndex()
        QTest.keyClick(table, Qt.Key.Key_Tab)
        assert table.currentIndex() == before
        table.close()

    def test_the_row_with_the_focus_is_ringed(self, app: QApplication) -> None:
        table = make()
        table.selectRow(2)
        table.setFocus(Qt.FocusReason.MouseFocusReason)
        plain = table.grab().toImage()
        table.clearFocus()
        table.setFocus(Qt.FocusReason.TabFocusReason)
        ringed = table.grab().toImage()
        assert ringed != plain
        table.close()
        assert DARK.size.ring == 2
