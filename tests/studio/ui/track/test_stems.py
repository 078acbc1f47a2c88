"""The tab of stems by mouse and by keys, on a real library, with real sound and no sound card."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.actions import files, stems
from studio.ui.parts.overlays import Dialog
from studio.ui.session import Session
from studio.ui.track.stems import StemsTab
from studio.ui.track.stems_add import AddStems
from studio.ui.track.stems_credits import StemCredits
from sync.wire.choices import StemRole
from tests.studio.ui.track import scenes
from tests.studio.ui.track.scenes import heard, settle, until
from tests.support import songs
from tests.support.audio import music, write_wav

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier
RATE = 48_000
pytestmark = pytest.mark.usefixtures("no_card")


def titles(tab: StemsTab) -> list[str]:
    return [one.title.text() for one in tab.desk.rows()]


class TestShow:
    async def test_nothing_says_what_stems_are_for(
        self, app: QApplication, session: Session, tmp_path: Path
    ) -> None:
        track = await scenes.song(session, tmp_path)
        async with scenes.shown(app, session, StemsTab, track) as tab:
            assert tab.stack.currentWidget() is tab.none
            path = write_wav(tmp_path / "Kick.wav", music(0.2))
            looked = await files.look(path)
            version = scenes.read(session, track).versions[0].id
            await session.do(lambda desk: files.add_stem(desk, version, looked, role=StemRole.DRUM))
            assert tab.stack.currentWidget() is tab.desk
            assert titles(tab) == ["Kick"]

    async def test_rows_with_what_fits_and_what_does_not(
        self, app: QApplication, session: Session, tmp_path: Path
    ) -> None:
        short = ("Cut", StemRole.FX, scenes.PARTS[0][2][:-12])
        track = await scenes.with_stems(session, tmp_path, (scenes.PARTS[1], short))
        await scenes.decoded(session, track)
        async with scenes.shown(app, session, StemsTab, track) as tab:
            await heard(tab)
            first, second = tab.desk.rows()
            assert first.fit == ""
            assert second.meta.text().startswith("12 samples shorter than the mix")
            assert second.sign.isVisible()
            assert tab.card.note.text() == "2 stems · 1 does not fit the mix"
            assert first.wave.source is not None

    async def test_every_control_has_a_name(self, tab: StemsTab) -> None:
        assert scenes.nameless(tab) == []

    async def test_where_there_is_little_room_nothing_is_out_of_reach(self, tab: StemsTab) -> None:
        tab.resize(690, 400)
        await asyncio.sleep(0)
        row = tab.desk.rows()[0]
        await until(lambda: row.width() <= tab.desk.area.viewport().width())
        for control in (row.role, row.fader, row.people, row.bin):
            assert control.isVisible()
            assert control.geometry().right() <= row.width()

    async def test_versions_have_their_own_stems(
        self, app: QApplication, session: Session, track: UUID, tab: StemsTab, tmp_path: Path
    ) -> None:
        looked = await files.look(write_wav(tmp_path / "other.wav", music(0.5)))
        await session.do(lambda desk: files.add_version(desk, track, looked, label="Mix 2"))
        assert tab.which.isVisible()
        QTest.mouseClick(tab.which.segments()[1], Qt.MouseButton.LeftButton)
        assert tab.stack.currentWidget() is tab.none
        QTest.mouseClick(tab.which.segments()[0], Qt.MouseButton.LeftButton)
        assert len(titles(tab)) == 4


class TestMixer:
    async def test_keys_of_the_row_set_mute_solo_and_level(self, tab: StemsTab) -> None:
        row = tab.desk.rows()[1]
        row.setFocus(Qt.FocusReason.TabFocusReason)
        mixing = tab.desk.sound.mixing
        assert mixing is not None
        setting = mixing.settings[row.key]
        QTest.keyClick(row, Key.Key_M)
        assert setting.muted
        assert not row.wave.heard
        QTest.keyClick(row, Key.Key_M)
        QTest.keyClick(row, Key.Key_S)
        assert setting.soloed
        assert [one.wave.heard for one in tab.desk.rows()] == [False, True, False, False]
        QTest.keyClick(row, Key.Key_Left)
        QTest.keyClick(row, Key.Key_Left)
        assert setting.level_db == -1.0
        assert row.level.text() == "−1.0"
        QTest.keyClick(row, Key.Key_0)
        assert setting.level_db == 0.0
        QTest.keyClick(row, Key.Key_Down)
        assert tab.desk.rows()[2].hasFocus()

    async def test_space_plays_the_meters_move_and_it_stops(self, tab: StemsTab) -> None:
        row = tab.desk.rows()[0]
        row.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(row, Key.Key_Space)
        player = tab.desk.sound.player
        assert player is not None
        await until(lambda: max(row.meter.levels) > -20)
        assert max(row.meter.levels) == pytest.approx(-14, abs=0.5)
        assert max(tab.desk.bar.meter.levels) > max(row.meter.levels)
        assert tab.desk.bar.play.accessibleName() == "Pause"
        QTest.keyClick(row, Key.Key_Space)
        await until(lambda: not player.playing and not tab.desk.bar.play.isChecked())
        assert row.wave.position > 0

    async def test_after_a_click_on_its_tab_space_plays(self, tab: StemsTab) -> None:
        tab.focus_first()
        assert tab.desk.hasFocus()
        player = tab.desk.sound.player
        assert player is not None
        QTest.keyClick(tab.desk, Key.Key_Space)
        await until(lambda: player.playing)
        QTest.keyClick(tab.desk, Key.Key_Space)
        await until(lambda: not player.playing)

    async def test_a_click_on_a_strip_seeks(self, tab: StemsTab) -> None:
        wave, player = tab.desk.rows()[0].wave, tab.desk.sound.player
        assert player is not None
        middle = QPoint(wave.width() // 2, 8)
        QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=middle)
        await until(lambda: player.position > 0)
        assert player.position == pytest.approx(RATE, abs=RATE // 50)
        assert tab.desk.bar.clock.text().startswith("0:00.9") or tab.desk.bar.clock.text() >= "0:01"

    async def test_out_of_sight_it_is_silent_and_remembers_what_was_set(
        self, tab: StemsTab
    ) -> None:
        key = tab.desk.rows()[0].key
        tab.desk.rows()[0].mute.toggle()
        tab.desk.toggle_play()
        tab.leave()
        assert tab.desk.sound.player is None
        tab.hide()
        tab.show()
        await heard(tab)
        mixing = tab.desk.sound.mixing
        assert mixing is not None
        assert mixing.settings[key].muted
        assert tab.desk.rows()[0].mute.isChecked()


class TestEdit:
    async def test_a_name_and_a_role(self, session: Session, tab: StemsTab) -> None:
        row = tab.desk.rows()[3]
        QTest.keyClick(row, Key.Key_F2)
        assert row.title.hasFocus()
        QTest.keyClicks(row.title, "Pad 2")
        QTest.keyClick(row.title, Key.Key_Return)
        row.role.show_key("fx")
        row.role.picked.emit("fx")
        await settle()
        assert tab.version is not None
        found = stems.read(session.library, tab.version.id)[3]
        assert (found.title, found.role) == ("Pad 2", "fx")
        assert row.mark.role == "fx"

    async def test_a_name_that_is_missing_stays_typed_with_the_reason(
        self, session: Session, tab: StemsTab
    ) -> None:
        row = tab.desk.rows()[0]
        row.title.setFocus()
        row.title.selectAll()
        QTest.keyClick(row.title, Key.Key_Delete)
        QTest.keyClick(row.title, Key.Key_Return)
        assert row.wrong.isVisible()
        assert row.wrong.text() == "A stem needs a name."
        await session.do(lambda desk: stems.edit(desk, tab.stems[1].id, {"title": ("Kick", "K")}))
        assert titles(tab)[:2] == ["", "K"]

    async def test_keys_and_the_grip_change_the_order(
        self, session: Session, tab: StemsTab
    ) -> None:
        first = tab.desk.rows()[0]
        first.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(first, Key.Key_Down, Alt)
        await settle()
        assert titles(tab) == ["Kick", "Lead vocal", "Sub bass", "Juno pad"]
        last, top = tab.desk.rows()[3], tab.desk.rows()[0]
        last.grip.dragged.emit(top.mapToGlobal(QPoint(0, 1)))
        last.grip.dragged.emit(top.mapToGlobal(QPoint(0, -tab.desk.rows()[0].height())))
        last.grip.dropped.emit()
        await settle()
        assert titles(tab)[0] == "Juno pad"
        assert tab.version is not None
        kept = stems.read(session.library, tab.version.id)
        assert [one.title for one in kept] == titles(tab)

    async def test_delete_asks_first(self, tab: StemsTab) -> None:
        row = tab.desk.rows()[0]
        row.setFocus(Qt.FocusReason.TabFocusReason)
        for button in ("no", "yes"):
            QTest.keyClick(row, Key.Key_Delete)
            await until(lambda: tab.findChildren(Dialog))
            dialog = tab.findChildren(Dialog)[-1]
            await until(dialog.isVisible)
            getattr(dialog, button).click()
            await settle()
            await asyncio.sleep(0)
        assert len(titles(tab)) == 3

    async def test_credits_of_a_stem(self, session: Session, tab: StemsTab) -> None:
        tab.desk.rows()[0].people.click()
        await until(lambda: tab.findChildren(StemCredits))
        dialog = tab.findChildren(StemCredits)[-1]
        line = dialog.lines()[0]
        line.type_in({"person": "Mara Ilves", "url": "mara.fm"})
        dialog.yes.click()
        assert "What did they do?" in line.wrong.text()
        line.cells["role"].setText("Lead vocals")
        dialog.yes.click()
        await settle()
        assert tab.desk.rows()[0].meta.text() == "Mara Ilves"
        (kept,) = tab.stems[0].credits
        assert (kept.role, kept.url) == ("Lead vocals", "https://mara.fm")


class TestAdd:
    async def test_a_dropped_stem_file_is_asked_about_and_taken_apart(
        self, session: Session, tab: StemsTab
    ) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(songs.stems()))])
        buttons = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        copy = Qt.DropAction.CopyAction
        entered = QDragEnterEvent(QPoint(5, 5), copy, mime, *buttons)
        tab.dragEnterEvent(entered)
        assert entered.isAccepted()
        assert tab.veil.isVisible()
        tab.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, *buttons))
        assert not tab.veil.isVisible()
        await until(lambda: tab.findChildren(AddStems))
        dialog = tab.findChildren(AddStems)[-1]
        assert [one.role.key() for one in dialog.rows] == ["drum", "bass", "other", "vocal"]
        for one in dialog.rows[1:3]:
            one.wanted.setChecked(False)
        assert dialog.yes.text() == "Add 2 stems"
        dialog.rows[0].title.setText("Loop")
        dialog.yes.click()
        await settle()
        assert titles(tab)[4:] == ["Loop", "Vox"]

    async def test_what_is_no_sound_is_said_and_the_rest_goes_in(
        self, tab: StemsTab, tmp_path: Path
    ) -> None:
        bad, good = tmp_path / "Hat.wav", write_wav(tmp_path / "Clap.wav", music(0.3))
        bad.write_bytes(b"nothing" * 30)
        tab.bring([bad, good])
        await until(lambda: tab.findChildren(AddStems))
        dialog = tab.findChildren(AddStems)[-1]
        dialog.yes.click()
        await until(lambda: dialog.trouble.isVisibleTo(dialog))
        assert dialog.rows[0].wrong.text()
        assert dialog.trouble.words.text() == "1 stem was not added."
        assert dialog.rows[1].added
        dialog.reject()
        await settle()
        assert titles(tab)[4:] == ["Clap"]
