"""Pages for everybody: axe finds nothing, the keyboard reaches everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.public_web.browser.conftest import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

THEMES = ["light", "dark", "contrast"]


@pytest.fixture
def inspected(chromium: Browser) -> Iterator[Page]:
    """A page that lets axe be put into it."""
    context = chromium.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Rules that are broken, and where."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [str(node["target"]) for node in rule["nodes"]]) for rule in found]


class TestAxe:
    @pytest.mark.parametrize("theme", THEMES)
    def test_track(self, inspected: Page, live_site: LiveSite, theme: str) -> None:
        inspected.goto(f"{live_site.track}?theme={theme}")
        inspected.wait_for_selector("[data-live]")
        assert violations(inspected) == []

    @pytest.mark.parametrize("theme", THEMES)
    def test_embed(self, inspected: Page, live_site: LiveSite, theme: str) -> None:
        inspected.goto(f"{live_site.embed}?theme={theme}")
        inspected.wait_for_selector("[data-live]")
        assert violations(inspected) == []

    @pytest.mark.parametrize("path", ["/", "/login", "/signup", "/nothing-here"])
    def test_other_pages(self, inspected: Page, live_site: LiveSite, path: str) -> None:
        inspected.goto(live_site.url + path)
        assert violations(inspected) == []

    @pytest.mark.parametrize("sheet", ["share", "keys"])
    def test_sheets(self, inspected: Page, live_site: LiveSite, sheet: str) -> None:
        inspected.goto(live_site.track)
        inspected.wait_for_selector("[data-live]")
        inspected.click(f"[data-open={sheet}]")
        assert violations(inspected) == []


class TestKeyboard:
    def test_first_stops_skip_to_content_and_player(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        words = []
        for _ in range(2):
            page.keyboard.press("Tab")
            words.append(page.evaluate("document.activeElement.textContent"))
        assert words == ["Skip to content", "Skip to player"]

    def test_tab_reaches_every_control(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        page.wait_for_selector("[data-live]")
        wanted = {"Play", "Position", "Back 10 seconds", "Set loop start", "Mute", "Volume"}
        reached: set[str | None] = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        assert wanted <= reached

    def test_targets_are_large_enough_for_fingers(
        self, chromium: Browser, live_site: LiveSite
    ) -> None:
        context = chromium.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
        )
        page = context.new_page()
        page.goto(live_site.track)
        page.wait_for_selector("[data-live]")
        # Markers stand as close as comments do; the times in the list below do the same (WCAG
        # 2.5.8, equivalent control).
        small = page.evaluate("""() => [
            ...document.querySelectorAll("[data-player] button:not(.marker)")]
            .map((b) => [b.getAttribute("aria-label"), b.getBoundingClientRect()])
            .filter(([, r]) => r.width && (r.width < 44 || r.height < 44))
            .map(([name]) => name)""")
        context.close()
        assert small == []


class TestThemes:
    @pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True)])
    def test_asked_theme_is_drawn(
        self, page: Page, live_site: LiveSite, theme: str, dark: bool
    ) -> None:
        page.goto(f"{live_site.embed}?theme={theme}")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(int(part) for part in background.strip("rgba()").split(",")[:3]) / 3
        assert (brightness < 128) == dark

    def test_choice_is_kept(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        page.select_option("[data-theme-choice]", "contrast")
        page.reload()
        assert page.get_attribute("html", "data-theme") == "contrast"
