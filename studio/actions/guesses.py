"""What a dropped file most likely is: a new track, a version of one, or a stem of a version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from studio.actions.library import Library, TrackRow
from sync.wire.choices import StemRole


class Purpose(StrEnum):
    """What becomes of a file."""

    TRACK = "track"
    VERSION = "version"
    STEM = "stem"


ROLES = {
    StemRole.VOCAL: "vocal vocals vox voice choir bvs acapella acappella",
    StemRole.DRUM: "drum drums kick snare hat hats hihat perc percussion cymbals toms clap",
    StemRole.BASS: "bass sub subbass 808",
    StemRole.GUITAR: "guitar guitars gtr gtrs",
    StemRole.SYNTH: "synth synths keys piano pad pads juno organ rhodes strings arp",
    StemRole.FX: "fx sfx riser impact noise atmos",
}
OF_WORD = {word: role for role, words in ROLES.items() for word in words.split()}
WORD = re.compile(r"[^\W_]+")
NUMBERED = re.compile(r"^\d{1,3}\s*[.\-_ ]\s*(?=\S*[^\W\d_])")
STEM = re.compile(r"^stems?\b[\W_]*|[\W_]*\bstems?$", re.IGNORECASE)
TRIMMED = " -–—_.,()[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """`title` for a new track or a stem, `label` for a version, `role` for a stem."""

    purpose: Purpose
    title: str
    label: str = "Master"
    role: StemRole = StemRole.OTHER
    target: TrackRow | None = None


def guess(
    library: Library,
    name: str,
    *,
    tagged: str = "",
    near: TrackRow | None = None,
    home: TrackRow | None = None,
) -> Guess:
    """By the name of the file without its ending, the title it carries, and the track that was
    chosen when it was dropped. The longest beginning that is the title of a track decides. What
    is dropped on the page of a track, `home`, is a version or a stem of it.
    """
    clean = NUMBERED.sub("", name.replace("_", " ")).strip(TRIMMED) or name
    for text in filter(None, (clean, tagged)):
        found = _known(library, text)
        if found is not None:
            return _of(found[0], found[1], slug=" " not in text)
    if home is not None:
        return _of(home, clean, slug=" " not in clean)
    role = _role(clean)
    if role is not None and near is not None and near.version_id is not None:
        title = _part(clean, slug=" " not in clean)
        return Guess(purpose=Purpose.STEM, title=title, role=role, target=near)
    return Guess(purpose=Purpose.TRACK, title=tagged.strip() or clean, target=near)


def _of(track: TrackRow, rest: str, *, slug: bool) -> Guess:
    role = _role(rest)
    if role is not None and track.version_id is not None:
        title = _part(rest, slug=slug)
        return Guess(purpose=Purpose.STEM, title=title, role=role, target=track)
    label = rest[:1].upper() + rest[1:] if rest else f"Version {track.versions + 1}"
    return Guess(purpose=Purpose.VERSION, title=track.title, label=label[:100], target=track)


def _part(text: str, *, slug: bool) -> str:
    """How a stem is called: that it is one need not be said, and what has hyphens for spaces gets
    spaces.
    """
    clean = STEM.sub("", text).strip(TRIMMED) or text
    clean = clean.replace("-", " ") if slug else clean
    return clean[:1].upper() + clean[1:]


def _known(library: Library, text: str) -> tuple[TrackRow, str] | None:
    """The track whose title begins the text, and the rest of it."""
    words = list(WORD.finditer(text))
    for count in range(min(len(words), 12), 0, -1):
        end = words[count - 1].end()
        sought = _plain(text[:end])
        for row in library.find(text[:end]):
            if _plain(row.title) == sought:
                return row, text[end:].strip(TRIMMED)
    return None


def _plain(text: str) -> str:
    return " ".join(word.casefold() for word in WORD.findall(text))


def _role(text: str) -> StemRole | None:
    roles = (OF_WORD.get(word.casefold()) for word in WORD.findall(text))
    return next((role for role in roles if role is not None), None)
