"""The notes of the demo piece: who plays what, when, how hard, with a human's timing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.demo.harmony import BEATS_PER_BAR, FORM, SCALE, TEMPO, Bar, Section, Span, lay_out
from server.demo.parts import (
    BASS,
    CRASHES,
    DRUMS,
    FILLS,
    KEYS,
    PICKING,
    TOM_PITCHES,
    TUNES,
)

SEED = 20_261_122
TAIL_S = 2.9
SWING = 0.555
"""Where the off sixteenth falls inside its eighth; 0.5 would be straight."""

_STEP = 0.25
_RITARDANDO_BEATS = 8.0
_RITARDANDO_S_PER_BEAT2 = 0.011

# Standard deviation of timing in milliseconds, and the habit of each player: ahead or behind.
_FEEL_MS = {"kick": (2.0, 0.0), "snare": (2.5, 4.0), "hat": (3.5, -2.0), "bass": (3.0, 3.0)}
_FEEL_MS |= {"guitar": (5.0, 2.0), "keys": (5.0, 5.0), "lead": (4.0, 6.0), "bell": (5.0, 2.0)}


@dataclass(frozen=True, slots=True)
class Note:
    """One sounding event: seconds from the start, MIDI pitch (0 for drums), velocity 0 to 1."""

    voice: str
    start: float
    length: float
    pitch: int
    velocity: float


@dataclass(frozen=True, slots=True)
class Score:
    """All notes in order of time, how long the music takes, and where its sections begin."""

    notes: tuple[Note, ...]
    duration: float
    sections: tuple[tuple[str, float], ...]

    def of(self, voice: str) -> tuple[Note, ...]:
        """The notes of one voice."""
        return tuple(note for note in self.notes if note.voice == voice)


@dataclass(frozen=True, slots=True)
class Event:
    """A note as written, before anybody plays it: beats instead of seconds."""

    voice: str
    beat: float
    beats: float
    pitch: int
    velocity: float


def compose(form: tuple[Section, ...] = FORM) -> Score:
    """The whole piece, or only some of its sections."""
    bars = lay_out(form)
    events = [event for bar in bars for event in _play_bar(bar)]
    total = float(len(bars) * BEATS_PER_BAR)
    slow_from = total - _RITARDANDO_BEATS if form[-1].name == "outro" else total
    rng = np.random.default_rng(SEED)
    notes = [_perform(event, slow_from, rng) for event in events]
    notes.sort(key=lambda note: (note.start, note.voice, note.pitch))
    starts = tuple((b.section.name, seconds_at(b.start, slow_from)) for b in bars if b.index == 0)
    return Score(tuple(notes), seconds_at(total, slow_from) + TAIL_S, starts)


def seconds_at(beat: float, slow_from: float) -> float:
    """When a beat falls: steady, then a ritardando that grows with the square of the beats."""
    late = max(0.0, beat - slow_from)
    return beat * 60.0 / TEMPO + _RITARDANDO_S_PER_BEAT2 * late * late


def _perform(event: Event, slow_from: float, rng: np.random.Generator) -> Note:
    """Swing, the player's own timing, and an uneven touch."""
    spread, habit = _FEEL_MS.get(event.voice, (3.0, 0.0))
    wobble = float(np.clip(rng.normal(), -2, 2)) * spread + habit
    touch = float(np.clip(rng.normal(), -2, 2)) * 0.05
    written = seconds_at(event.beat, slow_from)
    start = max(0.0, seconds_at(_swung(event.beat), slow_from) + wobble / 1000)
    length = seconds_at(event.beat + event.beats, slow_from) - written
    velocity = min(1.0, max(0.05, event.velocity * (1 + touch)))
    return Note(event.voice, start, max(0.05, length), event.pitch, velocity)


def _swung(beat: float) -> float:
    """Move the off sixteenths to where SWING wants them."""
    eighth, inside = divmod(beat, 0.5)
    if abs(inside - _STEP) < 1e-9:
        return eighth * 0.5 + SWING * 0.5
    return beat


def _play_bar(bar: Bar) -> list[Event]:
    return [*_drums(bar), *_bass(bar), *_guitar(bar), *_keys(bar), *_pad(bar), *_tune(bar)]


def _drums(bar: Bar) -> list[Event]:
    name, grids = bar.section.name, DRUMS[bar.section.name]
    grid = dict(grids[bar.index % len(grids)])
    fill = FILLS.get((name, bar.index), {})
    first = min((i for line in fill.values() for i, c in enumerate(line) if c != "."), default=16)
    events = [e for voice, line in grid.items() for e in _hits(bar, voice, line[:first])]
    events += [e for voice, line in fill.items() for e in _hits(bar, voice, line)]
    if crash := CRASHES.get((name, bar.index)):
        events.append(Event("crash", bar.start, 4.0, 0, crash * 0.8))
    if name == "lift" and bar.index == 0:
        events.append(Event("riser", bar.start, 7.5, 0, 0.7))
    return events


def _hits(bar: Bar, voice: str, line: str) -> list[Event]:
    steps = [(i, int(c)) for i, c in enumerate(line) if c != "."]
    toms = iter(TOM_PITCHES)
    return [
        Event(
            voice,
            bar.start + i * _STEP,
            _STEP,
            next(toms) if voice == "tom" else 0,
            strength / 9 * bar.section.dynamic**0.5,
        )
        for i, strength in steps
    ]


def _bass(bar: Bar) -> list[Event]:
    name, dynamic = bar.section.name, bar.section.dynamic
    if name in BASS:
        line = BASS[name]
        return [
            Event("bass", bar.start + at, beats, _bass_pitch(bar, at, step), hard / 9 * dynamic)
            for at, beats, step, hard in line
        ]
    if name == "intro" and bar.index < 2:
        return []
    return [Event("bass", s.start, s.beats * 0.97, s.chord.bass, 0.62) for s in bar.spans]


def _bass_pitch(bar: Bar, at: float, step: int | None) -> int:
    """A chord's bass note `step` above its root, or a scale step into the next bar (None)."""
    root = bar.span_at(at).chord.bass
    if step is not None:
        return root + step
    side = -1 if root < bar.next_bass else 1
    pitch = bar.next_bass + side
    while pitch % 12 not in SCALE:
        pitch += side
    return pitch


def _guitar(bar: Bar) -> list[Event]:
    lines = PICKING[bar.section.name]
    if bar.section.name == "outro" and bar.is_last:
        return _strum(bar.spans[0])
    events = []
    for i, mark in enumerate(lines[bar.index % 2]):
        if mark == ".":
            continue
        span = bar.span_at(i * _STEP)
        pitch = span.chord.bass + 12 if mark == "r" else span.voicing[int(mark)]
        accent = 0.78 if i % 4 == 0 else 0.62
        events.append(
            Event("guitar", bar.start + i * _STEP, 1.5, pitch, accent * bar.section.dynamic)
        )
    return events


def _strum(span: Span) -> list[Event]:
    """A slow last chord, from the root up."""
    pitches = (span.chord.bass + 12, *span.voicing, span.voicing[-1] + 12)
    return [
        Event("guitar", span.start + i * 0.07, 4.0, pitch, 0.6 - i * 0.03)
        for i, pitch in enumerate(p for p in pitches if p % 12 in span.chord.tones)
    ]


def _keys(bar: Bar) -> list[Event]:
    line = KEYS.get(bar.section.name)
    if line is None:
        return _held(bar, "keys", 0.42) if bar.section.name == "outro" else []
    events = []
    for i, mark in enumerate(line):
        if mark == ".":
            continue
        span = bar.span_at(i * _STEP)
        hard = int(mark) / 9 * bar.section.dynamic
        events += [Event("keys", bar.start + i * _STEP, 1.1, p, hard) for p in span.voicing]
    return events


def _pad(bar: Bar) -> list[Event]:
    level = {"intro": 0.6, "verse": 0.5, "lift": 0.75, "chorus": 0.9, "outro": 0.6}
    return _held(bar, "pad", level[bar.section.name])


def _held(bar: Bar, voice: str, velocity: float) -> list[Event]:
    return [
        Event(voice, s.start, s.beats, pitch, velocity) for s in bar.spans for pitch in s.voicing
    ]


def _tune(bar: Bar) -> list[Event]:
    if bar.section.name not in TUNES:
        return []
    voice, tune = TUNES[bar.section.name]
    return [
        Event(voice, bar.start + at, beats, pitch, 0.8 * bar.section.dynamic)
        for index, at, beats, pitch in tune
        if index == bar.index
    ]
