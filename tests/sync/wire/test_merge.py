"""What becomes of an edit, field by field: laws, each able to fail, and single cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sync.wire import merge
from sync.wire.kinds import FieldClass
from sync.wire.merge import FieldMerge, guard_publicity, merge_field, merge_set, same_value

ATOMS = st.sampled_from([None, True, False, 0, 1, 1.0, 0.0, 2.5, "", "1", "a"])
JSON = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("kl"), inner, max_size=2)
    ),
    max_leaves=4,
)
TEXT = st.lists(st.sampled_from(["one", "two", "three\n", "\n", "x"]), max_size=5).map(" ".join)
NAMES = st.lists(st.sampled_from("abcdef"), max_size=5, unique=True)
RANKS = {
    "visibility": ["private", "unlisted", "public"],
    "release_state": ["draft", "scheduled", "live"],
}


def check(law: Callable[..., None], *values: st.SearchStrategy[Any], examples: int = 500) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    @given(st.tuples(*values))
    def run(values: tuple[Any, ...]) -> None:
        law(*values)

    run()


def _tagged(value: Any) -> Any:
    """The value with its truths marked, so that Python tells them from numbers."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, list):
        return [_tagged(inner) for inner in value]
    return {k: _tagged(v) for k, v in value.items()} if isinstance(value, dict) else value


def equal_by_json_value(a: Any, b: Any) -> None:
    assert same_value(a, b) == (_tagged(a) == _tagged(b)) == same_value(b, a)
    assert same_value(a, json.loads(json.dumps(a)))


def compares_and_sets(kind: FieldClass, base: Any, mine: Any, current: Any) -> None:
    assert merge_field(kind, base, mine, mine) == FieldMerge("unchanged", mine)
    if not same_value(base, mine):
        assert merge_field(kind, base, mine, base) == FieldMerge("set", mine)
    found = merge_field(kind, base, mine, current)
    if found.outcome in ("unchanged", "conflict"):
        assert found.value is current
    assert bool(found.why) == (found.outcome == "conflict")


def nothing_is_overwritten_unseen(base: Any, mine: Any, current: Any) -> None:
    found = merge_field(FieldClass.PLAIN, base, mine, current)
    if not same_value(current, base) and not same_value(current, mine):
        assert found == FieldMerge("conflict", current, "field")


def last_arrival_wins(base: Any, mine: Any, current: Any) -> None:
    assert same_value(merge_field(FieldClass.ORDER, base, mine, current).value, mine)


def texts_arrive_in_any_order(base: str, mine: str, theirs: str) -> None:
    """Whoever comes first: both hold the same in the end, or both have a conflict."""
    one = merge_field(FieldClass.TEXT, base, mine, theirs)
    other = merge_field(FieldClass.TEXT, base, theirs, mine)
    assert (one.outcome == "conflict") == (other.outcome == "conflict")
    if one.outcome != "conflict":
        assert one.value == other.value
    else:
        assert one == FieldMerge("conflict", theirs, "text")


def sets_arrive_in_any_order(base: list[str], mine: list[str], theirs: list[str]) -> None:
    one = merge_field(FieldClass.SET, base, mine, theirs).value
    other = merge_field(FieldClass.SET, base, theirs, mine).value
    kept = set(base) & set(mine) & set(theirs)
    assert set(one) == set(other) == kept | ((set(mine) | set(theirs)) - set(base))
    assert len(one) == len(set(one))
    if base not in (mine, theirs) and mine != theirs:
        assert [name for name in theirs if name in one] == one[: len(set(theirs) & set(one))]


def deltas_arrive_in_any_order(base: list[str], mine: list[str], theirs: list[str]) -> None:
    def apply(wanted: list[str], current: list[str]) -> list[str]:
        add = [name for name in wanted if name not in base]
        return merge_set(add, [name for name in base if name not in wanted], current)

    assert set(apply(mine, apply(theirs, base))) == set(apply(theirs, apply(mine, base)))
    assert apply(mine, apply(mine, base)) == apply(mine, base)


def never_more_public_unseen(field: str, base: str, mine: str, current: str) -> None:
    rank = RANKS[field].index
    found = guard_publicity(field, base, mine, current)
    bolder = rank(mine) > rank(base) and current not in (base, mine)
    assert found == (FieldMerge("conflict", current, "more_public") if bolder else None)


def never_earlier_unseen(base: int | None, mine: int | None, current: int | None) -> None:
    found = guard_publicity("release_at", *(_moment(day) for day in (base, mine, current)))
    earlier = mine is not None and (base is None or mine < base)
    bolder = earlier and current not in (base, mine)
    assert found == (FieldMerge("conflict", _moment(current), "more_public") if bolder else None)


def _moment(day: int | None) -> str | None:
    """RFC 3339 in another zone each day, so that the order of the letters is not that of time."""
    if day is None:
        return None
    zone = timezone(timedelta(hours=(day * 7) % 23 - 11))
    return (datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=day)).astimezone(zone).isoformat()


KINDS, DAYS = st.sampled_from(FieldClass), st.one_of(st.none(), st.integers(0, 40))
RANKED = [
    (st.just(field), *(st.sampled_from(words) for _ in range(3))) for field, words in RANKS.items()
]


def _rules(kind: FieldClass, outcome: Callable[..., FieldMerge]) -> object:
    return MappingProxyType({**merge._RULES, kind: outcome})


def _overwrites(_base: Any, mine: Any, _current: Any) -> FieldMerge:
    """Bug: the last writer wins."""
    return FieldMerge("set", mine)


def _appends(base: Any, mine: Any, current: Any) -> FieldMerge:
    """Bug: texts are put one behind the other."""
    return FieldMerge("merged", f"{current}{mine}")


def _replaces(add: list[str], remove: list[str], current: list[str]) -> list[str]:
    """Bug: what is taken out is not."""
    return list(dict.fromkeys([*add, *current]))


def _toggles(add: list[str], remove: list[str], current: list[str]) -> list[str]:
    """Bug: an addition of what is there takes it away."""
    return sorted(set(current) ^ set(add) ^ set(remove))


LAWS: list[tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...], str, object]] = [
    (equal_by_json_value, (JSON, JSON), "_same_atom", lambda a, b: a == b),
    (compares_and_sets, (KINDS, JSON, JSON, JSON), "same_value", lambda _a, _b: False),
    (nothing_is_overwritten_unseen, (JSON, JSON, JSON), "_RULES",
     _rules(FieldClass.PLAIN, _overwrites)),
    (last_arrival_wins, (JSON, JSON, JSON), "_RULES",
     _rules(FieldClass.ORDER, merge._merge_plain)),
    (texts_arrive_in_any_order, (TEXT, TEXT, TEXT), "_RULES",
     _rules(FieldClass.TEXT, _appends)),
    (sets_arrive_in_any_order, (NAMES, NAMES, NAMES), "merge_set", _replaces),
    (deltas_arrive_in_any_order, (NAMES, NAMES, NAMES), "merge_set", _toggles),
    *((never_more_public_unseen, ranked, "_exceeds", lambda _rank, _seen: False)
      for ranked in RANKED),
    (never_earlier_unseen, (DAYS, DAYS, DAYS), "_exceeds",
     lambda rank, seen: rank is not None and seen is not None and rank < seen),
]  # fmt: skip


class TestLaws:
    @pytest.mark.parametrize(("law", "values", "_name", "_bug"), LAWS)
    def test_holds(self, law, values, _name, _bug):
        check(law, *values)

    @pytest.mark.parametrize(("law", "values", "name", "bug"), LAWS)
    def test_can_fail(self, monkeypatch: pytest.MonkeyPatch, law, values, name, bug):
        monkeypatch.setattr(merge, name, bug)
        monkeypatch.setitem(globals(), name, bug)
        with pytest.raises(AssertionError):
            check(law, *values)


class TestMergeField:
    @pytest.mark.parametrize(
        ("kind", "base", "mine", "current", "found"),
        [
            (FieldClass.PLAIN, 1, 2, 1.0, FieldMerge("set", 2)),
            (FieldClass.PLAIN, 1, 2, True, FieldMerge("conflict", True, "field")),
            (FieldClass.PLAIN, {"a": 1, "b": 2}, 0, {"b": 2, "a": 1}, FieldMerge("set", 0)),
            (FieldClass.PLAIN, None, "x", "", FieldMerge("conflict", "", "field")),
            (FieldClass.ORDER, 1.0, 2.0, 3.0, FieldMerge("set", 2.0)),
            (FieldClass.TEXT, "a b", "a c", "x b", FieldMerge("merged", "x c")),
            (FieldClass.TEXT, "a b", "a c", "a d", FieldMerge("conflict", "a d", "text")),
            (FieldClass.TEXT, None, "a", "b", FieldMerge("conflict", "b", "text")),
            (FieldClass.TEXT, "a", "", None, FieldMerge("unchanged", None)),
            (FieldClass.TEXT, "a b c", "x b c", "x b y", FieldMerge("unchanged", "x b y")),
            (FieldClass.TEXT, "a", 5, "b", FieldMerge("conflict", "b", "field")),
            (FieldClass.SET, ["a", "b"], ["b", "c"], ["d", "a", "b"],
             FieldMerge("merged", ["d", "b", "c"])),
            (FieldClass.SET, ["a", "b"], ["b", "a"], ["a", "b", "c"],
             FieldMerge("unchanged", ["a", "b", "c"])),
            (FieldClass.SET, None, ["a"], ["b"], FieldMerge("merged", ["b", "a"])),
            (FieldClass.SET, ["a"], [1], ["b"], FieldMerge("conflict", ["b"], "field")),
        ],
    )  # fmt: skip
    def test_rule(self, kind, base, mine, current, found):
        assert merge_field(kind, base, mine, current) == found


class TestMergeSet:
    @pytest.mark.parametrize(
        ("add", "remove", "current", "found"),
        [
            (["c", "a"], [], ["a", "b"], ["a", "b", "c"]),
            ([], ["a", "z"], ["a", "b"], ["b"]),
            (["a"], ["a"], ["b", "a"], ["b", "a"]),
            (["b", "b"], [], [], ["b"]),
        ],
    )
    def test_order_is_that_of_typing(self, add, remove, current, found):
        assert merge_set(add, remove, current) == found


class TestGuardPublicity:
    @pytest.mark.parametrize(
        ("field", "base", "mine", "current", "guarded"),
        [
            ("visibility", "private", "public", "unlisted", True),
            ("visibility", "private", "public", "private", False),
            ("visibility", "private", "public", "public", False),
            ("visibility", "public", "private", "unlisted", False),
            ("visibility", "private", "everyone", "unlisted", True),
            ("release_at", None, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z", True),
            ("release_at", "2027-01-01T00:00:00Z", None, "2028-01-01T00:00:00Z", False),
            ("release_at", "2027-01-01T00:00:00Z", "2027-01-01", "2028-01-01T00:00:00Z", True),
            ("release_at", "2027-01-01T00:00:00Z", 5, "2028-01-01T00:00:00Z", True),
            ("title", "a", "b", "c", False),
        ],
    )
    def test_case(self, field, base, mine, current, guarded):
        found = guard_publicity(field, base, mine, current)
        assert found == (FieldMerge("conflict", current, "more_public") if guarded else None)


class TestSameValue:
    def test_deeper_than_the_stack(self):
        deep: Any = 1
        for _ in range(50_000):
            deep = [deep]
        assert same_value([deep], [deep])
        assert not same_value(deep, [deep])
