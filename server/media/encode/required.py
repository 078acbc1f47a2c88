"""Phase one: one decoding pass for everything a version needs before it can be heard."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from server.media.encode.convert import Converter, opus_shape
from server.media.encode.failures import RenderError, checksum_mismatch
from server.media.encode.files import describe, rendition_files
from server.media.encode.lanes import Lane
from server.media.encode.plan import File, Plan, Rendition, Required, Step
from server.media.encode.renditions import OpusSink
from server.media.encode.waveform import write_waveform_json, write_waveform_png
from sync.sound import Examination, Limits, Peaks, file_sha256
from sync.sound.decode import Sound
from sync.sound.loudness import LoudnessMeter
from sync.sound.samples import Block
from sync.sound.survey import Survey

_DUAL_MONO_LU = 3.01  # two speakers play what was measured as one channel (BS.1770)


class SurveySink:
    """Every meter of `sync.sound`, and one more for the fold-down when there is one."""

    def __init__(self, sound: Sound) -> None:
        self.survey = Survey(sound)
        self._fold: tuple[Converter, LoudnessMeter] | None = None
        if sound.channels > 2:
            shape = opus_shape(sound.channels)
            self._fold = (
                Converter(rate=sound.sample_rate, layout=sound.layout, target=shape),
                LoudnessMeter(rate=shape.rate, layout=shape.layout),
            )

    def add(self, block: Block) -> None:
        """Take the next block."""
        self.survey.add(block)
        if self._fold is not None:
            convert, meter = self._fold
            for samples in convert.add(block.samples):
                meter.add(samples)

    def finish(self) -> float | None:
        """Loudness (LUFS) of the fold-down; None without one. The rest is in `survey`."""
        if self._fold is None:
            return None
        convert, meter = self._fold
        for samples in convert.rest():
            meter.add(samples)
        return meter.finish().integrated_lufs


def run_required(plan: Plan, threads: int, progress: Callable[[float], None]) -> Required:
    """Facts, and the required steps of the plan. Raises SoundError, RenderError, OSError."""
    source, out = Path(plan.source), Path(plan.out_dir)
    limits = Limits(seconds=plan.limits.max_seconds)
    with ThreadPoolExecutor(1) as pool, Sound(source, limits) as sound:
        digest = pool.submit(file_sha256, source)
        opus = OpusSink(out, sound, threads) if Step.OPUS in plan.required else None
        meters = SurveySink(sound)
        try:
            fold, rendition = _pass(sound, meters, opus, _Guard(plan, digest, progress))
        except BaseException:
            if opus is not None:
                opus.close()
            raise
        examination, peaks = meters.survey.finish(digest.result())
        renditions = () if rendition is None else (rendition,)
        files = tuple(file for item in renditions for file in rendition_files(out, item))
        if Step.WAVEFORM in plan.required:
            files += _waveform(peaks, out)
        return Required(
            examination=examination,
            sound_lufs=_sound_lufs(examination, fold),
            renditions=renditions,
            files=files,
        )


class _Guard:
    """Watches the digest while the sound is read, and tells how far it is."""

    def __init__(self, plan: Plan, digest: Future[str], progress: Callable[[float], None]) -> None:
        self._expected = plan.expected_sha256
        self._digest = digest
        self._progress = progress

    def step(self, sound: Sound) -> None:
        if self._digest.done():
            self.settle()
        total = sound.claimed_samples
        if total:
            self._progress(min(1.0, sound.samples / total))

    def settle(self) -> None:
        found = self._digest.result()
        if self._expected is not None and found != self._expected:
            raise RenderError(checksum_mismatch(self._expected, found))


def _pass(
    sound: Sound, meters: SurveySink, opus: OpusSink | None, guard: _Guard
) -> tuple[float | None, Rendition | None]:
    survey = Lane("survey", meters)
    encode = None if opus is None else Lane("opus", opus)
    lanes: list[Lane[float | None] | Lane[Rendition]] = [survey]
    if encode is not None:
        lanes.append(encode)
    try:
        for block in sound.blocks():
            for lane in lanes:
                lane.put(block)
            guard.step(sound)
            if any(lane.failed for lane in lanes):
                break
        guard.settle()
    except BaseException:
        for lane in lanes:
            lane.stop()
        raise
    fold = survey.finish()
    return fold, None if encode is None else encode.finish()


def _waveform(peaks: Peaks, out: Path) -> tuple[File, ...]:
    write_waveform_json(peaks, out / "waveform.json")
    write_waveform_png(peaks, out / "waveform.png")
    return describe(out, "waveform.json"), describe(out, "waveform.png")


def _sound_lufs(examination: Examination, fold: float | None) -> float | None:
    measured = examination.integrated_lufs
    if examination.channels > 2:
        return fold
    if measured is not None and examination.channels == 1 and measured > -70:
        return round(measured + _DUAL_MONO_LU, 2)
    return measured
