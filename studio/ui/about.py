"""About the studio: which version it is, and under which licences its fonts and icons come."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QTextEdit

from studio.ui import assets
from studio.ui.parts.labels import IconLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.segmented import Segmented
from studio.ui.tokens import Space

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

SPACE = Space()
VERSION = "0.1.0"
NAMES = {
    "inter": "Inter",
    "jetbrains-mono": "JetBrains Mono",
    "lucide-static": "Lucide icons",
}
WIDTH, TALL = 620, 240


def licences() -> dict[str, str]:
    """Name -> text, of what is bundled."""
    files = sorted(assets.folder("licences").glob("*.txt"))
    return {NAMES.get(file.stem, file.stem): file.read_text().strip() for file in files}


class About(Dialog):
    """Version, and the licences to read."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, "About Acetate Studio", verb="Close", cancel="", width=WIDTH)
        self.texts = licences()
        facts = f"Version {VERSION} · Python {platform.python_version()} · Qt {qVersion()}"
        said = column(
            label("Your library on your own machine, in step with your server.", wrap=True),
            label(facts, "meta"),
            gap=SPACE.xs,
        )
        head = row(IconLabel("audio-lines", "accent", size=40), gap=SPACE.l)
        head.addLayout(said, 1)
        self.add(holder(head))
        self.add(label("Fonts and icons are the work of others, under these licences:", "dim"))
        self.which = Segmented("Licence of")
        self.which.set_choices([(name, name) for name in self.texts])
        self.reading = QTextEdit()
        self.reading.setReadOnly(True)
        self.reading.setProperty("part", "area")
        self.reading.setFixedHeight(TALL)
        self.reading.setAccessibleName("Licence")
        self.which.chosen.connect(self.show_text)
        self.add(holder(row(self.which, None)))
        self.add(self.reading)
        first = next(iter(self.texts), "")
        self.which.choose(first)
        self.show_text(first)

    def show_text(self, name: str) -> None:
        """The licence of one of them."""
        self.reading.setPlainText(self.texts.get(name, ""))


def show_about(window: MainWindow) -> None:
    """Opens it; nobody waits for it."""
    about = About(window)
    about.finished.connect(about.veil.deleteLater)
    about.finished.connect(about.deleteLater)
    about.open()
