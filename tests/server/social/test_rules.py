"""Which comments wait for the artist."""

from __future__ import annotations

import pytest

from server.kit.markdown import render
from server.social.rules import (
    MOST_LINES,
    count_links,
    is_held,
    is_too_tall,
    says_something,
)


def rendered(text: str) -> str:
    return render(text, profile="comment")


class TestCountLinks:
    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("no link here, only 1.5 and a.b", 0),
            ("[a](https://a.b)", 1),
            ("[https://a.b](https://a.b)", 1),
            ("https://a.b", 1),
            ("see www.a.b, or HTTP://c.d", 2),
            ("<https://a.b> [x](mailto:a@b.c)", 2),
            ("`https://a.b`", 1),
        ],
    )
    def test_counted(self, text: str, count: int) -> None:
        assert count_links(rendered(text)) == count


class TestIsTooTall:
    def test_so_many_lines_and_no_more(self) -> None:
        assert not is_too_tall("a\n" * MOST_LINES)
        assert is_too_tall("a\n" * MOST_LINES + "b")


class TestIsHeld:
    @pytest.mark.parametrize(
        ("text", "trusted", "held"),
        [
            ("lovely", False, False),
            ("lovely", True, False),
            ("https://a.b", False, True),
            ("https://a.b", True, False),
            ("https://a.b https://c.d", False, True),
            ("https://a.b https://c.d", True, True),
        ],
    )
    def test_of_listeners(self, text: str, trusted: bool, held: bool) -> None:
        assert is_held(rendered(text), staff=False, trusted=trusted) is held

    def test_never_of_staff(self) -> None:
        assert not is_held(rendered("https://a.b https://c.d"), staff=True, trusted=False)


class TestSaysSomething:
    @pytest.mark.parametrize("text", ["a", "🔥", "山", "!", "&amp;", "`x`"])
    def test_does(self, text: str) -> None:
        assert says_something(rendered(text))

    @pytest.mark.parametrize("text", [" ", "\n\n", "\u200b", "&nbsp;", "\u202e \ufeff"])
    def test_does_not(self, text: str) -> None:
        assert not says_something(rendered(text))
