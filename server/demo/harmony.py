"""The harmony of the demo piece: its form, its chords and how their voices move.

Everything is diatonic to F major / D minor, so that any two parts agree by construction; pitches
are MIDI note numbers (60 is middle C), lengths are beats.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

TEMPO = 104.0
BEATS_PER_BAR = 4
SCALE = frozenset({5, 7, 9, 10, 0, 2, 4})
"""Pitch classes of F major."""

Voicing = tuple[int, ...]

_LOWEST, _HIGHEST, _CENTRE = 53, 76, 64.5


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord: its bass note, the pitch classes that name it, and those that colour it."""

    name: str
    bass: int
    guide: tuple[int, ...]
    colour: tuple[int, ...]

    @property
    def tones(self) -> frozenset[int]:
        return frozenset((self.bass % 12, *self.guide, *self.colour))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form: how loud it is played and the chords of each of its bars."""

    name: str
    dynamic: float
    bars: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A chord sounding from `start` for `beats`, voiced for the keyboard."""

    start: float
    beats: float
    chord: Chord
    voicing: Voicing


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with everything a player needs to know: where it is and what comes after."""

    section: Section
    index: int
    start: float
    spans: tuple[Span, ...]
    next_bass: int

    @property
    def is_last(self) -> bool:
        return self.index == len(self.section.bars) - 1

    def span_at(self, beat: float) -> Span:
        """The chord that sounds `beat` beats into the bar."""
        at = self.start + beat
        return next(span for span in reversed(self.spans) if span.start <= at + 1e-9)


CHORDS = {
    chord.name: chord
    for chord in (
        Chord("Dm9", 38, (5, 0), (4, 9)),
        Chord("Bbmaj9", 34, (2, 9), (0, 5)),
        Chord("Fmaj9", 29, (9, 4), (7, 0)),
        Chord("Cadd9", 36, (4, 7), (2, 0)),
        Chord("Gm9", 31, (10, 5), (9, 2)),
        Chord("Am7", 33, (0, 7), (4, 9)),
        Chord("C9sus", 36, (5, 10), (2, 7)),
    )
}

_VERSE = (("Dm9",), ("Bbmaj9",), ("Fmaj9",), ("Cadd9",), ("Dm9",), ("Bbmaj9",), ("Gm9",))

FORM = (
    Section("intro", 0.66, (("Dm9",), ("Bbmaj9",), ("Fmaj9",), ("C9sus", "Cadd9"))),
    Section("verse", 0.80, (*_VERSE, ("C9sus",))),
    Section("lift", 0.86, (("Gm9", "Am7"), ("Bbmaj9", "Cadd9"))),
    Section(
        "chorus",
        1.0,
        (
            ("Bbmaj9",),
            ("Cadd9",),
            ("Am7",),
            ("Dm9",),
            ("Bbmaj9",),
            ("Cadd9",),
            ("Fmaj9",),
            ("Gm9", "C9sus"),
        ),
    ),
    Section("outro", 0.68, (("Dm9",), ("Bbmaj9",), ("Gm9", "C9sus"), ("Fmaj9",))),
)


def voicings(chord: Chord) -> tuple[Voicing, ...]:
    """Every open, unclashing four-note voicing of `chord` inside the keyboard's middle."""
    wanted = (*chord.guide, *chord.colour)
    pitches = [p for p in range(_LOWEST, _HIGHEST + 1) if p % 12 in wanted]
    return tuple(v for v in combinations(pitches, 4) if _sounds_open(v, chord))


def _sounds_open(voicing: Voicing, chord: Chord) -> bool:
    """All different tones, the guide tones present, no seconds below, no minor ninths."""
    classes = {p % 12 for p in voicing}
    if len(classes) < 4 or not classes.issuperset(chord.guide):
        return False
    steps = [b - a for a, b in pairwise(voicing)]
    clash = any((b - a) % 12 == 1 for a, b in combinations(voicing, 2))
    return min(steps) >= 2 and steps[0] >= 3 and max(steps) <= 8 and not clash


def lead_voices(chords: list[Chord]) -> list[Voicing]:
    """Voice a progression so that each voice moves as little as it can."""
    voiced: list[Voicing] = []
    for chord in chords:
        before = voiced[-1] if voiced else None
        voiced.append(min(voicings(chord), key=lambda v: _effort(v, before)))
    return voiced


def _effort(voicing: Voicing, before: Voicing | None) -> float:
    """How far the hands travel, with a pull to the middle so that the line does not drift."""
    drift = abs(sum(voicing) / 4 - _CENTRE) * 0.8
    if before is None:
        return drift
    return drift + sum(abs(a - b) for a, b in zip(voicing, before, strict=True))


def lay_out(form: tuple[Section, ...] = FORM) -> list[Bar]:
    """The bars of a form in order, chords voiced through from the first to the last."""
    names = [name for section in form for bar in section.bars for name in bar]
    chords = [CHORDS[name] for name in names]
    voiced = iter(zip(chords, lead_voices(chords), strict=True))
    upcoming = iter([chord.bass for chord in chords[1:]] + [chords[-1].bass])
    bars: list[Bar] = []
    for section in form:
        for index, bar in enumerate(section.bars):
            start = float(len(bars) * BEATS_PER_BAR)
            beats = BEATS_PER_BAR / len(bar)
            spans = tuple(Span(start + i * beats, beats, *next(voiced)) for i in range(len(bar)))
            following = [next(upcoming) for _ in bar][-1]
            bars.append(Bar(section, index, start, spans, following))
    return bars
