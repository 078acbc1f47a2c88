"""The tracks of a release: found in the library or dropped as files, in order, with their sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QSizePolicy

from studio.actions import releasing
from studio.actions.releases import LOUDNESS_SPREAD, Refused, Release
from studio.ui.parts import figures
from studio.ui.parts.buttons import Button
from studio.ui.parts.cards import Card
from studio.ui.parts.labels import ElidedLabel, label
from studio.ui.parts.layouts import column, holder, row
from studio.ui.parts.notices import Banner
from studio.ui.parts.progress import Bar
from studio.ui.releases.finder import TrackFinder
from studio.ui.releases.schedule import show_refusals
from studio.ui.releases.tracklist import TrackList
from studio.ui.releases.words import counted
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.tokens import Space

SPACE = Space()
SOUNDS = "Sound (*.wav *.flac *.aif *.aiff *.mp3 *.m4a *.mp4 *.ogg *.opus *.wv *.caf *.w64)"


def spread_hint(release: Release) -> str:
    """What to do where the tracks differ much in loudness; empty where they do not."""
    known = [one.row for one in release.tracks if one.row.lufs is not None]
    if release.spread <= LOUDNESS_SPREAD:
        return ""
    loud = max(known, key=lambda row: row.lufs or 0.0)
    soft = min(known, key=lambda row: row.lufs or 0.0)
    return (
        f"“{loud.title}” is {release.spread:.1f} LU louder than “{soft.title}”: people will reach "
        "for the volume. Have one of them mastered again if that is not meant."
    )


class Tracks(Card):
    """`opened` asks to see a track."""

    opened = Signal(object)
    dropped = Signal(object)  # id of a refused edit

    def __init__(self, session: Session) -> None:
        self.files = Button("Add files…", icon="upload", small=True)
        super().__init__("Tracks", actions=(self.files,))
        self.session = session
        self.release: Release | None = None
        self.finder = TrackFinder(session.library, self.known)
        self.list = TrackList()
        self.none = label(
            "No track yet. Search above, or drop sound files anywhere on this page.",
            "dim",
            wrap=True,
        )
        self.hint, self.trouble = Banner("", "warn"), Banner("", "bad")
        self.refusals = column(gap=SPACE.s)
        self.doing, self.bar = ElidedLabel("", "meta"), Bar("Reading files")
        self.work = holder(row(self.doing, self.bar, gap=SPACE.m))
        for banner in (self.hint, self.trouble):
            banner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for part in (self.finder, self.work, self.trouble, self.none, self.list, self.hint):
            self.add(part)
        self.body.insertLayout(3, self.refusals)
        self.work.hide()
        self.trouble.hide()
        self.connect_all()

    def connect_all(self) -> None:
        """Who listens to whom."""
        self.files.clicked.connect(self.choose)
        self.finder.added.connect(lambda track: spawn(self.put([track])))
        self.list.moved.connect(lambda place, to: spawn(self.shift(place, to)))
        self.list.removal.connect(lambda place: spawn(self.take_off(place)))
        self.list.opened.connect(self.opened)

    def known(self) -> set[UUID]:
        """The tracks that are on it."""
        return {one.row.id for one in self.release.tracks} if self.release else set()

    def show_release(self, release: Release) -> None:
        """Another release, or the same as it is now."""
        if self.release is None or self.release.row.id != release.row.id:
            self.finder.search.clear()
            self.trouble.hide()
        self.release = release
        self.list.show_tracks(release.tracks)
        self.list.setVisible(bool(release.tracks))
        self.none.setVisible(not release.tracks)
        found = release.row
        length = f" · {figures.clock(found.length_ms)} in all" if found.length_ms else ""
        self.note.setText(counted(found.tracks, "track") + length if found.tracks else "")
        hint = spread_hint(release)
        self.hint.setVisible(bool(hint))
        if hint:
            self.hint.say(hint, "warn")
        self.show_refused(
            [one for one in release.refused if one.kind in ("release_track", "track")]
        )

    def show_refused(self, refused: Sequence[Refused]) -> None:
        show_refusals(self.refusals, refused, self.dropped.emit)

    async def put(self, tracks: Sequence[UUID]) -> None:
        """Behind the others."""
        release = self.release
        if release is not None:
            await self.session.do(lambda desk: releasing.add_tracks(desk, release.row.id, tracks))

    async def shift(self, place: UUID, to: int) -> None:
        release = self.release
        if release is not None:
            await self.session.do(lambda desk: releasing.move(desk, release.row.id, place, to))

    async def take_off(self, place: UUID) -> None:
        await self.session.do(lambda desk: releasing.take_off(desk, [place]))

    def choose(self) -> None:
        """Asks for files."""
        dialog = QFileDialog(self.window(), "Choose sound files")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([SOUNDS, "All files (*)"])
        dialog.filesSelected.connect(lambda names: self.bring([Path(name) for name in names]))
        dialog.open()

    def bring(self, files: Sequence[Path]) -> None:
        """New tracks of files, put on the release one by one."""
        if self.release is not None and files:
            spawn(self.bring_in(self.release.row.id, files), busy=self.files)

    async def bring_in(self, release: UUID, paths: Sequence[Path]) -> None:
        """What cannot be read says why; the others are added."""
        from studio.actions import files
        from studio.problems import explain

        self.trouble.hide()
        self.work.show()
        failed = []
        for path in paths:
            self.doing.setText(f"Reading {path.name}")
            try:
                looked = await files.look(path, lambda _what, done: self.bar.set_share(done))
                track = await self.session.do(
                    lambda desk, looked=looked: files.add_track(desk, looked)  # type: ignore[misc]
                )
                await self.session.do(
                    lambda desk, track=track: releasing.add_tracks(desk, release, [track])  # type: ignore[misc]
                )
            except Exception as error:
                told = explain(error)
                if told is None:
                    self.work.hide()
                    raise
                failed.append(f"{path.name}: {told}")
        self.work.hide()
        self.trouble.setVisible(bool(failed))
        if failed:
            self.trouble.say("\n".join(failed), "bad")
