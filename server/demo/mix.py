"""From notes to four stems: every note played, placed, sent to the room, and balanced.

The mix before mastering is exactly the sum of the stems, so whoever downloads them can rebuild it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from server.demo import instruments, percussion
from server.demo.dsp import (
    RATE,
    Biquad,
    Sound,
    add_at,
    fade_edges,
    filtered,
    high_pass,
    in_room,
    low_pass,
    peak,
    ping_pong,
    room_response,
    saturate,
    seconds,
    shelf,
    widen,
)
from server.demo.harmony import TEMPO
from server.demo.score import Note, Score

EIGHTH_S = 30 / TEMPO
OPENING_S, CLOSING_S = 0.02, 1.8
"""Fade at the head (only against clicks) and at the end of the piece."""

_ECHO_ROOM = 0.13
_TRIM = np.float32(0.62)

Player = Callable[[Note, int, Note | None], Sound]


@dataclass(frozen=True, slots=True)
class Stem:
    """One of the parts a mix is the sum of; `role` is a stem role of the catalogue."""

    name: str
    role: str
    sound: Sound


@dataclass(frozen=True, slots=True)
class Channel:
    """How one voice goes into its stem: level, share sent to the room and to the delay."""

    play: Player
    level: float
    room: float = 0.0
    echo: float = 0.0
    ducked: float = 0.0


@dataclass(frozen=True, slots=True)
class Bus:
    """A stem as the desk sees it: its voices, its room (if any) and what it passes through."""

    name: str
    role: str
    channels: dict[str, Channel]
    filters: tuple[Biquad, ...]
    decay_s: float
    seed: int
    drive: float = 1.0
    width: float = 1.0


def _velocity(note: Note) -> float:
    """How hard, in eight degrees, so that equal notes share one rendering."""
    return max(1, round(note.velocity * 8)) / 8


def _length(note: Note) -> float:
    return round(note.length, 2)


@lru_cache(maxsize=64)
def _drum(kind: str, take: int) -> Sound:
    shots: dict[str, Callable[[int], Sound]] = {
        "kick": percussion.kick,
        "snare": percussion.snare,
        "rim": percussion.rim,
        "clap": percussion.clap,
        "hat": percussion.hat,
        "crash": percussion.crash,
        "tom": percussion.tom,
    }
    return percussion.hat(take, is_open=True) if kind == "open" else shots[kind](take)


def _struck(note: Note, count: int, before: Note | None) -> Sound:
    return _drum(note.voice, note.pitch or count % percussion.TAKES)


def _air(note: Note, count: int, before: Note | None) -> Sound:
    return percussion.riser(_length(note))


def _bass(note: Note, count: int, before: Note | None) -> Sound:
    return instruments.bass(note.pitch, _length(note), _velocity(note))


def _guitar(note: Note, count: int, before: Note | None) -> Sound:
    return instruments.guitar(note.pitch, _velocity(note))


def _keys(note: Note, count: int, before: Note | None) -> Sound:
    return instruments.keys(note.pitch, _length(note), _velocity(note))


def _bell(note: Note, count: int, before: Note | None) -> Sound:
    return instruments.bell(note.pitch, _length(note))


def _pad(note: Note, count: int, before: Note | None) -> Sound:
    return instruments.pad(note.pitch, _length(note))


def _lead(note: Note, count: int, before: Note | None) -> Sound:
    """Slides from the note before when that one was still sounding."""
    tied = before is not None and note.start - before.start - before.length < 0.06
    origin = before.pitch if before is not None and tied else note.pitch
    return instruments.lead(note.pitch, _length(note), origin)


BUSES = (
    Bus(
        "Drums",
        "drum",
        {
            "kick": Channel(_struck, 0.80, room=0.01),
            "snare": Channel(_struck, 0.60, room=0.16),
            "rim": Channel(_struck, 0.50, room=0.22),
            "clap": Channel(_struck, 0.42, room=0.20),
            "hat": Channel(_struck, 0.33, room=0.05),
            "open": Channel(_struck, 0.31, room=0.08),
            "tom": Channel(_struck, 0.62, room=0.18),
            "crash": Channel(_struck, 0.40, room=0.15),
            "riser": Channel(_air, 0.55, room=0.30),
        },
        (high_pass(32), peak(380, -2.5, 0.9), shelf(9000, 1.0)),
        decay_s=0.9,
        seed=301,
        drive=0.9,
    ),
    Bus(
        "Bass",
        "bass",
        {"bass": Channel(_bass, 0.50, ducked=0.35)},
        (high_pass(34), peak(210, -1.5, 1.0), low_pass(5200)),
        decay_s=0.0,
        seed=302,
    ),
    Bus(
        "Guitar and keys",
        "guitar",
        {
            "guitar": Channel(_guitar, 0.66, room=0.22, echo=0.16),
            "keys": Channel(_keys, 0.22, room=0.22, ducked=0.10),
        },
        (high_pass(120), peak(260, -2.0, 0.9), peak(2600, 3.0, 0.6), shelf(5000, 4.0)),
        decay_s=1.7,
        seed=303,
        width=1.15,
    ),
    Bus(
        "Synths",
        "synth",
        {
            "pad": Channel(_pad, 0.20, room=0.35, ducked=0.38),
            "bell": Channel(_bell, 0.36, room=0.34, echo=0.34),
            "lead": Channel(_lead, 0.40, room=0.24, echo=0.30),
        },
        (high_pass(140), peak(330, -2.0, 0.8), peak(3600, -1.5, 0.9), shelf(8000, 1.0)),
        decay_s=2.6,
        seed=304,
        width=0.95,
    ),
)


def render_stems(score: Score) -> tuple[Stem, ...]:
    """The four stems of a score, as long as each other, `(2, samples)`."""
    samples = round(score.duration * RATE)
    pump = _pump(score, samples)
    stems = []
    for bus in BUSES:
        sound = _render_bus(bus, score, samples, pump)
        faded = fade_edges(sound * _TRIM, start_s=OPENING_S, end_s=CLOSING_S)
        stems.append(Stem(bus.name, bus.role, faded))
    return tuple(stems)


def mix_down(stems: tuple[Stem, ...]) -> Sound:
    """The mix before mastering."""
    total = np.zeros_like(stems[0].sound)
    for stem in stems:
        total += stem.sound
    return total


def _render_bus(bus: Bus, score: Score, samples: int, pump: Sound) -> Sound:
    dry = np.zeros((2, samples), dtype=np.float32)
    wet = np.zeros(samples, dtype=np.float32)
    echo = np.zeros(samples, dtype=np.float32)
    for voice, channel in bus.channels.items():
        track = _play(score.of(voice), channel, samples)
        if channel.ducked:
            track *= 1 - np.float32(channel.ducked) * pump
        dry += track
        middle = (track[0] + track[1]) / 2
        wet += np.float32(channel.room) * middle
        echo += np.float32(channel.echo) * middle
    if echo.any():
        echoes = ping_pong(echo, delay_s=3 * EIGHTH_S / 2, feedback=0.46)
        dry += echoes
        wet += np.float32(_ECHO_ROOM) * (echoes[0] + echoes[1])
    sound = saturate(dry, bus.drive)
    if bus.decay_s:
        room = room_response(decay_s=bus.decay_s, pre_delay_s=0.014, seed=bus.seed, darkness=3200)
        sound += in_room(wet, room)
    return widen(filtered(sound, *bus.filters), bus.width)


def _play(notes: tuple[Note, ...], channel: Channel, samples: int) -> Sound:
    track = np.zeros((2, samples), dtype=np.float32)
    before: Note | None = None
    for count, note in enumerate(notes):
        shot = channel.play(note, count, before)
        add_at(track, shot, note.start, channel.level * note.velocity**1.25)
        before = note
    return track


def _pump(score: Score, samples: int) -> Sound:
    """How far the kick pushes the rest down: 1 at the beat, gone after a quarter of a second."""
    curve = np.zeros(samples + RATE, dtype=np.float32)
    t = seconds(int(0.32 * RATE))
    dip = (np.clip(t / 0.006, 0, 1) * np.exp(-((t / 0.14) ** 2))).astype(np.float32)
    for note in score.of("kick"):
        at = round(note.start * RATE)
        part = curve[at : at + len(dip)]
        np.maximum(part, dip[: len(part)] * np.float32(note.velocity), out=part)
    return curve[:samples]
