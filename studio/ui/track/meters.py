"""Meters that follow a player: thirty times a second, rising at once and falling as meters do."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer

from studio.audio.player import Player
from studio.ui.parts.figures import SILENCE_DB
from studio.ui.parts.levels import FLOOR_DB, LevelMeter

FRAME_MS = 33
FALL_DB = 20 / 1.7 * FRAME_MS / 1000
"""A digital peak meter takes 1.7 s to fall by 20 dB (IEC 60268-18)."""


def decibels(linear: float) -> float:
    """A linear level as dBFS."""
    return 20 * math.log10(linear) if linear > 1e-6 else SILENCE_DB


class MeterFeed(QObject):
    """Feeds meters while it runs; `total` shows the sum."""

    def __init__(self, total: LevelMeter, parent: QObject) -> None:
        super().__init__(parent)
        self.total = total
        self.player: Player | None = None
        self.meters: Mapping[str, LevelMeter] = {}
        self.timer = QTimer(self, interval=FRAME_MS)
        self.timer.timeout.connect(self.tick)

    def follow(self, player: Player | None, meters: Mapping[str, LevelMeter]) -> None:
        """Of which player, and which meter shows which of its channels."""
        self.player, self.meters = player, meters

    def start(self) -> None:
        """The highest of last time are forgotten."""
        if self.timer.isActive():
            return
        for meter in (*self.meters.values(), self.total):
            meter.reset()
        if self.player is not None:
            self.player.meters()
        self.timer.start()

    def tick(self) -> None:
        """One look; it stops when the sound has stopped and every meter has fallen."""
        if self.player is None:
            self.stop()
            return
        found = self.player.meters()
        moving = self.show(self.total, found.total)
        for name, meter in self.meters.items():
            moving |= self.show(meter, found.channels.get(name, (0.0, 0.0)))
        if not moving and not self.player.playing:
            self.timer.stop()

    def show(self, meter: LevelMeter, pair: tuple[float, float]) -> bool:
        """A level, or the last one a little lower; whether there is anything to see."""
        levels = [
            max(decibels(new), old - FALL_DB) for new, old in zip(pair, meter.levels, strict=True)
        ]
        levels = [level if level > FLOOR_DB else SILENCE_DB for level in levels]
        if levels != meter.levels:
            meter.set_levels(levels)
        return max(levels) > SILENCE_DB

    def stop(self) -> None:
        """Nothing sounds any more."""
        self.timer.stop()
        for meter in (*self.meters.values(), self.total):
            meter.set_levels([SILENCE_DB] * len(meter.levels))
