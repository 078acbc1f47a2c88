"""Every rule of the contract that a value can break is told in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import UUID

import pytest
from msgspec import Meta

import server
from sync.wire import accounts, codec, fields, records
from sync.wire.kinds import KINDS
from sync.wire.wording import PATTERNS, STRANGE, said

OF_PROGRAMMERS = re.compile(r"`|Expected|regex|\$|Invalid|Object|msgspec|of length")
WRONG = ("", " ", "x", "x" * 60_000, "\n", 0, -1, 10**13, 2**63, 1.5, True, None, [], ["x"] * 40)
MORE = ([1], {"a": 1}, {}, "2026-11-23T11:00:00", "12345678901", "ftp://x", [[1]], 1e300)


def constrained() -> Iterator[tuple[str, Any]]:
    """Each type with a rule, wherever the contract has one."""
    for module in (fields, accounts, records):
        for name, kind in vars(module).items():
            if any(isinstance(one, Meta) for one in get_args(kind)):
                yield name, kind


def told(value: object, kind: Any) -> str | None:
    try:
        codec.decode(codec.encode(value), kind)
    except codec.DecodeError as error:
        return error.message
    return None


class TestSaid:
    @pytest.mark.parametrize(("name", "kind"), list(constrained()))
    def test_of_every_field_type(self, name: str, kind: Any) -> None:
        found = {told(value, kind) for value in WRONG + MORE} - {None}
        assert found, name
        for message in found:
            assert message != STRANGE
            assert not OF_PROGRAMMERS.search(message), message

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_of_every_field_of_a_record(self, kind: str) -> None:
        shape = KINDS[kind].fields
        for name in KINDS[kind].editable:
            for value in WRONG + MORE:
                message = told({name: value}, shape)
                assert message is None or message != STRANGE
                assert message is None or not OF_PROGRAMMERS.search(message), message

    def test_every_pattern_has_its_sentence(self) -> None:
        folders = [Path(codec.__file__).parent, Path(server.__file__).parent]
        written = "".join(file.read_text() for one in folders for file in one.rglob("*.py"))
        found = re.findall(r"Meta\([^)]*?pattern=r\"([^\"]*)\"", written)
        assert len(found) > 10
        assert set(found) <= PATTERNS.keys()

    @pytest.mark.parametrize(
        ("value", "kind", "found"),
        [
            ("", fields.Title, "This must not be empty."),
            ("  ", fields.Title, "This must not be blank."),
            ("x" * 301, fields.Title, "This may have at most 300 characters."),
            (["a"] * 31, fields.Tags, "This may have at most 30 entries."),
            (0, fields.Visits, "This must be 1 or more."),
            (1.5, fields.Visits, "This must be a whole number, not a fraction."),
            (3, fields.Title, "This must be text, not a whole number."),
            ("x", UUID, "This must be an id (a UUID)."),
            ("x", datetime, "This must be a moment such as 2026-11-23T18:00:00Z."),
            ("gold", Literal["free", "none"], "There is no 'gold' to choose."),
            ("1", fields.Upc, "This must be a UPC of 12 digits or an EAN of 13."),
        ],
    )
    def test_in_full(self, value: object, kind: Any, found: str) -> None:
        assert told(value, kind) == found

    def test_what_it_does_not_know_is_not_passed_on(self) -> None:
        assert said("Expected `thing` in `$`") == STRANGE


class TestBroken:
    @pytest.mark.parametrize(
        ("raw", "found"),
        [
            (b'{"a":', "it is truncated."),
            (b"[1,]", "trailing comma in array (byte 3)."),
            (b"[" * 100_000, "it is nested too deeply."),
            (b'{"a": 1, "b": "\xff"}', "it is not UTF-8."),
        ],
    )
    def test_bytes_that_are_no_json(self, raw: bytes, found: str) -> None:
        with pytest.raises(codec.DecodeError) as broken:
            codec.decode(raw, object)
        assert broken.value.message == f"The body is not valid JSON: {found}"
        assert broken.value.malformed
