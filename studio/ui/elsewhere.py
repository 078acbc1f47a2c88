"""Another folder for the library: asks, and has the studio begin again there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from studio.settings import LibraryElsewhere
from studio.ui.parts.overlays import confirm
from studio.ui.spawn import spawn

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow


def choose_folder(window: MainWindow) -> None:
    """Asks where."""
    dialog = QFileDialog(window, "Choose a folder for the library")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda folder: spawn(go_to(window, Path(folder))))
    dialog.open()


async def go_to(window: MainWindow, chosen: Path) -> bool:
    """Says what will happen; the window closes, and opens again with the library there."""
    from studio.actions import moving

    places = window.session.places
    try:
        folder = moving.target(places, chosen)
    except moving.CannotMove as error:
        window.toasts.tell("The library stays where it is", "bad", detail=str(error))
        return False
    there = moving.holds_library(places, folder)
    title = "Open the library there?" if there else "Move your library there?"
    text = (
        f"{folder} holds a library already. The studio opens it; the one you have now stays in "
        f"{places.data}."
        if there
        else f"It will lie in {folder}. Your sound files stay where they are."
    )
    if not await confirm(window, title, f"{text} The studio closes and opens again.", verb="Go on"):
        return False
    window.session.next_folder = folder
    window.close()
    return True


def ask_for_drive(missing: LibraryElsewhere) -> bool:
    """The library's drive is not there; before there is a window. True: try again."""
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        "Acetate Studio",
        str(missing),
        QMessageBox.StandardButton.Retry | QMessageBox.StandardButton.Close,
    )
    return bool(box.exec() == QMessageBox.StandardButton.Retry)
