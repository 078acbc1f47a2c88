"""Makes the demo's files once, and knows when they are already there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import PIL

from server.demo import RELEASE
from server.demo.cover import draw_cover
from server.demo.dsp import Sound
from server.demo.mastering import album_master, equalise, loud_master
from server.demo.mix import BUSES, mix_down, render_stems
from server.demo.score import compose
from server.demo.wav import write_wav

_MANIFEST = "demo.json"
_PREFIX = "night-ferry"
_LOADER = Path(__file__).with_name("seed.py")
"""Sends the files to a server; what it does has no part in how they sound."""


@dataclass(frozen=True, slots=True)
class StemFile:
    """A stem on disk, with the catalogue's name for its role."""

    title: str
    role: str
    path: Path


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Everything the demo release is loaded from."""

    album_mix: Path
    loud_master: Path
    stems: tuple[StemFile, ...]
    cover: Path

    def __iter__(self) -> Iterator[Path]:
        yield self.album_mix
        yield self.loud_master
        yield from (stem.path for stem in self.stems)
        yield self.cover


def render_demo(out_dir: Path) -> DemoFiles:
    """Render the demo into `out_dir`, or return what is there if it is whole and up to date.

    About ten seconds of CPU and 110 MB of disk the first time. Files are written beside their
    place and moved, the list of their hashes last: a run that was cut off is done again.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    files = demo_files(out_dir)
    if not _is_current(out_dir, files):
        (out_dir / _MANIFEST).unlink(missing_ok=True)
        _render(files)
        _write_manifest(out_dir, files)
    return files


def demo_files(out_dir: Path) -> DemoFiles:
    """Where the demo's files are, or will be."""
    stems = tuple(
        StemFile(bus.name, bus.role, out_dir / f"{_PREFIX}-stem-{bus.role}.wav") for bus in BUSES
    )
    return DemoFiles(
        out_dir / f"{_PREFIX}-album-mix.wav",
        out_dir / f"{_PREFIX}-loud-master.wav",
        stems,
        out_dir / f"{_PREFIX}-cover.jpg",
    )


def _render(files: DemoFiles) -> None:
    stems = render_stems(compose())
    for stem, file in zip(stems, files.stems, strict=True):
        _write_sound(file.path, stem.sound, stem.name)
    toned = equalise(mix_down(stems))
    _write_sound(files.album_mix, album_master(toned), RELEASE.album_label)
    _write_sound(files.loud_master, loud_master(toned), RELEASE.loud_label)
    part = _part(files.cover)
    draw_cover().save(part, format="JPEG", quality=93, subsampling=0)
    part.replace(files.cover)


def _write_sound(path: Path, sound: Sound, label: str) -> None:
    tags = {
        "INAM": RELEASE.title,
        "IART": RELEASE.artist.name,
        "IGNR": RELEASE.genre,
        "ICMT": label,
    }
    part = _part(path)
    write_wav(part, sound, tags)
    part.replace(path)


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _recipe() -> str:
    """What the files depend on: the sources that make them, and the libraries that compute."""
    digest = hashlib.sha256(f"numpy {np.__version__} pillow {PIL.__version__}".encode())
    for source in sorted(set(Path(__file__).parent.glob("*.py")) - {_LOADER}):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()


def _hashes(files: DemoFiles) -> dict[str, str]:
    return {path.name: _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _is_current(out_dir: Path, files: DemoFiles) -> bool:
    """Same recipe, every file there, and every byte as it was written."""
    try:
        manifest = json.loads((out_dir / _MANIFEST).read_bytes())
        return bool(manifest == {"recipe": _recipe(), "files": _hashes(files)})
    except (OSError, ValueError):
        return False


def _write_manifest(out_dir: Path, files: DemoFiles) -> None:
    manifest = {"recipe": _recipe(), "files": _hashes(files)}
    part = _part(out_dir / _MANIFEST)
    part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(out_dir / _MANIFEST)
