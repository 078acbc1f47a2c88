"""Listening to stems: all decoded, on one player at one position, and the mix beside them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from studio.actions import tracks
from studio.actions.listening import Listening, Version
from studio.actions.stems import Stem
from studio.audio.mixer import Loop
from studio.audio.nulltest import Misfit, NullTest, misfits, null_test
from studio.audio.pcm import DecodingCancelled
from studio.audio.pcmfile import Pcm
from studio.audio.player import Player

SILENT_DB = -60.0


@dataclass(slots=True)
class Setting:
    """What the listener set for a stem."""

    level_db: float = 0.0
    muted: bool = False
    soloed: bool = False

    @property
    def gain(self) -> float:
        """Linear; the lowest level is silence."""
        return linear(self.level_db)


class NotReady(Exception):
    """There is nothing to compare yet: a sentence for people."""


@dataclass(slots=True, eq=False)
class Mixing(Listening):
    """The stems of one version, and the version itself under `mix`. Belongs to the event loop.

    Levels, mute and solo are of this session only: what others hear is the mix.
    """

    stems: tuple[str, ...] = ()
    mix: str | None = None
    settings: dict[str, Setting] = field(default_factory=dict)
    master_db: float = 0.0
    of_mix: bool = False
    repeat: bool = False

    async def follow(self, stems: Sequence[Stem], mix: tracks.Version, file: Version) -> None:
        """Follow the library. `file` says where the sound of the mix is."""
        self.stems, self.mix = tuple(stem.name for stem in stems), str(mix.id)
        for name in self.stems:
            self.settings.setdefault(name, Setting())
        # By their ids: another order of the rows is no reason for another player.
        ordered = sorted(stems, key=lambda stem: stem.name)
        await self.show(
            (*(_as_version(stem) for stem in ordered), file), first=stems[0].id if stems else None
        )

    @property
    def complete(self) -> bool:
        """All stems are decoded, or will not be."""
        heard = [self.heard[name] for name in self.stems if name in self.heard]
        return bool(heard) and all(one.pcm or one.trouble for one in heard)

    def set_level(self, name: str, level_db: float) -> None:
        """In decibels; -60 and below is silence."""
        self.settings[name].level_db = level_db
        if self._plays(name):
            self._player().set_gain(name, self.settings[name].gain)

    def set_mute(self, name: str, on: bool) -> None:
        """Silence a stem, or not."""
        self.settings[name].muted = on
        if self._plays(name):
            self._player().set_mute(name, on)

    def set_solo(self, name: str, on: bool) -> None:
        """Hear only stems with solo."""
        self.settings[name].soloed = on
        if self._plays(name):
            self._player().set_solo(name, on)

    def set_master(self, level_db: float) -> None:
        """The level of everything."""
        self.master_db = level_db
        self._apply_match()

    def hear(self, *, mix: bool) -> None:
        """The mix instead of the stems, from the sample where they are; or the stems again."""
        self.of_mix = mix
        if self.player is not None:
            self._choose(self.player)
        self.changed()

    def set_repeat(self, on: bool) -> None:
        """Begin again at the end, without a gap."""
        self.repeat = on
        if self.player is not None:
            self.player.set_loop(Loop(0, self.player.frames) if on else None)
        self.changed()

    def misfits(self) -> dict[str, Misfit]:
        """Stems whose file is not as long as the mix's, or of another rate; once decoded."""
        mix, stems = self._decoded()
        return {one.name: one for one in misfits(mix, stems)} if mix is not None else {}

    async def null(self, tell: Callable[[float], None]) -> NullTest:
        """Take the sum of the stems from the mix. Raises NotReady; cancelling ends the work."""
        mix, stems = self._decoded()
        if mix is None or len(stems) < len(self.stems) or not stems:
            raise NotReady(self._missing())
        loop, given_up = asyncio.get_running_loop(), threading.Event()

        def progress(share: float) -> None:
            if given_up.is_set():
                raise DecodingCancelled
            if not loop.is_closed():
                loop.call_soon_threadsafe(tell, share)

        try:
            return await asyncio.to_thread(null_test, mix, stems, progress)
        finally:
            given_up.set()

    def _missing(self) -> str:
        for name in (*self.stems, self.mix or ""):
            one = self.heard.get(name)
            if one is not None and one.trouble is not None:
                return f"{one.version.label}: {one.trouble.message} {one.trouble.remedy}"
        return "The stems are still being read. Try again in a moment."

    def _decoded(self) -> tuple[Pcm | None, dict[str, Pcm]]:
        found = {name: one.pcm for name, one in self.heard.items() if one.pcm is not None}
        mix = found.pop(self.mix or "", None)
        return mix, {name: found[name] for name in self.stems if name in found}

    def _plays(self, name: str) -> bool:
        return self.player is not None and name in self.player.names

    def _player(self) -> Player:
        assert self.player is not None
        return self.player

    def _choose(self, player: Player) -> None:
        wanted = (self.mix,) if self.of_mix and self.mix in player.names else self.stems
        player.select(*(name for name in wanted if name in player.names))

    def _prepare(self, player: Player, position: int, *, playing: bool) -> None:
        """Bring a new player to where the old one was."""
        for name in set(self.stems) & set(player.names):
            setting = self.settings[name]
            player.set_gain(name, setting.gain)
            player.set_mute(name, setting.muted)
            player.set_solo(name, setting.soloed)
        self._choose(player)
        player.set_match(dict.fromkeys(player.names, linear(self.master_db)))
        if self.repeat:
            player.set_loop(Loop(0, player.frames))
        player.seek(position)
        if playing:
            player.play()

    def _apply_match(self) -> None:
        if self.player is not None:
            self.player.set_match(dict.fromkeys(self.player.names, linear(self.master_db)))


def linear(level_db: float) -> float:
    """A factor for a level; -60 dB and below is silence."""
    return 0.0 if level_db <= SILENT_DB else float(10 ** (level_db / 20))


def _as_version(stem: Stem) -> Version:
    return Version(id=stem.id, label=stem.title, sha256=stem.sha256, path=stem.path, measured=None)
