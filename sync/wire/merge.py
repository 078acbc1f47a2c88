"""What becomes of an edit whose author may not have seen the latest value: rules by field.

An edit says what its author saw (base) and wants (mine); the record holds the current value.

    current is mine  -> unchanged: somebody wanted the same, or the edit arrived before
    current is base  -> set: nobody came between
    else by class    TEXT merged, or conflict   SET merged   ORDER set   PLAIN conflict

A conflict leaves the current value alone. Values are plain JSON: None, bool, int, float, str, list
and dict with str keys. Nothing here has effects or raises; the server decides with these functions
and the studio shows in advance what it will decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from sync.wire.kinds import FieldClass
from sync.wire.textmerge import merge_text

Outcome = Literal["unchanged", "set", "merged", "conflict"]
Why = Literal["", "text", "field", "more_public"]
_Rank = Callable[[Any], float | None]


@dataclass(frozen=True, slots=True)
class FieldMerge:
    """What a field becomes. `value` is the one to keep, whatever the outcome.

    `why`, of a conflict: text (both rewrote the same words), field (both chose a value) or
    more_public (see `guard_publicity`); else "".
    """

    outcome: Outcome
    value: Any
    why: Why = ""


def merge_field(kind_class: FieldClass, base: Any, mine: Any, current: Any) -> FieldMerge:
    """Compares and sets by value, else merges as the class allows (see above).

    No text counts as the empty text and no set as the empty set. A value that is not of its class
    merges as PLAIN. Ask `guard_publicity` first.
    """
    if same_value(current, mine):
        return FieldMerge("unchanged", current)
    if same_value(current, base):
        return FieldMerge("set", mine)
    return _RULES[kind_class](base, mine, current)


def merge_set(add: Iterable[str], remove: Iterable[str], current: Iterable[str]) -> list[str]:
    """`current` without what is taken out, and with what is put in behind it; each name once.

    What stays keeps its place, so the order is that of the first typing. As sets, two edits of one
    base give the same in either order. A name that one edit both adds and removes stays.
    """
    added = list(add)
    gone = set(remove) - set(added)
    return list(dict.fromkeys([*(name for name in current if name not in gone), *added]))


def guard_publicity(field: str, base: Any, mine: Any, current: Any) -> FieldMerge | None:
    """The conflict, if this edit must not be merged whatever its class; None if it may be.

    It must not if it would make something more public than what its author saw, and something
    else has come between: by visibility (private < unlisted < public), by state of release
    (draft < scheduled < live), by release_at (none < later < earlier, as instants). A value
    without a rank (not RFC 3339 with an offset, an unknown word) counts as more public.
    """
    rank = _PUBLICITY.get(field)
    if rank is None or same_value(current, mine) or same_value(current, base):
        return None
    if not _exceeds(rank(mine), rank(base)):
        return None
    return FieldMerge("conflict", current, "more_public")


def same_value(a: Any, b: Any) -> bool:
    """Whether two JSON values are equal: 1 is 1.0, but not true; keys have no order, lists have.

    Iterative, since how deep a value nests is up to whoever sends it.
    """
    open_ = [(a, b)]
    while open_:
        x, y = open_.pop()
        if isinstance(x, dict) and isinstance(y, dict):
            if x.keys() != y.keys():
                return False
            open_ += [(x[key], y[key]) for key in x]
        elif isinstance(x, list) and isinstance(y, list):
            if len(x) != len(y):
                return False
            open_ += zip(x, y, strict=True)
        elif not _same_atom(x, y):
            return False
    return True


def _same_atom(x: Any, y: Any) -> bool:
    return isinstance(x, bool) == isinstance(y, bool) and bool(x == y)


def _merge_plain(_base: Any, _mine: Any, current: Any) -> FieldMerge:
    return FieldMerge("conflict", current, "field")


def _merge_text(base: Any, mine: Any, current: Any) -> FieldMerge:
    if not all(isinstance(value, str | None) for value in (base, mine, current)):
        return _merge_plain(base, mine, current)
    merged = merge_text(base or "", mine or "", current or "")
    if not merged.clean:
        return FieldMerge("conflict", current, "text")
    return _merged(merged.text, current)


def _merge_set(base: Any, mine: Any, current: Any) -> FieldMerge:
    if not all(_is_set(value) for value in (base, mine, current)):
        return _merge_plain(base, mine, current)
    seen, wanted = base or [], mine or []
    add = [name for name in wanted if name not in seen]
    remove = [name for name in seen if name not in wanted]
    return _merged(merge_set(add, remove, current or []), current)


def _merged(value: str | list[str], current: Any) -> FieldMerge:
    """There is nothing to write if the current value already holds all of the edit."""
    if value == (current or type(value)()):
        return FieldMerge("unchanged", current)
    return FieldMerge("merged", value)


def _is_set(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _merge_order(_base: Any, mine: Any, _current: Any) -> FieldMerge:
    return FieldMerge("set", mine)


def _exceeds(rank: float | None, seen: float | None) -> bool:
    return rank is None or seen is None or rank > seen


def _ranked(*words: str) -> _Rank:
    """The rank of closed words, from the least public on."""
    return lambda value: float(words.index(value)) if value in words else None


def _rank_release(at: Any) -> float | None:
    """The earlier, the more public; a moment without an offset is none."""
    if at is None:
        return float("-inf")
    try:
        moment = datetime.fromisoformat(at)
    except (TypeError, ValueError):
        return None
    return -moment.timestamp() if moment.tzinfo else None


_RULES: Mapping[FieldClass, Callable[[Any, Any, Any], FieldMerge]] = MappingProxyType(
    {
        FieldClass.TEXT: _merge_text,
        FieldClass.SET: _merge_set,
        FieldClass.ORDER: _merge_order,
        FieldClass.PLAIN: _merge_plain,
    }
)
_PUBLICITY: Mapping[str, _Rank] = MappingProxyType(
    {
        "visibility": _ranked("private", "unlisted", "public"),
        "release_state": _ranked("draft", "scheduled", "live"),
        "state": _ranked("draft", "scheduled", "live"),
        "release_at": _rank_release,
    }
)
