"""Listening to a track: all its versions decoded once, on one player, at one loudness."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from studio.actions.desk import Desk
from studio.audio.blind import BlindTest
from studio.audio.matching import Measured, matching_gains
from studio.audio.mixer import Loop, Mixer
from studio.audio.output import Output, Preferred, open_output
from studio.audio.pcm import Decoding, DecodingCancelled, PcmCache, SourceChanged, Wanted
from studio.audio.pcmfile import Pcm
from studio.audio.player import Player
from studio.audio.pyramid import Pyramid, open_pyramid
from sync.client import blobs
from sync.sound import SoundError

Changed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a version cannot be heard, and what to do about it. `elsewhere`: it only lies on the
    server, which is nothing wrong.
    """

    message: str
    remedy: str
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version as the library has it; `path` is None where this machine lacks the file."""

    id: UUID
    label: str
    sha256: str | None
    path: Path | None
    measured: Measured | None

    @property
    def name(self) -> str:
        """Under which the player knows it."""
        return str(self.id)


@dataclass(slots=True)
class Heard:
    """A version on its way to the ear: decoding, there, or in trouble."""

    version: Version
    decoding: Decoding | None = None
    pcm: Pcm | None = None
    waveform: Pyramid | None = None
    trouble: Trouble | None = None

    @property
    def share(self) -> float:
        """How far the decoding is, from 0 to 1."""
        if self.pcm is not None:
            return 1.0
        return self.decoding.fraction if self.decoding is not None else 0.0


def open_cache(desk: Desk) -> PcmCache:
    """The cache of decoded sound beside the library; one for the program."""
    Preferred.device = desk.settings.output_device
    return PcmCache(desk.places.cache / "sound", cap_bytes=desk.settings.cache_bytes)


async def read_versions(desk: Desk, track: UUID) -> tuple[Version, ...]:
    """The versions of a track, in order."""

    def read() -> tuple[Version, ...]:
        with desk.reading() as reader:
            items = reader.items(track, "version")
        return tuple(_version(desk, item.id, item.data) for item in items)

    return await asyncio.to_thread(read)


@dataclass(slots=True, weakref_slot=True, eq=False)  # windows hold its methods weakly
class Listening:
    """The versions of one track at one position. Belongs to the event loop.

    `changed` is called whenever there is something else to show; poll `player.position`. The
    first version decoded can be played at once. Others join when nothing plays, or when they are
    selected: the sound that is heard is never interrupted for them.
    """

    cache: PcmCache
    changed: Changed = lambda: None
    opened: Callable[[int], Output] = open_output
    heard: dict[str, Heard] = field(default_factory=dict)
    player: Player | None = None
    current: str | None = None
    matched: bool = False
    loop: Loop | None = None
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def show(self, versions: tuple[Version, ...], first: UUID | None = None) -> None:
        """Follow the library: start what is new, drop what is gone. `first` is decoded first."""
        kept = {v.name: v for v in versions}
        for name in [n for n, h in self.heard.items() if not _same(h.version, kept.get(n))]:
            await self._drop(name)
        self.heard = {v.name: self.heard.get(v.name) or Heard(v) for v in versions}
        for name, version in kept.items():
            self.heard[name].version = version
        if self.current not in kept:
            wanted = str(first) if first is not None and str(first) in kept else None
            self.current = wanted or next(iter(kept), None)
        for name in sorted(kept, key=lambda name: name != self.current):
            if self.heard[name].pcm is None and name not in self._tasks:
                self._start(name)
        await self._join()
        self._apply_match()
        self.changed()

    def retry(self) -> None:
        """Try again what was in trouble."""
        for name, heard in self.heard.items():
            if heard.trouble is not None and name not in self._tasks:
                self._start(name)
        self.changed()

    async def settled(self) -> None:
        """Wait until nothing is being decoded."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def select(self, version: UUID | str) -> None:
        """Hear a version, from the sample where the other one is. Raises KeyError."""
        name = str(version)
        if name not in self.heard:
            raise KeyError(name)
        self.current = name
        if self.player is not None and name not in self.player.names:
            await self._join(at_once=True)
        if self.player is not None and name in self.player.names:
            self.player.select(name)
        self.changed()

    def set_matched(self, on: bool) -> None:
        """Bring all versions to one loudness, or leave them as they are."""
        self.matched = on
        self._apply_match()
        self.changed()

    def set_loop(self, loop: Loop | None) -> None:
        """Repeat a part. Raises ValueError where it does not lie in the sound."""
        if self.player is not None:
            self.player.set_loop(loop)
        self.loop = loop
        self.changed()

    async def pause(self) -> None:
        """Stop, and take in what was decoded meanwhile."""
        if self.player is not None:
            self.player.pause()
            await _still(self.player)
            await self._join()

    def blind(self, a: UUID | str, b: UUID | str, *, trials: int = 16) -> BlindTest:
        """A blind test of two versions; matched, or the louder one would win."""
        self.set_matched(True)
        return BlindTest(str(a), str(b), trials=trials)

    def gains(self) -> Mapping[str, float]:
        """The factors of the loudness match."""
        known = {n: h.version.measured for n, h in self.heard.items() if h.pcm is not None}
        return matching_gains({n: m or Measured(None, 0.0) for n, m in known.items()})

    async def close(self) -> None:
        """Stop everything; the cache stays open."""
        for name in list(self.heard):
            await self._drop(name)
        await self._close_player()

    def _start(self, name: str) -> None:
        self.heard[name].trouble = None
        task = asyncio.get_running_loop().create_task(self._decode(self.heard[name]))
        self._tasks[name] = task
        task.add_done_callback(lambda _: self._tasks.pop(name, None))

    async def _decode(self, heard: Heard) -> None:
        version, loop = heard.version, asyncio.get_running_loop()
        if version.path is None or version.sha256 is None:
            heard.trouble = _ELSEWHERE
            self.changed()
            return
        wanted = Wanted(path=version.path, sha256=version.sha256)

        def tell(_fraction: float) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.changed)

        heard.decoding = self.cache.start(wanted, tell)
        try:
            pcm = await asyncio.wrap_future(heard.decoding.future)
            heard.waveform = await asyncio.to_thread(open_pyramid, pcm)
            heard.pcm = pcm
        except DecodingCancelled:
            return
        except (SoundError, SourceChanged, OSError) as error:
            heard.trouble = _trouble(error, version)
        except asyncio.CancelledError:
            heard.decoding.cancel()
            raise
        finally:
            heard.decoding = None
        await self._join()
        self.changed()

    async def _drop(self, name: str) -> None:
        task = self._tasks.get(name)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self.heard.pop(name, None)

    async def _join(self, *, at_once: bool = False) -> None:
        """Give the player the versions that are ready, if that disturbs nobody."""
        ready = {name: h.pcm.planes for name, h in self.heard.items() if h.pcm is not None}
        old = self.player
        names = old.names if old is not None else ()
        if tuple(ready) == names:
            return
        gone = set(names) - set(ready)
        if old is not None and old.playing and not gone and not at_once:
            return
        position, playing = (old.position, old.playing) if old is not None else (0, False)
        if old is not None:
            old.pause()
        self.player = Player(Mixer(ready, self.cache.rate), self.opened) if ready else None
        if self.player is not None:
            self._prepare(self.player, position, playing=playing)
        if old is not None:
            await asyncio.to_thread(old.close)

    def _prepare(self, player: Player, position: int, *, playing: bool) -> None:
        """Bring a new player to where the old one was."""
        name = self.current if self.current in player.names else player.names[0]
        player.select(name)
        if self.matched:
            player.set_match(self.gains())
        if self.loop is not None:
            try:
                player.set_loop(self.loop)
            except ValueError:  # the new sound is shorter
                self.loop = None
        player.seek(position)
        if playing:
            player.play()

    def _apply_match(self) -> None:
        if self.player is not None:
            gains = self.gains() if self.matched else {}
            self.player.set_match({n: g for n, g in gains.items() if n in self.player.names})

    async def _close_player(self) -> None:
        player, self.player = self.player, None
        if player is not None:
            await asyncio.to_thread(player.close)


_ELSEWHERE = Trouble(
    "This sound is on your server, not on this computer.",
    "Only sounds that are here can be heard.",
    elsewhere=True,
)


async def _still(player: Player) -> None:
    """Wait for the end of the fade: until then the position goes on."""
    before = -1
    while player.playing or player.position != before:
        before = player.position
        await asyncio.sleep(0.03)


def _same(one: Version, other: Version | None) -> bool:
    return other is not None and (one.sha256, one.path) == (other.sha256, other.path)


def _version(desk: Desk, version_id: UUID, data: dict[str, object]) -> Version:
    sha256 = str(data["sha256"]) if data.get("sha256") else None
    blob = blobs.get(desk.local, sha256) if sha256 is not None else None
    lufs, peak = data.get("lufs"), data.get("true_peak")
    measured = None
    if isinstance(peak, (int, float)):
        loud = float(lufs) if isinstance(lufs, (int, float)) else None
        measured = Measured(loud, float(peak))
    path = blob.path if blob is not None else None
    label = str(data.get("label") or "Untitled")
    return Version(id=version_id, label=label, sha256=sha256, path=path, measured=measured)


def _trouble(error: Exception, version: Version) -> Trouble:
    if isinstance(error, SoundError):
        return Trouble(error.message, error.remedy)
    if isinstance(error, SourceChanged):
        return Trouble(str(error), error.remedy)
    if isinstance(error, FileNotFoundError):
        name = version.path.name if version.path is not None else version.label
        return Trouble(f"{name} is not where it was.", "Put it back, or add the file again.")
    reason = getattr(error, "strerror", None) or str(error)
    return Trouble(f"The sound cannot be read: {reason}.", "Make room on the disk and try again.")
