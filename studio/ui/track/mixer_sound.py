"""The sound of the mixer while it is in sight: opened when needed, let go when left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from studio.actions.stems import Stem
from studio.actions.tracks import Version
from studio.audio.output import Output, open_output
from studio.ui.session import Session
from studio.ui.spawn import spawn

if TYPE_CHECKING:
    from studio.actions.mixing import Mixing, Setting
    from studio.audio.pcm import PcmCache
    from studio.audio.player import Player

Key = tuple[UUID, UUID]
STANDARD_RATE = 48_000


class MixerSound:
    """`changed` is called whenever there is something else to show.

    What was set for a version is remembered for as long as the window is open.
    """

    opened: Callable[[int], Output] = staticmethod(open_output)

    def __init__(self, session: Session, changed: Callable[[], None]) -> None:
        self.session, self.changed = session, changed
        self.cache: PcmCache | None = None
        self.mixing: Mixing | None = None
        self.key: Key | None = None
        self.kept: dict[Key, dict[str, Setting]] = {}

    @property
    def player(self) -> Player | None:
        """What plays, once something is decoded."""
        return self.mixing.player if self.mixing is not None else None

    @property
    def rate(self) -> int:
        """Frames a second of everything here."""
        return self.cache.rate if self.cache is not None else STANDARD_RATE

    @property
    def frames(self) -> int:
        """The length of the longest."""
        return self.player.frames if self.player is not None else 0

    def follow(self, track: UUID, version: Version, stems: tuple[Stem, ...]) -> None:
        """Have the sound of these."""
        spawn(self.open(track, version, stems))

    async def open(self, track: UUID, version: Version, stems: tuple[Stem, ...]) -> None:
        """The same, to its end."""
        from studio.actions import listening
        from studio.actions.mixing import Mixing

        key = (track, version.id)
        if key != self.key:
            self.rest()
            self.key = key
        await self.session.ready.wait()
        desk = self.session.desk
        if desk is None or key != self.key:
            return
        if self.cache is None:
            self.cache = listening.open_cache(desk)
        if self.mixing is None:
            kept = self.kept.setdefault(key, {})
            self.mixing = Mixing(self.cache, self.changed, self.opened, settings=kept)
        mixing = self.mixing
        versions = await listening.read_versions(desk, track)
        file = next((one for one in versions if one.id == version.id), None)
        if file is not None and mixing is self.mixing:
            await mixing.follow(stems, version, file)
            if mixing is not self.mixing:  # left meanwhile: what came after that goes, too
                await mixing.close()

    def rest(self) -> None:
        """Silence; what is being decoded is given up."""
        mixing, self.mixing, self.key = self.mixing, None, None
        if mixing is not None:
            mixing.changed = lambda: None
            if mixing.player is not None:
                mixing.player.pause()
            spawn(mixing.close())
