"""Where two texts agree, line by line or word by word, in bounded time; and that for display."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import accumulate
from typing import Literal, NamedTuple

MOST_WORK = 1_000_000
"""Comparisons that one text may cost beyond the linear part; measured, 0.1 to 0.2 s of CPU."""

# A run of this many tokens that occurs once on both sides pins them together. One token alone is
# the patience diff of Bram Cohen; runs pin down texts in which every single word is repeated.
_ANCHOR_SIZES = (8, 4, 1)

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LATIN = re.compile(r"\s+|\w+|[^\w\s]")
"""What `_token` is for texts below U+0300, where there are no marks; several times as fast."""
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Kana and Han: scripts without spaces, where each character counts as a word."""


class Block(NamedTuple):
    """`size` tokens are the same from `a` on the one side and from `b` on the other."""

    a: int
    b: int
    size: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Tokens `start` to `end` of the old text, exchanged for `new`."""

    start: int
    end: int
    new: tuple[str, ...]


@dataclass(slots=True)
class Work:
    """What is left of the comparisons that one text may cost."""

    left: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a word diff."""

    kind: Literal["same", "added", "removed"]
    text: str


def lines(text: str) -> list[str]:
    """The lines with their ends; only U+000A ends one, so that nothing is lost in joining."""
    return _LINE.findall(text)


def words(text: str) -> list[str]:
    """Words, white space and single signs; joined again they are `text`.

    A letter keeps its combining marks, a picture sign its modifiers (UAX #29 in outline).
    """
    pattern = _LATIN if max(text, default="") < "\u0300" else _token()
    return pattern.findall(text)


def is_blank(token: str) -> bool:
    """Whether a token is white space or punctuation, which on its own says nothing."""
    return token.isspace() or unicodedata.category(token[0]).startswith("P")


def line_edits(old: Sequence[str], new: Sequence[str], work: Work) -> list[Edit]:
    """What makes `new` of `old`, by line; what is too dear to compare is exchanged whole."""
    return _edits(old, new, work)


def word_edits(old: Sequence[str], new: Sequence[str], work: Work) -> list[Edit]:
    """As `line_edits`, by word. Edits with nothing but white space and signs between are one."""
    return _joined(old, _edits(old, new, work))


def word_diff(a: str, b: str) -> tuple[Span, ...]:
    """The way from `a` to `b` for display: same and removed spans make `a`, same and added `b`.

    Raises nothing. Beyond MOST_WORK comparisons, what is left is shown as exchanged whole.
    """
    tokens, at = words(a), 0
    found: list[Span] = []
    for edit in word_edits(tokens, words(b), Work(MOST_WORK)):
        found += [
            Span("same", "".join(tokens[at : edit.start])),
            Span("removed", "".join(tokens[edit.start : edit.end])),
            Span("added", "".join(edit.new)),
        ]
        at = edit.end
    found.append(Span("same", "".join(tokens[at:])))
    return tuple(span for span in found if span.text)


@cache
def _token() -> re.Pattern[str]:
    """Compiled at first use: finding the marks takes some hundredths of a second."""
    found = [chr(c) for c in range(0x300, 0x1F000) if unicodedata.category(chr(c))[0] == "M"]
    # Non-joiner, joiner, skin tones, and the variation selectors of plane 14.
    marks = "".join(found) + "\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
    return re.compile(
        rf"\s+|[{_UNSPACED}][{marks}]*|(?:[^\W{_UNSPACED}]+[{marks}]*)+"
        rf"|[^\w\s][{marks}]*(?:(?<=\u200d)[^\w\s][{marks}]*)*"
    )


def _edits(old: Sequence[str], new: Sequence[str], work: Work) -> list[Edit]:
    """What lies between the blocks in which both agree."""
    found, at_old, at_new = [], 0, 0
    for block in [*_blocks(old, new, work), Block(len(old), len(new), 0)]:
        if block.a > at_old or block.b > at_new:
            found.append(Edit(at_old, block.a, tuple(new[at_new : block.b])))
        at_old, at_new = block.a + block.size, block.b + block.size
    return found


def _joined(old: Sequence[str], edits: list[Edit]) -> list[Edit]:
    """A kept comma between two rewritten words is chance, not agreement."""
    found: list[Edit] = []
    for edit in edits:
        kept = old[found[-1].end : edit.start] if found else ()
        if found and all(is_blank(token) for token in kept):
            last = found.pop()
            edit = Edit(last.start, edit.end, (*last.new, *kept, *edit.new))
        found.append(edit)
    return found


def _blocks(
    a: Sequence[str], b: Sequence[str], work: Work, sizes: tuple[int, ...] = _ANCHOR_SIZES
) -> Iterator[Block]:
    """In order: the common head, what `_between` finds, the common tail."""
    head = _shared(a, b)
    a, b = a[head:], b[head:]
    tail = _shared(a[::-1], b[::-1])
    if head:
        yield Block(0, 0, head)
    for block in _between(a[: len(a) - tail], b[: len(b) - tail], work, sizes):
        yield Block(block.a + head, block.b + head, block.size)
    if tail:
        yield Block(head + len(a) - tail, head + len(b) - tail, tail)


def _between(
    a: Sequence[str], b: Sequence[str], work: Work, sizes: tuple[int, ...]
) -> Iterator[Block]:
    """Cuts at the anchors and looks between them; between the last ones, the longest first."""
    if not a or not b:
        return
    if not sizes:
        yield from _longest_first(a, b, work)
        return
    at_a = at_b = 0
    for anchor in [*_anchors(a, b, sizes[0]), Block(len(a), len(b), 0)]:
        for block in _blocks(a[at_a : anchor.a], b[at_b : anchor.b], work, sizes[1:]):
            yield Block(at_a + block.a, at_b + block.b, block.size)
        if anchor.size:
            yield anchor
        at_a, at_b = anchor.a + anchor.size, anchor.b + anchor.size


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    """How many tokens at the beginning are the same."""
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def _anchors(a: Sequence[str], b: Sequence[str], size: int) -> list[Block]:
    """Where a run of `size` tokens that is unique on both sides begins, rising on both."""
    in_a, in_b = _unique_runs(a, size), _unique_runs(b, size)
    found: list[Block] = []
    pairs = [(i, in_b[run]) for run, i in in_a.items() if run in in_b]
    for i, j in _rising([(i, j) for i, j in pairs if a[i] == b[j]]):
        last = found[-1] if found else Block(-1, -1, 0)
        if (last.a + last.size, last.b + last.size) == (i, j):
            found[-1] = Block(last.a, last.b, last.size + 1)
        else:
            found.append(Block(i, j, 1))
    return found


def _unique_runs(tokens: Sequence[str], size: int) -> dict[str, int]:
    """Where each begins, in order. (Joined: tuples by the ten thousand keep the collector busy.)"""
    runs = list(map("".join, zip(*(tokens[k:] for k in range(size)), strict=False)))
    count = Counter(runs)
    return {run: i for i, run in enumerate(runs) if count[run] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection whose second numbers rise, by patience sorting (Fredman 1975)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, b) in enumerate(pairs):
        pile = bisect_left(tops, b)
        before.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [b]
        last[pile : pile + 1] = [n]
    found, n = [], last[-1] if last else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def _longest_first(a: Sequence[str], b: Sequence[str], work: Work) -> list[Block]:
    """As SequenceMatcher.get_matching_blocks, but what would cost more than is left stays apart."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    in_b = Counter(b)
    costs = list(accumulate((1 + in_b[token] for token in a), initial=0))
    open_, found = [(0, len(a), 0, len(b))], []
    while open_:
        a_from, a_to, b_from, b_to = open_.pop()
        cost = costs[a_to] - costs[a_from]
        if a_from == a_to or b_from == b_to or cost > work.left:
            continue
        work.left -= cost
        block = Block(*matcher.find_longest_match(a_from, a_to, b_from, b_to))
        if block.size:
            found.append(block)
            open_.append((a_from, block.a, b_from, block.b))
            open_.append((block.a + block.size, a_to, block.b + block.size, b_to))
    return sorted(found)
