"""The demo release: a piece synthesised by code, and everything a release says about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account: the artist, or one who listens."""

    handle: str
    name: str
    bio: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Who did what."""

    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment at a place in the track; `answers` is the index of the one it replies to."""

    author: str
    at_ms: int
    body: str
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """What the catalogue is told about the track."""

    title: str
    artist: Person
    listeners: tuple[Person, ...]
    genre: str
    tags: tuple[str, ...]
    license: str
    description: str
    liner_notes: str
    session: tuple[tuple[str, str], ...]
    credits: tuple[Credit, ...]
    remarks: tuple[Remark, ...]
    album_label: str = "Album mix"
    loud_label: str = "Loud master"


_DESCRIPTION = """\
A minute on the late boat: a plucked guitar, an electric piano that leans from side to side, and
a tune that keeps asking the same three notes until the chorus answers.

There are **two masters** here. The *album mix* keeps its dynamics; the *loud master* is the one
people ask for. Switch between them with the loudness toggle on and hear what the last three
decibels cost.
"""

_LINER_NOTES = """\
## Night Ferry

The ten-forty is the slow one. It stops its engines outside the harbour to let the day boat turn,
and for two bars nothing moves except the lamps. That is the lift, just before the chorus.

The verse is built from one figure, **A – C – and a leap**. Each bar leaps to a different place and
comes back. The chorus is the answer: it starts on the high F, which the verse had to climb to,
and walks down.

### How it was made

Nothing was recorded. Every sound was computed from a page of notes: the guitar is a delay line
that forgets, the drums are sines and noise, the room is noise that fades. The players have their
own bad habits, though. The bass sits three milliseconds behind, the hi-hat is always early.

The four stems add up to the mix before mastering, sample for sample, so take it apart.
"""

RELEASE = Release(
    title="Night Ferry",
    artist=Person(
        "inescorvane",
        "Ines Corvane",
        "Instrumental music for places with a timetable. Harbours, night trains, laundrettes.",
    ),
    listeners=(
        Person("tobiasrenn", "Tobias Renn"),
        Person("odalys", "Odalys M."),
        Person("quietkit", "Kit"),
    ),
    genre="Downtempo",
    tags=("instrumental", "downtempo", "electronica", "nocturne", "stems"),
    license="cc-by",
    description=_DESCRIPTION,
    liner_notes=_LINER_NOTES,
    session=(
        ("Tempo", "104 bpm, slowing over the last two bars"),
        ("Key", "D minor, ending on its relative F major"),
        ("Instruments", "Karplus-Strong guitar, FM electric piano, mallet, saw lead, pad, bass"),
        ("Drums", "Synthesised kit, four takes of every cymbal, sixteenths swung to 55.5 %"),
        ("Outboard", "Dotted-eighth ping-pong delay, rooms of 0.9, 1.7 and 2.6 s"),
        ("Format", "24 bit, 48 kHz"),
    ),
    credits=(
        Credit("Ines Corvane", "Writing, arrangement"),
        Credit("Ines Corvane", "Synthesis, mix"),
        Credit("Ines Corvane", "Mastering"),
        Credit("Ines Corvane", "Sleeve"),
    ),
    remarks=(
        Remark("odalys", 10_400, "that little question the bell keeps asking. it's in my head now"),
        Remark("tobiasrenn", 19_900, "Nice voicing into the second half of the verse here."),
        Remark("quietkit", 31_100, "the breath before the drop!!"),
        Remark("tobiasrenn", 32_400, "Worth the wait. Is that the verse tune upside down?"),
        Remark(
            "inescorvane",
            32_400,
            "Almost! It starts on the F the verse has to climb to, then walks home.",
            answers=3,
        ),
        Remark(
            "odalys",
            46_200,
            "A/B'd both masters with the volume matched. *Album mix*, no contest, the snare lives",
        ),
        Remark("quietkit", 58_800, "stayed for the last chord. then played it again"),
    ),
)
