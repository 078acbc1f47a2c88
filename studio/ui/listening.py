"""The listening card: transport, versions, loop and blind test over the big waveform."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.actions.listening import Heard, Listening, Trouble
from studio.audio.mixer import Loop
from studio.ui.blind import BlindPanel
from studio.ui.fonts import font
from studio.ui.parts import figures
from studio.ui.parts.buttons import IconButton, PlayButton, hint
from studio.ui.parts.cards import Card
from studio.ui.parts.chips import LoudnessChip
from studio.ui.parts.labels import label
from studio.ui.parts.layouts import row
from studio.ui.parts.paint import width_of
from studio.ui.parts.segmented import Segmented
from studio.ui.spawn import spawn
from studio.ui.tokens import Space, Type
from studio.ui.waveform.widget import Waveform

SPACE, TYPE = Space(), Type()
FRAME_MS = 16  # 60 frames a second
LETTERS = range(Qt.Key.Key_A, Qt.Key.Key_I)
LETTER_KEYS = "ABCDEFGH"
WIDE, WIDER = 1100, 100  # pixels from which on the figures fit, and those of each version more
EMPTY = ("No version yet", "Drop a mix or a master here.")


class Transport(QWidget):
    """The row of controls; it knows nothing of sound and only tells what was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("skip-back", "Back to the beginning")
        self.play = PlayButton()
        self.ahead = IconButton("skip-forward", "To the next note or comment")
        self.loop = IconButton("repeat", "Loop", checkable=True)
        self.clock = label("0:00.000", "strong")
        self.length = label("/ 0:00", "meta")
        self.versions = Segmented("Version")
        self.match = IconButton("volume-2", "Match loudness of the versions", checkable=True)
        self.blind = IconButton("git-compare", "Blind test of two versions", checkable=True)
        self.loudness, self.peak = LoudnessChip("LUFS"), LoudnessChip("dBTP")
        self.closer = IconButton("zoom-in", "Zoom in", small=True)
        self.wider = IconButton("zoom-out", "Zoom out", small=True)
        for control, keys in ((self.back, "Home"), (self.loop, "L")):
            control.setToolTip(hint(control.accessibleName(), keys))
        self.closer.setToolTip(hint("Zoom in", "+"))
        self.wider.setToolTip(hint("Zoom out", "-"))
        strong = font(TYPE.heading, TYPE.strong, mono=True)
        self.clock.setStyleSheet(f'font-family: "{TYPE.mono}"; font-size: {TYPE.heading}px;')
        self.clock.setMinimumWidth(width_of("00:00.000", strong))
        self.clock.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.clock.setAccessibleName("Position")
        sides = (self.back, self.play, self.ahead, self.loop, SPACE.xs, self.clock, self.length)
        choice = (SPACE.s, self.versions, self.match, self.blind, None)
        facts = (self.loudness, self.peak, self.closer, self.wider)
        self.setLayout(row(*sides, *choice, *facts, gap=SPACE.xs))

    def show_time(self, position_ms: int, length_ms: int) -> None:
        """Where it is, and how long it takes."""
        self.clock.setText(figures.clock(position_ms, fine=True))
        self.length.setText(f"/ {figures.clock(length_ms)}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.give_room()

    def give_room(self) -> None:
        """The names of versions need it more than their figures."""
        more = max(0, len(self.versions.segments()) - 3) * WIDER
        for chip in (self.loudness, self.peak):
            chip.setVisible(self.width() >= WIDE + more)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, super().minimumSizeHint().height())


class ListeningCard(Card):
    """A session of listening, to be seen and handled. The session is the owner's to close.

    `coming` says how much of a file that is being fetched is here, from 0 to 1.
    """

    note_wanted = Signal(int)  # milliseconds
    marker_chosen = Signal(str)
    unheard = Signal()

    def __init__(self, session: Listening) -> None:
        super().__init__()
        self.session = session
        self.transport, self.wave, self.blind = Transport(), Waveform(), BlindPanel()
        self.offered: tuple[tuple[str, str], ...] = ()
        self.last_loop: Loop | None = None
        self.coming: Callable[[str], float | None] = lambda _sha256: None
        self.add(self.transport)
        self.add(self.blind)
        self.add(self.wave, 1)
        self.blind.hide()
        self.timer = QTimer(self)
        self.timer.setInterval(FRAME_MS)
        self.timer.timeout.connect(self.tick)
        self.connect_transport()
        self.connect_wave()
        session.changed = self.refresh
        self.refresh()

    def connect_transport(self) -> None:
        bar = self.transport
        bar.play.clicked.connect(self.toggle_play)
        bar.back.clicked.connect(lambda: self.wave.seek(0))
        bar.ahead.clicked.connect(self.next_marker)
        bar.loop.clicked.connect(self.toggle_loop)
        bar.versions.chosen.connect(self.select)
        bar.match.clicked.connect(self.session.set_matched)
        bar.blind.clicked.connect(self.toggle_blind)
        bar.closer.clicked.connect(lambda: self.wave.zoom(2.0))
        bar.wider.clicked.connect(lambda: self.wave.zoom(0.5))

    def connect_wave(self) -> None:
        self.wave.sought.connect(self.seek)
        self.wave.loop_wanted.connect(self.set_loop)
        self.wave.note_wanted.connect(self.note_wanted)
        self.wave.marker_chosen.connect(self.marker_chosen)
        self.wave.retry_wanted.connect(self.session.retry)
        self.blind.heard.connect(self.select)
        self.blind.closed.connect(lambda: self.show_blind(on=False))

    def refresh(self) -> None:
        """Show how the session stands; it calls this itself."""
        heard = self.session.heard
        offered = tuple((name, one.version.label) for name, one in heard.items())
        bar = self.transport
        if offered != self.offered:
            self.offered = offered
            bar.versions.set_choices(offered, lettered=True)
            bar.give_room()
            for number, segment in enumerate(bar.versions.segments()):
                segment.setToolTip(hint(segment.text(), LETTER_KEYS[number : number + 1]))
        blind = self.blind.isVisibleTo(self)
        if self.session.current is not None and not blind:
            bar.versions.choose(self.session.current)
        bar.versions.setVisible(bool(offered) and not blind)
        ready = sum(one.pcm is not None for one in heard.values())
        for control in (bar.play, bar.back, bar.ahead, bar.loop, bar.closer, bar.wider):
            control.setEnabled(ready > 0)
        bar.match.setEnabled(ready > 1 and not blind)
        bar.blind.setEnabled(ready > 1)
        bar.match.setChecked(self.session.matched)
        bar.loop.setChecked(self.session.loop is not None)
        self.wave.set_loop(self.session.loop)
        self.show_version(heard.get(self.session.current or ""), blind=blind)
        self.tick()

    def show_version(self, one: Heard | None, *, blind: bool) -> None:
        """The wave and the figures of the version that is heard; in a blind test they'd tell."""
        measured = one.version.measured if one is not None and not blind else None
        self.transport.loudness.set_value(measured.integrated_lufs if measured else None)
        self.transport.peak.set_value(measured.true_peak_dbtp if measured else None)
        if one is None:
            self.wave.show_empty(*EMPTY)
        elif one.trouble is not None and one.trouble.elsewhere:
            self.show_elsewhere(one, one.trouble)
        elif one.trouble is not None:
            self.wave.show_error(one.trouble.message, one.trouble.remedy)
        elif one.waveform is None:
            self.wave.show_progress(f"Reading {one.version.label}", one.share)
        elif one.waveform is not self.wave.source and not blind:
            self.wave.show_sound(one.waveform, self.session.cache.rate)

    def show_elsewhere(self, one: Heard, trouble: Trouble) -> None:
        """It lies on the server, or comes from there just now."""
        share = self.coming(one.version.sha256 or "")
        if share is None:
            self.wave.show_empty(trouble.message, trouble.remedy)
        else:
            self.wave.show_progress(f"Fetching {one.version.label}", share)

    def tick(self) -> None:
        """Follow the player."""
        player, rate = self.session.player, self.session.cache.rate
        position, playing = (player.position, player.playing) if player else (0, False)
        self.transport.show_time(position * 1000 // rate, self.wave.view.frames * 1000 // rate)
        self.wave.set_position(position)
        if self.transport.play.isChecked() != playing:
            self.transport.play.setChecked(playing)
        if playing != self.timer.isActive():
            self.timer.start() if playing else self.timer.stop()
        if player is not None and player.unheard:
            self.unheard.emit()

    def toggle_play(self) -> None:
        """Play, or pause where it is."""
        player = self.session.player
        if player is None:
            return
        if player.playing:
            spawn(self.stop())
        else:
            player.play()
            self.transport.play.setChecked(True)
            self.timer.start()

    async def stop(self) -> None:
        """Pause, and show where."""
        await self.session.pause()
        self.refresh()

    def select(self, name: str) -> None:
        """Hear a version."""
        spawn(self.session.select(name))

    def seek(self, frame: int) -> None:
        """Go to a frame."""
        if self.session.player is not None:
            self.session.player.seek(frame)
            rate = self.session.cache.rate
            length = self.wave.view.frames * 1000 // rate
            self.transport.show_time(frame * 1000 // rate, length)

    def set_loop(self, loop: Loop | None) -> None:
        """Repeat a part, or no more."""
        self.last_loop = loop or self.last_loop
        try:
            self.session.set_loop(loop)
        except ValueError:  # it was drawn over what a shorter version lacks
            self.session.set_loop(None)

    def toggle_loop(self) -> None:
        """The last loop again, else what is in sight."""
        view = self.wave.view
        seen = Loop(int(view.start), min(view.frames, int(view.end)))
        wanted = None if self.session.loop is not None else self.last_loop or seen
        self.set_loop(wanted)

    def next_marker(self) -> None:
        """To the next note or comment after the play head, else to the end."""
        now = self.wave.position * 1000 // self.wave.rate
        later = [one for one in self.wave.markers if one.at_ms > now]
        frame = later[0].at_ms * self.wave.rate // 1000 if later else self.wave.view.frames
        self.wave.seek(frame)

    def toggle_blind(self) -> None:
        """Begin a blind test of the version that is heard and the next one, or end it."""
        self.show_blind(on=not self.blind.isVisibleTo(self))

    def show_blind(self, *, on: bool) -> None:
        """Open or close the blind test."""
        ready = [name for name, one in self.session.heard.items() if one.pcm is not None]
        self.transport.blind.setChecked(on and len(ready) > 1)
        self.blind.setVisible(on and len(ready) > 1)
        if on and len(ready) > 1:
            first = ready.index(self.session.current) if self.session.current in ready else 0
            other = ready[(first + 1) % len(ready)]
            self.blind.begin(self.session.blind(ready[first], other))
        self.refresh()

    def takes(self, key: int) -> bool:
        """Whether a key without others does something here."""
        return key in (Qt.Key.Key_Space, Qt.Key.Key_L) or key in LETTERS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays, letters switch versions: what no control took for itself."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_Space:
            self.toggle_play()
        elif plain and event.key() == Qt.Key.Key_L and self.transport.loop.isEnabled():
            self.toggle_loop()
        elif plain and event.key() in LETTERS and not self.blind.isVisibleTo(self):
            place = event.key() - Qt.Key.Key_A
            if place < len(self.offered):
                self.select(self.offered[place][0])
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.timer.stop()
