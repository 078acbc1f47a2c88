"""What a part of the page tells the artist in passing, and when something was."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from studio.ui.parts.notices import Action, Toasts


def tell(
    widget: QWidget,
    text: str,
    tone: str = "info",
    *,
    detail: str = "",
    action: Action | None = None,
) -> None:
    """A toast of the window that the widget is in."""
    found = getattr(widget.window(), "toasts", None)  # the window makes them when first needed
    if isinstance(found, Toasts):
        found.tell(text, tone, detail=detail, action=action)


def reason(error: Exception) -> str:
    """What went wrong, for people; what is a defect of ours goes on its way."""
    from studio.problems import explain

    told = explain(error)
    if told is None:
        raise error
    return told


def when(text: str, now: datetime | None = None) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `27 Nov, 09:00`, on this machine's clock."""
    try:
        at = datetime.fromisoformat(text).astimezone()
    except ValueError:
        return ""
    present = (now or datetime.now(UTC)).astimezone()
    passed = (present - at).total_seconds()
    if -60 <= passed < 60:
        return "just now"
    if 0 <= passed < 3600:
        return f"{int(passed // 60)} min ago"
    if 0 <= passed < 12 * 3600:
        return f"{int(passed // 3600)} h ago"
    year = "" if at.year == present.year else f" {at.year}"
    return f"{at.day} {at:%b}{year}, {at:%H:%M}"
