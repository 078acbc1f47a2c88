"""Texts in lines and words, and the way from one text to the other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sync.wire import textdiff
from sync.wire.textdiff import Span, is_blank, lines, word_diff, words

SOME = st.text(
    alphabet="aabc  \n\r.,\u0301\u6771\U0001f469\u200d\U0001f4bb\u00e9\ufe0f", max_size=30
)
ANY = st.one_of(SOME, SOME, st.text(max_size=30))
PIECES = st.lists(st.sampled_from(["a", "b, ", " ", "\n", "c d", "a b c", "."]), max_size=12)
PROSE = PIECES.map("".join)


def spans_make_both_texts(a: str, b: str) -> None:
    spans = word_diff(a, b)
    assert "".join(span.text for span in spans if span.kind != "added") == a
    assert "".join(span.text for span in spans if span.kind != "removed") == b
    assert all(span.text for span in spans)
    assert all(one.kind != two.kind for one, two in pairwise(spans))


def same_text_is_one_span(a: str, _b: str) -> None:
    assert word_diff(a, a) == ((Span("same", a),) if a else ())


def check(law, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    @given(st.one_of(st.tuples(ANY, ANY), st.tuples(PROSE, PROSE)))
    def run(texts: tuple[str, str]) -> None:
        law(*texts)

    run()


class TestWordDiff:
    @pytest.mark.parametrize("law", [spans_make_both_texts, same_text_is_one_span])
    def test_holds(self, law):
        check(law, 1_000)

    def test_spans_can_fail(self, monkeypatch: pytest.MonkeyPatch):
        """Bug: neighbouring edits are joined without what stands between them."""

        def careless(_old, edits):
            new = tuple(token for edit in edits for token in edit.new)
            return [textdiff.Edit(edits[0].start, edits[-1].end, new)] if edits else []

        monkeypatch.setattr(textdiff, "_joined", careless)
        with pytest.raises(AssertionError):
            check(spans_make_both_texts, 3_000)

    def test_same_can_fail(self, monkeypatch: pytest.MonkeyPatch):
        """Bug: agreement is overlooked."""
        monkeypatch.setattr(textdiff, "_blocks", lambda _a, _b, _work: [])
        with pytest.raises(AssertionError):
            check(same_text_is_one_span, 3_000)

    def test_whole_words(self):
        assert word_diff("the red car", "the blue car") == (
            Span("same", "the "),
            Span("removed", "red"),
            Span("added", "blue"),
            Span("same", " car"),
        )

    def test_a_comma_between_rewritten_words_is_no_agreement(self):
        assert word_diff("red, green!", "blue, white!") == (
            Span("removed", "red, green"),
            Span("added", "blue, white"),
            Span("same", "!"),
        )

    def test_nothing(self):
        assert word_diff("", "") == ()


class TestTokens:
    @settings(max_examples=500)
    @given(ANY, ANY)
    def test_joined_they_are_the_text(self, a: str, b: str):
        assert "".join(lines(a)) == a
        assert "".join(words(a)) == a
        assert all(line.endswith("\n") and "\n" not in line[:-1] for line in lines(a)[:-1])
        assert words(a + " x " + b)[: len(words(a.rstrip()))] == words(a.rstrip())

    @settings(max_examples=300)
    @given(st.text(alphabet=st.characters(max_codepoint=0x2FF, exclude_categories=["Cs"])))
    def test_the_quick_way_is_the_same(self, text: str):
        assert textdiff._LATIN.findall(text) == textdiff._token().findall(text)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("don't", ["don", "'", "t"]),
            ("cafe\u0301s ol\u00e9", ["cafe\u0301s", " ", "ol\u00e9"]),
            ("\u6771\u4eac2026", ["\u6771", "\u4eac", "2026"]),
            ("\U0001f469\u200d\U0001f4bb\U0001f44d\U0001f3fd!", [
                "\U0001f469\u200d\U0001f4bb", "\U0001f44d\U0001f3fd", "!"]),
            ("a\r\n\tb", ["a", "\r\n\t", "b"]),
        ],
    )  # fmt: skip
    def test_words(self, text: str, found: list[str]):
        assert words(text) == found

    def test_only_a_line_feed_ends_a_line(self):
        assert lines("a\r\nb\x0bc\u2028d\n\ne") == ["a\r\n", "b\x0bc\u2028d\n", "\n", "e"]

    @pytest.mark.parametrize(
        ("token", "blank"), [(" \n", True), (",", True), ("a", False), ("\U0001f525", False)]
    )
    def test_blank(self, token: str, blank: bool):
        assert is_blank(token) is blank
