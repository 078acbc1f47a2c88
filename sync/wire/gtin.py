"""Check digits of UPC-A, EAN-13 and their kin."""

from __future__ import annotations

LENGTHS = frozenset({8, 12, 13, 14})


def check_digit(digits: str) -> int:
    """The last digit of a number that begins with `digits`.

    GS1 General Specifications, 7.9.1: weights 3, 1, 3, ... from the right; up to the next ten.
    """
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return -total % 10


def is_gtin(text: str) -> bool:
    """Whether this is a GTIN-8, -12 (UPC-A), -13 (EAN) or -14 whose last digit is the right one."""
    if len(text) not in LENGTHS or not (text.isascii() and text.isdigit()):
        return False
    return check_digit(text[:-1]) == int(text[-1])
