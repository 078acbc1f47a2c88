"""The cache of decoded sound: every file is decoded once, in a child, and then only mapped."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studio.audio import apart
from studio.audio.convert import planes
from studio.audio.pcmfile import PART, CorruptCache, Pcm, PcmWriter, open_pcm
from studio.audio.pyramid import open_pyramid
from sync.sound import SoundCode, SoundError, file_sha256
from sync.sound.decode import Sound

Progress = Callable[[float], None]
_Signature = tuple[int, int]
DEFAULT_CAP = 8 << 30
_ABANDONED_S = 3600.0  # a part file that nobody has written to for so long has no writer


class DecodingCancelled(Exception):
    """The work was given up on request; nothing is left of it."""


class SourceChanged(Exception):
    """The file is not the one that was asked for, or changed while it was read."""

    remedy = "Wait until it is fully written, then add it again."

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} has changed.")
        self.path = path

    def __reduce__(self) -> tuple[type[SourceChanged], tuple[Path]]:
        return SourceChanged, (self.path,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One track of sound of one file; `sha256` of the whole file saves reading it on a hit."""

    path: Path
    sha256: str | None = None
    track: int = 0


class Decoding:
    """A decoding on its way: poll `fraction`, await `future`, `cancel` any time.

    The future gives a Pcm, or raises SoundError, OSError, SourceChanged or DecodingCancelled.
    """

    def __init__(self, progress: Progress | None) -> None:
        self.future: Future[Pcm]
        self.fraction = 0.0
        self._progress = progress
        self._given_up = threading.Event()

    def cancel(self) -> None:
        """Stop at the next second of decoded sound, or before the first."""
        self._given_up.set()

    def result(self, timeout: float | None = None) -> Pcm:
        """Wait for it; raises TimeoutError besides what the future raises."""
        return self.future.result(timeout)

    def check(self) -> None:
        """Raise DecodingCancelled when nobody wants it any more."""
        if self._given_up.is_set():
            raise DecodingCancelled

    def report(self, fraction: float) -> None:
        """Note how far it is; raises DecodingCancelled when nobody wants it any more."""
        self.check()
        self.fraction = fraction
        if self._progress is not None:
            self._progress(fraction)


_Make = Callable[[Wanted, str, _Signature, Decoding], Pcm]


class PcmCache:
    """A folder of decoded files, the least recently used go first when it passes `cap_bytes`.

    `start` decodes in a child process, one at a time unless told otherwise: in a thread of ours
    it stalled the window again and again for 25 to 35 ms (9 ms now, on two busy cores), and a
    decoder that crashes must not take the window along.
    Files that are mapped stay usable after their removal where the system allows removing them
    (POSIX); elsewhere they are passed over.
    """

    def __init__(
        self, folder: Path, *, rate: int = 48_000, cap_bytes: int = DEFAULT_CAP, threads: int = 1
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rate = rate
        self.cap_bytes = cap_bytes
        self._pool = ThreadPoolExecutor(threads, "decode")
        self._guard = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}
        self._current: set[Decoding] = set()
        self._sweep()

    def start(self, wanted: Wanted, progress: Progress | None = None) -> Decoding:
        """Have a track and its waveform made apart; `progress` (0 to 1) is called in a thread."""
        decoding = Decoding(progress)
        self._current.add(decoding)
        decoding.future = self._pool.submit(self._load, wanted, decoding, self._make_apart)
        decoding.future.add_done_callback(lambda _: self._current.discard(decoding))
        return decoding

    def load(self, wanted: Wanted, progress: Progress | None = None) -> Pcm:
        """The same here and now. Raises SoundError, OSError, SourceChanged."""
        return self._load(wanted, Decoding(progress), self._make)

    def find(self, sha256: str, track: int = 0) -> Pcm | None:
        """What is there already, if it is whole; a corrupt file is removed."""
        path = self._path(sha256, track)
        try:
            found = open_pcm(path)
        except FileNotFoundError:
            return None
        except CorruptCache:
            _remove(path)
            return None
        with suppress(OSError):
            path.touch()
        return found

    def close(self) -> None:
        """Give up everything on its way and wait for the threads."""
        for decoding in list(self._current):
            decoding.cancel()
        self._pool.shutdown()

    def _load(self, wanted: Wanted, decoding: Decoding, make: _Make) -> Pcm:
        decoding.report(0.0)
        before = _signature(wanted.path) if wanted.sha256 is None else None
        sha256 = wanted.sha256 or file_sha256(wanted.path)
        with self._guard:
            turn = self._busy.setdefault(f"{sha256}-{wanted.track}", threading.Lock())
        while not turn.acquire(timeout=0.2):
            decoding.report(decoding.fraction)
        try:
            found = self.find(sha256, wanted.track)
            if found is None:
                before = before or _signature(wanted.path)
                if wanted.sha256 is not None and file_sha256(wanted.path) != sha256:
                    raise SourceChanged(wanted.path)
                found = make(wanted, sha256, before, decoding)
        finally:
            turn.release()
        decoding.report(1.0)
        return found

    def _make_apart(
        self, wanted: Wanted, sha256: str, before: _Signature, decoding: Decoding
    ) -> Pcm:
        given = (self.folder, self.rate, self.cap_bytes, wanted, sha256, before)
        target = self._path(sha256, wanted.track)
        try:
            apart.call(make_here, *given, tell=decoding.report, check=decoding.check)
        except apart.ChildDied as error:
            for left in self.folder.glob(f"{target.name}*{PART}"):
                left.unlink(missing_ok=True)
            problem = "The decoder crashed on this file."
            raise SoundError(SoundCode.UNDECODABLE, problem) from error
        return open_pcm(target)

    def _make(self, wanted: Wanted, sha256: str, before: _Signature, decoding: Decoding) -> Pcm:
        target = self._path(sha256, wanted.track)
        self._sweep()
        with Sound(wanted.path, track=wanted.track) as sound:
            writer: PcmWriter | None = None
            try:
                for piece in planes(sound, self.rate):
                    writer = writer or PcmWriter(target, channels=len(piece), dtype=piece.dtype)
                    writer.add(piece)
                    total = sound.claimed_samples or sound.samples
                    decoding.report(min(1.0, sound.samples / max(1, total)))
                if writer is None:
                    raise SoundError(SoundCode.EMPTY, "Not one sample could be decoded.")
                if _signature(wanted.path) != before:
                    raise SourceChanged(wanted.path)
                writer.finish(
                    rate=self.rate,
                    source_rate=sound.sample_rate,
                    source_frames=sound.samples,
                    bad_packets=sound.bad_packets,
                )
            finally:
                if writer is not None:
                    writer.abandon()
        self._evict(keep=target)
        return open_pcm(target)

    def _path(self, sha256: str, track: int) -> Path:
        return self.folder / f"{sha256}-{track}-{self.rate}.pcm"

    def _sweep(self) -> None:
        """Remove what killed writers left behind."""
        for path in self.folder.glob(f"*{PART}"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()

    def _evict(self, keep: Path) -> None:
        held: dict[Path, os.stat_result] = {}
        for path in self.folder.iterdir():
            with suppress(OSError):
                held[path] = path.stat()
        total = sum(facts.st_size for facts in held.values())
        old = [path for path in held if path.suffix == ".pcm" and path != keep]
        for path in sorted(old, key=lambda path: held[path].st_mtime):
            if total <= self.cap_bytes:
                return
            _remove(path)
            beside = held.get(path.with_suffix(".pyr"))
            total -= held[path].st_size + (beside.st_size if beside else 0)


def make_here(
    folder: Path,
    rate: int,
    cap_bytes: int,
    wanted: Wanted,
    sha256: str,
    before: _Signature,
    tell: Progress,
) -> None:
    """What the child does: decode, then build the waveform. Raises as `PcmCache.load`."""
    cache = PcmCache(folder, rate=rate, cap_bytes=cap_bytes)
    pcm = cache._make(wanted, sha256, before, Decoding(tell))
    with suppress(OSError):  # whoever draws it will try again and say what is wrong
        open_pyramid(pcm)


def _signature(path: Path) -> _Signature:
    facts = path.stat()
    return facts.st_size, facts.st_mtime_ns


def _remove(path: Path) -> None:
    """A decoded file and the waveform beside it."""
    for each in (path, path.with_suffix(".pyr")):
        with suppress(OSError):
            each.unlink(missing_ok=True)
