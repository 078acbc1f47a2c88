"""The artwork of a release: shown, chosen, dropped, looked at before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from studio.actions.releasing import picture_advice, picture_fault
from studio.ui.drops import paths_of
from studio.ui.parts.access import Role, speaks
from studio.ui.parts.buttons import Button, Painted
from studio.ui.parts.covers import draw_cover
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.paint import begin, box
from studio.ui.releases.pictures import Pictures, measure
from studio.ui.theme import colour
from studio.ui.tokens import Radius, Space

SPACE = Space()
SIDE = 148
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".psd"}
FILES = "Pictures (*.jpg *.jpeg *.png *.webp *.gif)"


@speaks(Role.Button)
class CoverBox(Painted):
    """The picture; a click chooses another."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.over = "", False
        self.picture: QPixmap | None = None
        self.ring_radius = Radius().control
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName("Choose artwork")
        self.setToolTip("Choose artwork, or drop a picture here")

    def show_cover(self, title: str, picture: QPixmap | None) -> None:
        """Another picture."""
        self.title, self.picture = title, picture
        self.update()

    def paint(self, area: QRectF) -> None:
        painter = begin(self)
        draw_cover(painter, area, self.title, self.picture)
        if self.over or self.lit():
            painter.setOpacity(1.0 if self.over else 0.6)
            edge = colour("accent")
            box(painter, area, Radius().control, line=edge)


class Artwork(QWidget):
    """`picked` tells of a picture that may be taken, `cleared` that there shall be none."""

    picked = Signal(object)  # Path
    cleared = Signal()

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.pictures = pictures
        self.box = CoverBox()
        self.choose = Button("Choose…", small=True)
        self.remove = Button("Remove", kind="quiet", small=True)
        self.facts = label("", "meta", wrap=True)
        self.trouble = Banner("", "bad")
        self.trouble.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.trouble.hide()
        self.setAcceptDrops(True)
        buttons = row(self.choose, self.remove, None, gap=SPACE.xs)
        self.setLayout(column(self.box, buttons, self.facts, None, gap=SPACE.s))
        self.setFixedWidth(SIDE)
        self.setAccessibleName("Artwork")
        self.choose.clicked.connect(self.ask)
        self.box.clicked.connect(self.ask)
        self.remove.clicked.connect(self.cleared)

    def show_artwork(self, title: str, sha256: str, file: Callable[[], Path | None]) -> None:
        """What the release has."""
        self.box.show_cover(title, self.pictures.get(sha256, file))
        self.remove.setVisible(bool(sha256))
        self.choose.setText("Replace…" if sha256 else "Choose…")
        path = file() if sha256 else None
        if not sha256:
            self.facts.setText("JPEG or PNG, best 3000 × 3000 pixels. Drop it here.")
        elif path is None:
            self.facts.setText("The picture is on your server. It comes with the next sync.")
        else:
            width, height, _kind = measure(path)
            advice = picture_advice(width, height)
            self.facts.setText(advice or f"{width} × {height} pixels")

    def ask(self) -> None:
        """Chooses a file."""
        dialog = QFileDialog(self.window(), "Choose artwork")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([FILES, "All files (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Looks at a picture; takes it, or says why not."""
        fault = picture_fault(*measure(path))
        if fault:
            self.show_trouble(f"{path.name}: {fault}")
        else:
            self.trouble.hide()
            self.picked.emit(path)

    def show_trouble(self, text: str) -> None:
        """Why a picture is not used."""
        self.trouble.say(text, "bad")
        self.trouble.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(is_picture(path) for path in paths_of(event.mimeData())):
            self.light(on=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.light(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.light(on=False)
        found = [path for path in paths_of(event.mimeData()) if is_picture(path)]
        if found:
            event.acceptProposedAction()
            self.take(found[0])

    def light(self, *, on: bool) -> None:
        """A picture hovers."""
        self.box.over = on
        self.box.update()


def is_picture(path: Path) -> bool:
    """By its name; its content is looked at when it is taken."""
    return path.suffix.lower() in ENDINGS


def beside(artwork: Artwork, fields: QWidget) -> QWidget:
    """The artwork with fields at its right, and what is wrong with it below both."""
    pair = row(gap=SPACE.l)
    pair.addWidget(artwork, 0, Qt.AlignmentFlag.AlignTop)
    pair.addWidget(fields, 1)
    return holder(column(pair, artwork.trouble, gap=SPACE.m))
