"""Two edits of one text become one: three-way merge by line, and by word where lines collide.

The classic diff3 (Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007): both sides are
compared with what they began from; edits of one side that touch none of the other's are taken.

    lines collide -> the same on both sides? taken once
                  -> no two words collide?   merged by word
                  -> else                    a conflict: the text keeps theirs, the hunk both
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sync.wire.textdiff import (
    MOST_WORK,
    Edit,
    Work,
    is_blank,
    line_edits,
    lines,
    word_edits,
    words,
)


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch that both sides changed, each in its own way."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class TextMerge:
    """The merged text, with theirs wherever there is a conflict; hunks in order of the text."""

    text: str
    conflicts: tuple[Hunk, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether no person has to look at it."""
        return not self.conflicts


@dataclass(frozen=True, slots=True)
class _Grain:
    """Lines or words."""

    split: Callable[[str], list[str]]
    edits: Callable[[list[str], list[str], Work], list[Edit]]


@dataclass(frozen=True, slots=True)
class _Works:
    """Each side pays from its own purse, so that changing places changes nothing."""

    mine: Work
    theirs: Work


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch and what becomes of it; None in a conflict."""

    was: Hunk
    now: str | None


_LINES, _WORDS = _Grain(lines, line_edits), _Grain(words, word_edits)


def merge_text(base: str, mine: str, theirs: str) -> TextMerge:
    """Both edits of `base` in one text. What either side typed is in the text or in a hunk.

    What one side took out and the other did not touch stays out; where that cannot be told from
    the other side having moved it, the whole text is one conflict. Clean merges do not depend on
    which side is which. Time is linear but for the search for repeated tokens, which is capped at
    MOST_WORK a side; stretches beyond the cap count as exchanged whole, so they merge if the
    other side spared them and else are a conflict. Raises nothing.
    """
    whole = Hunk(base, mine, theirs)
    pieces = list(_merged(whole, _Works(Work(MOST_WORK), Work(MOST_WORK))))
    if _is_revived(pieces):
        return TextMerge(theirs, (whole,))
    return TextMerge(
        "".join(piece.was.theirs if piece.now is None else piece.now for piece in pieces),
        tuple(piece.was for piece in pieces if piece.now is None),
    )


def _merged(whole: Hunk, works: _Works) -> Iterator[_Piece]:
    """By line, and by word where lines collide, unless words collide, too."""
    for part in _parts(whole, _LINES, works):
        piece = _settled(part)
        by_word = [] if piece.now is not None else [*map(_settled, _parts(part, _WORDS, works))]
        if by_word and all(word.now is not None for word in by_word):
            yield from by_word
        else:
            yield piece


def _settled(part: Hunk) -> _Piece:
    """What a stretch becomes if only one side changed it or both did the same."""
    if part.mine in (part.theirs, part.base):
        return _Piece(part, part.theirs)
    return _Piece(part, part.mine if part.theirs == part.base else None)


def _parts(whole: Hunk, grain: _Grain, works: _Works) -> Iterator[Hunk]:
    """The whole in stretches: kept by both sides, changed, kept, changed, ..."""
    tokens, at = grain.split(whole.base), 0
    mine = grain.edits(tokens, grain.split(whole.mine), works.mine)
    theirs = grain.edits(tokens, grain.split(whole.theirs), works.theirs)
    for start, end in _touching(mine + theirs):
        kept = "".join(tokens[at:start])
        yield Hunk(kept, kept, kept)
        yield Hunk(
            "".join(tokens[start:end]),
            _rewritten(tokens, mine, start, end),
            _rewritten(tokens, theirs, start, end),
        )
        at = end
    kept = "".join(tokens[at:])
    yield Hunk(kept, kept, kept)


def _touching(edits: list[Edit]) -> list[tuple[int, int]]:
    """The stretches that edits cover. Edits that merely touch are together: their order is unsure.

    So every two neighbouring tokens of a merge are neighbours on one side as well, and no two
    words ever run together.
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted((edit.start, edit.end) for edit in edits):
        if found and start <= found[-1][1]:
            start, end = found[-1][0], max(found.pop()[1], end)
        found.append((start, end))
    return found


def _rewritten(tokens: list[str], edits: list[Edit], start: int, end: int) -> str:
    """How one side has a stretch of the base."""
    found, at = [], start
    n = bisect_left(edits, start, key=lambda edit: edit.start)
    while n < len(edits) and edits[n].end <= end:
        found += [*tokens[at : edits[n].start], *edits[n].new]
        at = edits[n].end
        n += 1
    return "".join([*found, *tokens[at:end]])


def _is_revived(pieces: list[_Piece]) -> bool:
    """Whether a word that neither side typed is back, or there once too often.

    That happens where one side moved what the other took out or moved elsewhere: in its old place
    both agree that it shall go, in the new one it looks like something typed.
    """
    # What both kept adds the same to all counts. That only matters to words that seem to be gone
    # from one side, so it is counted only if there are any.
    changed = [piece for piece in pieces if not _is_kept(piece)]
    return _is_too_often(changed) and _is_too_often(pieces)


def _is_kept(piece: _Piece) -> bool:
    return piece.was.mine == piece.was.base == piece.was.theirs


def _is_too_often(pieces: list[_Piece]) -> bool:
    before, after = _count(p.was.base for p in pieces), _count(p.now or "" for p in pieces)
    one, other = _count(p.was.mine for p in pieces), _count(p.was.theirs for p in pieces)
    return any(
        after[word] > _most(one[word], other[word])
        for word, n in before.items()
        if one[word] <= n and other[word] <= n and not is_blank(word)
    )


def _most(one: int, other: int) -> int:
    """How often a word may stand there that nobody typed: not at all once a side dropped it."""
    return max(one, other) if one and other else 0


def _count(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words(text))
