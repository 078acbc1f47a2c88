"""What an uploader tells while it works; the user interface listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to the upload of `path`."""

    path: Path


@dataclass(frozen=True, slots=True)
class Hashing(Event):
    """`done` of `size` bytes have been read."""

    done: int
    size: int


@dataclass(frozen=True, slots=True)
class Uploading(Event):
    """The store holds `done` of `size` bytes; `resumed` of them were there before this run."""

    done: int
    size: int
    resumed: int


@dataclass(frozen=True, slots=True)
class Moving(Event):
    """`sent` bytes have gone out since the upload was begun; not all of them have arrived."""

    sent: int


@dataclass(frozen=True, slots=True)
class Waiting(Event):
    """The next try comes after `seconds`; `why` is for people. `part` is None for other calls."""

    seconds: float
    why: str
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Paused(Event):
    """Nothing is sent until `Uploader.resume`."""


@dataclass(frozen=True, slots=True)
class Changed(Event):
    """The file is not what it was; it is hashed and sent anew."""


@dataclass(frozen=True, slots=True)
class Restarted(Event):
    """The server does not know the upload any more; it begins again."""


@dataclass(frozen=True, slots=True)
class Completing(Event):
    """All parts are there; the server puts them together."""


@dataclass(frozen=True, slots=True)
class Done(Event):
    """The file is the server's asset; `sent` bytes went out, none if it had them already."""

    asset_id: UUID
    sent: int


OnEvent = Callable[[Event], None]
"""Called in the event loop; must return at once."""


def ignore(event: Event) -> None:
    """For who does not listen."""
