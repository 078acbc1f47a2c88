"""Pictures in liner notes: `![what it shows](image:<sha256>)`, by the content of the file."""

from __future__ import annotations

import re

SCHEME = "image:"
_REFERENCE = re.compile(rf"(?<![\w+.\-]){SCHEME}([0-9a-f]{{64}})(?!\w)")
_MARK = re.compile(rf"!\[([^\]\n]*)\]\({SCHEME}[0-9a-f]{{64}}\)")
_UNFIT = re.compile(r"[\[\]\\`*_<>!\s]+")
"""What would end the description, or be taken for a mark within it."""


def references(markdown: str) -> tuple[str, ...]:
    """The digests (64 hex characters) of the pictures that a text names, each once, in order.

    Whatever reads as a reference is one, also within code: who keeps, sends or serves what is
    named here keeps too much at the worst, never too little.
    """
    if SCHEME not in markdown:
        return ()
    return tuple(dict.fromkeys(_REFERENCE.findall(markdown)))


def mark(sha256: str, alt: str) -> str:
    """The Markdown of a picture; `alt` says what it shows, for those who cannot see it."""
    return f"![{_UNFIT.sub(' ', alt).strip()}]({SCHEME}{sha256})"


def without_pictures(markdown: str) -> str:
    """The text alone, for counting its words and for describing it in a line."""
    return _MARK.sub("", markdown) if SCHEME in markdown else markdown
