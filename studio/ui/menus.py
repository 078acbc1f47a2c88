"""What can be done in the window: actions with their keys, the menu bar, menus, the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from studio.ui.pages import PAGES
from studio.ui.parts.fuzzy import Command

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow

THEMES = (
    ("system", "As the system"),
    ("dark", "Dark"),
    ("light", "Light"),
    ("contrast", "High contrast"),
)
Deed = tuple[str, str, Callable[[], object]]


def deeds(window: MainWindow) -> dict[str, tuple[Deed, ...]]:
    """Menu -> what stands in it: words, keys, work."""
    return {
        "File": (
            ("Import files…", "Ctrl+O", window.choose_files),
            ("Sync now", "Ctrl+R", window.session.sync_now),
            ("Close the studio", "Ctrl+Q", window.close),
        ),
        "Track": (
            ("Open track", "Ctrl+Return", window.open_chosen),
            ("Delete chosen tracks…", "", window.remove),
        ),
        "Go": (
            ("Search tracks", "Ctrl+F", window.search),
            ("Commands", "Ctrl+K", window.show_commands),
            *(
                (page.text, page.shortcut, partial(window.visit, page.key))
                for page in PAGES
                if page.icon
            ),
        ),
        "Account": (
            ("Sign in…", "", window.sign_in),
            ("Sign out", "", window.sign_out),
        ),
    }


def make_actions(window: MainWindow) -> dict[str, list[QAction]]:
    """The same as actions of the window: their keys work from anywhere in it."""
    made: dict[str, list[QAction]] = {}
    for menu, entries in deeds(window).items():
        made[menu] = [_action(window, *entry) for entry in entries]
    return made


def _action(window: MainWindow, text: str, keys: str, work: Callable[[], object]) -> QAction:
    action = QAction(text, window)
    if keys:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _on=False: work())
    window.addAction(action)
    return action


def commands(window: MainWindow) -> list[Command]:
    """What the palette offers."""
    known = window.session.who is not None
    hidden = {"Commands", "Sign in…" if known else "Sign out"}
    found = [
        Command(action.text(), action.trigger, shortcut=action.shortcut().toString())
        for actions in window.acts.values()
        for action in actions
        if action.text() not in hidden
    ]
    found += [Command(f"Show {item.text()}", item.click) for item in window.places.filters]
    found += [
        Command(f"Theme: {text}", partial(window.choose_theme, key), icon="eye")
        for key, text in THEMES
    ]
    return found


def account_menu(window: MainWindow) -> None:
    """At the foot of the sidebar."""
    menu = QMenu(window)
    for key, text in THEMES:
        action = menu.addAction(f"Theme: {text}")
        action.setCheckable(True)
        action.setChecked(key == window.session.settings.theme)
        action.triggered.connect(partial(window.choose_theme, key))
    menu.addSeparator()
    menu.addAction("Sign out", window.sign_out)
    menu.popup(window.places.who.mapToGlobal(QPoint(0, -menu.sizeHint().height())))


def track_menu(window: MainWindow, where: QPoint) -> None:
    """What can be done with the chosen tracks."""
    menu = QMenu(window)
    if len(window.pane.table.lines()) == 1:
        menu.addAction("Open", window.open_chosen)
    menu.addAction("Add version…", window.choose_files)
    menu.addSeparator()
    menu.addAction("Delete…", window.remove)
    menu.popup(where)
