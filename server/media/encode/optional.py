"""Phase two: renditions and pictures nobody waits for; each stands or falls on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from server.media.encode.clip import cut
from server.media.encode.failures import RenderError, of_exception
from server.media.encode.files import describe, rendition_files
from server.media.encode.lanes import Lane, Sink
from server.media.encode.plan import (
    Failed,
    Failure,
    FailureCode,
    File,
    Made,
    Plan,
    Rendition,
    Step,
    Tier,
)
from server.media.encode.renditions import AacSink, FlacSink, Mp3Sink, OpusSink
from server.media.encode.spectrum import SpectrumSink
from sync.sound import Limits
from sync.sound.decode import Sound
from sync.sound.probe import read_cover
from sync.sound.samples import Block

Say = Callable[[Made | Failed], None]
MAX_PICTURE_BYTES = 32 << 20
_PICTURES = frozenset({Step.ARTWORK, Step.NOTE})


class RenditionSink(Sink[Rendition], Protocol):
    """A sink that holds an open file."""

    def close(self) -> None:
        """Give it back after a failure."""
        ...


def run_optional(plan: Plan, say: Say, progress: Callable[[float], None]) -> None:
    """Every optional step of the plan; tells each one's end through `say`. Raises nothing of
    the steps' own: what fails is said, the others go on."""
    if Step.ARTWORK in plan.optional:
        _attempt(Step.ARTWORK, lambda: _artwork(plan), say)
    if Step.NOTE in plan.optional:
        _attempt(Step.NOTE, lambda: _note(plan), say)
    steps: list[Step] = [step for step in plan.optional if step not in _PICTURES]
    if not steps:
        return
    try:
        with Sound(Path(plan.source), Limits(seconds=plan.limits.max_seconds)) as sound:
            _pass(plan, steps, sound, say, progress)
    except Exception as error:  # the source itself: nothing can be made of it
        for step in steps:
            say(Failed(failure=of_exception(error), step=step))


def _pass(
    plan: Plan, steps: list[Step], sound: Sound, say: Say, progress: Callable[[float], None]
) -> None:
    lanes: dict[Step, Lane[Made]] = {}
    for step in steps:
        try:
            lanes[step] = Lane(step, _sink(step, plan, sound))
        except Exception as error:
            say(Failed(failure=of_exception(error), step=step))
    ended: Exception | None = None
    try:
        for block in _blocks(plan, sound):
            for lane in lanes.values():
                lane.put(block)
            if sound.claimed_samples:
                progress(min(1.0, sound.samples / sound.claimed_samples))
    except Exception as error:
        ended = error
    for step, lane in lanes.items():
        _end(step, lane, ended, say)


def _blocks(plan: Plan, sound: Sound) -> Iterator[Block]:
    if plan.clip is None:
        return sound.blocks()
    return cut(sound.blocks(), sound.sample_rate, plan.clip)


def _end(step: Step, lane: Lane[Made], ended: Exception | None, say: Say) -> None:
    if ended is not None:
        lane.stop()
        say(Failed(failure=of_exception(ended), step=step))
    else:
        _attempt(step, lane.finish, say)


def _attempt(step: Step, work: Callable[[], Made], say: Say) -> None:
    try:
        made = work()
    except Exception as error:
        say(Failed(failure=of_exception(error), step=step))
    else:
        say(made)


class _Made:
    """Adapts a rendition's sink to the event that announces it."""

    def __init__(self, sink: RenditionSink, out: Path) -> None:
        self._sink = sink
        self._out = out
        self.add = sink.add

    def finish(self) -> Made:
        try:
            rendition = self._sink.finish()
        except BaseException:
            self._sink.close()
            raise
        files = rendition_files(self._out, rendition)
        return Made(step=rendition.name, rendition=rendition, files=files)


class _Spectrum:
    """The same for the spectral picture."""

    def __init__(self, out: Path, sound: Sound) -> None:
        self._out = out
        path = out / "spectrum.png"
        self._sink = SpectrumSink(path, rate=sound.sample_rate, total=sound.claimed_samples)
        self.add = self._sink.add

    def finish(self) -> Made:
        self._sink.finish()
        return Made(step=Step.SPECTRUM, files=(describe(self._out, "spectrum.png"),))


def _sink(step: Step, plan: Plan, sound: Sound) -> Sink[Made]:
    out = Path(plan.out_dir)
    tier: Tier = "std" if plan.clip is None else "teaser"
    if step is Step.OPUS:
        return _Made(OpusSink(out, sound, plan.threads or 1, tier=tier), out)
    if step is Step.AAC:
        return _Made(AacSink(out, sound, tier=tier), out)
    if step is Step.MP3:
        return _Made(Mp3Sink(out, sound, plan.tags, tier=tier), out)
    if step is Step.FLAC:
        return _Made(FlacSink(out, sound), out)
    if step is Step.SPECTRUM:
        return _Spectrum(out, sound)
    raise ValueError(f"{step} is not an optional step")


def _artwork(plan: Plan) -> Made:
    picture = _picture(plan)
    if picture is None:
        return Made(step=Step.ARTWORK)
    from server.media.encode.artwork import CoverError, write_artwork  # loads Pillow

    out = Path(plan.out_dir)
    try:
        paths = write_artwork(picture, out)
    except CoverError as error:
        raise RenderError(_bad_cover(str(error))) from error
    files: tuple[File, ...] = tuple(describe(out, path.name) for path in paths)
    return Made(step=Step.ARTWORK, files=files)


def _note(plan: Plan) -> Made:
    """The name of the file tells its width and height: who publishes it need not decode it."""
    from server.media.encode.artwork import CoverError, write_note  # loads Pillow

    out = Path(plan.out_dir)
    try:
        path = write_note(_picture(plan) or b"", out)
    except CoverError as error:
        raise RenderError(_bad_cover(str(error))) from error
    return Made(step=Step.NOTE, files=(describe(out, path.name),))


def _picture(plan: Plan) -> bytes | None:
    if plan.cover is None:
        return read_cover(Path(plan.source))
    path = Path(plan.cover)
    if path.stat().st_size > MAX_PICTURE_BYTES:
        raise RenderError(_bad_cover("The picture is larger than 32 MB."))
    return path.read_bytes()


def _bad_cover(message: str) -> Failure:
    return Failure(
        code=FailureCode.COVER,
        message=message,
        remedy="Use a JPEG or PNG of about 3000x3000 pixels.",
        permanent=True,
    )
