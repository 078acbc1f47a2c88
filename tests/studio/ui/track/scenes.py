"""A library with a track of four real stems, and a tab of its page, for tests."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from studio import settings
from studio.actions import files, stems, tracks
from studio.actions.listening import open_cache, read_versions
from studio.actions.tracks import Track
from studio.audio.pcm import Wanted
from studio.ui import spawn
from studio.ui.session import Session
from studio.ui.track.stems import StemsTab
from studio.ui.track.tabs import shows
from sync.wire.choices import StemRole
from tests.support.audio import Samples, noise, sine, stereo, write_wav

SECONDS = 2.0
PARTS: tuple[tuple[str, StemRole, Samples], ...] = (
    ("Lead vocal", StemRole.VOCAL, stereo(sine(SECONDS, hertz=440, dbfs=-14))),
    ("Kick", StemRole.DRUM, stereo(sine(SECONDS, hertz=55, dbfs=-12))),
    ("Sub bass", StemRole.BASS, stereo(sine(SECONDS, hertz=110, dbfs=-15))),
    ("Juno pad", StemRole.SYNTH, noise(SECONDS, dbfs=-32)),
)


def exactly(samples: Samples) -> Samples:
    """On the grid of 16 bits, so that sums are exact."""
    return np.round(samples * 32768) / 32768


def mixed(parts: Sequence[tuple[str, StemRole, Samples]] = PARTS) -> Samples:
    """What the parts add up to."""
    return np.sum([exactly(samples) for _, _, samples in parts], axis=0)


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Session]:
    """A library of its own, open, with nobody signed in."""
    places = settings.Places(data=home / "d", cache=home / "c", config=home / "s")
    for folder in (places.data, places.cache, places.config):
        folder.mkdir(parents=True, exist_ok=True)
    session = Session(places)
    await session.open()
    try:
        yield session
    finally:
        await settle()
        await session.close()
        await spawn.cancel_all()
        session.deleteLater()


@asynccontextmanager
async def shown(
    app: QApplication, session: Session, make: Callable[[Session], Any], track: UUID
) -> AsyncIterator[Any]:
    """A tab in a window, following the library as the page does."""
    made = make(session)
    made.resize(1000, 700)

    def follow() -> None:
        found = tracks.read(session.library, track)
        if found is not None:
            shows(made).show_track(found)

    session.changed.connect(follow)
    follow()
    made.show()
    made.activateWindow()
    await asyncio.sleep(0)
    try:
        yield made
    finally:
        session.changed.disconnect(follow)
        shows(made).leave()
        made.close()
        await settle()
        made.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


async def song(
    session: Session, folder: Path, *, title: str = "Night Drive", samples: Samples | None = None
) -> UUID:
    """A track with one version: what the parts add up to, or other sound."""
    path = folder / f"{title}.wav"
    write_wav(path, mixed() if samples is None else samples, kind="s16")
    looked = await files.look(path)
    return await session.do(lambda desk: files.add_track(desk, looked, title=title))


async def with_stems(
    session: Session,
    folder: Path,
    parts: Sequence[tuple[str, StemRole, Samples]] = PARTS,
    **options: Any,
) -> UUID:
    """A song and its stems."""
    track = await song(session, folder, **options)
    version = read(session, track).versions[0].id
    for title, role, samples in parts:
        path = write_wav(folder / f"{title}.wav", exactly(samples), kind="s16")
        looked = await files.look(path)
        await session.do(
            lambda desk, looked=looked, role=role, title=title: files.add_stem(
                desk, version, looked, role=role, title=title
            )
        )
    return track


async def decoded(session: Session, track: UUID) -> None:
    """Everything of a track is in the cache: a child process for each file would take seconds."""
    assert session.desk is not None
    cache = open_cache(session.desk)
    for version in read(session, track).versions:
        files_ = [one.sha256 for one in stems.read(session.library, version.id)]
        for item in await read_versions(session.desk, track):
            files_.append(item.sha256)
        for sha256 in files_:
            found = session.library.ask(lambda reader, sha=sha256: reader.file(sha or ""), None)
            if found is not None:
                await asyncio.to_thread(cache.load, Wanted(path=found.path, sha256=sha256))
    cache.close()


async def library_with_stems(home: Path) -> UUID:
    """A library to copy from: the song with its stems, decoded."""
    async with opened(home) as session:
        track = await with_stems(session, home)
        await decoded(session, track)
    return track


def copy_of(home: Path, target: Path) -> Path:
    """The same library once more; the sound files are shared."""
    for part in ("d", "c", "s"):
        shutil.copytree(home / part, target / part)
    return target


def read(session: Session, track: UUID) -> Track:
    """The track as the library has it."""
    found = tracks.read(session.library, track)
    assert found is not None
    return found


def field(session: Session, track: UUID, name: str) -> Any:
    """One field of a track, as it stands in the library."""
    found = session.library.ask(lambda reader: reader.track(track), None)
    assert found is not None
    return found[1].get(name)


async def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits for something that comes of itself."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


async def settle() -> None:
    """Until nothing that was spawned is under way any more."""
    await until(lambda: not spawn.running)


def nameless(widget: QWidget) -> list[QWidget]:
    """Controls in sight that take the focus and tell a screen reader no name."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAccessible

    found = []
    for one in widget.findChildren(QWidget):
        if one.focusPolicy() == Qt.FocusPolicy.NoFocus or not one.isVisible():
            continue
        told = QAccessible.queryAccessibleInterface(one)
        if told is not None and not told.text(QAccessible.Text.Name):
            found.append(one)
    return found


async def heard(tab: StemsTab) -> None:
    """Until everything is decoded."""

    def done() -> bool:
        mixing = tab.desk.sound.mixing
        return mixing is not None and mixing.complete and tab.desk.bar.source.isEnabled()

    await until(done)
