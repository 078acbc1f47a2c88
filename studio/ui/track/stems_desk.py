"""The mixer of one version: transport, a row for each stem, and the null test; with its sound."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget

from studio.actions import stems
from studio.actions.stems import Stem
from studio.actions.tracks import Version
from studio.ui.parts.layouts import column, holder
from studio.ui.session import Session
from studio.ui.spawn import spawn
from studio.ui.sync_bar import counted
from studio.ui.tokens import Space
from studio.ui.track.meters import MeterFeed
from studio.ui.track.mixer import MixerBar
from studio.ui.track.mixer_sound import MixerSound
from studio.ui.track.ordered import Ordered
from studio.ui.track.stems_null import NullPanel
from studio.ui.track.stems_row import StemRow
from studio.ui.track.stems_wave import boost

SPACE = Space()
TICK_MS = 16


class StemsDesk(QWidget):
    """It plays, and tells what the artist wants changed; `told` is a line for the heading."""

    edited = Signal(str, str, str, str)  # whose, which field, what was seen, what is wanted
    moved = Signal(str, int)
    credits_wanted = Signal(str)
    removal = Signal(str)
    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.track: UUID | None = None
        self.version: Version | None = None
        self.stems: tuple[Stem, ...] = ()
        self.bar, self.list, self.null = MixerBar(), Ordered("Stems"), NullPanel()
        self.feed = MeterFeed(self.bar.meter, self)
        self.sound = MixerSound(session, self.show_sound)
        self.clock = QTimer(self, interval=TICK_MS)
        self.clock.timeout.connect(self.tick)
        page = holder(column(self.list, None, gap=0))
        page.setProperty("part", "page")
        self.area = QScrollArea()
        self.area.setWidget(page)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = column(self.bar, self.area, self.null, gap=SPACE.s)
        whole.setStretch(1, 1)
        whole.setContentsMargins(0, SPACE.s, 0, 0)
        self.setLayout(whole)
        self.bar.played.connect(self.toggle_play)
        self.bar.sought.connect(self.seek_ms)
        self.bar.repeated.connect(self.repeat)
        self.bar.heard.connect(self.hear)
        self.bar.levelled.connect(self.set_master)
        self.list.moved.connect(self.moved)

    # what is shown

    def show_stems(self, track: UUID, version: Version | None, found: tuple[Stem, ...]) -> None:
        """Those of another version, or the same as they are now."""
        same = version is not None and self.version is not None and version.id == self.version.id
        if not same or {one.sha256 for one in found} != {one.sha256 for one in self.stems}:
            self.null.reset()
        if not same:
            self.sound.rest()
            self.bar.source.choose("stems")
        self.track, self.version, self.stems = track, version, found
        self.show_rows()
        if self.isVisible():
            self.listen()

    def show_rows(self) -> None:
        """A row for each stem; those that were there stay, with what is typed in them."""
        old = {one.key: one for one in self.rows()}
        if self.list.dragging is None:
            self.list.show_rows([old.get(one.name) or self.make(one) for one in self.stems])
        found = {one.name: one for one in self.stems}
        wrong = self.fits()
        for one in self.rows():
            one.show_stem(found.get(one.key, one.stem), wrong.get(one.key, ""))
        self.show_settings()
        self.feed.follow(self.sound.player, {one.key: one.meter for one in self.rows()})
        self.told.emit(self.summary(wrong))

    def fits(self) -> dict[str, str]:
        """How each stem differs from the mix."""
        if self.version is None:
            return {}
        exact = self.sound.mixing.misfits() if self.sound.mixing is not None else {}
        version = self.version
        return {one.name: stems.misfit(one, version, exact.get(one.name)) for one in self.stems}

    def summary(self, wrong: dict[str, str]) -> str:
        """For the heading of the card."""
        if not self.stems:
            return ""
        told = counted(len(self.stems), "stem", "stems")
        misfits = sum(map(bool, wrong.values()))
        if misfits:
            fit = "does not fit" if misfits == 1 else "do not fit"
            return f"{told} · {misfits} {fit} the mix"
        return f"{told} · all as long as the mix"

    def rows(self) -> list[StemRow]:
        """All of them, in order."""
        return [one for one in self.list.rows if isinstance(one, StemRow)]

    def make(self, stem: Stem) -> StemRow:
        """A row, listened to."""
        made = StemRow(stem)
        made.muted.connect(self.set_mute)
        made.soloed.connect(self.set_solo)
        made.levelled.connect(self.set_level)
        made.renamed.connect(lambda key, seen, new: self.edited.emit(key, "title", seen, new))
        made.role_chosen.connect(self.choose_role)
        made.credits_wanted.connect(self.credits_wanted)
        made.removal.connect(self.removal)
        made.sought.connect(lambda share: self.seek(round(share * self.sound.frames)))
        made.left.connect(lambda by: self.go(made, by))
        return made

    def choose_role(self, key: str, role: str) -> None:
        """What a stem carries."""
        seen = next((one.role for one in self.stems if one.name == key), role)
        self.edited.emit(key, "role", seen, role)

    def show_settings(self) -> None:
        """Mute, solo and level of each, and so which of them sound."""
        mixing = self.sound.mixing
        if mixing is None:
            return
        solo = any(mixing.settings[key].soloed for key in mixing.stems)
        for one in self.rows():
            setting = mixing.settings.get(one.key)
            if setting is not None:
                heard = not setting.muted and (setting.soloed or not solo)
                one.show_setting(setting, heard=heard)

    def go(self, one: StemRow, by: int) -> None:
        """The focus to the row above or below."""
        rows = self.rows()
        place = rows.index(one) + by
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(rows[place])

    # sound

    def listen(self) -> None:
        """Have the sound of what is shown."""
        if self.version is not None and self.track is not None and self.stems:
            self.sound.follow(self.track, self.version, self.stems)
        else:
            self.sound.rest()

    def show_sound(self) -> None:
        """How far everything is; told by the sound."""
        mixing, sound = self.sound.mixing, self.sound
        self.feed.follow(sound.player, {one.key: one.meter for one in self.rows()})
        if mixing is None:
            return
        heard = {key: mixing.heard[key] for key in mixing.stems if key in mixing.heard}
        tall = boost([one.waveform for one in heard.values() if one.waveform is not None])
        for one in self.rows():
            one.show_heard(heard.get(one.key), sound.frames, tall)
        self.show_settings()
        of_mix = mixing.heard.get(mixing.mix or "")
        there = of_mix is not None and of_mix.pcm is not None
        self.bar.show_ready(mixing.complete and sound.player is not None, mix=there)
        self.bar.repeat.setChecked(mixing.repeat)
        self.null.rate, self.null.test = sound.rate, mixing.null
        wrong = self.fits()
        for one in self.rows():
            if one.fit != wrong.get(one.key, ""):
                one.show_stem(one.stem, wrong.get(one.key, ""))
        self.told.emit(self.summary(wrong))
        self.tick()

    def tick(self) -> None:
        """Follow the player."""
        player, rate = self.sound.player, self.sound.rate
        position, playing = (player.position, player.playing) if player else (0, False)
        self.bar.show_time(position * 1000 // rate, self.sound.frames * 1000 // rate)
        for one in self.rows():
            one.wave.set_position(position)
        if self.bar.play.isChecked() != playing:
            self.bar.play.setChecked(playing)
        if playing != self.clock.isActive():
            self.clock.start() if playing else self.clock.stop()
        if player is not None and player.unheard:
            self.sound.session.tell_unheard()

    def toggle_play(self) -> None:
        """Play, or pause where it is."""
        player, mixing = self.sound.player, self.sound.mixing
        if player is None or mixing is None:
            return
        if player.playing:
            spawn(self.pause())
            return
        player.play()
        self.bar.play.setChecked(True)
        self.clock.start()
        self.feed.start()

    async def pause(self) -> None:
        """And show where."""
        if self.sound.mixing is not None:
            await self.sound.mixing.pause()
        self.show_sound()

    def seek_ms(self, position: int) -> None:
        self.seek(position * self.sound.rate // 1000)

    def seek(self, frame: int) -> None:
        """Go to a frame."""
        player = self.sound.player
        if player is not None:
            player.seek(frame)
            rate = self.sound.rate
            self.bar.show_time(frame * 1000 // rate, self.sound.frames * 1000 // rate)
            for one in self.rows():
                one.wave.set_position(frame)

    def repeat(self, on: bool) -> None:
        """The whole again and again."""
        if self.sound.mixing is not None:
            self.sound.mixing.set_repeat(on)

    def hear(self, key: str) -> None:
        """Stems or mix."""
        if self.sound.mixing is not None:
            self.sound.mixing.hear(mix=key == "mix")

    def set_master(self, level_db: float) -> None:
        """The level of everything."""
        if self.sound.mixing is not None:
            self.sound.mixing.set_master(level_db)

    def set_level(self, key: str, level_db: float) -> None:
        """Of one stem."""
        if self.sound.mixing is not None:
            self.sound.mixing.set_level(key, level_db)

    def set_mute(self, key: str, on: bool) -> None:
        """Of one stem."""
        if self.sound.mixing is not None:
            self.sound.mixing.set_mute(key, on)
        self.show_settings()

    def set_solo(self, key: str, on: bool) -> None:
        """Of one stem."""
        if self.sound.mixing is not None:
            self.sound.mixing.set_solo(key, on)
        self.show_settings()

    def rest(self) -> None:
        """Silence, and nothing is read or compared any more."""
        self.null.stop()
        self.sound.rest()
        self.clock.stop()
        self.feed.follow(None, self.feed.meters)
        self.feed.stop()
        self.bar.play.setChecked(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays, wherever nobody types."""
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if event.key() == Qt.Key.Key_Space and not typing and self.bar.play.isEnabled():
            self.toggle_play()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.listen()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # a window that is minimised plays on
            self.rest()
