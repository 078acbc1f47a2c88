"""What a listener does and sees, in the words of the tests."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Frame, Page

PLAY = "[data-act=toggle]"
AUDIBLE = 0.005
"""Root mean square far above the noise of a codec and far below any music."""


def play(page: Page | Frame) -> None:
    """Press the button and wait until the player says that it plays."""
    page.click(PLAY)
    in_state(page, "playing")


def in_state(page: Page | Frame, state: str) -> None:
    """Wait until the player is in this state."""
    page.wait_for_selector(f"[data-player][data-state={state}]", timeout=15_000)


def state(page: Page | Frame) -> str | None:
    """What the player says of itself."""
    return page.get_attribute("[data-player]", "data-state")


def position(page: Page | Frame) -> float:
    """Seconds, from the element that sounds, or else from the last one that did."""
    voices = page.evaluate("voices()")
    sounding = [voice["at"] for voice in voices if not voice["paused"]]
    found: float = sounding[0] if sounding else max(voice["at"] for voice in voices)
    return found


def loudest(page: Page | Frame, seconds: float) -> float:
    """The highest level heard over some time."""
    until = time.monotonic() + seconds
    found = 0.0
    while time.monotonic() < until:
        heard: dict[str, Any] = page.evaluate("heard()")
        found = max(found, heard["level"])
        page.wait_for_timeout(100)
    return found


def seek(page: Page, seconds: int) -> None:
    """Go to a moment by the address, as a shared link does."""
    page.evaluate(f"location.hash = 't={seconds}'")
    page.wait_for_timeout(300)
