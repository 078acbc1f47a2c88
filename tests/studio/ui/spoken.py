"""What assistive software is told of a window: its tree walked, and held to laws, for tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from studio.ui import assets
from studio.ui.parts.fields import Field

Role, Text = QAccessible.Role, QAccessible.Text
CONTROLS = {
    Role.Button,
    Role.ButtonDropDown,
    Role.ButtonMenu,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.SpinBox,
    Role.Slider,
    Role.Dial,
    Role.Indicator,
    Role.ProgressBar,
    Role.PageTab,
    Role.Table,
    Role.List,
    Role.Tree,
    Role.Grip,
    Role.Link,
    Role.Dialog,
    Role.Animation,
}
ITEMS = {Role.ListItem, Role.MenuItem, Role.TreeItem, Role.ColumnHeader}
VALUED = {Role.Slider, Role.SpinBox, Role.ProgressBar, Role.Indicator, Role.ComboBox, Role.Dial}
ROLELESS = {Role.NoRole, Role.Client, Role.Pane, Role.Window, Role.LayeredPane}
"""What says nothing of what can be done with it."""
CLASS = re.compile(r"\bQ[A-Z]\w+|^[A-Z][a-z]+(?:[A-Z][a-z]+)+$")


def told(root: QWidget) -> Iterator[QAccessibleInterface]:
    """Everything in sight below a widget."""
    waiting = [QAccessible.queryAccessibleInterface(root)]
    while waiting:
        one = waiting.pop()
        if one is None or not one.isValid() or one.state().invisible:
            continue
        yield one
        waiting += [one.child(number) for number in range(one.childCount())]


def faults(root: QWidget) -> list[str]:
    """What is wrong below a widget, a line each."""
    found = [f"{where(one)}: {fault}" for one in told(root) for fault in _faults(one)]
    for field in root.findChildren(Field):
        if field.isVisible() and not related(field):
            found.append(f"{where_widget(field.control)}: its label is not related to it")
    return sorted(set(found))


def _faults(one: QAccessibleInterface) -> Iterator[str]:
    role, state = one.role(), one.state()
    name = one.text(Text.Name).strip()
    if role in CONTROLS | ITEMS or (state.focusable and takes_tab(one)):
        if not re.search(r"\w", name):
            yield f"no name ({role.name})"
        elif name in glyphs() or CLASS.search(name):
            yield f"named “{name}”, which is no word for people"
    if state.focusable and role in ROLELESS and takes_tab(one):
        yield f"“{name}” has no role ({role.name})"
    if role in VALUED and not value(one):
        yield f"“{name}” tells no value ({role.name})"


def value(one: QAccessibleInterface) -> str:
    """What it stands at."""
    text = one.text(Text.Value)
    if not text and (numbers := one.valueInterface()) is not None:
        text = str(numbers.currentValue())
    return text


def takes_tab(one: QAccessibleInterface) -> bool:
    """Whether the focus comes to it by keys."""
    from PySide6.QtCore import Qt

    widget = one.object()
    if not isinstance(widget, QWidget) or widget.focusProxy() is not None:
        return False
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def related(field: Field) -> bool:
    """Whether the control of a field leads to its label."""
    one = QAccessible.queryAccessibleInterface(field.control)
    labels = [of for of, kind in one.relations(QAccessible.RelationFlag.Label)]
    return any(label.object() is field.title for label in labels if label is not None)


@cache
def glyphs() -> set[str]:
    """Names of icons."""
    return {path.stem for path in assets.folder("icons").glob("*.svg")}


def where(one: QAccessibleInterface) -> str:
    """The widget, as far as it is one, and what holds it."""
    target = one.object()
    if isinstance(target, QWidget):
        return where_widget(target)
    above = one.parent()
    return f"{where(above)} > {one.role().name}" if above is not None else one.role().name


def where_widget(widget: QWidget) -> str:
    """Its class, and those of what holds it."""
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(names) < 3:
        if type(at) is not QWidget:
            names.append(type(at).__name__)
        at = at.parentWidget()
    return " in ".join(names)
