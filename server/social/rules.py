"""Which comments wait for the artist: pure rules over what was written.

- whoever works on the track is never held;
- more than one link is held, whoever wrote it;
- a first link is held until a comment of that person has been visible on a track of that artist.
"""

from __future__ import annotations

import html
import re
import unicodedata

MOST_LINKS = 1
MOST_LINES = 60
"""A comment must not push those of others off the page."""

_ANCHOR = re.compile(r"<a [^>]*>.*?</a>", re.DOTALL)
_BARE = re.compile(r"\b(?:https?://|www\.)\S", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def is_held(body_html: str, *, staff: bool, trusted: bool) -> bool:
    """Whether a comment must wait. `trusted`: the author has been let through here before."""
    links = count_links(body_html)
    if staff or links == 0:
        return False
    return links > MOST_LINKS or not trusted


def count_links(body_html: str) -> int:
    """Links in rendered text: anchors, and addresses that stand there bare."""
    anchors = len(_ANCHOR.findall(body_html))
    return anchors + len(_BARE.findall(_ANCHOR.sub("", body_html)))


def is_too_tall(body: str) -> bool:
    """Whether what was typed has more lines than a comment may have."""
    return len(body.splitlines()) > MOST_LINES


def says_something(body_html: str) -> bool:
    """Whether there is anything to be seen: a letter, number, sign or mark."""
    text = html.unescape(_TAG.sub("", body_html))
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)
