"""How figures are written: signs, units, times, sizes."""

from __future__ import annotations

MINUS = "−"
SILENCE_DB = -120.0


def signed(value: float, digits: int = 1) -> str:
    """`+1.5`, `−9.8`, and a plain `0.0` without a sign."""
    rounded = round(value, digits)
    if rounded == 0:
        return f"{0:.{digits}f}"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):.{digits}f}"


def level(value: float | None, unit: str) -> str:
    """A level that is below zero in the rule: `−9.8 LUFS`, `1.2 dBTP`, `–` while unknown."""
    if value is None:
        return f"– {unit}"
    if value <= SILENCE_DB:
        return f"{MINUS}∞ {unit}"
    return f"{signed(value).removeprefix('+')} {unit}"


def clock(milliseconds: int, *, fine: bool = False) -> str:
    """`4:18`, `1:02:09`, or with thousandths `1:38.552`."""
    seconds, rest = divmod(max(0, milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{text}.{rest:03d}" if fine else text


def size(octets: float) -> str:
    """`312 MB`, in the decimal units that system file lists show."""
    for unit in ("B", "kB", "MB", "GB"):
        if octets < 1000 or unit == "GB":
            break
        octets /= 1000
    digits = 0 if unit == "B" or octets >= 100 else 1
    return f"{octets:.{digits}f} {unit}"
