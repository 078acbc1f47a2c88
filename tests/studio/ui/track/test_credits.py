"""The tab of credits by mouse and by keys: saved line by line, nothing typed ever lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QStringListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.actions import credits
from studio.ui.session import Session
from studio.ui.track.credits import CreditsTab
from studio.ui.track.credits_lines import CreditLine
from sync.client import editing
from tests.studio.ui.track import scenes
from tests.studio.ui.track.scenes import settle, until

Key = Qt.Key
Alt, Ctrl = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier
Left = Qt.MouseButton.LeftButton


@pytest.fixture
async def session(app: QApplication, tmp_path: Path) -> AsyncIterator[Session]:
    async with scenes.opened(tmp_path) as made:
        yield made


async def new_track(session: Session, title: str = "Night Drive") -> UUID:
    async def work(desk: object) -> UUID:
        return editing.create(desk.local, "track", {"title": title})  # type: ignore[attr-defined]

    return await session.do(work)


@pytest.fixture
async def track(session: Session) -> UUID:
    return await new_track(session)


@pytest.fixture
async def tab(app: QApplication, session: Session, track: UUID) -> AsyncIterator[CreditsTab]:
    async with scenes.shown(app, session, CreditsTab, track) as made:
        yield made


async def people(session: Session, track: UUID, *names: str) -> None:
    for name in names:
        await session.do(lambda desk, name=name: credits.add(desk, track, person=name, role="Band"))


def stored(session: Session, track: UUID) -> list[tuple[str, str, str]]:
    found = credits.read(session.library, track)
    assert found is not None
    return [(one.person, one.role, one.url) for one in found.credits]


def fields(session: Session, track: UUID) -> dict[str, object]:
    found = credits.read(session.library, track)
    assert found is not None
    return found.fields


def names(tab: CreditsTab) -> list[str]:
    return [one.cells["person"].text() for one in tab.table.lines()]


def leave(tab: CreditsTab) -> None:
    """The focus to somewhere else."""
    tab.access.comments.setFocus()


async def fill(line: CreditLine, **values: str) -> None:
    for name, text in values.items():
        line.cells[name].setFocus()
        line.cells[name].selectAll()
        QTest.keyClicks(line.cells[name], text)


class TestTable:
    async def test_a_person_is_typed_in_and_saved_as_soon_as_can_be(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        assert tab.table.none.isVisible()
        QTest.mouseClick(tab.table.more, Left)
        line = tab.table.lines()[0]
        assert line.cells["person"].hasFocus()
        await fill(line, person="Mara Ilves", role="Vocals", url="mara.fm")
        leave(tab)
        await until(lambda: stored(session, track))
        await settle()
        assert stored(session, track) == [("Mara Ilves", "Vocals", "https://mara.fm")]
        assert tab.table.lines() == [line]
        assert line.cells["url"].text() == "https://mara.fm"
        assert tab.table.note.text() == "1 person"

    async def test_an_edit_of_one_cell(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        await people(session, track, "Mara", "Ada")
        line = tab.table.lines()[1]
        await fill(line, role="Drums")
        QTest.keyClick(line.cells["role"], Key.Key_Return)
        await until(lambda: stored(session, track)[1][1] == "Drums")
        await settle()
        assert names(tab) == ["Mara", "Ada"]

    async def test_half_a_line_says_what_is_missing_and_is_there_again(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        tab.table.add_line()
        line = tab.table.lines()[0]
        await fill(line, person="Mara")
        line.cells["role"].setFocus()
        await settle()
        assert not line.wrong.isVisible()
        leave(tab)
        await until(line.wrong.isVisible)
        assert line.wrong.text() == "What did they do? For example: vocals, mixing."
        tab.show_track(scenes.read(session, await new_track(session, "Salt")))
        assert names(tab) == []
        tab.show_track(scenes.read(session, track))
        assert names(tab) == ["Mara"]
        line = tab.table.lines()[0]
        await until(line.wrong.isVisible)
        await fill(line, role="Vocals")
        leave(tab)
        await until(lambda: stored(session, track) == [("Mara", "Vocals", "")])
        await settle()
        tab.leave()
        assert tab.table.drafts.get(track, "credits") is None

    async def test_a_wrong_link_stays_typed_and_nothing_of_it_is_saved(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        await people(session, track, "Mara")
        line = tab.table.lines()[0]
        await fill(line, url="javascript:alert(1)")
        leave(tab)
        await until(line.wrong.isVisible)
        assert stored(session, track) == [("Mara", "Band", "")]
        await people(session, track, "Ada")
        assert line.cells["url"].text() == "javascript:alert(1)"
        await fill(line, url="https://mara.fm")
        leave(tab)
        await until(lambda: stored(session, track)[0][2] == "https://mara.fm")
        assert not line.wrong.isVisible()

    async def test_an_empty_line_goes_by_itself(self, tab: CreditsTab) -> None:
        tab.table.add_line()
        leave(tab)
        await until(lambda: not tab.table.lines())
        assert tab.table.none.isVisible()

    async def test_keys_add_move_and_delete_and_undo_brings_back(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        await people(session, track, "Mara", "Ada", "Kit")
        tab.table.lines()[0].cells["role"].setFocus()
        QTest.keyClick(tab.table.lines()[0].cells["role"], Key.Key_Down, Alt)
        await settle()
        assert names(tab) == ["Ada", "Mara", "Kit"]
        assert [person for person, _, _ in stored(session, track)] == ["Ada", "Mara", "Kit"]
        tab.table.lines()[1].cells["role"].setFocus()
        QTest.keyClick(tab.table.lines()[1].cells["role"], Key.Key_Delete, Ctrl | Shift)
        await settle()
        assert names(tab) == ["Ada", "Kit"]
        assert tab.table.undone.text() == "Mara is deleted."
        QTest.mouseClick(tab.table.undo, Left)
        await settle()
        assert names(tab) == ["Ada", "Mara", "Kit"]
        QTest.keyClick(tab.table.lines()[0].cells["role"], Key.Key_Return, Ctrl | Shift)
        assert len(tab.table.lines()) == 4

    async def test_up_and_down_stay_in_the_column(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        await people(session, track, "Mara", "Ada")
        first, second = tab.table.lines()
        first.cells["role"].setFocus()
        QTest.keyClick(first.cells["role"], Key.Key_Down)
        assert second.cells["role"].hasFocus()
        QTest.keyClick(second.cells["role"], Key.Key_Up)
        assert first.cells["role"].hasFocus()

    async def test_the_grip_drags(self, session: Session, track: UUID, tab: CreditsTab) -> None:
        await people(session, track, "Mara", "Ada", "Kit")
        first, last = tab.table.lines()[0], tab.table.lines()[2]
        last.grip.dragged.emit(first.mapToGlobal(QPoint(0, 1)))
        last.grip.dragged.emit(first.mapToGlobal(QPoint(0, 1)))
        last.grip.dropped.emit()
        await settle()
        assert [person for person, _, _ in stored(session, track)] == ["Kit", "Mara", "Ada"]

    async def test_names_and_roles_are_offered_from_the_whole_library(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        other = await new_track(session, "Salt")
        await people(session, other, "Jonas Beck")
        tab.show_track(scenes.read(session, other))
        tab.show_track(scenes.read(session, track))
        tab.table.add_line()
        completer = tab.table.lines()[0].cells["person"].completer()
        assert completer is not None
        model = completer.model()
        assert isinstance(model, QStringListModel)
        assert model.stringList() == ["Jonas Beck"]

    async def test_a_credit_that_another_hand_deleted_is_kept_if_it_was_typed_into(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        await people(session, track, "Mara", "Ada")
        found = credits.read(session.library, track)
        assert found is not None
        await fill(tab.table.lines()[1], role="Drums and bells")
        for one in found.credits:
            await session.do(lambda desk, one=one: credits.remove(desk, one.id))
        assert names(tab) == ["Ada"]
        leave(tab)
        await until(lambda: stored(session, track) == [("Ada", "Drums and bells", "")])


class TestSession:
    async def test_every_field_is_saved_when_it_is_left(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        lines, tags = tab.recorded.lines, tab.recorded.lists
        for name, text in (
            ("room", "Room 9"),
            ("date", "2026-03"),
            ("tempo_bpm", "122,5"),
            ("key", "F♯ minor"),
        ):
            lines[name].setFocus()
            lines[name].setText(text)
        tags["instruments"].typed.setFocus()
        QTest.keyClicks(tags["instruments"].typed, "Juno-106,Moog")
        leave(tab)
        await settle()
        found = fields(session, track)
        assert {name: found[f"session.{name}"] for name in credits.SESSION} == {
            "instruments": ["Juno-106", "Moog"],
            "outboard": [],
            "room": "Room 9",
            "date": "2026-03",
            "tempo_bpm": 122.5,
            "key": "F♯ minor",
        }
        assert lines["tempo_bpm"].text() == "122.5"
        assert tab.recorded.note.text() == "Saved on this machine"

    async def test_what_is_wrong_stays_with_the_reason_even_over_a_restart(
        self, app: QApplication, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        line = tab.recorded.lines["tempo_bpm"]
        line.setFocus()
        line.setText("fast")
        leave(tab)
        field = tab.form.entries["session.tempo_bpm"].field
        assert field.error() == "Beats a minute, from 1 to 999: for example 122 or 122.5."
        assert tab.recorded.note.text() == "Not saved"
        async with scenes.shown(app, session, CreditsTab, track) as again:
            assert again.recorded.lines["tempo_bpm"].text() == "fast"
            assert again.form.entries["session.tempo_bpm"].field.error()
            again.recorded.lines["tempo_bpm"].setText("122")
            again.leave()
            await settle()
        assert fields(session, track)["session.tempo_bpm"] == 122


class TestRights:
    async def test_an_isrc_is_taken_as_it_is_printed(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        tab.rights.isrc.setFocus()
        QTest.keyClicks(tab.rights.isrc, "ee-abc-26-1")
        leave(tab)
        field = tab.form.entries["isrc"].field
        assert "8 of 12" in field.error()
        assert tab.rights.isrc.text() == "ee-abc-26-1"
        tab.rights.isrc.setFocus()
        tab.rights.isrc.setText("ee-abc-26-00001")
        leave(tab)
        await settle()
        assert not field.error()
        assert tab.rights.isrc.text() == "EEABC2600001"
        assert fields(session, track)["isrc"] == "EEABC2600001"

    async def test_choices_say_what_they_mean_and_are_saved_at_once(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        QTest.mouseClick(tab.access.visibility.rows[1], Left)
        tab.access.downloads.rows[0].setFocus()
        QTest.keyClick(tab.access.downloads.rows[0], Key.Key_Down)
        QTest.mouseClick(tab.access.comments, Left)
        tab.rights.license.picked.emit("cc-by-nc")
        await settle()
        found = fields(session, track)
        assert found["visibility"] == "unlisted"
        assert found["download_policy"] == "320"
        assert found["comments_open"] is False
        assert found["license"] == "cc-by-nc"
        assert tab.rights.license_field.below.text().startswith("Anyone may reuse it without money")
        assert not tab.rights.terms.isVisible()
        assert tab.access.visibility.key() == "unlisted"

    async def test_terms_of_ones_own(self, session: Session, track: UUID, tab: CreditsTab) -> None:
        tab.rights.license.picked.emit("custom")
        tab.rights.terms.setFocus()
        QTest.keyClicks(tab.rights.terms, "Ask first.")
        leave(tab)
        await settle()
        found = fields(session, track)
        assert (found["license"], found["license_text"]) == ("custom", "Ask first.")

    async def test_what_another_hand_changes_is_shown(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        pair = ("private", "public")
        await session.do(lambda desk: credits.edit_field(desk, track, "visibility", pair))
        assert tab.access.visibility.key() == "public"


class TestAccess:
    async def test_every_control_has_a_name(
        self, session: Session, track: UUID, tab: CreditsTab
    ) -> None:
        await people(session, track, "Mara")
        tab.resize(1000, 2000)
        assert scenes.nameless(tab) == []
