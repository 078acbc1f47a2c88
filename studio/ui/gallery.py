"""Every part in its states: `python -m studio.ui.gallery [--theme T] [--shots FOLDER]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QWidget

from studio.ui import gallery_frame as frame
from studio.ui import gallery_panes as panes
from studio.ui import theme
from studio.ui.assets import AssetsMissing
from studio.ui.parts.amounts import NumberInput
from studio.ui.parts.buttons import Button
from studio.ui.parts.controls import TextInput
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.levels import Fader
from studio.ui.parts.notices import Toasts
from studio.ui.parts.overlays import Dialog, SideSheet
from studio.ui.parts.palette import CommandPalette
from studio.ui.parts.segmented import Segment
from studio.ui.parts.sidebar import SidebarItem
from studio.ui.parts.tables import DenseTable
from studio.ui.parts.toggles import Toggle
from studio.ui.tokens import THEMES, Space

SPACE = Space()
SIZES = (QSize(1280, 800), QSize(1680, 1050))


class Gallery(QMainWindow):
    """The window: a sidebar, and the parts in three columns."""

    def __init__(self, dress: theme.Theme) -> None:
        super().__init__()
        self.setWindowTitle("Parts of the studio")
        self.dress = dress
        self.sidebar = frame.sidebar()
        head = frame.head()
        self.player = frame.player()
        left = column(
            panes.buttons(), panes.chips(), panes.mixer(), panes.progress(), None, gap=SPACE.l
        )
        right = column(panes.form(), panes.choices(), None, gap=SPACE.l)
        upper = row(left, right, gap=SPACE.l)
        lower = row(panes.table(), panes.notices(), gap=SPACE.l)
        for pair in (upper, lower):
            pair.setStretch(0, 1)
            pair.setStretch(1, 1)
        columns = column(upper, lower, panes.empty(), gap=SPACE.l)
        edges = (SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
        page = holder(column(head, self.player, columns, gap=SPACE.l, margins=edges))
        page.setProperty("part", "page")
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = column(row(self.sidebar, scroll, gap=0), frame.status(), gap=0)
        self.setCentralWidget(holder(whole))
        self.page = scroll
        self.toasts = Toasts(self, above=40)
        self.palette_ = CommandPalette(self, frame.commands(dress.choose))
        self.sheet = SideSheet(self, "History of Night Drive")
        self.sheet.body.addWidget(frame.history(), 1)
        self.dialog = Dialog(
            self,
            "Publish Night Drive EP now?",
            text="3 tracks go live on marailves.example at once, and followers get a mail.",
            verb="Publish now",
        )
        self.dialog.add(frame.summary())


def shoot(app: QApplication, gallery: Gallery, folder: Path) -> None:
    """Pictures of everything in every theme, in both sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in THEMES:
        gallery.dress.choose(name)
        for size in SIZES:
            gallery.resize(size)
            settle(app)
            stem = f"{name}-{size.width()}"
            save(gallery, folder / f"{stem}.png")
        gallery.resize(SIZES[0])
        bar = gallery.page.verticalScrollBar()
        bar.setValue(bar.maximum())
        settle(app)
        save(gallery, folder / f"{name}-1280-end.png")
        bar.setValue(0)
        shoot_focus(app, gallery, folder / name)
        shoot_overlays(app, gallery, folder / name)


def shoot_focus(app: QApplication, gallery: Gallery, stem: Path) -> None:
    """Pictures of the focus as Tab moves it on."""
    kinds = (SidebarItem, Button, Segment, TextInput, NumberInput, Toggle, Fader, DenseTable)
    gallery.activateWindow()
    for kind in kinds:
        found = [one for one in gallery.findChildren(kind) if one.isEnabled() and one.isVisible()]
        found[-1].setFocus(Qt.FocusReason.TabFocusReason)
        gallery.page.ensureWidgetVisible(found[-1])
        settle(app)
        save(gallery, stem.with_name(f"{stem.name}-focus-{kind.__name__}.png"))
    gallery.page.verticalScrollBar().setValue(0)
    gallery.setFocus()


def shoot_overlays(app: QApplication, gallery: Gallery, stem: Path) -> None:
    """Pictures of what lies over the window."""
    gallery.palette_.open()
    gallery.palette_.query.setText("pub")
    settle(app)
    save(gallery, stem.with_name(f"{stem.name}-palette.png"))
    gallery.palette_.leave()
    gallery.sheet.open()
    toasts = frame.some_toasts(gallery.toasts)
    settle(app)
    save(gallery, stem.with_name(f"{stem.name}-sheet.png"))
    gallery.sheet.close()
    for toast in toasts:
        toast.dismiss()
    gallery.dialog.open()
    settle(app)
    picture = gallery.grab()
    gallery.dialog.render(picture, gallery.mapFromGlobal(gallery.dialog.pos()))
    picture.save(str(stem.with_name(f"{stem.name}-dialog.png")))
    gallery.dialog.reject()
    settle(app)


def settle(app: QApplication) -> None:
    """Let layouts and paints happen."""
    for _ in range(4):
        app.processEvents()


def save(widget: QWidget, file: Path) -> None:
    """A picture of a widget."""
    widget.grab().save(str(file))


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the gallery, or save pictures of it."""
    parser = argparse.ArgumentParser(prog="python -m studio.ui.gallery")
    parser.add_argument("--theme", choices=theme.CHOICES, default=theme.AUTO)
    parser.add_argument("--shots", type=Path, help="save pictures to this folder and end")
    options = parser.parse_args(arguments)
    app = QApplication(["gallery"])
    try:
        gallery = Gallery(theme.install(app, options.theme))
    except AssetsMissing as error:
        sys.stderr.write(f"{error}\n")
        return 1
    gallery.resize(SIZES[0])
    gallery.show()
    gallery.setFocus()
    if options.shots is None:
        return app.exec()
    shoot(app, gallery, options.shots)
    return 0


if __name__ == "__main__":
    sys.exit(main())
