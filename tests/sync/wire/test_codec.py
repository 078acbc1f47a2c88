"""Errors of what was decoded name the field at fault."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sync.wire import codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """Something with a name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """Something with things inside."""

    items: list[Inner]
    count: int = 0


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ("{}", "items"),
        ('{"items":[{}]}', "items[0].name"),
        ('{"items":[],"count":"x"}', "count"),
        ("[]", None),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(raw: str, field: str | None) -> None:
    with pytest.raises(codec.DecodeError) as caught:
        codec.decode(raw, Outer)
    assert caught.value.field == field
