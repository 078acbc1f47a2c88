"""Signing this machine in to a server: a dialog that is opened and awaited."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.parts.buttons import Button
from studio.ui.parts.controls import TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.notices import Banner
from studio.ui.parts.overlays import Dialog
from studio.ui.parts.progress import Spinner
from studio.ui.session import Session
from studio.ui.spawn import spawn


class SignIn(Dialog):
    """Stays open until it succeeded, and says under the fields what did not."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(
            parent,
            "Sign in to your server",
            text="Your library stays on this machine. Signed in, it is kept in step with your "
            "server, and what you release is heard there.",
            verb="Sign in",
        )
        self.session = session
        known = session.who
        self.server = TextInput(known.server if known else "", hint="music.example.org")
        self.login = TextInput(known.handle if known else "", hint="mara")
        self.password = TextInput()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.library = TextInput(known.library if known else "", hint="handle of the artist")
        self.whose = Field("Whose library", self.library, help="Left empty: your own.")
        self.other = Button("Work in somebody else’s library", small=True, kind="quiet")
        self.fields = (
            Field("Server", self.server),
            Field("Handle or e-mail", self.login),
            Field("Password", self.password),
        )
        self.trouble = Banner("", "bad")
        self.trouble.hide()
        self.add(self.trouble)
        for field in self.fields:
            self.add(field)
            control = field.control
            assert isinstance(control, QLineEdit)
            control.textEdited.connect(lambda _text, one=field: one.set_error(""))
        self.add(self.whose)
        self.add(self.other)
        self.other.clicked.connect(self.ask_whose)
        self.whose.setVisible(bool(self.library.text()))
        self.other.setHidden(bool(self.library.text()))
        self.spinner = Spinner("Signing in")
        self.spinner.hide()
        self.add(self.spinner)
        first = next((f.control for f in self.fields if not f.control.text()), self.server)  # type: ignore[attr-defined]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_whose(self) -> None:
        """Shows the field for it."""
        self.other.hide()
        self.whose.show()
        self.library.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()

    def accept(self) -> None:
        """Asks the server; the dialog closes when it has said yes."""
        wanting = ("Which server?", "Who are you there?", "The password is missing.")
        for field, text in zip(self.fields, wanting, strict=True):
            control = field.control
            assert isinstance(control, QLineEdit)
            field.set_error("" if control.text().strip() else text)
        wrong = [field for field in self.fields if field.error()]
        if wrong:
            wrong[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        spawn(self.enter(), busy=self.yes)

    async def enter(self) -> None:
        """One try."""
        from studio.actions.account import NoLibrary
        from studio.problems import explain

        self.spinner.show()
        self.trouble.hide()
        try:
            await self.session.sign_in(
                self.server.text().strip(),
                self.login.text().strip(),
                self.password.text(),
                self.library.text().strip(),
            )
        except Exception as error:
            told = explain(error)
            if told is None:
                raise
            self.trouble.say(told, "bad")
            self.trouble.show()
            if isinstance(error, NoLibrary):
                self.ask_whose()
            self.password.selectAll()
        else:
            self.done(int(self.DialogCode.Accepted))
        finally:
            self.spinner.hide()
            self.adjustSize()


async def sign_in(parent: QWidget, session: Session) -> bool:
    """Opens the dialog; True when this machine is signed in."""
    dialog = SignIn(parent, session)
    try:
        return await dialog.ask()
    finally:
        dialog.veil.deleteLater()
        dialog.deleteLater()
