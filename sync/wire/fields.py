"""The constrained field types of the contract: one place for every length and pattern."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET as UNSET
from msgspec import Meta, UnsetType

# Where a pattern ends in `$`, a length stands beside it: `$` also matches ahead of a last newline.
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", max_length=64, description="hex SHA-256")]
Md5 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", max_length=32, description="hex MD5")]
Title = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
Label = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
ShortText = Annotated[str, Meta(max_length=300)]
LongText = Annotated[str, Meta(max_length=50_000)]
CommentText = Annotated[str, Meta(min_length=1, max_length=4_000)]
Email = Annotated[str, Meta(min_length=3, max_length=254, extra_json_schema={"format": "email"})]
Handle = Annotated[str, Meta(min_length=1, max_length=64)]
Password = Annotated[str, Meta(min_length=10, max_length=200)]
Secret = Annotated[str, Meta(min_length=1, max_length=500)]
FileName = Annotated[str, Meta(min_length=1, max_length=1_000)]
Url = Annotated[str, Meta(max_length=2_000, pattern=r"^(https?://[^\s\x00-\x1f]+)?$")]
"""An address that may become a link; may be empty."""
Token = Annotated[str, Meta(max_length=500)]
"""What an address carries to be let in by; empty for none."""
Tag = Annotated[str, Meta(min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Meta(max_length=30)]
Isrc = Annotated[str, Meta(pattern=r"^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$", max_length=12)]
Upc = Annotated[str, Meta(pattern=r"^[0-9]{12,13}$", max_length=13)]
"""A UPC-A or EAN-13; see sync.wire.gtin for its check digit."""
TimeZone = Annotated[str, Meta(max_length=64)]
"""A name of the IANA time zone database; empty for none."""
LinkToken = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43,86}$", max_length=86)]
"""What a preview link is known by: 32 to 64 random bytes in base64url (RFC 4648, 5), unpadded."""
Visits = Annotated[int, Meta(ge=1, le=100_000)]
FileSize = Annotated[int, Meta(ge=1, le=2**40)]
Position = Annotated[float, Meta(ge=-1e12, le=1e12)]
"""A place among siblings: what is put between two others gets the number half way."""
PartNumber = Annotated[int, Meta(ge=1, le=10_000)]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with offset")]
Milliseconds = Annotated[int, Meta(ge=0, le=2**31 - 1)]
TeaserLength = Annotated[int, Meta(ge=5_000, le=90_000)]
"""Milliseconds of a teaser."""


Cursor = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""A place in the change feed, as a page said it; below zero while a library is first read."""
PageSize = Annotated[int, Meta(ge=1, le=5_000)]
WaitSeconds = Annotated[int, Meta(ge=0, le=50)]

Points = Annotated[int, Meta(ge=1, le=20_000)]
"""How many points a waveform is shortened to."""

Unset = UnsetType
"""The type of a field that an edit leaves alone; its value is `UNSET`."""

Ranges = Annotated[list[tuple[Milliseconds, Milliseconds]], Meta(max_length=1_000)]
"""Half-open spans of milliseconds."""
