"""The tab of how a track sounds: listening, its versions, and what is said at its moments."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget

from studio.actions import fetching, versions
from studio.actions.tracks import Track
from studio.ui.parts.buttons import IconButton
from studio.ui.parts.cards import Card
from studio.ui.parts.layouts import column, holder
from studio.ui.parts.notices import EmptyState
from studio.ui.parts.overlays import confirm
from studio.ui.parts.splitters import Splitter
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.tokens import Space
from studio.ui.track.notes_card import NotesCard
from studio.ui.track.telling import reason, tell
from studio.ui.track.version_rows import VersionLine, VersionLines

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from studio.actions.listening import Heard, Listening
    from studio.ui.listening import ListeningCard

SPACE = Space()
COMPARE = "Null test: what is left when another version is taken from this one"
CLOSED = "Sound can be heard, and notes be written, as soon as the library is open for writing."
LISTS_LEAST = 124


class SoundTab(QWidget):
    """See studio.ui.track.tabs."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.track: Track | None = None
        self.listening: Listening | None = None
        self.card: ListeningCard | None = None
        self.turn = asyncio.Lock()
        self.versions = VersionLines()
        self.compare = IconButton("git-compare", COMPARE, small=True)
        self.notes = NotesCard(session)
        self.silence = EmptyState("volume-x", "No sound yet", CLOSED)
        self.stage = column(self.silence, gap=0)
        self.arrange()
        self.connect_all()
        session.endings.append(self.end)
        session.opened.connect(self.begin)
        session.arriving.connect(lambda _event: self.show_listening())
        self.begin()

    def arrange(self) -> None:
        """Put it together."""
        self.sound = Card("Versions", actions=(self.compare,), flush=True)
        page = holder(column(self.versions, None, margins=(SPACE.l, 0, SPACE.l, SPACE.l)))
        page.setProperty("part", "page")
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sound.add(area, 1)
        self.lists = Splitter(self.sound, self.notes)
        self.lists.setMinimumHeight(LISTS_LEAST)
        for number, share in enumerate((5, 4)):
            self.lists.setStretchFactor(number, share)
        self.lists.setSizes([500, 400])
        whole = column(gap=SPACE.m)
        whole.addLayout(self.stage, 5)
        whole.addWidget(self.lists, 6)
        self.setLayout(whole)

    def connect_all(self) -> None:
        """Who listens to whom."""
        self.compare.clicked.connect(self.offer_comparison)
        self.versions.heard.connect(self.hear)
        self.versions.preferred.connect(self.prefer)
        self.versions.renamed.connect(self.rename)
        self.versions.removal.connect(lambda key: spawn(self.remove(key)))
        self.notes.marked.connect(self.show_markers)
        self.notes.sought.connect(self.go_to)
        self.notes.wanted.connect(self.note_here)
        self.notes.done.connect(self.focus_first)

    def begin(self) -> None:
        """The card, as soon as there is a library to read sound for."""
        cache = self.session.sounds()
        if cache is None or self.card is not None:
            return
        from studio.actions.listening import Listening
        from studio.ui.listening import ListeningCard

        matched = self.session.settings.match_loudness
        self.listening = Listening(cache, matched=matched)
        self.card = ListeningCard(self.listening)
        self.listening.changed = self.show_listening
        self.card.coming = self.coming
        self.card.note_wanted.connect(self.write_note)
        self.card.marker_chosen.connect(self.notes.light)
        self.card.unheard.connect(self.session.tell_unheard)
        self.silence.hide()
        self.stage.addWidget(self.card)
        self.show_markers()
        if self.track is not None:
            spawn(self.follow(self.track, other=True))

    # of the page

    def show_track(self, track: Track) -> None:
        """Another track, or the same after a change of the library."""
        other = self.track is None or self.track.row.id != track.row.id
        self.track = track
        self.versions.show_versions(track.versions)
        self.notes.show_track(track)
        if self.listening is not None:
            self.show_heard()
            spawn(self.follow(track, other=other))

    async def follow(self, track: Track, *, other: bool) -> None:
        """Decodes what is new; the sound of another track ends first."""
        from studio.actions.listening import read_versions

        listening, desk = self.listening, self.session.desk
        if listening is None or desk is None:
            return
        async with self.turn:
            if other:
                await self.let_go(listening)
            if self.track is None or self.track.row.id != track.row.id:
                return
            found = await read_versions(desk, track.row.id)
            await listening.show(found, track.row.version_id)

    async def let_go(self, listening: Listening) -> None:
        """Nothing of the last track is heard or shown any more."""
        if self.card is not None:
            self.card.show_blind(on=False)
            self.card.last_loop = None
        await listening.close()
        listening.loop = listening.current = None
        listening.changed()

    def leave(self) -> None:
        """Saves what was typed, pauses the sound."""
        self.notes.commit()
        for key in self.versions.lines:
            self.rename(key)
        player = self.listening.player if self.listening is not None else None
        if player is not None and player.playing and self.card is not None:
            spawn(self.card.stop())

    def forget(self) -> None:
        """The track was deleted."""
        self.track = self.notes.track = None
        self.notes.clear()
        if self.listening is not None:
            spawn(self.end())

    async def end(self) -> None:
        """Lets go of the sound."""
        if self.listening is not None:
            async with self.turn:
                await self.let_go(self.listening)

    # what is heard

    def show_listening(self) -> None:
        """The player has something else to show."""
        if self.card is not None:
            self.card.refresh()
        self.show_heard()

    def coming(self, sha256: str) -> float | None:
        """How much of a file that is being fetched is here."""
        one = fetching.on_the_way(self.session.library).get(sha256)
        if one is None or one.paused or one.state != "coming":
            return None
        arrivals = self.session.arrivals
        return arrivals.pace.share if arrivals.sha256 == sha256 else 0.0

    def show_heard(self) -> None:
        """Which version is heard; a blind test must not tell."""
        blind = self.card is not None and self.card.blind.isVisibleTo(self.card)
        current = self.listening.current if self.listening is not None else None
        self.versions.show_heard(None if blind else current)
        self.compare.setEnabled(not blind and len(self.decoded()) > 1)

    def decoded(self) -> dict[str, Heard]:
        """The versions that can be heard."""
        heard = self.listening.heard if self.listening is not None else {}
        return {key: one for key, one in heard.items() if one.pcm is not None}

    def offer_comparison(self) -> None:
        """Which version to take from the one that is heard."""
        ready, current = self.decoded(), self.listening.current if self.listening else None
        one = ready.pop(current or "", None)
        if one is None:
            return
        menu = QMenu(self)
        for other in ready.values():
            text = f"“{one.version.label}” minus “{other.version.label}”"
            menu.addAction(text, partial(self.run_comparison, one, other))
        menu.popup(self.compare.mapToGlobal(QPoint(0, self.compare.height())))

    def run_comparison(self, one: Heard, other: Heard) -> None:
        """In the background."""
        spawn(self.compare_versions(one, other), busy=self.compare)

    async def compare_versions(self, one: Heard, other: Heard) -> None:
        """What is left when one is taken from the other."""
        from studio.audio.nulltest import null_test
        from studio.ui.track.version_null import difference

        if one.pcm is None or other.pcm is None:
            return
        found = await asyncio.to_thread(null_test, one.pcm, {other.version.name: other.pcm})
        names = (one.version.label, other.version.label)
        lengths = (one.pcm.frames, other.pcm.frames)
        told = difference(found, *names, lengths=lengths, rate=one.pcm.rate)
        tell(self, told.text, told.tone, detail=told.detail)

    def hear(self, key: str) -> None:
        """A letter was clicked."""
        if self.card is None or self.listening is None or key not in self.listening.heard:
            return
        if self.card.blind.isVisibleTo(self.card):
            self.card.show_blind(on=False)
        self.card.select(key)

    def show_markers(self) -> None:
        """Notes and comments on the waveform."""
        if self.card is not None:
            self.card.wave.set_markers(self.notes.markers())

    def go_to(self, key: str, at_ms: int) -> None:
        """A moment of the list was clicked."""
        if self.card is not None and self.card.wave.source is not None:
            self.card.wave.seek(at_ms * self.card.wave.rate // 1000)
            self.card.wave.choose(key)

    def note_here(self) -> None:
        """At the play head."""
        wave = self.card.wave if self.card is not None else None
        self.write_note(round(wave.position / wave.rate * 1000) if wave is not None else 0)

    def write_note(self, at_ms: int) -> None:
        """About the version that is heard, where it is."""
        current = self.listening.current if self.listening is not None else None
        self.notes.begin(at_ms, UUID(current) if current is not None else None)

    def focus_first(self) -> None:
        """Where the keys of the player are; also after writing."""
        if self.card is not None:
            self.card.wave.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the card work from everywhere on the tab."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if self.card is not None and plain and event.key() == Qt.Key.Key_N:
            self.note_here()
        elif self.card is not None and plain and self.card.takes(event.key()):
            self.card.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    # what is done

    def prefer(self, key: str) -> None:
        """Listeners are to hear another version."""
        if self.track is not None:
            track, seen = self.track.row.id, self.track.primary_version_id
            self.do(lambda desk: versions.prefer(desk, track, UUID(key), seen=seen))

    def do(self, work: Callable[[Desk], Awaitable[Any]]) -> None:
        """In the background; the window tells what did not work."""
        if self.session.desk is not None:
            spawn(self.session.do(work))

    def rename(self, key: str) -> None:
        """A name was left."""
        line = self.versions.lines[key]
        wanted = line.wanted()
        if wanted is not None and self.session.desk is not None:
            seen, line.seen = line.seen, wanted
            spawn(self.write_name(line, seen, wanted))

    async def write_name(self, line: VersionLine, seen: str, wanted: str) -> None:
        """What cannot be saved stays typed, with the reason below it."""
        version = UUID(line.key)
        try:
            await self.session.do(
                lambda desk: versions.rename(desk, version, seen=seen, wanted=wanted)
            )
        except Exception as error:
            line.seen = seen
            line.show_wrong(reason(error))

    async def remove(self, key: str) -> None:
        """Asks, then takes a version away."""
        line, track = self.versions.lines.get(key), self.track
        if line is None or track is None:
            return
        version = line.version
        text = "The sound file on your disk stays where it is."
        if version.stems:
            text = f"Its {version.stems} stems go with it. {text}"
        if version.primary and len(track.versions) > 1:
            text = f"Listeners hear this one now; they will hear another. {text}"
        title = f"Delete version “{version.label}”?"
        if not await confirm(self, title, text, verb="Delete", danger=True):
            return
        await self.session.do(lambda desk: versions.remove(desk, version.id))
        tell(self, f"“{version.label}” deleted", detail="You can bring it back under History.")
