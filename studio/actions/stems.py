"""The stems of a version: read, checked against it, brought in, edited."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions.guesses import Purpose, guess
from studio.actions.library import Library, TrackRow
from studio.actions.tracks import LONGEST_TITLE, Version
from studio.store.reading import Item, Reader
from sync.wire.choices import StemRole

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from studio.actions.files import Progress
    from studio.audio.nulltest import Misfit

_NAMED = re.compile(r"[^\w\- ]+")
_WHOLE = 1  # milliseconds: lengths are rounded to one


@dataclass(frozen=True, slots=True, kw_only=True)
class StemCredit:
    """Who plays on a stem."""

    person: str
    role: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """A stem as the library has it; `path` is None where this machine lacks the file. `problem`
    says for people what is wrong with the file.
    """

    id: UUID
    title: str
    role: str
    sha256: str | None
    path: Path | None
    duration_ms: int | None
    sample_rate: int | None
    credits: tuple[StemCredit, ...]
    unsent: bool
    problem: str

    @property
    def name(self) -> str:
        """Under which the player knows it."""
        return str(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stem that could be added: a file, or a track of a stem file; with the best guess."""

    path: Path
    title: str
    role: StemRole
    track: int | None = None


def read(library: Library, version: UUID) -> tuple[Stem, ...]:
    """The stems of a version, in order."""

    def question(reader: Reader) -> tuple[Stem, ...]:
        return tuple(_stem(reader, item) for item in reader.items(version, "stem"))

    return library.ask(question, ())


def misfit(stem: Stem, mix: Version, exact: Misfit | None = None) -> str:
    """How a stem differs from its mix; empty if it fits. To the sample once both are decoded."""
    if exact is not None:
        return _exactly(exact)
    if stem.sample_rate and mix.sample_rate and stem.sample_rate != mix.sample_rate:
        return _rates(stem.sample_rate, mix.sample_rate)
    if stem.duration_ms is None or mix.duration_ms is None:
        return ""
    longer = stem.duration_ms - mix.duration_ms
    if abs(longer) <= _WHOLE:
        return ""
    return f"{_lasting(abs(longer) / 1000)} {'longer' if longer > 0 else 'shorter'} than the mix"


def fault(name: str, value: Any) -> str:
    """What is wrong with a value, for people; empty if nothing is."""
    if name == "title" and not str(value).strip():
        return "A stem needs a name."
    if name == "title" and len(value) > LONGEST_TITLE:
        return f"At most {LONGEST_TITLE} letters; these are {len(value)}."
    return ""


def find(library: Library, path: Path, near: TrackRow) -> list[Found]:
    """What a dropped file holds: itself, or the stems in it. Raises SoundError, OSError."""
    from studio.audio import stems

    if path.suffix.casefold() in (".mp4", ".m4a") and stems.is_stem_file(path):
        inside = stems.read_stems(path).stems
        return [_guessed(library, path, near, name=one.name, track=one.track) for one in inside]
    return [_guessed(library, path, near, name=path.stem)]


async def add(desk: Desk, version: UUID, found: Found, progress: Progress) -> UUID:
    """Takes a stem in, behind the others. A track of a stem file becomes a file of its own beside
    the library, without being decoded. Raises SoundError, UploadError, OSError, NotEditable.
    """
    from studio.actions import files
    from studio.audio.stems import extract

    path = found.path
    if found.track is not None:
        path = await asyncio.to_thread(_room, desk, found)
        await asyncio.to_thread(extract, found.path, found.track, path)
    looked = await files.look(path, progress)
    return await files.add_stem(desk, version, looked, role=found.role, title=found.title)


async def edit(desk: Desk, stem: UUID, edits: Mapping[str, tuple[Any, Any]]) -> None:
    """Changes fields from what was seen to what is wanted. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    changes = {name: editing.Edit(*pair) for name, pair in edits.items()}
    await asyncio.to_thread(editing.patch, desk.local, "stem", stem, changes)


async def set_credits(
    desk: Desk, stem: UUID, *, seen: Sequence[StemCredit], wanted: Sequence[StemCredit]
) -> None:
    """Who plays on a stem: all of them at once, as they travel."""
    await edit(desk, stem, {"credits": (_plain(seen), _plain(wanted))})


async def remove(desk: Desk, stem: UUID) -> None:
    """Takes a stem away; its sound file stays on the disk."""
    from sync.client import editing

    await asyncio.to_thread(editing.delete, desk.local, "stem", stem)


def _stem(reader: Reader, item: Item) -> Stem:
    data = item.data
    sha256 = str(data["sha256"]) if data.get("sha256") else None
    file = reader.file(sha256) if sha256 else None
    wrong = file is not None and file.state in ("missing", "changed", "failed")
    return Stem(
        id=item.id,
        title=str(data.get("title") or ""),
        role=str(data.get("role") or StemRole.OTHER),
        sha256=sha256,
        path=file.path if file is not None else None,
        duration_ms=data.get("duration_ms"),
        sample_rate=data.get("sample_rate"),
        credits=tuple(
            StemCredit(person=one["person"], role=one["role"], url=one.get("url") or "")
            for one in data.get("credits") or ()
        ),
        unsent=bool(item.unsent),
        problem=(file.why or "") if file is not None and wrong else "",
    )


def _plain(credits: Sequence[StemCredit]) -> list[dict[str, str]]:
    return [{"person": one.person, "role": one.role, "url": one.url} for one in credits]


def _guessed(
    library: Library, path: Path, near: TrackRow, *, name: str, track: int | None = None
) -> Found:
    best = guess(library, name, near=near)
    title = best.label if best.purpose is Purpose.VERSION else best.title
    role = best.role if best.purpose is Purpose.STEM else StemRole.OTHER
    return Found(path=path, title=title[:LONGEST_TITLE] or name, role=role, track=track)


def _room(desk: Desk, found: Found) -> Path:
    """Where a track of a stem file goes; another one of the same name is not overwritten."""
    folder = desk.places.data / "stems"
    folder.mkdir(parents=True, exist_ok=True)
    base = found.path.name.split(".")[0]
    name = _NAMED.sub(" ", f"{base} - {found.track} {found.title}").strip()[:120]
    path, number = folder / f"{name}.m4a", 2
    while path.exists():
        path, number = folder / f"{name} ({number}).m4a", number + 1
    return path


def _exactly(exact: Misfit) -> str:
    if exact.length_difference is None:
        return _rates(exact.rate, exact.mix_rate)
    frames = abs(exact.length_difference)
    if frames < exact.rate // 1000:
        amount = "1 sample" if frames == 1 else f"{frames} samples"
    else:
        amount = _lasting(frames / exact.rate)
    return f"{amount} {'longer' if exact.length_difference > 0 else 'shorter'} than the mix"


def _rates(ours: int, mixes: int) -> str:
    return f"{ours / 1000:g} kHz, but the mix has {mixes / 1000:g} kHz"


def _lasting(seconds: float) -> str:
    if seconds < 1:
        return f"{round(seconds * 1000)} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {seconds % 60:.0f} s"
