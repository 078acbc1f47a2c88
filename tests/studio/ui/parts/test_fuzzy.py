"""Finding commands by a few letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.parts.fuzzy import Command, rate, search

TEXT = st.text(alphabet="abcd -", max_size=12)


def titles(query: str, *names: str) -> list[str]:
    found = search(query, [Command(name, lambda: None) for name in names])
    return [match.command.title for match in found]


class TestSearch:
    def test_nothing_typed_lists_everything_as_it_comes(self) -> None:
        assert titles(" ", "Zoom in", "Add") == ["Zoom in", "Add"]

    def test_starts_of_words_win(self) -> None:
        assert titles("pt", "Apt title", "Publish track", "Export")[0] == "Publish track"

    def test_letters_in_a_row_win_over_scattered_ones(self) -> None:
        assert titles("pub", "Pause uploads before", "Preview public page")[0] == (
            "Preview public page"
        )

    def test_other_words_find_it_last(self) -> None:
        delete = Command("Remove track", lambda: None, words="delete erase")
        other = Command("Delete release", lambda: None)
        found = [match.command for match in search("delete", [delete, other])]
        assert found == [other, delete]

    def test_nothing_fits(self) -> None:
        assert titles("xyz", "Publish", "Add") == []


class TestRate:
    @given(TEXT, TEXT)
    def test_finds_exactly_the_texts_that_hold_the_letters_in_order(
        self, query: str, text: str
    ) -> None:
        sought, rest = query.replace(" ", ""), iter(text)
        holds = all(letter in rest for letter in sought)
        assert (rate(query, text) is not None) == holds

    @given(TEXT, TEXT)
    def test_points_at_the_letters_that_were_typed(self, query: str, text: str) -> None:
        found = rate(query, text)
        if found is not None:
            assert [text[at] for at in found[1]] == list(query.replace(" ", ""))
            assert list(found[1]) == sorted(set(found[1]))
