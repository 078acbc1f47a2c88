"""The listening card with real files, a real mixer and a clock in place of a sound card."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.actions.listening import Listening, Version
from studio.audio.blind import Button as Choice
from studio.audio.matching import Measured
from studio.audio.mixer import Loop
from studio.audio.output import Null
from studio.audio.pcm import PcmCache
from studio.ui.listening import ListeningCard
from studio.ui.waveform.states import StateKind
from sync.sound import file_sha256
from tests.support.audio import music, write_wav

RATE = 48_000
Key, Left = Qt.Key, Qt.MouseButton.LeftButton


def version(folder: Path, name: str, gain: float, lufs: float) -> Version:
    path = write_wav(folder / f"{name}.wav", music(3) * gain, kind="s16")
    measured = Measured(lufs, -1.0)
    return Version(id=uuid4(), label=name, sha256=file_sha256(path), path=path, measured=measured)


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Listening]:
    cache = PcmCache(tmp_path / "sound")
    made = Listening(cache, opened=Null)
    yield made
    await made.close()
    await asyncio.to_thread(cache.close)


@pytest.fixture
async def card(
    app: QApplication, session: Listening, tmp_path: Path
) -> AsyncIterator[ListeningCard]:
    made = ListeningCard(session)
    made.resize(1240, 320)
    made.show()
    await session.show((version(tmp_path, "Master", 0.5, -14), version(tmp_path, "Mix", 0.2, -22)))
    await session.settled()
    yield made
    made.close()
    session.changed = lambda: None
    made.deleteLater()


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not done():
            await asyncio.sleep(0.01)


def press(control: QWidget) -> None:
    QTest.mouseClick(control, Left)


class TestStates:
    async def test_from_nothing_over_reading_to_a_wave(
        self, app: QApplication, session: Listening, tmp_path: Path
    ) -> None:
        card = ListeningCard(session)
        card.show()
        assert card.wave.state.kind is StateKind.EMPTY
        assert not card.transport.play.isEnabled()
        await session.show((version(tmp_path, "Demo", 0.5, -14),))
        assert card.wave.state.kind is StateKind.BUSY
        assert card.wave.spoken().startswith("Reading Demo")
        await session.settled()
        assert card.wave.state.kind is StateKind.SOUND
        assert card.transport.play.isEnabled()
        assert not card.transport.blind.isEnabled()
        session.changed = lambda: None
        card.close()

    async def test_a_missing_file_is_told_and_tried_again(
        self, app: QApplication, session: Listening, tmp_path: Path
    ) -> None:
        card = ListeningCard(session)
        card.show()
        gone = version(tmp_path, "Demo", 0.5, -14)
        assert gone.path is not None
        kept = gone.path.rename(tmp_path / "away.wav")
        await session.show((gone,))
        await session.settled()
        assert card.wave.spoken().startswith("Demo.wav is not where it was.")
        kept.rename(gone.path)
        QTest.keyClick(card.wave, Key.Key_Return)
        await session.settled()
        assert card.wave.state.kind is StateKind.SOUND
        session.changed = lambda: None
        card.close()


class TestPlaying:
    async def test_the_button_plays_and_the_clock_runs(
        self, card: ListeningCard, session: Listening
    ) -> None:
        press(card.transport.play)
        await until(lambda: card.wave.position > RATE // 4)
        assert card.transport.play.accessibleName() == "Pause"
        assert card.transport.clock.text() > "0:00.200"
        assert card.transport.length.text() == "/ 0:03"
        press(card.transport.play)
        player = session.player
        assert player is not None
        await until(lambda: not card.timer.isActive() and card.wave.position == player.position)
        assert card.transport.play.accessibleName() == "Play"

    async def test_space_on_the_wave_plays(self, card: ListeningCard, session: Listening) -> None:
        QTest.keyClick(card.wave, Key.Key_Space)
        await until(lambda: card.wave.position > 0)
        assert session.player is not None
        assert session.player.playing

    async def test_a_click_on_the_wave_seeks(self, card: ListeningCard, session: Listening) -> None:
        QTest.mouseClick(card.wave, Left, pos=card.wave.wave_area().center().toPoint())
        await until(lambda: session.player is not None and session.player.position > RATE)
        assert session.player is not None
        assert session.player.position == pytest.approx(1.5 * RATE, abs=RATE // 100)

    async def test_at_the_end_it_stops(self, card: ListeningCard) -> None:
        card.wave.seek(3 * RATE - RATE // 10)
        press(card.transport.play)
        await until(lambda: not card.timer.isActive())
        assert not card.transport.play.isChecked()


class TestVersions:
    async def test_a_letter_switches_at_the_same_sample(
        self, card: ListeningCard, session: Listening
    ) -> None:
        card.wave.seek(RATE + 7)
        source = card.wave.source
        QTest.keyClick(card.wave, Key.Key_B)
        await until(lambda: session.current == card.offered[1][0])
        assert card.transport.versions.choice() == card.offered[1][0]
        assert card.wave.source is not source
        assert card.transport.loudness.text == "−22.0 LUFS"
        await until(lambda: session.player is not None and session.player.position == RATE + 7)

    async def test_match_is_a_switch(self, card: ListeningCard, session: Listening) -> None:
        press(card.transport.match)
        assert session.matched
        press(card.transport.match)
        assert not session.matched


class TestLoop:
    async def test_of_what_is_in_sight_and_off(
        self, card: ListeningCard, session: Listening
    ) -> None:
        press(card.transport.loop)
        assert session.loop == card.wave.loop == Loop(0, 3 * RATE)
        assert card.transport.loop.isChecked()
        press(card.transport.loop)
        assert session.loop is card.wave.loop is None

    async def test_drawn_on_the_wave_lights_the_button(
        self, card: ListeningCard, session: Listening
    ) -> None:
        card.wave.loop_wanted.emit(Loop(RATE, 2 * RATE))
        assert session.loop == Loop(RATE, 2 * RATE)
        assert card.transport.loop.isChecked()


class TestBlind:
    async def test_hides_what_would_tell_and_proves_at_the_end(
        self, card: ListeningCard, session: Listening
    ) -> None:
        press(card.transport.blind)
        panel, test = card.blind, card.blind.test
        assert test is not None
        assert session.matched
        assert panel.isVisible()
        assert not card.transport.versions.isVisible()
        source = card.wave.source
        for trial in range(1, test.trials + 1):
            assert panel.told.text().startswith(f"Trial {trial} of 16")
            right = Choice.A if test.hear(Choice.X) == test.hear(Choice.A) else Choice.B
            press(panel.is_a if right is Choice.A else panel.is_b)
            await asyncio.sleep(0.01)
            assert card.wave.source is source
            assert card.transport.loudness.text == "– LUFS"
        assert panel.told.text().startswith("You hear the difference: 16 of 16 right")
        assert not panel.is_a.isEnabled()
        press(panel.close_button)
        assert card.transport.versions.isVisible()
        assert card.transport.loudness.text != "– LUFS"


class TestAccess:
    async def test_every_control_has_a_name(self, card: ListeningCard) -> None:
        card.show_blind(on=True)
        for control in card.findChildren(QWidget):
            if control.focusPolicy() == Qt.FocusPolicy.NoFocus or not control.isVisible():
                continue
            found = QAccessible.queryAccessibleInterface(control)
            assert found is not None
            assert found.text(QAccessible.Text.Name), control

    async def test_a_note_is_wanted_where_the_head_is(self, card: ListeningCard) -> None:
        notes: list[int] = []
        card.note_wanted.connect(notes.append)
        card.wave.seek(RATE)
        QTest.keyClick(card.wave, Key.Key_N)
        assert notes == [1000]
