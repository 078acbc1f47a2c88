"""The records that travel between studio and server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from sync.wire.fields import Name, ShortText, Url


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRecord:
    """Who did what; `url` may be empty."""

    person: Name
    role: Name
    url: Url = ""


Credits = Annotated[list[CreditRecord], Meta(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """How a recording came about: what the liner notes list beside the prose."""

    instruments: Annotated[list[Name], Meta(max_length=100)] = field(default_factory=list)
    outboard: Annotated[list[Name], Meta(max_length=100)] = field(default_factory=list)
    room: ShortText = ""
    date: Annotated[str, Meta(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$(?!\n)")] = ""
    tempo_bpm: Annotated[float, Meta(ge=1, le=999)] | None = None
    key: ShortText = ""
