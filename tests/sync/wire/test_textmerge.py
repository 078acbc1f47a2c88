"""Two edits of one text: laws over thousands of texts, each law able to fail, and single cases."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from difflib import Match, SequenceMatcher
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sync.wire import textdiff, textmerge
from sync.wire.textmerge import Hunk, merge_text

Law = Callable[[str, str, str], None]
LINES = [
    "alpha one",
    "beta two",
    "gamma, delta",
    "",
    "- x",
    "cafe\u0301 e\u0301",
    "one one one",
    ".",
]
EDITS = ["insert", "delete", "append", "prepend", "word", "drop word", "move", "same"]
EDITS += ["insert", "delete", "append", "delete", "move", "clear"]


def _edited(lines: list[str], steps: list[tuple[int, int, str]], tag: str) -> list[str]:
    """Lines after some steps; what is typed in them is new but for the "same" that both type."""
    found = list(lines)
    for n, (at, to, step) in enumerate(steps):
        at, typed = min(at, len(found)), "same" if step == "same" else f"{tag}{n}"
        if step in ("insert", "same"):
            found.insert(at, typed)
        elif step == "clear":
            found = []
        elif at < len(found):
            line = found.pop(at)
            words = line.split(" ")
            spot = to % len(words)
            found[at:at] = {
                "append": [f"{line} {typed}"],
                "prepend": [f"{typed} {line}"],
                "word": [" ".join([*words[:spot], typed, *words[spot + 1 :]])],
                "drop word": [" ".join(words[:spot] + words[spot + 1 :])],
            }.get(step, [])
            if step == "move":
                found.insert(min(to, len(found)), line)
    return found


NOISE = "aab  \n\r.,\u0301\u6771\u4eac\U0001f469\u200d\U0001f4bb"


def _texts(seed: int) -> tuple[str, str, str]:
    """A text and two edits of it, with any line ends and with or without the last; or noise.

    Made from one number, since ten drawn ones an example would take longer than the merges.
    """
    dice = Random(seed)
    if dice.random() < 0.25:
        base, mine, theirs = ("".join(dice.choices(NOISE, k=dice.randrange(14))) for _ in range(3))
        return base, mine, theirs
    repeated = dice.choices(LINES, k=dice.randrange(8))
    lines = dice.choice([repeated, dice.sample(LINES, dice.randrange(8))])
    end = dice.choice(["\n", "\n", "\n", "\r\n"])
    base, mine, theirs = (
        dice.choice([end, end, end, end, "\r\n"]).join(text) + dice.choice([end, end, ""])
        for text in (lines, _edited(lines, _steps(dice), "m"), _edited(lines, _steps(dice), "t"))
    )
    return base, mine, theirs


def _steps(dice: Random) -> list[tuple[int, int, str]]:
    return [
        (dice.randrange(7), dice.randrange(7), dice.choice(EDITS)) for _ in range(dice.randrange(5))
    ]


TEXTS = st.integers(0, 2**40).map(_texts)


def check(law: Law, examples: int) -> None:
    """The law on so many texts; the first one that breaks it raises."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    @given(TEXTS)
    def run(texts: tuple[str, str, str]) -> None:
        law(*texts)

    run()


def _words(text: str) -> Counter[str]:
    """By another rule than that of the code: Han counts by the sign, marks belong to letters."""
    return Counter(re.findall(r"[\u6771\u4eac]|[a-zA-Z0-9_][a-zA-Z0-9_\u0301]*", text))


def same_edit_twice(base: str, mine: str, _theirs: str) -> None:
    merged = merge_text(base, mine, mine)
    assert (merged.text, merged.conflicts) == (mine, ())


def only_theirs(base: str, _mine: str, theirs: str) -> None:
    merged = merge_text(base, base, theirs)
    assert (merged.text, merged.conflicts) == (theirs, ())


def only_mine(base: str, mine: str, _theirs: str) -> None:
    merged = merge_text(base, mine, base)
    assert (merged.text, merged.conflicts) == (mine, ())


def symmetric(base: str, mine: str, theirs: str) -> None:
    merged, swapped = merge_text(base, mine, theirs), merge_text(base, theirs, mine)
    assert merged.clean == swapped.clean
    assert [Hunk(h.base, h.theirs, h.mine) for h in merged.conflicts] == list(swapped.conflicts)
    if merged.clean:
        assert merged.text == swapped.text


def typed_is_kept(base: str, mine: str, theirs: str) -> None:
    merged = merge_text(base, mine, theirs)
    there = _words(merged.text)
    for hunk in merged.conflicts:
        there += _words(hunk.mine)
    typed = (_words(mine) | _words(theirs)).keys() - _words(base).keys()
    assert typed <= there.keys()


def removed_stays_out(base: str, mine: str, theirs: str) -> None:
    merged = merge_text(base, mine, theirs)
    there, before, one, other = map(_words, (merged.text, base, mine, theirs))
    for hunk in merged.conflicts:
        there -= _words(hunk.theirs)
    for word, n in before.items():
        if 0 in (one[word], other[word]) and max(one[word], other[word]) <= n:
            assert not there[word], word


def conflict_shows_both(base: str, mine: str, theirs: str) -> None:
    """Hunks are stretches of the three texts in order; theirs is what stands in the text."""
    at = [0, 0, 0, 0]
    merged = merge_text(base, mine, theirs)
    for hunk in merged.conflicts:
        assert hunk.mine not in (hunk.base, hunk.theirs)
        assert hunk.theirs != hunk.base
        sought = (hunk.base, hunk.mine, hunk.theirs, hunk.theirs)
        for n, text in enumerate((base, mine, theirs, merged.text)):
            found = text.find(sought[n], at[n])
            assert found >= 0
            at[n] = found + len(sought[n])


LAWS: list[Law] = [
    same_edit_twice,
    only_theirs,
    only_mine,
    symmetric,
    typed_is_kept,
    removed_stays_out,
    conflict_shows_both,
]
_settled, _touching = textmerge._settled, textmerge._touching


def _never_the_same(part: Hunk) -> textmerge._Piece:
    """Bug: an edit that both made is a conflict."""
    both = part.mine != part.base != part.theirs
    return textmerge._Piece(part, None) if both else _settled(part)


def _prefers(side: str) -> Callable[[Hunk], textmerge._Piece]:
    """Bug: one side always wins."""
    return lambda part: textmerge._Piece(part, getattr(part, side))


def _both_in_a_row(part: Hunk) -> textmerge._Piece:
    """Bug: what collides is put one behind the other."""
    found = _settled(part)
    return found if found.now is not None else textmerge._Piece(part, part.mine + part.theirs)


def _one_sided_is_conflict(part: Hunk) -> textmerge._Piece:
    """Bug: whatever differs is a conflict."""
    same = part.mine == part.theirs
    return textmerge._Piece(part, part.mine if same else None)


MUTANTS: list[tuple[Law, str, object]] = [
    (same_edit_twice, "_settled", _never_the_same),
    (only_theirs, "_settled", _prefers("mine")),
    (only_mine, "_settled", _prefers("theirs")),
    (symmetric, "_settled", _both_in_a_row),
    (typed_is_kept, "_settled", _prefers("theirs")),
    (removed_stays_out, "_is_revived", lambda _pieces: False),
    (conflict_shows_both, "_settled", _one_sided_is_conflict),
]


class TestLaws:
    @pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
    def test_holds(self, law: Law):
        check(law, 1_200)

    @pytest.mark.parametrize(
        ("law", "name", "bug"), MUTANTS, ids=[law.__name__ for law, _, _ in MUTANTS]
    )
    def test_can_fail(self, monkeypatch: pytest.MonkeyPatch, law: Law, name: str, bug: object):
        monkeypatch.setattr(textmerge, name, bug)
        with pytest.raises(AssertionError):
            check(law, 6_000)


class _Counted(SequenceMatcher[str]):
    """Counts the comparisons of all matchers; what the loop of find_longest_match steps over."""

    steps = 0

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None) -> Match:
        in_b = Counter(self.b)
        _Counted.steps += sum(in_b[token] for token in self.a[alo:ahi])
        return super().find_longest_match(alo, ahi, blo, bhi)


def work_is_bounded() -> None:
    """Two lines in disorder, thousands of times: neither anchors nor rare lines."""
    dice, _Counted.steps = Random(1), 0
    base, mine, theirs = ("".join(dice.choices(["a\n", "b\n"], k=1_300)) for _ in range(3))
    assert not merge_text(base, mine, theirs).clean
    assert 0 < _Counted.steps <= 2_000_000


def _cpu_s(*texts: str) -> float:
    """The least of three tries: what others do on the machine only ever adds to it."""
    tries = []
    for _ in range(3):
        begin = time.process_time()
        merge_text(*texts)
        tries.append(time.process_time() - begin)
    return min(tries)


class TestTime:
    def test_work_is_bounded(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(textdiff, "SequenceMatcher", _Counted)
        work_is_bounded()

    def test_can_fail(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(textdiff, "SequenceMatcher", _Counted)
        monkeypatch.setattr(textmerge, "MOST_WORK", 10**9)
        with pytest.raises(AssertionError):
            work_is_bounded()

    @pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
    def test_few_edits_in_a_long_text(self, between: str):
        dice = Random(2)
        words = [f"w{dice.randrange(300)}" for _ in range(44_000)]
        mine, theirs, both = list(words), list(words), list(words)
        for n in range(5):
            mine[n * 8_000 + 3] = both[n * 8_000 + 3] = f"mine{n}"
            theirs[n * 8_000 + 4_000] = both[n * 8_000 + 4_000] = f"theirs{n}"
        texts = [between.join(text) for text in (words, mine, theirs)]
        assert merge_text(*texts) == textmerge.TextMerge(between.join(both))
        assert _cpu_s(*texts) < 1

    def test_a_text_without_anchors_is_one_conflict(self):
        text = "a " * 100_000
        mine, theirs = "m " + text[200:] + "m", "t " + text[600:] + "t"
        assert merge_text(text, mine, theirs).conflicts == (Hunk(text, mine, theirs),)


class TestMergeText:
    @pytest.mark.parametrize(
        ("base", "mine", "theirs", "merged"),
        [
            ("the red car", "the blue car", "the red truck", "the blue truck"),
            ("a\nb\nc\n", "a1\nb\nc\n", "a\nb\nc1\n", "a1\nb\nc1\n"),
            ("a\nb\n", "a1\nb\n", "a\nb1\n", "a1\nb1\n"),
            ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n"),
            ("a", "a\nb", "z\na", "z\na\nb"),
            ("a b", "a foo b", "a b bar", "a foo b bar"),
            ("a\r\nb\r\n", "a\r\nb!\r\n", "x a\r\nb\r\n", "x a\r\nb!\r\n"),
            ("a b\nc d\n", "a b\r\nc d\r\n", "a1 b\nc d\n", "a1 b\r\nc d\r\n"),
            ("\u6771\u4eac\u306e\u6771", "\u6771\u4eac\u6771", "\u5317\u4eac\u306e\u6771",
             "\u5317\u4eac\u6771"),
            ("\u6771\u4eac\u306e\u6771", "\u6771\u4eac\u306e\u5317", "\u5357\u4eac\u306e\u6771",
             "\u5357\u4eac\u306e\u5317"),
        ],
    )  # fmt: skip
    def test_edits_apart(self, base: str, mine: str, theirs: str, merged: str):
        found = merge_text(base, mine, theirs)
        assert (found.text, found.conflicts, found.clean) == (merged, (), True)

    @pytest.mark.parametrize(
        ("base", "mine", "theirs"),
        [
            ("", "x", "y"),
            ("a b c", "a x c", "a y c"),
            ("one two", "", "one two three"),
            ("a, b", "x, y", "a,z b"),
            ("cafe\u0301", "cafe", "cafe\u0301s"),
            ("\U0001f469\u200d\U0001f4bb", "\U0001f469", "\U0001f468\u200d\U0001f4bb"),
        ],
    )
    def test_edits_in_one_place(self, base: str, mine: str, theirs: str):
        found = merge_text(base, mine, theirs)
        assert (found.text, found.conflicts) == (theirs, (Hunk(base, mine, theirs),))

    def test_insertions_in_one_place(self):
        found = merge_text("a\nb\n", "a\nx\nb\n", "a\ny\nb\n")
        assert (found.text, found.conflicts) == ("a\ny\nb\n", (Hunk("", "x\n", "y\n"),))

    def test_what_is_clean_is_merged_around_a_conflict(self):
        found = merge_text("a\nb\nc\nd\ne\n", "A\nb\nm\nd\ne\n", "a\nb\nt\nd\nE\n")
        assert found.text == "A\nb\nt\nd\nE\n"
        assert found.conflicts == (Hunk("c\n", "m\n", "t\n"),)

    def test_taken_out_here_and_moved_there(self):
        found = merge_text("one\ntwo\nend\n", "two\nend\n", "two\nend\none\n")
        assert not found.clean

    def test_moved_to_two_places(self):
        found = merge_text("a\nb\nc\nd\ne\n", "c\na\nb\nd\ne\n", "a\nb\nd\ne\nc\n")
        assert not found.clean

    def test_a_frequent_word_that_both_drop_once_is_no_move(self):
        base = "the cat and the dog\nx\ny\nend\n"
        same = "a cat and the dog\nx\ny\nend\n"
        found = merge_text(base, same, same.replace("end", "the end"))
        assert found.clean
        assert found.text == "a cat and the dog\nx\ny\nthe end\n"
