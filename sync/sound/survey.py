"""The meters of one file, together: fed block by block, they give the examination."""

from __future__ import annotations

from dataclasses import dataclass

from sync.sound.decode import Sound
from sync.sound.levels import LevelMeter
from sync.sound.loudness import LoudnessMeter
from sync.sound.peaks import PeakMeter, Peaks
from sync.sound.preflight import Evidence, SoundWarning, Verdict, preflight, verdict
from sync.sound.probe import probe
from sync.sound.samples import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """All there is to know about a sound file; plain values, so it travels as JSON.

    `samples` (per channel) and `duration_ms` count what was decoded, `claimed_ms` is what the
    container announced. `bit_depth` is None for lossy codecs. `clipping` counts the places
    where three or more samples in a row sit at full scale. Loudness as `sync.sound.loudness`.
    """

    container: str
    codec: str
    sample_rate: int
    channels: int
    layout: str
    bit_depth: int | None
    samples: int
    duration_ms: int
    claimed_ms: int | None
    size_bytes: int
    sha256: str
    tags: dict[str, str]
    has_cover: bool
    integrated_lufs: float | None
    lra: float | None
    true_peak_dbtp: float
    sample_peak_dbfs: float
    clipping: int
    bad_packets: int
    non_finite: int
    verdict: Verdict
    warnings: tuple[SoundWarning, ...]


class Survey:
    """Every meter over one opened file. Feed all blocks in order, then `finish` once."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self._probe = probe(sound)
        self._peaks = PeakMeter(rate=sound.sample_rate, channels=sound.channels)
        self._loudness = LoudnessMeter(rate=sound.sample_rate, layout=sound.layout)
        self._levels = LevelMeter(channels=sound.channels, bit_depth=self._probe.bit_depth)

    def add(self, block: Block) -> None:
        """Take the next block."""
        self._peaks.add(block)
        self._levels.add(block)
        self._loudness.add(block.samples)

    def finish(self, sha256: str) -> tuple[Examination, Peaks]:
        """The facts and the waveform; `sha256` is that of the whole file, in hex."""
        facts, sound = self._probe, self._sound
        levels, loudness = self._levels.finish(), self._loudness.finish()
        warnings = preflight(
            Evidence(
                probe=facts,
                loudness=loudness,
                levels=levels,
                bad_packets=sound.bad_packets,
                header_short=sound.claim.short,
                header_unfinished=sound.claim.unfinished,
            )
        )
        examination = Examination(
            container=facts.container,
            codec=facts.codec,
            sample_rate=facts.sample_rate,
            channels=facts.channels,
            layout=facts.layout,
            bit_depth=facts.bit_depth,
            samples=levels.samples,
            duration_ms=round(levels.samples * 1000 / facts.sample_rate),
            claimed_ms=facts.claimed_ms,
            size_bytes=sound.size_bytes,
            sha256=sha256,
            tags=facts.tags,
            has_cover=facts.has_cover,
            integrated_lufs=loudness.integrated_lufs,
            lra=loudness.lra,
            true_peak_dbtp=loudness.true_peak_dbtp,
            sample_peak_dbfs=loudness.sample_peak_dbfs,
            clipping=levels.clipped_runs,
            bad_packets=sound.bad_packets,
            non_finite=levels.non_finite,
            verdict=verdict(warnings),
            warnings=warnings,
        )
        return examination, self._peaks.finish()
