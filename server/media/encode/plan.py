"""What a render is asked to do, and everything it can answer: plain values, JSON both ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from sync.sound.survey import Examination


class Step(StrEnum):
    """One thing a render makes. OPUS and WAVEFORM are meant as required, the rest as optional;
    NOTE, a picture for liner notes, is of no sound."""

    OPUS = "opus"
    WAVEFORM = "waveform"
    AAC = "aac"
    MP3 = "mp3"
    FLAC = "flac"
    ARTWORK = "artwork"
    SPECTRUM = "spectrum"
    NOTE = "note"


Tier = Literal["std", "lossless", "teaser"]
"""What a signature opens at once: a folder of its own below every render."""
REQUIRED = (Step.OPUS, Step.WAVEFORM)
OPTIONAL = (Step.AAC, Step.MP3, Step.FLAC, Step.ARTWORK, Step.SPECTRUM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one child. `memory_mb` is address space beyond what starting needs; `file_mb` is
    the largest single output; `max_seconds` the longest sound; `wall_seconds` the parent's."""

    cpu_seconds: int = 3_600
    memory_mb: int = 1_024
    open_files: int = 128
    file_mb: int = 8_192
    wall_seconds: float = 7_200.0
    max_seconds: float = 4 * 3600.0
    nice: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """The part of a sound that is to be made, and how long it fades, in milliseconds."""

    start_ms: int
    length_ms: int
    fade_in_ms: int = 10
    fade_out_ms: int = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One job over one local file.

    `required` steps run first, in one decoding pass with the facts; empty skips that phase (a
    re-run of what is missing). `cover` is a picture file to use instead of the embedded one.
    `expected_sha256` (hex) refuses any other bytes. `tags` go into the MP3. `threads` None
    takes what the machine has, at most four. With `clip`, the optional steps make a teaser of
    that part of the sound, in the tier of teasers.
    """

    source: str
    out_dir: str
    required: tuple[Step, ...] = REQUIRED
    optional: tuple[Step, ...] = ()
    expected_sha256: str | None = None
    cover: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    threads: int | None = None
    limits: Limits = Limits()
    clip: Clip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One object to store: `key` is its path below `out_dir`, with `/`."""

    key: str
    size: int
    sha256: str
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One way to hear a version.

    `codecs` is the RFC 6381 string for CODECS and MIME types; bandwidths are bits per second as
    HLS means them; `priming` and `samples` (per channel, at `sample_rate`) place the sound in the
    decoded stream: it starts after `priming` samples and lasts `samples`.
    """

    name: Step
    tier: Tier
    kind: Literal["hls", "file"]
    media_key: str
    playlist_key: str | None
    mime: str
    codecs: str
    bandwidth: int
    average_bandwidth: int
    sample_rate: int
    channels: int
    bit_depth: int | None
    segments: int
    priming: int
    samples: int
    duration_ms: int


class FailureCode(StrEnum):
    """Why a render or one of its steps failed, beyond the codes of `sync.sound.errors`."""

    CHECKSUM = "checksum_mismatch"
    COVER = "cover_unusable"
    CRASHED = "crashed"
    KILLED = "killed"
    CPU_LIMIT = "cpu_limit"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    STORAGE_FULL = "storage_full"
    SOURCE_MISSING = "source_missing"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong and what to do; `permanent` means that trying again cannot help.

    `code` is a SoundCode or a FailureCode; `detail` is for logs, never for people.
    """

    code: str
    message: str
    remedy: str
    permanent: bool
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a phase is, 0 to 1."""

    phase: Literal["required", "optional"]
    fraction: float
    kind: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """Everything required is on disk: the caller may store the files and publish.

    `sound_lufs` is the loudness of what listeners get: a downmix where the source has more than
    two channels, and 3.01 LU more for mono, which both speakers play.
    """

    examination: Examination
    sound_lufs: float | None
    renditions: tuple[Rendition, ...]
    files: tuple[File, ...]
    kind: Literal["required"] = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One optional step is done; no files where there was nothing to make (no cover)."""

    step: Step
    rendition: Rendition | None = None
    files: tuple[File, ...] = ()
    kind: Literal["made"] = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An optional step failed, or, with `step` None, the whole render."""

    failure: Failure
    step: Step | None = None
    kind: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The child's last word: what it used."""

    cpu_seconds: float
    max_rss_mb: int
    kind: Literal["done"] = "done"


Event = Progress | Required | Made | Failed | Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A whole render: `failure` set when the required part failed (nothing may be published)."""

    required: Required | None = None
    made: tuple[Made, ...] = ()
    failed: tuple[Failed, ...] = ()
    failure: Failure | None = None
    cpu_seconds: float = 0.0
    max_rss_mb: int = 0
