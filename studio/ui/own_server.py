"""A server of one's own, from the window: a dialog that asks who will live there, and makes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.parts.controls import TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.progress import Spinner
from studio.ui.session import Session
from studio.ui.spawn import spawn

SHORTEST_PASSWORD = 10
TEXT = (
    "Acetate runs on this computer, and your pages are on it. People elsewhere can open them once "
    "you put it behind an address of your own; you can also move to another server later."
)


class OwnServer(Dialog):
    """Stays open until the server runs and this machine is signed in to it."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent, "Your own server", text=TEXT, verb="Start it")
        self.session = session
        self.name = TextInput(hint="Mara Ilves")
        self.handle = TextInput(hint="mara")
        self.email = TextInput(hint="mara@example.org")
        self.password = TextInput()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        more = f"At least {SHORTEST_PASSWORD} letters."
        self.fields = (
            Field("Name", self.name, help="As people see it."),
            Field("Handle", self.handle, help="Part of your pages’ addresses: /@mara"),
            Field("E-mail", self.email),
            Field("Password", self.password, help=more),
        )
        self.trouble = Banner("", "bad")
        self.trouble.hide()
        self.add(self.trouble)
        for field, control in zip(self.fields, self.controls(), strict=True):
            self.add(field)
            control.textEdited.connect(lambda _text, one=field: one.set_error(""))
        self.spinner, self.doing = Spinner("Starting the server"), label("", "dim", wrap=True)
        going = row(self.spinner, self.doing)
        going.setStretch(1, 1)
        self.going = holder(going)
        self.going.hide()
        self.add(self.going)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def controls(self) -> tuple[TextInput, ...]:
        """In the order of the fields."""
        return (self.name, self.handle, self.email, self.password)

    def accept(self) -> None:
        """Looks at what was typed, then begins."""
        short = len(self.password.text()) < SHORTEST_PASSWORD
        faults = (
            "" if self.name.text().strip() else "What are you called?",
            "" if self.handle.text().strip() else "Choose one, in small letters.",
            "" if "@" in self.email.text() else "An e-mail address has an @ in it.",
            f"At least {SHORTEST_PASSWORD} letters." if short else "",
        )
        for field, fault in zip(self.fields, faults, strict=True):
            field.set_error(fault)
        wrong = [field for field in self.fields if field.error()]
        if wrong:
            wrong[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        spawn(self.make(), busy=self.yes)

    async def make(self) -> None:
        """One try."""
        from studio.actions.own_server import Newcomer
        from studio.problems import explain

        self.trouble.hide()
        self.tell("The first time this takes some minutes.")
        self.going.show()
        newcomer = Newcomer(
            name=self.name.text().strip(),
            handle=self.handle.text().strip(),
            email=self.email.text().strip(),
            password=self.password.text(),
        )
        try:
            await self.session.make_server(newcomer, self.tell)
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            self.trouble.say(told, "bad")
            self.trouble.show()
        else:
            self.done(int(self.DialogCode.Accepted))
        finally:
            self.going.hide()
            self.adjustSize()

    def tell(self, text: str) -> None:
        """What happens just now."""
        self.doing.setText(text)


async def make_server(parent: QWidget, session: Session) -> bool:
    """Opens the dialog; True once the server runs and this machine is signed in."""
    dialog = OwnServer(parent, session)
    try:
        return await dialog.ask()
    finally:
        dialog.veil.deleteLater()
        dialog.deleteLater()
