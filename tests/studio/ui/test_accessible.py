"""The whole studio as assistive software and a keyboard find it: every page, every dialog."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QSlider, QVBoxLayout, QWidget

from studio.ui.parts.access import Role, speaks
from studio.ui.parts.buttons import Button, IconButton
from studio.ui.parts.controls import TextInput
from studio.ui.parts.fields import Field
from tests.studio.ui.desks import studio
from tests.studio.ui.keyed import unreached
from tests.studio.ui.rounds import walk
from tests.studio.ui.spoken import faults, told


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


class TestEverything:
    async def test_has_a_name_a_role_and_a_value_and_is_reached_by_keys(
        self, app: QApplication, home: Path
    ) -> None:
        wrong: dict[str, list[str]] = {}
        seen: set[QWidget] = set()
        stops, things = 0, 0
        async with studio(app) as window:
            async for stop in walk(window, home):
                stop.root.activateWindow()
                await asyncio.sleep(0.02)
                missed, hidden = unreached(stop.root, seen)
                found = faults(stop.root)
                found += [f"{one}: Tab does not lead to it" for one in missed]
                found += [f"{one}: nothing shows its focus" for one in hidden]
                for one in found:
                    wrong.setdefault(one, []).append(stop.name)
                stops, things = stops + 1, things + len(list(told(stop.root)))
        assert wrong == {}
        assert stops > 40, "the round has become shorter"
        assert things > 2500, "the tree has become smaller"
        assert len(seen) > 250, "fewer take the focus than did"


async def put(room: QWidget, *parts: QWidget) -> None:
    """Into the room, until they can be seen."""
    for part in parts:
        room.layout().addWidget(part)  # type: ignore[union-attr]
    room.activateWindow()
    await asyncio.sleep(0.02)


@speaks(Role.Slider)
class Mute(QWidget):
    """A slider that paints itself, and says nothing."""


class TestLaws:
    """What the round would find, if it were there."""

    @pytest.fixture
    async def room(self, app: QApplication) -> AsyncIterator[QWidget]:
        made = QWidget()
        QVBoxLayout(made)
        made.show()
        yield made
        made.close()
        made.deleteLater()

    @pytest.mark.parametrize(
        ("name", "fault"),
        [
            ("", "no name (Button)"),
            ("×", "no name (Button)"),
            ("trash-2", "named “trash-2”, which is no word for people"),
            ("IconButton", "named “IconButton”, which is no word for people"),
            ("Delete the note", ""),
        ],
    )
    async def test_a_button_needs_words(self, room: QWidget, name: str, fault: str) -> None:
        button = IconButton("trash-2", "Delete")
        button.setAccessibleName(name)
        await put(room, button)
        expected = [f"IconButton: {fault}"] if fault else []
        assert faults(room) == expected

    async def test_what_takes_the_focus_needs_a_role(self, room: QWidget) -> None:
        bare = QWidget()
        bare.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        bare.setAccessibleName("Wave")
        await put(room, bare)
        assert faults(room) == [": “Wave” has no role (Client)"]

    async def test_a_slider_tells_where_it_stands(self, room: QWidget) -> None:
        for slider in (QSlider(), Mute()):
            slider.setAccessibleName("Level")
            await put(room, slider)
        assert faults(room) == ["Mute: “Level” tells no value (Slider)"]

    async def test_a_field_is_related_to_its_label(self, room: QWidget) -> None:
        field = Field("Title", TextInput())
        await put(room, field)
        assert faults(room) == []
        field.title.setBuddy(None)  # type: ignore[arg-type]
        assert faults(room) == ["TextInput in Field: its label is not related to it"]

    async def test_what_tab_passes_by_is_found(self, room: QWidget) -> None:
        class Trap(Button):
            def focusNextPrevChild(self, next: bool) -> bool:
                return True

        for one in (Button("First"), Trap("Trap"), Button("Never")):
            await put(room, one)
        room.activateWindow()
        await asyncio.sleep(0.02)
        assert unreached(room, set()) == (["Button"], [])

    async def test_a_focus_that_cannot_be_seen_is_found(self, room: QWidget) -> None:
        class Blank(QPushButton):
            def paintEvent(self, event: object) -> None:
                pass

        for one in (Blank("Blank"), Button("Seen")):
            await put(room, one)
        room.activateWindow()
        await asyncio.sleep(0.02)
        assert unreached(room, set()) == ([], ["Blank"])
