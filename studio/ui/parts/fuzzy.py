"""Finds commands by a few letters of them, in order; plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

START, AFTER_GAP, FOLLOWS, PLAIN = 8, 6, 8, 1


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done, as the palette lists it."""

    title: str
    run: Callable[[], object]
    icon: str = "chevron-right"
    group: str = ""
    shortcut: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A command that fits, how well, and which letters of its title were typed."""

    command: Command
    score: int
    letters: tuple[int, ...]


def rate(query: str, text: str) -> tuple[int, tuple[int, ...]] | None:
    """How well the letters of `query` occur in `text` in this order; None if they do not.

    Letters at the start of words and letters in a row count more. For each letter the best end is
    kept (as in a longest common subsequence), so that `pt` finds *P*ublish *t*rack.
    """
    sought, read = query.casefold().replace(" ", ""), text.casefold()
    best: dict[int, tuple[int, tuple[int, ...]]] = {-1: (0, ())}
    for letter in sought:
        found: dict[int, tuple[int, tuple[int, ...]]] = {}
        for at, here in enumerate(read):
            if here != letter:
                continue
            ways = [
                (score + worth(read, at, end), (*letters, at))
                for end, (score, letters) in best.items()
                if end < at
            ]
            if ways:
                found[at] = max(ways, key=lambda way: way[0])
        if not found:
            return None
        best = found
    score, letters = max(best.values(), key=lambda way: way[0])
    return score * 100 - len(text), letters


def worth(text: str, at: int, before: int) -> int:
    """What a letter at a place counts, after one at another."""
    if at == 0:
        return START
    if not text[at - 1].isalnum():
        return AFTER_GAP
    return FOLLOWS if before == at - 1 else PLAIN


def search(query: str, commands: Iterable[Command]) -> list[Match]:
    """The commands that fit, the best first; all of them, as they come, for no query."""
    if not query.strip():
        return [Match(command, 0, ()) for command in commands]
    found = []
    for command in commands:
        rated = rate(query, command.title)
        if rated is not None:
            found.append(Match(command, *rated))
        elif rate(query, f"{command.group} {command.words}") is not None:
            found.append(Match(command, -1000, ()))
    return sorted(found, key=lambda match: -match.score)
