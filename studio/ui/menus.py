"""What can be done in the window: actions with their keys, the menu bar, menus, the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from studio.ui.pages import PAGES

if TYPE_CHECKING:
    from studio.ui.main_window import MainWindow
    from studio.ui.parts.fuzzy import Command

THEMES = (
    ("system", "As the system"),
    ("dark", "Dark"),
    ("light", "Light"),
    ("contrast", "High contrast"),
)
Deed = tuple[str, str, Callable[[], object]]
LINE: Deed = ("", "", lambda: None)
"""What separates deeds in a menu."""
EDITS = (
    ("Undo", "Ctrl+Z", "undo"),
    ("Redo", "Ctrl+Shift+Z", "redo"),
    ("", "", ""),
    ("Cut", "Ctrl+X", "cut"),
    ("Copy", "Ctrl+C", "copy"),
    ("Paste", "Ctrl+V", "paste"),
    ("", "", ""),
    ("Select all", "Ctrl+A", "selectAll"),
)
"""What a field does by itself; in the menu for those who look for it there."""
KEEP = "Keep on this computer"
REMOVE = "Remove from this computer"
SIGN_IN, SIGN_OUT = "Sign in…", "Sign out"


def deeds(window: MainWindow) -> dict[str, tuple[Deed, ...]]:
    """Menu -> what stands in it: words, keys, work."""
    places = tuple(
        (page.text, page.shortcut, partial(window.visit, page.key))
        for page in PAGES
        if page.icon and page.key != "settings"
    )
    return {
        "File": (
            ("Import files…", "Ctrl+O", window.choose_files),
            LINE,
            ("Sync now", "Ctrl+R", window.session.sync_now),
            LINE,
            ("Settings", "Ctrl+,", partial(window.visit, "settings")),
            LINE,
            ("Close the studio", "Ctrl+Q", window.close),
        ),
        "Edit": (),
        "Track": (
            ("Open track", "Ctrl+Return", window.open_chosen),
            ("Publish now…", "Ctrl+Shift+P", partial(_publish, window)),
            (KEEP, "", partial(_keep, window)),
            (REMOVE, "", partial(_remove_here, window)),
            LINE,
            ("Delete chosen tracks…", "", window.remove),
        ),
        "Go": (
            ("All tracks", "Ctrl+1", partial(_all_tracks, window)),
            *places,
            LINE,
            ("Search tracks", "Ctrl+F", window.search),
            ("Commands", "Ctrl+K", window.show_commands),
        ),
        "View": (("Full screen", "F11", partial(_full_screen, window)),),
        "Account": (
            (SIGN_IN, "", window.sign_in),
            (SIGN_OUT, "", window.sign_out),
        ),
        "Help": (
            ("Keyboard shortcuts", "F1", partial(_shortcuts, window)),
            ("First steps", "", partial(window.visit, "welcome")),
            LINE,
            ("About Acetate Studio", "", partial(_about, window)),
        ),
    }


def make_actions(window: MainWindow) -> dict[str, list[QAction]]:
    """The same as actions of the window: their keys work from anywhere in it."""
    made: dict[str, list[QAction]] = {}
    for menu, entries in deeds(window).items():
        made[menu] = [_action(window, *entry) for entry in entries]
    made["Edit"] = [_edit(window, *entry) for entry in EDITS]
    for action in made["Help"][:1]:
        # As words: a QKeySequence brings along the enum of Qt's standard keys, which takes 3 ms.
        action.setShortcuts(["F1", "Ctrl+/", "?"])  # type: ignore[list-item]
    return made


def make_bar(window: MainWindow) -> None:
    """The menu bar."""
    bar = window.menuBar()
    bar.setAccessibleName("Menu")
    for name, actions in window.acts.items():
        menu = bar.addMenu(f"&{name}")
        menu.addActions(actions)
        if name == "View":
            menu.addSeparator()
            menu.aboutToShow.connect(partial(_fill_themes, window, menu))


def show_account(window: MainWindow) -> None:
    """One of the two can be done."""
    known = window.session.who is not None
    for action in window.acts["Account"]:
        action.setVisible((action.text() == SIGN_OUT) == known)


def _action(window: MainWindow, text: str, keys: str, work: Callable[[], object]) -> QAction:
    action = QAction(text, window)
    action.setSeparator(not text)
    if keys:
        action.setShortcut(keys)
    action.triggered.connect(lambda _on=False: work())
    window.addAction(action)
    return action


def _edit(window: MainWindow, text: str, keys: str, method: str) -> QAction:
    action = QAction(text, window)
    action.setSeparator(not text)
    if keys:
        action.setShortcut(keys)
    action.triggered.connect(lambda _on=False: _on_focus(window, method))
    return action


def _on_focus(window: MainWindow, method: str) -> None:
    """What has the focus does it, if it can."""
    work = getattr(window.focusWidget(), method, None)
    if callable(work):
        work()


def _fill_themes(window: MainWindow, menu: QMenu) -> None:
    """Behind what stands in it always."""
    for action in menu.actions()[2:]:
        menu.removeAction(action)
    add_themes(window, menu)


def add_themes(window: MainWindow, menu: QMenu) -> None:
    """The themes, the chosen one marked."""
    for key, text in THEMES:
        action = menu.addAction(f"Theme: {text}")
        action.setCheckable(True)
        action.setChecked(key == window.session.settings.theme)
        action.triggered.connect(partial(window.choose_theme, key))


def _all_tracks(window: MainWindow) -> None:
    window.places.items["all"].click()


def _full_screen(window: MainWindow) -> None:
    window.showNormal() if window.isFullScreen() else window.showFullScreen()


def _publish(window: MainWindow) -> None:
    from studio.ui.publish_now import publish_chosen

    publish_chosen(window)


def _keep(window: MainWindow) -> None:
    from studio.ui.keeping import keep_chosen

    keep_chosen(window)


def _remove_here(window: MainWindow) -> None:
    from studio.ui.keeping import remove_chosen

    remove_chosen(window)


def _shortcuts(window: MainWindow) -> None:
    from studio.ui.shortcuts import show_shortcuts

    show_shortcuts(window)


def _about(window: MainWindow) -> None:
    from studio.ui.about import show_about

    show_about(window)


def commands(window: MainWindow) -> list[Command]:
    """What the palette offers."""
    from studio.ui.parts.fuzzy import Command

    found = [
        Command(action.text(), action.trigger, shortcut=action.shortcut().toString(), group=menu)
        for menu, actions in window.acts.items()
        for action in actions
        if menu != "Edit" and action.isVisible() and action.text() not in {"", "Commands"}
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
    menu.addAction("Settings", partial(window.visit, "settings"))
    menu.addSeparator()
    add_themes(window, menu)
    menu.addSeparator()
    menu.addAction("Sign out", window.sign_out)
    menu.popup(window.places.who.mapToGlobal(QPoint(0, -menu.sizeHint().height())))


def track_menu(window: MainWindow, where: QPoint) -> None:
    """What can be done with the chosen tracks."""
    menu = QMenu(window)
    if len(window.pane.table.lines()) == 1:
        menu.addAction("Open", window.open_chosen)
    menu.addAction("Add version…", window.choose_files)
    menu.addAction(KEEP, partial(_keep, window))
    menu.addAction(REMOVE, partial(_remove_here, window))
    menu.addSeparator()
    menu.addAction("Delete…", window.remove)
    menu.popup(where)
