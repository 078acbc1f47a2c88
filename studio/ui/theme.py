"""The theme in use: tokens made into a style sheet and a palette, switched while running."""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from studio.ui import fonts
from studio.ui.sheet import SHEET
from studio.ui.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens

AUTO = "auto"
STYLE = "Fusion"
CHOICES = (AUTO, *THEMES)
listeners: list[Callable[[], None]] = []


class Theme(QObject):
    """What the artist chose, else what the system tells; one for an application."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = AUTO) -> None:
        super().__init__(app)
        self.app = app
        self.choice = choice
        self.hints = app.styleHints()
        self.hints.colorSchemeChanged.connect(self.follow)
        self.access = self.hints.accessibility()  # held: Qt forgets it between two calls
        self.access.contrastPreferenceChanged.connect(self.follow)

    def choose(self, choice: str) -> None:
        """Set `auto`, `dark`, `light` or `contrast`, and show it at once."""
        if choice not in CHOICES:
            raise ValueError(f"No theme '{choice}': choose one of {', '.join(CHOICES)}.")
        self.choice = choice
        self.hints.colorSchemeChanged.disconnect(self.follow)
        if choice == AUTO:
            self.hints.unsetColorScheme()
        else:  # the frame that the system draws around our windows follows
            light = choice == LIGHT.name
            self.hints.setColorScheme(Qt.ColorScheme.Light if light else Qt.ColorScheme.Dark)
        self.hints.colorSchemeChanged.connect(self.follow)
        self.follow()

    def wanted(self) -> Tokens:
        """The tokens to show now."""
        if self.choice != AUTO:
            return THEMES[self.choice]
        if self.access.contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return LIGHT if self.hints.colorScheme() == Qt.ColorScheme.Light else DARK

    def follow(self) -> None:
        """Show the wanted theme, if it is not shown already."""
        tokens = self.wanted()
        if tokens is not active.tokens or not self.app.styleSheet():
            self.show(tokens)

    def show(self, tokens: Tokens) -> None:
        """Hand the tokens to Qt, and to everything that paints for itself."""
        active.tokens = tokens
        dressed = bool(self.app.styleSheet())
        # One sheet in place of another goes through each widget once for each that it lies in, a
        # second for a window with all its pages; none, and then one, through each of them twice.
        self.app.setStyleSheet("")
        self.app.setPalette(palette(tokens))
        self.app.setStyleSheet(sheet(tokens))
        for listener in listeners:
            listener()
        for widget in self.app.allWidgets() if dressed else ():
            widget.update()
        self.changed.emit()


class Active:
    """The tokens that painting uses; there is one screen, and one theme on it."""

    tokens: Tokens = DARK


active = Active()


def current() -> Tokens:
    """The tokens in use; ask when painting, never keep them."""
    return active.tokens


def on_change(listener: Callable[[], None]) -> None:
    """Call it whenever the theme has changed, for as long as the program runs."""
    listeners.append(listener)


def colour(name: str, opacity: float = 1.0) -> QColor:
    """A colour of the theme in use, by the name of its token."""
    made = QColor(getattr(active.tokens, name))
    if opacity < 1.0:
        made.setAlphaF(made.alphaF() * opacity)
    return made


def application(name: str) -> QApplication:
    """In our style from the beginning: for an application that is to change its style PySide makes
    the classes of all styles.
    """
    made = QApplication([name, "-style", STYLE])
    made.setProperty(STYLE, True)
    return made


def prepare(app: QApplication, choice: str = AUTO) -> Theme:
    """Font and style, and colours for what is painted; choose the theme when the windows are
    built, and load the other fonts before anything shows them. Raises AssetsMissing.
    """
    if not app.property(STYLE):
        app.setStyle(STYLE)
    app.setFont(fonts.font())
    theme = Theme(app, choice)
    active.tokens = theme.wanted()
    return theme


def install(app: QApplication, choice: str = AUTO) -> Theme:
    """Dress the application at once. Raises AssetsMissing if fonts and icons are not built."""
    theme = prepare(app, choice)
    fonts.load()
    theme.choose(choice)
    return theme


def sheet(tokens: Tokens) -> str:
    """The style sheet of a theme."""
    values: dict[str, object] = {
        name: getattr(tokens, name)
        for name in tokens._fields
        if isinstance(getattr(tokens, name), str)
    }
    for prefix in ("type", "space", "radius", "size"):
        group = getattr(tokens, prefix)
        values |= {f"{prefix}_{name}": getattr(group, name) for name in dir(group)}
    values["rest"] = tokens.off if tokens is CONTRAST else tokens.line
    # a style sheet counts the inside of a border, a designer the outside
    values["control_inside"] = tokens.size.control - 2
    values["small_inside"] = tokens.size.small - 2
    values["field_pad"] = tokens.space.m - 1
    values["focused_inside"] = tokens.size.control - 2 * tokens.size.ring
    values["focused_pad"] = tokens.space.m - tokens.size.ring
    return Template(SHEET).substitute(values)


def palette(tokens: Tokens) -> QPalette:
    """For what a style sheet does not reach: placeholders, links, disabled words."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, name in (
        (roles.Window, "bg"),
        (roles.Base, "card"),
        (roles.AlternateBase, "raised"),
        (roles.Button, "raised"),
        (roles.Text, "text"),
        (roles.WindowText, "text"),
        (roles.ButtonText, "text"),
        (roles.PlaceholderText, "mute"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
        (roles.Link, "accent"),
        (roles.ToolTipBase, "raised"),
        (roles.ToolTipText, "text"),
        (roles.Accent, "accent"),
    ):
        made.setColor(role, QColor(getattr(tokens, name)))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.off))
    return made
