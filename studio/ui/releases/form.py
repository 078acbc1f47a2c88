"""Fields of a record: each is saved as soon as it is left; what is being typed stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.ui.parts.fields import Field


@dataclass(slots=True)
class Bound:
    """A field on the screen and the value it stands for."""

    field: Field
    get: Callable[[], Any]
    put: Callable[[Any], None]


class Form(QObject):
    """`wanted` tells of a field that says something else now: name, what was seen, what is wanted.
    `fault` says what is wrong with a value, for people.
    """

    wanted = Signal(str, object, object)

    def __init__(self, fault: Callable[[str, Any], str], parent: QObject) -> None:
        super().__init__(parent)
        self.fault = fault
        self.bound: dict[str, Bound] = {}
        self.seen: dict[str, Any] = {}
        self.told: dict[str, str] = {}
        self.watched: dict[QObject, str] = {}

    def bind(
        self, name: str, field: Field, get: Callable[[], Any], put: Callable[[Any], None]
    ) -> None:
        """A field of the record."""
        self.bound[name] = Bound(field, get, put)

    def on_leaving(self, name: str, control: QWidget) -> None:
        """Saves it when the focus goes elsewhere."""
        self.watched[control] = name
        control.installEventFilter(self)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and target in self.watched:
            self.save(self.watched[target])
        return super().eventFilter(target, event)

    def begin(self) -> None:
        """Another record: nothing of the last one counts."""
        self.seen, self.told = {}, {}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Shows a record in every field that nobody is typing into."""
        for name, value in values.items():
            bound = self.bound[name]
            if name in self.seen and bound.get() != self.seen[name]:
                continue
            if name not in self.seen or self.seen[name] != value:
                bound.put(value)
            self.seen[name] = bound.get()
            bound.field.set_error(self.told.get(name, ""))

    def commit(self) -> None:
        """Saves whatever was typed and not left yet."""
        for name in list(self.seen):
            self.save(name)

    def save(self, name: str) -> None:
        """One field, if it says something else than it did."""
        if name not in self.seen:
            return
        seen, wanted = self.seen[name], self.bound[name].get()
        if wanted == seen:
            if not self.told.get(name):
                self.bound[name].field.set_error("")
            return
        wrong = self.fault(name, wanted)
        self.bound[name].field.set_error(wrong)
        if not wrong:
            self.seen[name] = wanted
            self.told.pop(name, None)
            self.wanted.emit(name, seen, wanted)

    def refuse(self, name: str, seen: Any, why: str) -> None:
        """It could not be saved: what was typed stays, with the reason below it."""
        if name in self.seen:
            self.seen[name] = seen
            self.bound[name].field.set_error(why)

    def tell(self, refused: Mapping[str, str]) -> None:
        """What the server would not take, by field."""
        for name in {*self.told, *refused} & set(self.bound):
            self.bound[name].field.set_error(refused.get(name, ""))
        self.told = dict(refused)
