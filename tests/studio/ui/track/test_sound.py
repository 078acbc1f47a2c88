"""The sound of a track on its page: heard, named, preferred, deleted; notes at its moments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.actions import files, notes
from studio.actions.notes import Note
from studio.audio.output import NoDevice
from studio.ui.main_window import MainWindow
from studio.ui.parts.buttons import Button
from studio.ui.parts.notices import Toast
from studio.ui.parts.overlays import Dialog
from studio.ui.track.note_rows import NoteRow
from studio.ui.track.notes_card import DRAFT
from studio.ui.track.page import TrackPage
from studio.ui.track.sound import SoundTab
from studio.ui.waveform.states import StateKind
from tests.studio.ui.desks import settle, studio, until
from tests.support.audio import music, write_wav

Key = Qt.Key


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


@dataclass(slots=True)
class Opened:
    """A track with its page."""

    window: MainWindow
    page: TrackPage
    tab: SoundTab

    def press(self, key: Key) -> None:
        QTest.keyClick(self.tab, key)

    def notes(self) -> tuple[Note, ...]:
        assert self.page.track is not None
        return notes.notes(self.window.session.library, self.page.track.row.id)

    def letters(self) -> list[bool]:
        return [line.letter.isChecked() for line in self.tab.versions.lines.values()]

    def names(self) -> list[str]:
        return [line.name.text() for line in self.tab.versions.lines.values()]

    async def heard(self) -> None:
        """Everything is decoded."""
        await settle()
        assert self.tab.listening is not None
        await self.tab.listening.settled()
        await settle()


@asynccontextmanager
async def opened(app: QApplication, home: Path, versions: int = 2) -> AsyncIterator[Opened]:
    async with studio(app) as window:
        track = None
        for number in range(versions):
            found = await files.look(write_wav(home / f"{number}.wav", music(2.0, seed=number)))
            desk = window.session.desk
            assert desk is not None
            if track is None:
                track = await files.add_track(desk, found, title="Night Drive", label="Mix 1")
            else:
                await files.add_version(desk, track, found, label=f"Mix {number + 1}")
        window.session.look()
        assert track is not None
        window.open_track(track)
        page = window.stack.currentWidget()
        assert isinstance(page, TrackPage)
        page.show_tab("sound")
        tab = page.made["sound"]
        assert isinstance(tab, SoundTab)
        made = Opened(window, page, tab)
        await made.heard()
        yield made


async def answer(window: MainWindow, button: str) -> str:
    """Answers the question that is open; how it was put."""
    await until(lambda: [d for d in window.findChildren(Dialog) if d.isVisible()])
    (asked,) = [d for d in window.findChildren(Dialog) if d.isVisible()]
    asked_how = asked.heading.text()
    getattr(asked, button).click()
    await settle()
    return asked_how


def toast(window: MainWindow) -> Toast:
    return window.toasts.shown[-1]


class TestListening:
    async def test_keys_switch_versions_and_play_from_everywhere_on_the_tab(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app, home) as one:
            listening = one.tab.listening
            assert listening is not None
            assert one.letters() == [True, False]
            one.press(Key.Key_B)
            await settle()
            assert one.letters() == [False, True]
            one.press(Key.Key_Space)
            assert listening.player is not None
            await until(lambda: listening.player is not None and listening.player.playing, 5)
            one.page.show_tab(one.page.tabs.segments()[-1].key)
            if one.page.key != "sound":
                await until(lambda: listening.player is not None and not listening.player.playing)

    async def test_without_a_sound_device_it_says_so_once(
        self, app: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def nothing(*_: object, **__: object) -> None:
            raise NoDevice

        monkeypatch.setattr("studio.audio.output.Device", nothing)
        async with opened(app, home) as one:
            one.press(Key.Key_Space)
            await until(lambda: one.window.toasts.shown)
            assert "no sound device was found" in toast(one.window).accessibleName()
            toast(one.window).dismiss()
            await settle()
            one.press(Key.Key_Space)
            one.press(Key.Key_Space)
            await settle()
            assert one.window.toasts.shown == []

    async def test_going_back_pauses_and_another_track_begins_anew(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app, home) as one:
            listening = one.tab.listening
            assert listening is not None
            one.press(Key.Key_Space)
            one.page.left.emit()
            await until(lambda: listening.player is not None and not listening.player.playing)
            first = set(listening.heard)
            found = await files.look(write_wav(home / "x.wav", music(1.0, seed=9)))
            other = await one.window.session.do(lambda desk: files.add_track(desk, found))
            one.window.open_track(other)
            await one.heard()
            assert len(listening.heard) == 1
            assert not set(listening.heard) & first
            assert one.letters() == [True]

    async def test_a_file_that_is_gone_says_so_in_place(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app, home, versions=1) as one:
            assert one.tab.card is not None
            assert one.tab.card.wave.state.kind is StateKind.SOUND
            track = one.page.track
        (home / "0.wav").unlink()
        for found in (home / "home" / "cache" / "sound").iterdir():
            found.unlink()
        async with studio(app) as window:
            assert track is not None
            window.open_track(track.row.id)
            page = window.stack.currentWidget()
            assert isinstance(page, TrackPage)
            tab = page.made["sound"]
            assert isinstance(tab, SoundTab)
            await until(lambda: tab.card and tab.card.wave.state.kind is StateKind.ERROR)
            assert tab.card is not None
            assert "not where it was" in tab.card.wave.state.text


class TestVersions:
    async def test_a_name_is_saved_when_it_is_left(self, app: QApplication, home: Path) -> None:
        async with opened(app, home) as one:
            line = list(one.tab.versions.lines.values())[1]
            line.name.setFocus()
            line.name.setText("Master")
            QTest.keyClick(line.name, Key.Key_Return)
            await settle()
            assert one.page.track is not None
            assert [v.label for v in one.page.track.versions] == ["Mix 1", "Master"]

    async def test_an_empty_name_stays_typed_and_says_why(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app, home) as one:
            line = next(iter(one.tab.versions.lines.values()))
            line.name.setText(" ")
            one.tab.rename(line.key)
            assert line.wrong.text() == "A version needs a name."
            one.window.session.changed.emit()
            assert line.name.text() == " "

    async def test_the_star_says_what_listeners_hear(self, app: QApplication, home: Path) -> None:
        async with opened(app, home) as one:
            list(one.tab.versions.lines.values())[1].star.click()
            await settle()
            assert [line.star.isChecked() for line in one.tab.versions.lines.values()] == [
                False,
                True,
            ]

    async def test_deleting_asks_first(self, app: QApplication, home: Path) -> None:
        async with opened(app, home) as one:
            for button, left in (("no", ["Mix 1", "Mix 2"]), ("yes", ["Mix 2"])):
                next(iter(one.tab.versions.lines.values())).away.click()
                asked = await answer(one.window, button)
                assert asked == "Delete version “Mix 1”?"
                await one.heard()
                assert one.names() == left
            assert one.letters() == [True]


class TestNotes:
    async def test_n_writes_one_at_the_play_head_and_enter_saves_it(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app, home) as one:
            assert one.tab.card is not None
            one.tab.card.wave.seek(48_000)
            one.press(Key.Key_N)
            draft = one.tab.notes.rows[DRAFT]
            assert isinstance(draft, NoteRow)
            QTest.keyClicks(draft.text, "Kick clicks")
            QTest.keyClick(draft.text, Key.Key_Return)
            await settle()
            (note,) = one.notes()
            assert (note.at_ms, note.body) == (1_000, "Kick clicks")
            assert note.version_id is not None
            assert [marker.text for marker in one.tab.card.wave.markers] == ["Kick clicks"]
            assert DRAFT not in one.tab.notes.rows

    async def test_escape_gives_a_new_one_up(self, app: QApplication, home: Path) -> None:
        async with opened(app, home) as one:
            one.press(Key.Key_N)
            draft = one.tab.notes.rows[DRAFT]
            assert isinstance(draft, NoteRow)
            QTest.keyClicks(draft.text, "never mind")
            QTest.keyClick(draft.text, Key.Key_Escape)
            await settle()
            assert one.notes() == ()
            assert one.window.stack.currentWidget() is one.page

    async def test_what_is_typed_stays_while_the_library_changes_and_leaving_saves_it(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app, home) as one:
            assert one.page.track is not None
            track = one.page.track.row.id
            note = await one.window.session.do(lambda desk: notes.add(desk, track, 500, "Old"))
            made = one.tab.notes.rows[str(note)]
            assert isinstance(made, NoteRow)
            made.text.setPlainText("Typed")
            await one.window.session.do(lambda desk: notes.add(desk, track, 100, "Another"))
            assert one.tab.notes.rows[str(note)] is made
            assert made.value() == "Typed"
            one.page.left.emit()
            await settle()
            assert [found.body for found in one.notes()] == ["Another", "Typed"]

    async def test_deleting_can_be_taken_back(self, app: QApplication, home: Path) -> None:
        async with opened(app, home) as one:
            assert one.page.track is not None
            track = one.page.track.row.id
            note = await one.window.session.do(lambda desk: notes.add(desk, track, 500, "Keep"))
            made = one.tab.notes.rows[str(note)]
            assert isinstance(made, NoteRow)
            made.away.click()
            await settle()
            assert one.notes() == ()
            told = toast(one.window)
            assert told.accessibleName() == "Note deleted"
            told.findChildren(Button)[0].click()
            await settle()
            assert [found.body for found in one.notes()] == ["Keep"]

    async def test_typed_into_one_that_is_deleted_elsewhere_it_becomes_a_new_one(
        self, app: QApplication, home: Path
    ) -> None:
        async with opened(app, home) as one:
            assert one.page.track is not None
            track = one.page.track.row.id
            note = await one.window.session.do(lambda desk: notes.add(desk, track, 500, "Old"))
            made = one.tab.notes.rows[str(note)]
            assert isinstance(made, NoteRow)
            made.text.setPlainText("Rescued")
            await one.window.session.do(lambda desk: notes.remove(desk, note))
            draft = one.tab.notes.rows[DRAFT]
            assert isinstance(draft, NoteRow)
            assert draft.value() == "Rescued"
            one.tab.leave()
            await settle()
            assert [found.body for found in one.notes()] == ["Rescued"]

    async def test_a_click_on_the_moment_seeks(self, app: QApplication, home: Path) -> None:
        async with opened(app, home) as one:
            assert one.page.track is not None
            assert one.tab.card is not None
            track = one.page.track.row.id
            note = await one.window.session.do(lambda desk: notes.add(desk, track, 1_500, "Here"))
            one.tab.notes.rows[str(note)].time.click()
            assert one.tab.card.wave.position == 72_000
            assert one.tab.card.wave.chosen == str(note)


class TestComparison:
    async def test_a_copy_that_starts_later_is_told_so(self, app: QApplication, home: Path) -> None:
        async with opened(app, home, versions=1) as one:
            assert one.page.track is not None
            assert one.tab.listening is not None
            assert not one.tab.compare.isEnabled()
            track = one.page.track.row.id
            sound = music(2.0, seed=0)
            late = np.concatenate([np.zeros((480, 2), np.float32), sound])
            found = await files.look(write_wav(home / "late.wav", late))
            await one.window.session.do(
                lambda desk: files.add_version(desk, track, found, label="Late")
            )
            await one.heard()
            assert one.tab.compare.isEnabled()
            first, second = one.tab.decoded().values()
            one.tab.run_comparison(first, second)
            await until(lambda: one.window.toasts.shown)
            said = toast(one.window).accessibleName()
            assert said.startswith("“Late” comes 10.0 ms later than “Mix 1”")
            assert "One is 10 ms longer." in said

    async def test_the_same_sound_twice_is_the_same(self, app: QApplication, home: Path) -> None:
        async with opened(app, home, versions=1) as one:
            (only,) = one.tab.decoded().values()
            await one.tab.compare_versions(only, only)
            assert "are the same" in toast(one.window).accessibleName()
