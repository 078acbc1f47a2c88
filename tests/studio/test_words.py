"""Words for people are set as a book is: curly apostrophes, an ellipsis of one character."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRAIGHT = re.compile(r"[^\W\d_]'(?:[^\W\d_]|\s|$)|\w\.\.\.(?:\s|$)")
NO_WORDS = re.compile(r"\b(?:SELECT|CREATE|JOIN|INSERT|UPDATE|WHERE|AND|OR|IN \()")
"""Questions to the tables quote in their own way."""


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Every text of a module but those that nobody sees: docstrings."""
    tree = ast.parse(source)
    silent = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in silent:
            yield one.lineno, one.value


def wrong(source: str) -> list[int]:
    """Lines with typewriter's marks."""
    found = [(line, text) for line, text in texts(source) if not NO_WORDS.search(text)]
    return [line for line, text in found if STRAIGHT.search(text)]


def test_words_of_the_studio_are_set_well() -> None:
    files = [*(ROOT / "studio").rglob("*.py"), *(ROOT / "sync" / "client").glob("*.py")]
    assert [f"{file.name}:{n}" for file in files for n in wrong(file.read_text())] == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('x = "the system\'s own"', [1]),
        ('\nx = f"{n} artists\' songs"', [2]),
        ('x = "Loading..."', [1]),
        ('x = "the system’s own…"', []),
        ("x = \"WHERE a IN ('b')\"", []),
        ('def f():\n    """It\'s silent."""', []),
    ],
)
def test_a_straight_one_would_be_found(source: str, lines: list[int]) -> None:
    assert wrong(source) == lines
