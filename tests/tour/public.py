"""The end of the tour: the public page of the release in Chromium, heard and photographed.

`python -m tests.tour.public ADDRESS FOLDER`, apart from Qt: Playwright keeps a process's loop.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.support.chromium import browser, listener, until

SCREENS = (("desktop", 1280, 800), ("phone", 390, 844))
HEARD_FROM = 0.001
"""Root mean square of the samples: silence is 0."""


def main(address: str, folder: Path) -> int:
    """Opens it, plays it, looks at it; fails where nothing is heard."""
    with browser() as chromium:
        for name, width, height in SCREENS:
            for scheme in ("dark", "light"):
                size = {"width": width, "height": height}
                with listener(chromium, viewport=size, color_scheme=scheme) as page:
                    page.goto(address, wait_until="networkidle")
                    if name == "desktop" and scheme == "dark":
                        sys.stdout.write(f"{play(page)}\n")
                    page.screenshot(path=str(folder / f"page-{name}-{scheme}.png"))
    return 0


def play(page: Page) -> str:
    """Presses play and listens."""
    page.get_by_role("button", name="Play", exact=False).first.click()
    until(page, f"window.heard().level > {HEARD_FROM}")
    until(page, "window.heard().position > 3")
    heard = page.evaluate("window.heard()")
    return f"{heard['position']:.1f} s played, level {heard['level']:.3f}, from {heard['source']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
