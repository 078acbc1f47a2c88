"""Who may hear, take and reuse a track: clear choices, each with what it means."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSizePolicy

from studio.actions import credits
from studio.ui.parts.cards import Card
from studio.ui.parts.controls import Combo, TextArea, TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.toggles import Toggle
from studio.ui.tokens import Space
from studio.ui.track.credits_choices import DOWNLOADS, LICENSES, VISIBILITY, ChoiceList
from studio.ui.track.credits_form import Form

SPACE = Space()
MEANING = {key: meaning for key, _, meaning in LICENSES}
COMMENTS = "Each comment stands at a moment of the song."
ISRC = "The number of this recording, if it has one."


def fixed(card: Card) -> None:
    """As tall as what it holds, no taller."""
    card.body.setSpacing(SPACE.m)
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class AccessCard(Card):
    """Who hears it, what they may take, whether they may comment."""

    def __init__(self, form: Form) -> None:
        super().__init__("Access")
        fixed(self)
        self.visibility, self.downloads = ChoiceList(VISIBILITY), ChoiceList(DOWNLOADS)
        self.comments = Toggle("Listeners may comment")
        for name, title, choices in (
            ("visibility", "Who can hear it", self.visibility),
            ("download_policy", "Downloads", self.downloads),
        ):
            field = Field(title, choices)
            form.add(name, field, choices.key, choices.show_key)
            choices.picked.connect(lambda _key, name=name: form.save(name))
            self.add(field)
        field = Field("Comments", self.comments, help=COMMENTS)
        self.comments.setAccessibleName("Listeners may comment")
        form.add("comments_open", field, self.comments.isChecked, self.show_comments)
        self.comments.toggled.connect(lambda _on: form.save("comments_open"))
        self.add(field)

    def show_comments(self, on: Any) -> None:
        """Without telling of it."""
        blocked = self.comments.blockSignals(True)
        self.comments.setChecked(bool(on))
        self.comments.blockSignals(blocked)
        self.comments.update()


class RightsCard(Card):
    """Under which terms, and by which number."""

    def __init__(self, form: Form) -> None:
        super().__init__("Rights")
        fixed(self)
        self.form = form
        self.license = Combo([(key, text) for key, text, _ in LICENSES])
        self.terms = TextArea(hint="What may people do with it, and what not?", lines=5)
        self.terms.installEventFilter(self)
        self.isrc = TextInput(mono=True, hint="EE-ABC-26-00001")
        self.license_field = Field("License", self.license)
        self.terms_field = Field("Your terms", self.terms)
        isrc_field = Field("ISRC", self.isrc, help=ISRC)
        form.add("license", self.license_field, self.license.key, self.show_license)
        form.add("license_text", self.terms_field, self.terms.toPlainText, self.show_terms)
        form.add("isrc", isrc_field, lambda: credits.isrc(self.isrc.text()), self.show_isrc)
        self.license.picked.connect(self.pick)
        self.isrc.editingFinished.connect(lambda: form.save("isrc"))
        for field in (self.license_field, self.terms_field, isrc_field):
            self.add(field)

    def pick(self, key: str) -> None:
        """Another license."""
        self.show_license(key)
        self.form.save("license")

    def show_license(self, key: Any) -> None:
        """A license and what it means; terms of one's own only where they count."""
        self.license.show_key(str(key))
        self.license_field.help = MEANING.get(str(key), "")
        self.license_field.set_error("")
        self.terms_field.setVisible(key == "custom" or bool(self.terms.toPlainText()))

    def show_terms(self, text: Any) -> None:
        """Terms of one's own."""
        if self.terms.toPlainText() != text:
            self.terms.setPlainText(str(text))
        self.terms_field.setVisible(self.license.key() == "custom" or bool(text))

    def show_isrc(self, code: Any) -> None:
        """An ISRC, as it is kept."""
        text = str(code or "")
        if credits.isrc(self.isrc.text()) != credits.isrc(text) or not self.isrc.hasFocus():
            self.isrc.setText(text)
            self.isrc.setCursorPosition(0)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if target is self.terms and event.type() == QEvent.Type.FocusOut:
            self.form.save("license_text")
        return super().eventFilter(target, event)
