"""The page of a release: its tracks follow one another, by what can be heard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.public_web.browser.listening import AUDIBLE, in_state, loudest, play, position
from tests.support.chromium import until

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]


def present(page: Page) -> str:
    """The title of what plays now."""
    found = page.text_content("[data-title]")
    assert found is not None
    return found


class TestQueue:
    def test_one_track_follows_the_other(self, page: Page, live_release: str) -> None:
        page.goto(live_release)
        assert present(page) == "Overture"
        play(page)
        assert loudest(page, 1) > AUDIBLE
        until(page, "document.querySelector('[data-title]').textContent === 'Night Ferry'")
        in_state(page, "playing")
        assert loudest(page, 2) > AUDIBLE
        rows = page.locator(".queue li")
        assert rows.nth(1).get_attribute("aria-current") == "true"
        assert rows.nth(0).get_attribute("aria-current") is None

    def test_a_row_plays_its_track_and_stops_it(self, page: Page, live_release: str) -> None:
        page.goto(live_release)
        page.get_by_role("button", name="Play Night Ferry").click()
        in_state(page, "playing")
        assert present(page) == "Night Ferry"
        page.get_by_role("button", name="Pause Night Ferry").click()
        in_state(page, "paused")
        page.get_by_role("button", name="Play Night Ferry").click()
        in_state(page, "playing")
        page.click("[data-queue=previous]")
        until(page, "document.querySelector('[data-title]').textContent === 'Overture'")
        in_state(page, "playing")
        page.click("[data-queue=next]")
        in_state(page, "playing")
        assert present(page) == "Night Ferry"
        assert position(page) < 2

    def test_keys_choose_tracks(self, page: Page, live_release: str) -> None:
        page.goto(live_release)
        page.wait_for_selector("[data-live]")
        page.keyboard.press("2")
        in_state(page, "playing")
        assert present(page) == "Night Ferry"

    def test_tells_the_system_what_plays(self, page: Page, live_release: str) -> None:
        page.goto(live_release)
        page.wait_for_selector("[data-live]")
        said = page.evaluate(
            "(({title, album}) => ({title, album}))(navigator.mediaSession.metadata)"
        )
        assert said == {"title": "Overture", "album": "Two of Them"}


class TestAxe:
    @pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
    def test_release(self, chromium: Browser, live_release: str, theme: str) -> None:
        context = chromium.new_context(bypass_csp=True)
        page = context.new_page()
        page.goto(f"{live_release}?theme={theme}")
        page.wait_for_selector("[data-live]")
        broken = Axe().run(page).response["violations"]
        assert [(rule["id"], [str(n["target"]) for n in rule["nodes"]]) for rule in broken] == []
        context.close()
