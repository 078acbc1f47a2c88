"""Titles as they are kept."""

from __future__ import annotations

import pytest

from server.catalog.editing import title
from server.kit.errors import AppError


class TestTitle:
    def test_white_space_around_it_goes(self) -> None:
        assert title("  Tide \n") == "Tide"

    def test_what_turns_the_text_around_it_goes(self) -> None:
        assert title("gpj.\u202eevil") == "gpj.evil"

    def test_is_one_line_that_commands_nothing(self) -> None:
        assert title("Night\r\nFerry\x1b[2J\u2028") == "Night Ferry [2J"

    def test_scripts_that_run_to_the_left_stay(self) -> None:
        assert title("שלום") == "שלום"

    @pytest.mark.parametrize("nothing", ["\u200b", "\u202e\u202c", " "])
    def test_there_must_be_something_to_be_seen(self, nothing: str) -> None:
        with pytest.raises(AppError, match="visible"):
            title(nothing)
