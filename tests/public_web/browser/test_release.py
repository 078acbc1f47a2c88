"""The page of a release: its tracks follow one another, by what can be heard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page

from tests.public_web.browser.listening import AUDIBLE, in_state, loudest, play, position
from tests.public_web.browser.test_embed import HOST
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


class TestTeaser:
    def test_a_part_is_heard_and_ends(self, page: Page, live_teaser: str) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(live_teaser)
        row = page.locator(".queue li").first
        assert "5 seconds of it" in row.inner_text()
        assert "Comes out" in page.inner_text(".until")
        play(page)
        assert loudest(page, 2) > AUDIBLE
        in_state(page, "ended")
        assert 4.5 < position(page) < 5.5
        sounds = [url for url in asked if "/media/hls/" in url]
        assert sounds
        assert all("/teaser/" in url for url in sounds)
        for tier in ("std", "lossless"):
            whole = sounds[-1].replace("/teaser/", f"/{tier}/")
            assert page.request.get(whole).status == 403

    def test_in_a_frame_too(self, page: Page, live_teaser: str) -> None:
        frame = framed(page, live_teaser)
        play(frame)
        assert loudest(frame, 2) > AUDIBLE
        assert "5 seconds of it" in frame.locator(".queue li").first.inner_text()


def framed(page: Page, release: str, width: int = 640, height: int = 450) -> Frame:
    """A page of somebody else with the release in a sandbox without an origin."""
    page.goto(release)
    made = page.evaluate("JSON.parse(document.getElementById('player-data').textContent).track.id")
    source = f"{release.partition('/@')[0]}/embed/release/{made}"
    body = HOST.format(src=source, width=width, height=height)
    address = f"{release}-somewhere-else"
    page.route(address, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(address)
    frame = page.frames[1]
    frame.wait_for_selector("[data-live]")
    return frame


class TestEmbed:
    def test_plays_its_tracks_without_an_origin(self, page: Page, live_release: str) -> None:
        frame = framed(page, live_release)
        assert frame.evaluate("self.origin") == "null"
        frame.click("[data-queue=next]")
        in_state(frame, "playing")
        assert frame.text_content("[data-title]") == "Night Ferry"
        assert loudest(frame, 2) > AUDIBLE
        frame.get_by_role("button", name="Play Overture").click()
        until(frame, "document.querySelector('[data-title]').textContent === 'Overture'")
        in_state(frame, "playing")

    @pytest.mark.parametrize(("width", "height"), [(640, 450), (340, 450), (640, 166), (340, 166)])
    def test_fits_its_frame(self, page: Page, live_release: str, width: int, height: int) -> None:
        frame = framed(page, live_release, width, height)
        shown = ["[data-act=toggle]", ".titles h1", "[data-queue=next]"]
        shown += [".queue li"] if height > 300 else []
        for part in shown:
            box = frame.evaluate(
                "s => document.querySelector(s).getBoundingClientRect().toJSON()", part
            )
            assert box["height"] > 0, part
            assert (box["top"] >= 0, box["bottom"] <= height) == (True, True), part
            assert (box["left"] >= 0, box["right"] <= width) == (True, True), part
        assert frame.evaluate("document.documentElement.scrollWidth") <= width

    def test_share_gives_its_code(self, page: Page, live_release: str) -> None:
        page.goto(live_release)
        page.click("[data-open=share]")
        assert page.input_value("[name=link]") == live_release
        code = page.input_value("[name=code]")
        assert "/embed/release/" in code
        assert 'height="450"' in code


class TestAxe:
    def test_embed(self, page: Page, live_release: str) -> None:
        frame = framed(page, live_release)
        inside = page.context.browser
        assert inside is not None
        context = inside.new_context(bypass_csp=True)
        alone = context.new_page()
        alone.goto(frame.url)
        alone.wait_for_selector("[data-live]")
        broken = Axe().run(alone).response["violations"]
        assert [(rule["id"], [str(n["target"]) for n in rule["nodes"]]) for rule in broken] == []
        context.close()

    @pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
    def test_release(self, chromium: Browser, live_release: str, theme: str) -> None:
        context = chromium.new_context(bypass_csp=True)
        page = context.new_page()
        page.goto(f"{live_release}?theme={theme}")
        page.wait_for_selector("[data-live]")
        broken = Axe().run(page).response["violations"]
        assert [(rule["id"], [str(n["target"]) for n in rule["nodes"]]) for rule in broken] == []
        context.close()
