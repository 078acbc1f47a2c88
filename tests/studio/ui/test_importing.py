"""Bringing files in: what is guessed, what is found in them, what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from studio.actions.guesses import Guess, Purpose, guess
from studio.actions.library import Library
from studio.settings import places
from studio.ui.import_row import ImportRow
from tests.studio.ui.desks import add, bring, settle, studio, until
from tests.support.audio import music, write_wav


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACETATE_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


def song(folder: Path, name: str, seed: int = 1) -> Path:
    path = folder / name
    write_wav(path, music(0.6, seed=seed))
    return path


class TestGuess:
    @pytest.mark.parametrize(
        ("name", "purpose", "said"),
        [
            ("Night Drive (Mix v2)", Purpose.VERSION, "Mix v2"),
            ("night_drive", Purpose.VERSION, "Version 2"),
            ("02 - Night Drive - Lead vocal", Purpose.STEM, "Lead vocal"),
            ("Night Drive_kick", Purpose.STEM, "Kick"),
            ("night-drive-stem-drum", Purpose.STEM, "Drum"),
            ("night-drive-lead-vocal-stem", Purpose.STEM, "Lead vocal"),
            ("Night Drive - hi-hat", Purpose.STEM, "Hi-hat"),
            ("Night Drive - Stems", Purpose.VERSION, "Stems"),
            ("Night Driver", Purpose.TRACK, "Night Driver"),
            ("07 Salt", Purpose.TRACK, "Salt"),
            ("1999", Purpose.TRACK, "1999"),
            ("...", Purpose.TRACK, "..."),
        ],
    )
    async def test_by_name(
        self, app: QApplication, home: Path, name: str, purpose: Purpose, said: str
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "Night Drive.wav"))
            found = guess(window.session.library, name)
            assert found.purpose is purpose
            assert said == (found.label if purpose is Purpose.VERSION else found.title)
            assert (found.target is not None) == (purpose is not Purpose.TRACK)

    async def test_a_stem_without_a_name_belongs_to_what_is_chosen(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "Night Drive.wav"))
            near = window.pane.table.tracks.row(0)
            found = guess(window.session.library, "Sub bass", near=near)
            assert (found.purpose, found.role) == (Purpose.STEM, "bass")

    def test_the_title_in_the_file_names_a_new_track(self, home: Path) -> None:
        found = guess(Library(places()), "track 01", tagged="Salt & Static")
        assert found == Guess(purpose=Purpose.TRACK, title="Salt & Static")


class TestImport:
    async def test_a_version_and_a_stem_land_where_they_were_guessed(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            await add(window, song(home, "Night Drive.wav", 1))
            await add(
                window,
                song(home, "Night Drive (Mix v2).wav", 2),
                song(home, "Night Drive - Lead vocal.wav", 3),
            )
            assert window.pane.table.tracks.rowCount() == 1
            window.pane.table.selectRow(0)
            shown = window.track.track
            assert shown is not None
            assert [v.label for v in shown.versions] == ["Master", "Mix v2"]
            assert [v.stems for v in shown.versions] == [1, 0]

    async def test_what_cannot_be_read_is_left_out_with_a_remedy(
        self, app: QApplication, home: Path
    ) -> None:
        (home / "notes.wav").write_text("no sound")
        async with studio(app) as window:
            opened = await bring(window, home / "notes.wav", song(home, "Salt.wav"))
            told = [one.text() for one in opened.rows[0].findChildren(QLabel)]
            assert any("Export it as WAV" in text for text in told)
            assert opened.yes.text() == "Add 1 file"
            opened.yes.click()
            await settle()
            assert window.pane.table.tracks.rowCount() == 1

    async def test_nothing_is_added_by_looking(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            opened = await bring(window, song(home, "Salt.wav"))
            opened.reject()
            await settle()
            assert window.pane.table.tracks.rowCount() == 0

    async def test_shows_what_was_found_before_it_is_added(
        self, app: QApplication, home: Path
    ) -> None:
        path = home / "loud.wav"
        write_wav(path, music(1.0) * 3.0)
        async with studio(app) as window:
            opened = await bring(window, path)
            told = [one.text() for one in opened.rows[0].findChildren(QLabel)]
            assert any("clipped" in text for text in told)
            assert opened.rows[0].sign.name == "triangle-alert"
            opened.reject()

    async def test_what_is_asked_of_one_file_is_seen_whole(
        self, app: QApplication, home: Path
    ) -> None:
        async with studio(app) as window:
            opened = await bring(window, song(home, "Salt.wav"))
            await asyncio.sleep(0.1)
            title = opened.rows[0].title
            bottom = title.mapTo(opened.page, title.rect().bottomLeft()).y()
            assert bottom < opened.area.viewport().height()
            opened.reject()

    async def test_what_is_in_the_library_is_not_added_twice_by_accident(
        self, app: QApplication, home: Path
    ) -> None:
        path = song(home, "Salt.wav")
        async with studio(app) as window:
            await add(window, path)
            opened = await bring(window, path, song(home, "Sand.wav", seed=2))
            told = [one.text() for one in opened.rows[0].findChildren(QLabel)]
            assert any("this very file already, in “Salt”" in text for text in told)
            assert opened.yes.text() == "Add 1 file"
            segments = opened.rows[1].what.segments()
            segments[-1].click()
            assert (segments[-1].text(), opened.yes.isEnabled()) == ("Leave out", False)
            opened.rows[0].what.segments()[0].click()
            assert (opened.yes.text(), opened.yes.isEnabled()) == ("Add 1 file", True)
            opened.reject()

    async def test_asks_again_for_what_is_missing(self, app: QApplication, home: Path) -> None:
        async with studio(app) as window:
            opened = await bring(window, song(home, "Salt.wav"))
            row: ImportRow = opened.rows[0]
            row.what.choose("version")
            row.show_purpose("version")
            opened.yes.click()
            assert row.parts["track"].error() == "Choose a track of the library."
            assert opened.isVisible()
            row.what.choose("track")
            opened.yes.click()
            added = opened.added
            await until(lambda: added)
            await settle()
            assert window.pane.table.tracks.rowCount() == 1
