"""The null test of the stems tab, and what its figure means in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.audio.nulltest import NullTest
from studio.ui.session import Session
from studio.ui.track.stems import StemsTab
from studio.ui.track.stems_null import meaning
from tests.studio.ui.track import scenes
from tests.studio.ui.track.scenes import heard, settle, until
from tests.support.audio import sine, stereo

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier
RATE = 48_000
pytestmark = pytest.mark.usefixtures("no_card")


class TestNull:
    async def test_the_sum_against_the_mix(self, tab: StemsTab) -> None:
        null = tab.desk.null
        null.begin.click()
        await until(null.told.isVisible)
        assert null.told.words.text().startswith("The stems add up to the mix.")
        assert not null.bar.isVisible()

    async def test_can_be_given_up_and_begun_again(self, tab: StemsTab) -> None:
        null = tab.desk.null
        null.start()
        assert null.task is not None
        assert not null.begin.isEnabled()
        null.cancel.click()
        await settle()
        assert null.begin.isEnabled()
        assert not null.told.isVisible()
        null.begin.click()
        await until(null.told.isVisible)

    async def test_a_mix_with_something_else_in_it(
        self, app: QApplication, session: Session, tmp_path: Path
    ) -> None:
        more = stereo(sine(scenes.SECONDS, hertz=700, dbfs=-12))
        track = await scenes.with_stems(session, tmp_path, samples=scenes.mixed() + more)
        await scenes.decoded(session, track)
        async with scenes.shown(app, session, StemsTab, track) as tab:
            await heard(tab)
            tab.desk.null.begin.click()
            await until(tab.desk.null.told.isVisible)
            assert tab.desk.null.told.tone == "bad"
            assert "do not add up" in tab.desk.null.told.words.text()


def result(**changed: object) -> NullTest:
    values: dict[str, object] = {
        "residual_dbfs": -40.0,
        "peak_dbfs": -30.0,
        "below_mix_db": 25.0,
        "compared_frames": RATE,
        "offset_frames": 0,
        "inverted": False,
        "aligned_residual_dbfs": -40.0,
        "misfits": (),
    }
    return NullTest(**{**values, **changed})  # type: ignore[arg-type]


class TestMeaning:
    @pytest.mark.parametrize(
        ("found", "tone", "said"),
        [
            (result(residual_dbfs=-96.0), "good", "add up to the mix"),
            (result(inverted=True, below_mix_db=-6.0), "bad", "upside down"),
            (
                result(offset_frames=480, aligned_residual_dbfs=-90.0),
                "bad",
                "480 samples (10.0 ms) too late. Moved into place they leave −90.0 dBFS",
            ),
            (result(offset_frames=-1, aligned_residual_dbfs=-90.0), "bad", "1 sample (0.0 ms) too"),
            (result(below_mix_db=62.0), "good", "62 dB below the mix: inaudible"),
            (result(), "warn", "limiter"),
            (result(below_mix_db=3.0), "bad", "do not add up"),
            (result(below_mix_db=3.0, offset_frames=None), "bad", "do not add up"),
        ],
    )
    def test_says_what_a_figure_means(self, found: NullTest, tone: str, said: str) -> None:
        told = meaning(found, RATE)
        assert told.tone == tone
        assert said in told.text
