"""Verdicts before release: what an artist should know about a file, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sync.sound.levels import Levels
from sync.sound.loudness import Loudness
from sync.sound.probe import Probe

EXACT_CONTAINERS = frozenset({"wav", "w64", "aiff", "flac", "mp4", "caf", "wv", "dsf"})
_USUAL_RATES = frozenset({44_100, 48_000, 88_200, 96_000, 176_400, 192_000, 352_800, 384_000})
_LOSSY = frozenset({"mp3", "mp3float", "mp2", "mp2float", "aac", "vorbis", "opus", "libopus"})
_LOUD_LUFS, _QUIET_LUFS = -7.0, -26.0
_TRUE_PEAK_DBTP = -1.0  # EBU R 128 and every streaming service ask for this headroom
_OFFSET = 0.005  # half a percent of full scale: audible as a click at start and end
_LEAD_S, _TAIL_S = 2.0, 5.0


class Verdict(StrEnum):
    """`ready`: nothing to say; `check`: listen before release; `damaged`: the file is not whole."""

    READY = "ready"
    CHECK = "check"
    DAMAGED = "damaged"


class Severity(StrEnum):
    """How much a warning matters."""

    INFO = "info"
    WARNING = "warning"
    DAMAGE = "damage"


@dataclass(frozen=True, slots=True)
class SoundWarning:
    """One thing to know; clients branch on `code`, people read `message`."""

    code: str
    message: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything the rules look at."""

    probe: Probe
    loudness: Loudness
    levels: Levels
    bad_packets: int
    header_short: bool
    header_unfinished: bool

    def time(self, sample: int) -> str:
        """`m:ss.t` of a sample index."""
        tenths = sample * 10 // self.probe.sample_rate
        return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def preflight(evidence: Evidence) -> tuple[SoundWarning, ...]:
    """Every warning that applies, damage first."""
    found = [warning for rule in _RULES for warning in rule(evidence)]
    order = (Severity.DAMAGE, Severity.WARNING, Severity.INFO)
    return tuple(sorted(found, key=lambda warning: order.index(warning.severity)))


def verdict(warnings: tuple[SoundWarning, ...]) -> Verdict:
    """The worst of the warnings as one word."""
    severities = {warning.severity for warning in warnings}
    if Severity.DAMAGE in severities:
        return Verdict.DAMAGED
    return Verdict.CHECK if Severity.WARNING in severities else Verdict.READY


def _damage(seen: Evidence) -> Iterator[SoundWarning]:
    held_ms = seen.levels.samples * 1000 // seen.probe.sample_rate
    if seen.header_short or _shorter(seen.probe, held_ms):
        yield SoundWarning(
            "truncated",
            f"The file ends before it should: {held_ms / 1000:.1f} s are there. "
            "Copy or export it again.",
            Severity.DAMAGE,
        )
    if seen.header_unfinished:
        yield SoundWarning(
            "unfinished_header",
            "Its header was never completed, as when recording software stops suddenly; "
            "check that the end is there.",
        )
    if seen.bad_packets:
        yield SoundWarning(
            "damaged",
            f"{seen.bad_packets} parts of the file could not be decoded and are missing.",
            Severity.DAMAGE,
        )
    if seen.levels.non_finite:
        yield SoundWarning(
            "non_finite",
            f"{seen.levels.non_finite} samples are not numbers and were replaced; "
            "a plug-in has failed during export.",
            Severity.DAMAGE,
        )


def _shorter(facts: Probe, held_ms: int) -> bool:
    """Decoded less than announced; estimates of header-less formats get more leeway."""
    if facts.claimed_ms is None:
        return False
    missing = facts.claimed_ms - held_ms
    leeway = 50.0 if facts.container in EXACT_CONTAINERS else max(250, 0.02 * facts.claimed_ms)
    return missing > leeway


def _clipping(seen: Evidence) -> Iterator[SoundWarning]:
    if seen.levels.clipped_runs and seen.levels.first_clip is not None:
        yield SoundWarning(
            "clipping",
            f"The sound is clipped in {seen.levels.clipped_runs} places, "
            f"first at {seen.time(seen.levels.first_clip)}.",
        )


def _silence(seen: Evidence) -> Iterator[SoundWarning]:
    levels, rate = seen.levels, seen.probe.sample_rate
    if levels.first_sound is None or levels.last_sound is None:
        yield SoundWarning("silent", "The whole file is silent.")
        return
    if levels.first_sound > _LEAD_S * rate:
        yield SoundWarning(
            "leading_silence",
            f"It starts with {levels.first_sound / rate:.1f} s of silence.",
            Severity.INFO,
        )
    tail = (levels.samples - 1 - levels.last_sound) / rate
    if tail > _TAIL_S:
        yield SoundWarning(
            "trailing_silence", f"It ends with {tail:.1f} s of silence.", Severity.INFO
        )


def _offset(seen: Evidence) -> Iterator[SoundWarning]:
    worst = max((abs(value) for value in seen.levels.offsets), default=0.0)
    if worst > _OFFSET:
        yield SoundWarning(
            "dc_offset", f"The wave is off centre by {worst * 100:.1f} % of full scale."
        )


def _channels(seen: Evidence) -> Iterator[SoundWarning]:
    side, energies = seen.levels.side, seen.levels.energies
    if side is None:
        return
    if min(energies) < 1e-6 * max(energies):
        which = "left" if energies[0] < energies[1] else "right"
        yield SoundWarning("silent_channel", f"The {which} channel is silent.")
    elif side < 1e-6:
        yield SoundWarning(
            "mono_as_stereo", "Both channels are the same: a mono mix in stereo.", Severity.INFO
        )
    elif side > 2 - 1e-2:
        yield SoundWarning("out_of_phase", "The channels cancel each other: one is upside down.")


def _loudness(seen: Evidence) -> Iterator[SoundWarning]:
    integrated, peak = seen.loudness.integrated_lufs, seen.loudness.true_peak_dbtp
    if integrated is not None and integrated > _LOUD_LUFS:
        yield SoundWarning("very_loud", f"{_level(integrated)} LUFS is louder than most masters.")
    if integrated is not None and -70 < integrated < _QUIET_LUFS:
        yield SoundWarning("very_quiet", f"{_level(integrated)} LUFS is quieter than most masters.")
    if peak > _TRUE_PEAK_DBTP:
        yield SoundWarning(
            "true_peak",
            f"True peak {_level(peak)} dBTP: lossy streams may clip above "
            f"{_level(_TRUE_PEAK_DBTP, 0)} dBTP.",
            Severity.WARNING if peak > 0 else Severity.INFO,
        )


def _level(value: float, digits: int = 1) -> str:
    """As levels are written everywhere: a true minus, and nothing below zero that is none."""
    rounded = round(value, digits)
    return f"{'−' if rounded < 0 else ''}{abs(rounded):.{digits}f}"


def _format(seen: Evidence) -> Iterator[SoundWarning]:
    facts = seen.probe
    if facts.sample_rate < 44_100:
        yield SoundWarning(
            "low_rate", f"{facts.sample_rate} Hz holds no sound above {facts.sample_rate // 2} Hz."
        )
    elif facts.sample_rate not in _USUAL_RATES and facts.container != "dsf":
        yield SoundWarning("odd_rate", f"{facts.sample_rate} Hz is not a usual sample rate.")
    if facts.codec in _LOSSY:
        yield SoundWarning(
            "lossy_source", "The source is already compressed; a lossless master sounds better."
        )
    if facts.bit_depth == 8:
        yield SoundWarning("low_depth", "8 bits hiss; export at 24 bits.")
    if facts.channels > 2:
        yield SoundWarning(
            "downmixed", f"{facts.channels} channels are streamed as stereo.", Severity.INFO
        )


def _tags(seen: Evidence) -> Iterator[SoundWarning]:
    wanted = {"title": "title", "artist": "artist", "isrc": "ISRC"}
    missing = [words for tag, words in wanted.items() if tag not in seen.probe.tags]
    if missing:
        yield SoundWarning(
            "missing_tags", f"The file carries no {', '.join(missing)}.", Severity.INFO
        )


_RULES: tuple[Callable[[Evidence], Iterator[SoundWarning]], ...] = (
    _damage,
    _clipping,
    _silence,
    _offset,
    _channels,
    _loudness,
    _format,
    _tags,
)
