"""What is wrong with a value, in words for people; the decoder has them for programmers."""

from __future__ import annotations

import re
from collections.abc import Callable

KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
    "datetime": "a moment such as 2026-11-23T18:00:00Z",
    "date": "a day such as 2026-11-23",
    "uuid": "an id (a UUID)",
    "bytes": "bytes in base64",
}
PATTERNS = {
    r"\S": "This must not be blank.",
    r"^[0-9a-f]{64}$": "This must be a SHA-256: 64 hex digits in lower case.",
    r"^[0-9a-f]{32}$": "This must be an MD5: 32 hex digits in lower case.",
    r"^(https?://[^\s\x00-\x1f]+)?$": "This must be an address that begins with https://.",
    r"^https?://[^\s\x00-\x1f]+$": "This must be an address that begins with https://.",
    r"^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$": "This must be an ISRC such as EEABC2600017.",
    r"^[0-9]{12,13}$": "This must be a UPC of 12 digits or an EAN of 13.",
    r"^[A-Za-z0-9_-]{43,86}$": "This must be 43 to 86 letters, digits, _ or -.",
    r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$(?!\n)": "This must be a day such as 2026-11-23.",
}
"""By the pattern of a field; see sync.wire.fields and where else one is written down."""
STRANGE = "This is not what belongs here."


def said(message: str) -> str:
    """A sentence; without the place, which belongs beside it."""
    for pattern, tell in _RULES:
        if found := pattern.fullmatch(message):
            return tell(found)
    return STRANGE


def broken(error: Exception) -> str:
    """A sentence on bytes that are no JSON at all, with the place where the decoder knows it."""
    if isinstance(error, RecursionError):
        return "The body is not valid JSON: it is nested too deeply."
    if isinstance(error, UnicodeDecodeError):
        return "The body is not valid JSON: it is not UTF-8."
    why = str(error).removeprefix("JSON is malformed: ").replace("Input data was", "it is")
    return f"The body is not valid JSON: {why}."


def _kinds(names: str) -> str:
    return " or ".join(KINDS.get(name.strip(), "something else") for name in names.split("|"))


def _wrong_kind(found: re.Match[str]) -> str:
    got = "a fraction" if found["got"] == "float" else _kinds(found["got"])
    return f"This must be {_kinds(found['wanted'])}, not {got}."


def _length(found: re.Match[str]) -> str:
    one, many = ("entry", "entries") if found["kind"] == "array" else ("character", "characters")
    limit = int(found["limit"])
    if found["sign"] == ">=" and limit == 1:
        return "This must not be empty."
    bound = "at least" if found["sign"] == ">=" else "at most"
    return f"This may have {bound} {limit} {one if limit == 1 else many}."


def _limit(found: re.Match[str]) -> str:
    number = float(found["limit"])
    bound = {">=": "or more", "<=": "or less", ">": "at the least", "<": "at the most"}
    return f"This must be {number:,.0f} {bound[found['sign']]}."


def _matching(found: re.Match[str]) -> str:
    quoted = found["pattern"][1:-1].replace("\\\\", "\\")
    return PATTERNS.get(quoted, STRANGE)


def _just(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _found: text


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), tell)
    for pattern, tell in (
        (r"Object missing required field `[^`]*`", _just("This is missing.")),
        (r"Object contains unknown field `[^`]*`", _just("There is no field of this name.")),
        (r"Expected `(?P<kind>\w+)` of length (?P<sign>[<>]=) (?P<limit>\d+)", _length),
        (r"Expected `array` of (at least )?length .*", _just("This list has the wrong length.")),
        (r"Expected `str` matching regex (?P<pattern>.*)", _matching),
        (r"Expected `(?:int|float)` (?P<sign>[<>]=?) (?P<limit>[-+.\de]+)", _limit),
        (r"Expected `datetime` with a timezone .*", _just("This moment needs a zone, such as Z.")),
        (r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`", _wrong_kind),
        (r"Invalid enum value (.*)", lambda found: f"There is no {found[1]} to choose."),
        (r"Invalid UUID", _just(f"This must be {KINDS['uuid']}.")),
        (r"Invalid RFC3339 encoded datetime", _just(f"This must be {KINDS['datetime']}.")),
        (r"(Integer value|Number|Timestamp) (is )?out of range", _just("This is too large.")),
    )
)
