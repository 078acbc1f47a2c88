"""What painted widgets tell assistive software: role, name and value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Role = QAccessible.Role
W = TypeVar("W", bound=type[QWidget])
roles: dict[str, tuple[Role, Callable[[Any], str] | None]] = {}
kept: list[QAccessibleInterface] = []  # Qt owns them, but does not hold on to their Python side


class Painted(QAccessibleWidget):
    """The interface of a widget that paints itself."""

    def __init__(self, widget: QWidget, role: Role, value: Callable[[Any], str] | None) -> None:
        super().__init__(widget, role)
        self.value = value

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Value and self.value is not None:
            return self.value(self.widget())
        return super().text(kind)


def speaks(role: Role, value: Callable[[Any], str] | None = None) -> Callable[[W], W]:
    """Class decorator: widgets of this class have this role, and say this as their value."""

    def register(kind: W) -> W:
        roles[kind.__name__] = (role, value)
        return kind

    return register


def make(key: str, target: QObject) -> QAccessibleInterface | None:
    """Factory for Qt: an interface for the classes that are registered."""
    if key not in roles or not isinstance(target, QWidget):
        return None
    role, value = roles[key]
    kept[:] = [one for one in kept if shiboken6.isValid(one)]  # Qt deletes them, never we
    kept.append(Painted(target, role, value))
    return kept[-1]


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say something that appeared elsewhere than at the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


QAccessible.installFactory(make)
