"""What a release is called and how it may be used."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.actions import releases, releasing
from studio.actions.releases import KINDS, Release, cover
from studio.ui.parts.cards import Card
from studio.ui.parts.controls import Combo, TextArea, TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.segmented import Segmented
from studio.ui.releases.artwork import Artwork, beside
from studio.ui.releases.form import Form
from studio.ui.releases.pictures import Pictures
from studio.ui.releases.words import DOWNLOADS, LICENSES, VISIBILITIES
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.tokens import Space
from studio.ui.track.preview import Preview

SPACE = Space()
NOTE_HEIGHT = 148
DEFAULTS: dict[str, Any] = {
    "title": "",
    "kind": "single",
    "description_md": "",
    "upc": None,
    "license": "all-rights-reserved",
    "license_text": "",
    "download_policy": "disabled",
    "visibility": "private",
}
"""What a field is while a record does not say; as the server has them."""


class Details(Card):
    """`saved` tells that something was written."""

    saved = Signal()

    def __init__(self, session: Session, pictures: Pictures) -> None:
        self.state = label("", "meta")
        super().__init__("Details", actions=(self.state,))
        self.session = session
        self.release: Release | None = None
        self.artwork = Artwork(pictures)
        self.title, self.kind = TextInput(), Segmented("Kind")
        self.kind.set_choices(KINDS)
        self.description = TextArea(hint="What should people know about it? Markdown works here.")
        self.description.setFixedHeight(NOTE_HEIGHT)
        self.reading = Preview()
        self.upc = TextInput(hint="12 or 13 digits", mono=True)
        self.license, self.downloads = Combo(LICENSES), Combo(DOWNLOADS)
        self.visibility = Combo(VISIBILITIES)
        self.license_text = TextArea(hint="What may people do with it?", lines=3)
        self.form = Form(releases.fault, self)
        self.fields = self.make_fields()
        self.arrange()
        self.listen()

    def make_fields(self) -> dict[str, Field]:
        """Each field with its name, bound to the record."""
        made = {
            "title": Field("Title", self.title),
            "kind": Field("Kind", holder(row(self.kind, None))),
            "description_md": Field("Description", self.described()),
            "upc": Field("UPC or EAN", self.upc, help="Your distributor gives you one."),
            "license": Field("License", self.license),
            "license_text": Field("Your license", self.license_text),
            "download_policy": Field("Downloads", self.downloads),
            "visibility": Field("Who sees it", self.visibility),
        }
        self.description.setAccessibleName("Description")
        reads: dict[str, Any] = {
            "title": (lambda: self.title.text().strip(), self.show_title),
            "kind": (lambda: self.kind.choice() or "single", self.kind.choose),
            "description_md": (self.description.toPlainText, self.description.setPlainText),
            "upc": (lambda: releases.upc_of(self.upc.text()) or None, self.show_upc),
            "license": (self.license.key, self.license.show_key),
            "license_text": (self.license_text.toPlainText, self.license_text.setPlainText),
            "download_policy": (self.downloads.key, self.downloads.show_key),
            "visibility": (self.visibility.key, self.visibility.show_key),
        }
        for name, field in made.items():
            self.form.bind(name, field, *reads[name])
        return made

    def described(self) -> QWidget:
        """The description, to be written and to be read."""
        self.reading.setAccessibleName("Description as people see it")
        self.reading.setFixedHeight(NOTE_HEIGHT)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.description)
        self.pages.addWidget(self.reading)
        self.pages.setFixedHeight(NOTE_HEIGHT)
        self.switch = Segmented("Description")
        self.switch.set_choices([("write", "Write"), ("read", "Preview")])
        self.switch.choose("write")
        return self.pages

    def arrange(self) -> None:
        """Put it together."""
        first = column(self.fields["title"], self.fields["kind"], None, gap=SPACE.m)
        self.add(beside(self.artwork, holder(first)))
        described = self.fields["description_md"]
        head = described.layout().itemAt(0).layout()  # type: ignore[union-attr]
        head.addWidget(self.switch)  # type: ignore[union-attr]
        self.add(described)
        for pair in (("license", "download_policy"), ("visibility", "upc")):
            line = row(gap=SPACE.m)
            for name in pair:
                line.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
            self.add(line)
        self.body.insertWidget(3, self.fields["license_text"])
        self.body.setSpacing(SPACE.m)

    def listen(self) -> None:
        """Leaving a field saves it; a choice is saved at once."""
        form = self.form
        self.title.editingFinished.connect(lambda: form.save("title"))
        self.upc.editingFinished.connect(lambda: form.save("upc"))
        form.on_leaving("description_md", self.description)
        form.on_leaving("license_text", self.license_text)
        self.kind.chosen.connect(lambda _key: form.save("kind"))
        self.license.picked.connect(lambda _key: self.choose_license())
        self.downloads.picked.connect(lambda _key: form.save("download_policy"))
        self.visibility.picked.connect(lambda _key: form.save("visibility"))
        self.switch.chosen.connect(self.turn)
        form.wanted.connect(self.write)
        self.artwork.picked.connect(lambda path: spawn(self.put_artwork(path)))
        self.artwork.cleared.connect(lambda: spawn(self.put_artwork(None)))

    def show_title(self, text: str) -> None:
        self.title.setText(text)
        self.title.setCursorPosition(0)

    def show_upc(self, digits: str | None) -> None:
        self.upc.setText(digits or "")

    def choose_license(self) -> None:
        """One's own words need room."""
        self.fields["license_text"].setVisible(self.license.key() == "custom")
        self.form.save("license")

    def turn(self, key: str) -> None:
        """Written or read."""
        if key == "read":
            self.reading.show_text(self.description.toPlainText())
        self.pages.setCurrentIndex(int(key == "read"))

    def show_release(self, release: Release) -> None:
        """Another release, or the same as it is now."""
        if self.release is None or self.release.row.id != release.row.id:
            self.form.begin()
            self.state.setText("")
            self.switch.choose("write")
            self.turn("write")
            self.artwork.trouble.hide()
        self.release = release
        values = {name: release.data.get(name) or DEFAULTS[name] for name in DEFAULTS}
        self.form.fill(values)
        self.fields["license_text"].setVisible(self.license.key() == "custom")
        self.show_artwork(release)
        told = {}
        for one in release.refused:
            name = one.field or next((f for f in one.fields if f in DEFAULTS), "")
            if one.kind == "release" and name in DEFAULTS:
                told[name] = f"{one.message} {one.remedy}".strip()
        self.form.tell(told)

    def show_artwork(self, release: Release) -> None:
        row = release.row
        library = self.session.library
        self.artwork.show_artwork(row.title, row.artwork, lambda: cover(library, row.artwork))
        failure = release.data.get("art_failure") or {}
        if failure:
            said = f"{failure.get('message') or ''} {failure.get('remedy') or ''}".strip()
            self.artwork.show_trouble(said or "The server could not use this picture.")

    def commit(self) -> None:
        """Saves what was typed."""
        self.form.commit()

    def write(self, name: str, seen: Any, wanted: Any) -> None:
        """One field."""
        if self.release is not None:
            self.state.setText("Saving…")
            spawn(self.save(self.release.row.id, name, seen, wanted))

    async def save(self, release: UUID, name: str, seen: Any, wanted: Any) -> None:
        from studio.problems import explain

        try:
            edits = {name: (seen, wanted)}
            await self.session.do(lambda desk: releasing.edit(desk, release, edits))
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            if self.release is not None and self.release.row.id == release:
                self.form.refuse(name, seen, told)
                self.state.setText("")
        else:
            self.state.setText("Saved on this machine")
            self.saved.emit()

    async def put_artwork(self, path: Any) -> None:
        """A picture, or none."""
        release = self.release
        if release is not None:
            self.state.setText("Saving…")
            await self.session.do(lambda desk: releasing.set_artwork(desk, release.row.id, path))
            self.state.setText("Saved on this machine")
            self.saved.emit()
