"""Do the stems add up to the mix? The test, its progress, and what its figure means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.actions.mixing import NotReady
from studio.audio.nulltest import FLOOR_DBFS, NullTest
from studio.ui.parts import figures
from studio.ui.parts.access import announce
from studio.ui.parts.buttons import Button
from studio.ui.parts.chips import Chip
from studio.ui.parts.labels import ElidedLabel
from studio.ui.parts.layouts import Flow, column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.progress import Bar
from studio.ui.spawn import spawn
from studio.ui.tokens import Space

SPACE = Space()
SAME_DBFS, INAUDIBLE_DB, CLOSE_DB = -90.0, 60.0, 20.0
WHY = "Takes the sum of all stems from the mix. What is left should be next to nothing."
Tell = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a null test says, for people."""

    tone: str
    text: str


def meaning(found: NullTest, rate: int) -> Meaning:
    """The first thing that is wrong, and what to do about it; or that all is well."""
    if found.residual_dbfs <= SAME_DBFS:
        return Meaning("good", "The stems add up to the mix. Nobody can hear a difference.")
    if found.inverted:
        told = "The stems are upside down (their polarity is inverted)."
        return Meaning("bad", f"{told} Export them again without the inversion.")
    if found.offset_frames and found.aligned_residual_dbfs < found.residual_dbfs - 6:
        return Meaning("bad", _shifted(found, rate))
    below = found.below_mix_db
    if below >= INAUDIBLE_DB:
        return Meaning("good", f"What is left lies {below:.0f} dB below the mix: inaudible.")
    if below >= CLOSE_DB:
        told = f"Close: what is left lies {below:.0f} dB below the mix."
        return Meaning("warn", f"{told} Effects on the mix bus, such as a limiter, do that.")
    told = "The stems do not add up to this mix."
    remedy = "One may be missing, there twice, or of another version; or the mix is mastered."
    return Meaning("bad", f"{told} {remedy}")


def _shifted(found: NullTest, rate: int) -> str:
    frames = found.offset_frames or 0
    way = "late" if frames > 0 else "early"
    samples = "1 sample" if abs(frames) == 1 else f"{abs(frames):,} samples"
    told = f"The stems come {samples} ({abs(frames) * 1000 / rate:.1f} ms) too {way}."
    left = figures.level(found.aligned_residual_dbfs, "dBFS")
    return f"{told} Moved into place they leave {left}: export them from the same start."


class NullPanel(QWidget):
    """`test` is what it runs; given by the tab, with the rate of the session."""

    def __init__(self) -> None:
        super().__init__()
        self.task: asyncio.Task[None] | None = None
        self.test: Callable[[Tell], Coroutine[Any, Any, NullTest]] | None = None
        self.rate = 48_000
        self.begin = Button("Sum against the mix", icon="git-compare", small=True)
        self.cancel = Button("Cancel", kind="quiet", small=True)
        self.why = ElidedLabel(WHY, "meta")
        self.bar = Bar("Null test")
        self.chips = Flow(SPACE.xs)
        self.figures = holder(self.chips)
        self.told = Banner("", "info")
        self.told.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        head = row(self.begin, self.cancel, self.why, self.figures, gap=SPACE.s)
        head.setStretch(2, 1)
        head.setStretch(3, 1)
        head.setAlignment(self.figures, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(head, self.bar, self.told, gap=SPACE.s))
        self.begin.clicked.connect(self.start)
        self.cancel.clicked.connect(self.stop)
        self.reset()

    def reset(self) -> None:
        """What was found before no longer holds."""
        self.stop()
        self.told.hide()
        self.figures.hide()
        self.why.show()

    def start(self) -> None:
        """Begin."""
        if self.test is not None and self.task is None:
            self.reset()
            self.task = spawn(self.run(self.test), busy=self.begin)

    def stop(self) -> None:
        """Give it up, even before it has begun."""
        task = self.task
        if task is not None:
            task.cancel()
        self.stop_showing()

    async def run(self, test: Callable[[Tell], Coroutine[Any, Any, NullTest]]) -> None:
        """The test, with its progress; then what it means."""
        self.bar.set_share(0.0)
        self.bar.show()
        self.cancel.show()
        try:
            found = await test(self.bar.set_share)
        except NotReady as error:
            self.say(str(error), "warn")
        else:
            self.show_found(found)
        finally:
            if self.task is asyncio.current_task():
                self.stop_showing()

    def stop_showing(self) -> None:
        """It has ended by itself."""
        self.task = None
        self.bar.hide()
        self.cancel.hide()

    def show_found(self, found: NullTest) -> None:
        """The figures, and the sentence."""
        means = meaning(found, self.rate)
        while item := self.chips.takeAt(0):
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        silent = found.residual_dbfs <= FLOOR_DBFS
        left = figures.level(found.residual_dbfs, "dBFS")
        self.chips.addWidget(Chip("No residual" if silent else f"Residual {left}", means.tone))
        if not silent:
            peak = figures.level(found.peak_dbfs, "dBFS")
            self.chips.addWidget(Chip(f"Peak {peak}"))
            self.chips.addWidget(Chip(f"{found.below_mix_db:.1f} dB below the mix"))
        lasting = figures.clock(found.compared_frames * 1000 // self.rate)
        self.chips.addWidget(Chip(f"{lasting} compared"))
        self.why.hide()
        self.figures.show()
        self.say(means.text, means.tone)

    def say(self, text: str, tone: str) -> None:
        """In words, heard by a screen reader too."""
        self.told.say(text, tone)
        self.told.show()
        announce(self, text)
