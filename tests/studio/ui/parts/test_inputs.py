"""Fields, tags, switches, faders: by keyboard and mouse."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.parts.amounts import DateTimeInput, NumberInput
from studio.ui.parts.chips import LoudnessChip, TagChip
from studio.ui.parts.controls import Combo, SearchInput, TextInput
from studio.ui.parts.fields import Field
from studio.ui.parts.figures import SILENCE_DB
from studio.ui.parts.levels import Fader, LevelMeter, place_of
from studio.ui.parts.segmented import Segmented
from studio.ui.parts.tags import TagInput
from studio.ui.parts.toggles import Check, Toggle

pytestmark = pytest.mark.usefixtures("app")


class TestField:
    def test_names_its_control_and_says_what_is_wrong(self) -> None:
        control = TextInput("123")
        field = Field("UPC", control, help="12 or 13 digits")
        found = QAccessible.queryAccessibleInterface(control)
        assert found.text(QAccessible.Text.Name) == "UPC"
        assert found.text(QAccessible.Text.Description) == "12 or 13 digits"
        field.set_error("Too short.")
        assert field.error() == "Too short."
        assert control.accessibleDescription() == "Too short."
        field.set_error("")
        assert field.error() == ""
        assert field.below.text() == "12 or 13 digits"


class TestTagInput:
    def test_a_comma_or_enter_adds_once(self) -> None:
        tags = TagInput(["night"])
        told: list[tuple[str, ...]] = []
        tags.changed.connect(told.append)
        QTest.keyClicks(tags.typed, "slow  burn,Night,")
        QTest.keyClicks(tags.typed, "warm")
        QTest.keyClick(tags.typed, Qt.Key.Key_Return)
        assert tags.tags() == ("night", "slow burn", "warm")
        assert told[-1] == tags.tags()
        assert len(told) == 2

    def test_backspace_goes_to_the_last_tag_and_removes_it(self, app: QApplication) -> None:
        tags = TagInput(["night", "warm"])
        tags.show()
        tags.activateWindow()
        tags.typed.setFocus()
        app.processEvents()
        QTest.keyClick(tags.typed, Qt.Key.Key_Backspace)
        chip = QApplication.focusWidget()
        assert isinstance(chip, TagChip)
        assert chip.text() == "warm"
        QTest.keyClick(chip, Qt.Key.Key_Backspace)
        assert tags.tags() == ("night",)
        assert QApplication.focusWidget() is tags.typed
        tags.close()

    def test_the_cross_removes(self) -> None:
        tags = TagInput(["night"])
        tags.show()
        chip = tags.chips[0]
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.cross().center().toPoint())
        assert tags.tags() == ()
        tags.close()


class TestOffering:
    def test_words_of_the_library_are_offered_and_a_chosen_one_is_a_tag(
        self, app: QApplication
    ) -> None:
        known = ["synthwave"]
        tags = TagInput(["night"])
        tags.ask(lambda: known)
        tags.show()
        tags.activateWindow()
        known.append("slow burn")  # asked for only when somebody comes to it
        tags.typed.setFocus()
        app.processEvents()
        QTest.keyClicks(tags.typed, "burn")
        popup = tags.typed.completer().popup()
        assert popup.isVisible()
        QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        app.processEvents()
        assert tags.tags() == ("night", "slow burn")
        assert tags.typed.text() == ""
        tags.close()


class TestControls:
    def test_a_date_is_what_the_wall_clock_shows(self) -> None:
        when = datetime(2026, 11, 27, 9, 0)
        assert DateTimeInput(when).wall() == when

    def test_the_wheel_changes_nothing_in_passing(self) -> None:
        number = NumberInput(122, most=400)
        QTest.keyClick(number, Qt.Key.Key_Up)
        assert number.value() == 123
        assert number.lineEdit().width() < number.width() + 1
        assert number.lineEdit().width() > 20

    def test_a_combo_tells_only_what_is_picked(self) -> None:
        combo = Combo([("ep", "EP"), ("album", "Album")])
        told: list[str] = []
        combo.picked.connect(told.append)
        combo.show_key("album")
        assert (combo.key(), told) == ("album", [])
        QTest.keyClick(combo, Qt.Key.Key_Up)
        assert told == ["ep"]

    def test_escape_empties_a_search(self) -> None:
        search = SearchInput()
        QTest.keyClicks(search, "night")
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert search.text() == ""


class TestSegmented:
    def test_arrows_move_on_and_tell(self, app: QApplication) -> None:
        switch = Segmented("Version")
        switch.set_choices([("m", "Master"), ("x", "Mix"), ("d", "Demo")], lettered=True)
        told: list[str] = []
        switch.chosen.connect(told.append)
        switch.choose("m")
        assert told == []
        switch.show()
        switch.activateWindow()
        app.processEvents()
        switch.segments()[0].setFocus()
        QTest.keyClick(switch.segments()[0], Qt.Key.Key_Right)
        assert (switch.choice(), told) == ("x", ["x"])
        found = QAccessible.queryAccessibleInterface(switch.segments()[1])
        assert found.role() == QAccessible.Role.RadioButton
        assert found.text(QAccessible.Text.Name) == "B Mix"
        switch.close()


class TestToggle:
    @pytest.mark.parametrize("kind", [Check, Toggle])
    def test_space_and_a_click_on_the_words_flip_it(self, kind: type[Check]) -> None:
        one = kind("FLAC")
        one.resize(one.sizeHint())
        QTest.keyClick(one, Qt.Key.Key_Space)
        assert one.isChecked()
        QTest.mouseClick(one, Qt.MouseButton.LeftButton, pos=QPoint(one.width() - 4, 10))
        assert not one.isChecked()


class TestFader:
    @pytest.mark.parametrize("level", [-59.5, -40.0, -20.0, -6.0, 0.0, 3.0, 6.0])
    def test_a_place_and_its_level_are_inverse(self, level: float) -> None:
        fader = Fader("Kick", level)
        assert fader.db_at(fader.share()) == pytest.approx(level, abs=0.05)

    def test_zero_key_and_double_click_put_it_back(self) -> None:
        fader = Fader("Kick", -12.0)
        told: list[float] = []
        fader.moved_db.connect(told.append)
        QTest.keyClick(fader, Qt.Key.Key_0)
        assert (fader.level_db(), told) == (0.0, [0.0])
        fader.set_db(-7.0)
        QTest.mouseDClick(fader, Qt.MouseButton.LeftButton)
        assert fader.level_db() == 0.0

    def test_the_lowest_place_is_silence(self) -> None:
        fader = Fader("Kick", -60.0)
        assert fader.level_db() == SILENCE_DB
        assert "∞" in fader.accessibleDescription()


class TestLevelMeter:
    def test_holds_the_peak_and_says_the_level(self) -> None:
        meter = LevelMeter("Kick level")
        meter.set_levels((-6.0, -9.0))
        meter.set_levels((-20.0, -30.0))
        assert meter.held == [-6.0, -9.0]
        found = QAccessible.queryAccessibleInterface(meter)
        assert found.text(QAccessible.Text.Value) == "−20.0 dBFS"
        assert found.role() == QAccessible.Role.Indicator

    def test_the_scale_rises_without_a_step(self) -> None:
        places = [place_of(level / 10) for level in range(-700, 50)]
        steps = [after - before for before, after in pairwise(places)]
        assert min(steps) >= 0
        assert max(steps) < 0.005


class TestLoudnessChip:
    @pytest.mark.parametrize(
        ("value", "tone"), [(-1.2, "plain"), (-0.3, "warn"), (0.4, "bad"), (None, "plain")]
    )
    def test_a_peak_near_full_scale_warns(self, value: float | None, tone: str) -> None:
        assert LoudnessChip("dBTP", value).tone == tone
