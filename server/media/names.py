"""What files are called: safe names to show, and keys and buckets of the store."""

from __future__ import annotations

import unicodedata

from server.kit.errors import AppError
from sync.wire.formats import accepted, media_type
from sync.wire.problems import Code
from sync.wire.uploads import UploadKind

LONGEST_NAME = 255
"""Characters of a shown name, the longest that common file systems give a file."""
BUCKETS = {
    UploadKind.ORIGINAL: "originals",
    UploadKind.STEM: "stems",
    UploadKind.IMAGE: "images",
}
# Controls, surrogates and separators of lines; format characters can turn text around.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
"""Format characters that words and emoji are made with."""


def shown_name(filename: str) -> str:
    """A name to show and to offer at download; it is never used as a path.

    Folders of either kind of system are cut off, invisible characters dropped, the rest is
    composed (NFC). `untitled` stands for a name of which nothing is left.
    """
    last = filename.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = "".join(c for c in last if c in _JOINERS or unicodedata.category(c) not in _HIDDEN)
    text = " ".join(unicodedata.normalize("NFC", kept).split())
    stem, dot, ending = text.rpartition(".")
    stem = stem.lstrip(".")
    if not dot:
        return text[:LONGEST_NAME] or "untitled"
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or 'untitled'}.{ending}"[:LONGEST_NAME]


def accepted_type(kind: UploadKind, name: str, mime: str) -> str:
    """The media type of a file that is taken as `kind`. AppError UNSUPPORTED listing what is."""
    found = media_type(kind, name, mime)
    if found is not None:
        return found
    endings = sorted(accepted(kind))
    raise AppError(
        Code.UNSUPPORTED,
        f"This is not taken as {_A[kind]}: {name}",
        field="filename" if media_type(kind, name) is None else "mime",
        remedy=f"Send one of: {', '.join(endings)}.",
        details={"accepted": endings},
    )


def bucket_of(kind: UploadKind) -> str:
    """The store's bucket for files of this kind."""
    return BUCKETS[kind]


def object_key(kind: UploadKind, sha256: str) -> str:
    """The key of a file by its content; sound is spread over folders by the digest's beginning."""
    if kind is UploadKind.IMAGE:
        return sha256
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


_A = {
    UploadKind.ORIGINAL: "an original",
    UploadKind.STEM: "a stem",
    UploadKind.IMAGE: "an image",
}
