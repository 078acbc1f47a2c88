"""The waveform widget under real events: what it asks for, shows and says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.audio.mixer import Loop
from studio.audio.pcmfile import PcmWriter, open_pcm
from studio.audio.pyramid import Pyramid, open_pyramid
from studio.ui import theme
from studio.ui.theme import current
from studio.ui.waveform.markers import Marker, MarkerKind
from studio.ui.waveform.picture import RAW
from studio.ui.waveform.widget import Waveform

RATE, SECONDS = 48_000, 20
Key, Left = Qt.Key, Qt.MouseButton.LeftButton
NOTES = (
    Marker(key="a", at_ms=4000, kind=MarkerKind.COMMENT, text="Louder", who="Mara"),
    Marker(key="b", at_ms=12_000, kind=MarkerKind.NOTE, text="Breath"),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Pyramid:
    """Loud noise, silent between second 8 and 10."""
    plane = np.random.default_rng(1).uniform(-0.9, 0.9, SECONDS * RATE).astype(np.float32)
    plane[8 * RATE : 10 * RATE] = 0
    path = tmp_path_factory.mktemp("wave") / "a.pcm"
    writer = PcmWriter(path, channels=1, dtype=plane.dtype)
    writer.add(plane[None])
    writer.finish(rate=RATE, source_rate=RATE, source_frames=plane.size, bad_packets=0)
    return open_pyramid(open_pcm(path))


@pytest.fixture
def wave(app: QApplication, sound: Pyramid) -> Iterator[Waveform]:
    made = Waveform()
    made.resize(824, 200)  # 800 pixels of wave: 40 a second
    made.show_sound(sound, RATE)
    made.show()
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


def told(signal: object) -> list[object]:
    heard: list[object] = []
    signal.connect(heard.append)  # type: ignore[attr-defined]
    return heard


def at(wave: Waveform, second: float, y: float | None = None) -> QPoint:
    x = wave.wave_area().left() + wave.view.x_of(second * RATE)
    return QPoint(round(x), round(wave.wave_area().center().y() if y is None else y))


def ruler(wave: Waveform, second: float) -> QPoint:
    return at(wave, second, wave.wave_area().bottom() + 10)


def drag(wave: Waveform, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(wave, Left, pos=start)
    QTest.mouseMove(wave, (start + end) / 2)
    QTest.mouseMove(wave, end)
    QTest.mouseRelease(wave, Left, pos=end)


def hover(wave: Waveform, place: QPoint) -> None:
    where, button = QPointF(place), Qt.MouseButton.NoButton
    QApplication.sendEvent(
        wave,
        QMouseEvent(
            QEvent.Type.MouseMove,
            where,
            wave.mapToGlobal(where),
            button,
            button,
            Qt.KeyboardModifier.NoModifier,
        ),
    )


def turn(wave: Waveform, place: QPoint, notches: int, *, shift: bool = False) -> bool:
    mods = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(place),
        QPointF(wave.mapToGlobal(place)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        mods,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(wave, event)
    return event.isAccepted()


def tones(wave: Waveform) -> NDArray[np.uint8]:
    """What is painted over the widget's place, as (height, width, 4)."""
    image = wave.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    raw = np.frombuffer(image.constBits(), np.uint8)
    return raw.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()].copy()


class TestPointer:
    def test_a_click_seeks(self, wave: Waveform) -> None:
        sought = told(wave.sought)
        QTest.mouseClick(wave, Left, pos=at(wave, 5))
        assert sought == [5 * RATE]
        assert wave.position == 5 * RATE

    def test_a_drag_on_the_ruler_asks_for_a_loop(self, wave: Waveform) -> None:
        loops, sought = told(wave.loop_wanted), told(wave.sought)
        drag(wave, ruler(wave, 6), ruler(wave, 3))
        assert loops == [Loop(3 * RATE, 6 * RATE)]
        assert sought == []

    def test_a_click_on_the_ruler_only_seeks(self, wave: Waveform) -> None:
        loops, sought = told(wave.loop_wanted), told(wave.sought)
        QTest.mouseClick(wave, Left, pos=ruler(wave, 7))
        assert (loops, sought) == ([], [7 * RATE])

    def test_an_edge_of_the_loop_is_moved(self, wave: Waveform) -> None:
        wave.set_loop(Loop(3 * RATE, 6 * RATE))
        loops = told(wave.loop_wanted)
        drag(wave, ruler(wave, 6), ruler(wave, 9))
        assert loops == [Loop(3 * RATE, 9 * RATE)]

    def test_a_double_click_on_the_ruler_ends_the_loop(self, wave: Waveform) -> None:
        wave.set_loop(Loop(3 * RATE, 6 * RATE))
        loops = told(wave.loop_wanted)
        QTest.mouseDClick(wave, Left, pos=ruler(wave, 12))
        assert loops == [None]

    def test_a_click_on_a_pin_opens_it_and_does_not_seek(self, wave: Waveform) -> None:
        wave.set_markers(NOTES)
        chosen, sought = told(wave.marker_chosen), told(wave.sought)
        QTest.mouseClick(wave, Left, pos=at(wave, 4, 12))
        assert (chosen, sought, wave.chosen) == (["a"], [], "a")

    def test_hovering_a_pin_shows_its_words(self, wave: Waveform) -> None:
        wave.set_markers(NOTES)
        before = tones(wave)
        hover(wave, at(wave, 4, 12))
        changed = (tones(wave) != before).any(axis=2)
        assert changed[30:60, 100:300].mean() > 0.3


class TestWheel:
    def test_zooms_around_the_pointer(self, wave: Waveform) -> None:
        place = at(wave, 15)
        assert turn(wave, place, 5)
        assert wave.view.per_pixel < SECONDS * RATE / 800 / 2
        assert abs(at(wave, 15).x() - place.x()) <= 1

    def test_with_shift_scrolls(self, wave: Waveform) -> None:
        turn(wave, at(wave, 5), 5)
        before = wave.view
        turn(wave, at(wave, 6), -1, shift=True)
        assert wave.view.per_pixel == before.per_pixel
        assert wave.view.start > before.start

    def test_at_its_end_is_left_to_the_page(self, wave: Waveform) -> None:
        assert not turn(wave, at(wave, 5), -1)


class TestKeys:
    def test_move_the_play_head(self, wave: Waveform) -> None:
        for key, expected in (
            (Key.Key_Right, 1),  # a twentieth of what is seen
            (Key.Key_Right, 2),
            (Key.Key_Left, 1),
            (Key.Key_End, 20),
            (Key.Key_Right, 20),
            (Key.Key_Home, 0),
            (Key.Key_Left, 0),
        ):
            QTest.keyClick(wave, key)
            assert wave.position == expected * RATE
        QTest.keyClick(wave, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert wave.position == 5 * RATE

    def test_zoom_and_scroll(self, wave: Waveform) -> None:
        wide = wave.view
        for _ in range(6):
            QTest.keyClick(wave, Key.Key_Plus)
        closer = wave.view
        assert closer.per_pixel < wide.per_pixel / 10
        QTest.keyClick(wave, Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        assert wave.view.start > closer.start
        QTest.keyClick(wave, Key.Key_Minus)
        assert wave.view.per_pixel > closer.per_pixel
        QTest.keyClick(wave, Key.Key_0)
        assert wave.view == wide

    def test_set_and_end_a_loop(self, wave: Waveform) -> None:
        loops = told(wave.loop_wanted)
        wave.loop_wanted.connect(wave.set_loop)
        wave.seek(4 * RATE)
        QTest.keyClick(wave, Key.Key_BracketLeft)
        wave.seek(9 * RATE)
        QTest.keyClick(wave, Key.Key_BracketRight)
        QTest.keyClick(wave, Key.Key_Escape)
        assert loops == [Loop(4 * RATE, 20 * RATE), Loop(4 * RATE, 9 * RATE), None]

    def test_n_wants_a_note_at_the_play_head(self, wave: Waveform) -> None:
        notes = told(wave.note_wanted)
        wave.seek(7 * RATE + 24)
        QTest.keyClick(wave, Key.Key_N)
        assert notes == [7000]

    def test_walk_through_the_markers_and_open_one(self, wave: Waveform) -> None:
        wave.set_markers(NOTES)
        chosen = told(wave.marker_chosen)
        wave.seek(6 * RATE)
        walked = []
        for key in (Key.Key_Down, Key.Key_Up, Key.Key_Up, Key.Key_Down):
            QTest.keyClick(wave, key)
            walked.append(wave.chosen)
        assert walked == ["b", "a", "a", "b"]
        QTest.keyClick(wave, Key.Key_Return)
        assert chosen == ["b"]
        QTest.keyClick(wave, Key.Key_Escape)
        assert wave.chosen is None


class TestPicture:
    def colours(self, wave: Waveform, second: float) -> set[tuple[int, ...]]:
        """Colours around a second, over the upper half of the wave."""
        x, area = at(wave, second).x(), wave.wave_area()
        part = tones(wave)[round(area.top()) + 10 : round(area.center().y()) - 6, x - 4 : x + 5]
        return {tuple(int(part) for part in pixel[:3]) for pixel in part.reshape(-1, 4)}

    @pytest.mark.parametrize("name", ["dark", "light", "contrast"])
    def test_follows_the_theme(self, wave: Waveform, app: QApplication, name: str) -> None:
        wave.grab()
        tokens = theme.THEMES[name]
        before = current()
        theme.active.tokens = tokens
        try:
            rest = QColor(tokens.wave_rest)
            assert (rest.red(), rest.green(), rest.blue()) in self.colours(wave, 15)
        finally:
            theme.active.tokens = before

    def test_what_is_played_has_another_colour(self, wave: Waveform) -> None:
        before = self.colours(wave, 5)
        wave.set_position(10 * RATE)
        rest = QColor(current().wave_rest)
        tone = (rest.red(), rest.green(), rest.blue())
        assert tone in before
        assert tone not in self.colours(wave, 5)
        assert tone in self.colours(wave, 15)

    def test_silence_is_empty_and_sound_is_not(self, wave: Waveform) -> None:
        assert len(self.colours(wave, 9)) == 1
        assert len(self.colours(wave, 15)) > 1

    @pytest.mark.parametrize("per_pixel", [1 / 16, 0.5, 3.0, 255.0, 256.0, 700.0])
    def test_every_zoom_is_drawn(self, wave: Waveform, per_pixel: float) -> None:
        wave.look(wave.view.zoomed(wave.view.per_pixel / per_pixel, 600))
        assert wave.view.per_pixel == pytest.approx(per_pixel)
        wave.set_position(0)
        area = wave.wave_area().toRect()
        painted = tones(wave)[area.top() : area.bottom(), area.left() : area.right()]
        ink = (painted != painted[0, 0]).any(axis=2)
        assert ink.any(axis=0).mean() > (0.6 if per_pixel >= RAW else 0.9)

    def test_the_play_head_is_drawn_over_the_same_picture(self, wave: Waveform) -> None:
        wave.grab()
        kept = wave._layers.rest.cacheKey()
        wave.set_position(3 * RATE)
        wave.grab()
        assert wave._layers.rest.cacheKey() == kept
        wave.zoom(2)
        wave.grab()
        assert wave._layers.rest.cacheKey() != kept


class TestStates:
    def test_each_is_painted_and_told(self, wave: Waveform) -> None:
        pictures = []
        for show, said in (
            (lambda: wave.show_empty("No sound yet", "Drop one."), "No sound yet Drop one."),
            (lambda: wave.show_progress("Reading Demo", 0.4), "Reading Demo, 40%"),
            (lambda: wave.show_error("Broken.", "Export it."), "Broken. Export it."),
        ):
            show()
            assert wave.spoken() == said
            pictures.append(tones(wave).tobytes())
        assert len(set(pictures)) == 3

    def test_enter_on_an_error_asks_for_another_try(self, wave: Waveform) -> None:
        wanted: list[bool] = []
        wave.retry_wanted.connect(lambda: wanted.append(True))
        QTest.keyClick(wave, Key.Key_Return)
        wave.show_error("Broken.")
        QTest.keyClick(wave, Key.Key_Return)
        assert wanted == [True]

    def test_following_the_head_moves_the_view(self, wave: Waveform) -> None:
        wave.look(wave.view.zoomed(10, 0))
        wave.set_position(15 * RATE)
        assert wave.view.shows(15 * RATE)


class TestAccess:
    def test_has_a_role_a_name_and_a_value(self, wave: Waveform) -> None:
        wave.set_loop(Loop(3 * RATE, 6 * RATE))
        wave.seek(RATE * 3 // 2)
        found = QAccessible.queryAccessibleInterface(wave)
        assert found is not None
        assert found.role() == QAccessible.Role.Slider
        assert found.text(QAccessible.Text.Name) == "Waveform"
        assert found.text(QAccessible.Text.Value) == "0:01.500 of 0:20, loop 0:03 to 0:06"
        assert "Plus and minus zoom" in found.text(QAccessible.Text.Description)
