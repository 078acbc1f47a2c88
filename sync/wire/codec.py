"""Dataclass to JSON bytes and back, with the path of the field at fault in errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from sync.wire import wording

T = TypeVar("T")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")


class DecodeError(ValueError):
    """Bytes that are not what the contract says; `field` is a dotted path or None."""

    def __init__(self, message: str, field: str | None, *, malformed: bool) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.malformed = malformed


def encode(value: object) -> bytes:
    """JSON bytes (UTF-8) of a dataclass, or of plain containers of them."""
    return msgspec.json.encode(value)


def decode(raw: bytes | str, kind: type[T], *, with_nul: bool = False) -> T:
    """Bytes as `kind`; unknown fields are ignored. Raises DecodeError.

    U+0000 is refused wherever it stands, unless `with_nul`: no text of people has it and PostgreSQL
    cannot store it.
    """
    if not with_nul and _has_nul(raw):
        raise DecodeError(
            "Text must not contain the NUL character (U+0000).", None, malformed=False
        )
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        if "got `float`" in str(error):
            return _checked(_with_integers(msgspec.json.decode(raw)), kind)
        raise _named(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DecodeError(wording.broken(error), None, malformed=True) from None


def _has_nul(raw: bytes | str) -> bool:
    """Looks closely only where the letters of it are at all: that is forty times as fast."""
    if isinstance(raw, str):
        return "\\u0000" in raw and _has_nul(raw.encode())
    return b"\\u0000" in raw and _NUL.search(raw) is not None


def convert(value: object, kind: type[T]) -> T:
    """Strings of a query or form as `kind`; numbers and booleans are parsed. DecodeError."""
    for name, text in value.items() if isinstance(value, dict) else ():
        if isinstance(text, str) and "\0" in text:
            raise DecodeError(
                "Text must not contain the NUL character (U+0000).", str(name), malformed=False
            )
    try:
        return msgspec.convert(value, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise _named(error) from None


def _checked(value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, type=kind)
    except msgspec.ValidationError as error:
        raise _named(error) from None


def _with_integers(value: Any) -> Any:
    """The same with 1.0 as 1: a number is an integer by its value (JSON Schema 2020-12, 6.1.1)."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_with_integers(item) for item in value]
        case dict():
            return {name: _with_integers(item) for name, item in value.items()}
    return value


def plain(value: object) -> Any:
    """A value as JSON would carry it: dicts, lists, strings, numbers."""
    return msgspec.to_builtins(value)


def schemas(kinds: Iterable[Any], ref_template: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """JSON Schema 2020-12 of the given types and of the components that they refer to."""
    found, components = msgspec.json.schema_components(list(kinds), ref_template=ref_template)
    return list(found), components


def _named(error: msgspec.ValidationError) -> DecodeError:
    text = str(error)
    where = _PATH.search(text)
    field = where["path"] if where else None
    if missing := _MISSING.match(text):
        field = f"{field}.{missing['name']}" if field else missing["name"]
    return DecodeError(wording.said(_PATH.sub("", text)), field or None, malformed=False)
