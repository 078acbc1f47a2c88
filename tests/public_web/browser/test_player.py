"""The player of the track page, by what can be heard."""

from __future__ import annotations

import json
import math
import re
import time

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.public_web.browser.conftest import TAPS, LiveSite
from tests.public_web.browser.listening import (
    AUDIBLE,
    in_state,
    loudest,
    play,
    position,
    seek,
    state,
)
from tests.support.chromium import listener

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]


NO_STREAMS = """
delete window.MediaSource;
delete window.ManagedMediaSource;
const can = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (mime) {
  return mime.includes("mpegurl") ? "" : can.call(this, mime);
};
"""


class TestPlay:
    def test_sounds_through_media_source(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        play(page)
        assert loudest(page, 2) > AUDIBLE
        assert page.evaluate("heard()")["source"] == "blob:"

    def test_starts_at_the_moment_of_a_link(self, page: Page, live_site: LiveSite) -> None:
        page.goto(f"{live_site.track}?t=20")
        play(page)
        assert 19.9 < position(page) < 22

    def test_sounds_as_one_file_where_there_is_no_media_source(
        self, page: Page, live_site: LiveSite
    ) -> None:
        page.add_init_script(NO_STREAMS)
        page.goto(live_site.track)
        play(page)
        assert loudest(page, 2) > AUDIBLE
        assert page.evaluate("document.querySelector('body > audio').src").endswith(".mp3")

    def test_one_tab_sounds_at_a_time(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        play(page)
        other = page.context.new_page()
        other.goto(live_site.track)
        play(other)
        in_state(page, "paused")
        assert state(other) == "playing"

    def test_plays_without_javascript(self, chromium: Browser, live_site: LiveSite) -> None:
        with listener(chromium, java_script_enabled=False) as page:
            page.goto(live_site.track)
            source = page.get_attribute("audio[controls]", "src") or ""
            answer = page.request.get(live_site.url + source)
            assert answer.status == 200
            assert answer.headers["content-type"] == "audio/mpeg"


class TestRenewal:
    def test_renews_before_its_urls_end(self, page: Page, live_site: LiveSite) -> None:
        """The page says that its grant ends in 8 s; the grants asked for later are the server's."""
        page.route(f"{live_site.track}**", shorten)
        asked: list[float] = []
        page.on("request", lambda sent: "/grant" in sent.url and asked.append(time.monotonic()))
        page.goto(live_site.track)
        play(page)
        started = time.monotonic()
        last = position(page)
        while time.monotonic() < started + 9:
            page.wait_for_timeout(500)
            now = position(page)
            assert now > last + 0.2, f"stood still at {now}"
            last = now
        seek(page, 55)  # far from what is buffered: this must be fetched anew
        assert loudest(page, 2) > AUDIBLE
        assert position(page) > 55
        assert asked

    def test_goes_on_when_a_url_is_refused(self, chromium: Browser, live_site: LiveSite) -> None:
        """From one moment on everything is answered with 410 until a new grant is asked for."""
        with listener(chromium) as page:
            page.add_init_script(TAPS)
            page.goto(live_site.track)
            play(page)
            refused: list[str] = []
            renewed: list[str] = []

            def answer(route: Route) -> None:
                if renewed:
                    route.continue_()
                else:
                    refused.append(route.request.url)
                    route.fulfill(status=410)

            page.route("**/media/hls/**", answer)
            page.on("request", lambda sent: "/grant" in sent.url and renewed.append(sent.url))
            seek(page, 55)
            in_state(page, "playing")
            assert loudest(page, 2) > AUDIBLE
            assert refused
            assert renewed

    def test_waits_for_the_network(self, chromium: Browser, live_site: LiveSite) -> None:
        with listener(chromium) as page:
            page.goto(live_site.track)
            play(page)
            page.context.set_offline(True)
            seek(page, 55)
            page.wait_for_selector("[data-problem]:not([hidden])", timeout=10_000)
            assert "offline" in page.inner_text("[data-problem-text]")
            page.context.set_offline(False)
            in_state(page, "playing")
            page.wait_for_selector("[data-problem]", state="hidden")


class TestVersions:
    def test_switch_keeps_the_place(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        play(page)
        page.wait_for_timeout(500)
        for index in (1, 0, 1):
            before = sounding(page)
            page.locator("[data-version]").nth(index).click()
            page.wait_for_selector(f"nav > [data-version]:nth-child({index + 1})[aria-current]")
            page.wait_for_timeout(300)
            after = sounding(page)
            assert after["version"] != before["version"]
            drift = (after["at"] - before["at"]) - (after["now"] - before["now"])
            assert abs(drift) <= 0.05

    def test_versions_are_equally_loud_and_never_clip(
        self, page: Page, live_site: LiveSite
    ) -> None:
        page.goto(live_site.track)
        first, second = versions(page)
        play(page)
        page.locator("[data-version]").nth(1).click()
        page.wait_for_selector("nav > [data-version]:nth-child(2)[aria-current]")
        page.wait_for_timeout(500)
        decibels = 20 * math.log10(max(page.evaluate("gains()")))
        assert second["lufs"] + decibels == pytest.approx(first["lufs"], abs=0.5)
        assert second["true_peak"] + decibels <= 0

    def test_link_to_a_version_opens_it(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        wanted = page.locator("[data-version]").nth(1).get_attribute("data-version")
        page.goto(f"{live_site.track}?v={wanted}")
        play(page)
        assert sounding(page)["version"] == wanted


class TestKeys:
    def test_keys_do_what_the_sheet_says(self, page: Page, live_site: LiveSite) -> None:
        page.goto(f"{live_site.track}?t=20")
        page.keyboard.press("Space")
        in_state(page, "playing")
        for key, seconds in (("j", -10), ("l", 10), ("ArrowRight", 5), ("ArrowLeft", -5)):
            before = position(page)
            page.keyboard.press(key)
            assert position(page) - before == pytest.approx(seconds, abs=0.8), key
        page.keyboard.press("]")
        assert page.input_value("[data-speed]") == "1.25"
        page.keyboard.press("[")
        page.keyboard.press("m")
        assert page.get_attribute("[data-act=mute]", "aria-pressed") == "true"
        page.keyboard.press("k")
        in_state(page, "paused")
        page.keyboard.press("?")
        assert page.is_visible("dialog[data-sheet=keys]")

    def test_loop_comes_back_to_its_start(self, page: Page, live_site: LiveSite) -> None:
        page.goto(f"{live_site.track}?t=10")
        play(page)
        page.keyboard.press("a")
        page.wait_for_timeout(1000)
        end = position(page)
        page.keyboard.press("a")
        for _ in range(15):
            page.wait_for_timeout(200)
            assert 9.5 < position(page) < end + 0.6

    def test_slider_speaks(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        page.focus("[role=slider]")
        page.keyboard.press("PageUp")
        words = page.get_attribute("[role=slider]", "aria-valuetext") or ""
        assert words.startswith("30 seconds of 1 minute")


class TestPlays:
    def test_tells_what_was_heard(self, page: Page, live_site: LiveSite) -> None:
        page.goto(live_site.track)
        with page.expect_request("**/api/v1/plays") as told:
            play(page)
            page.wait_for_timeout(3000)
            page.keyboard.press("k")
        beat = json.loads(told.value.post_data or "")
        assert 2000 < beat["ms_listened"] < 4500
        assert beat["ctx"] == "page"
        assert beat["ticket"]
        answer = told.value.response()
        assert answer is not None
        assert answer.status == 202


def shorten(route: Route) -> None:
    """The page as the server made it, but with a grant that ends in 8 seconds."""
    answer = route.fetch()
    text = answer.text()
    now = int(re.findall(r'"server_time":\s*(\d+)', text)[0])
    body = re.sub(r'"expires_at":\s*\d+', f'"expires_at":{now + 8}', text)
    route.fulfill(response=answer, body=body)


def sounding(page: Page) -> dict[str, float]:
    """The one voice that plays."""
    found = [voice for voice in page.evaluate("voices()") if not voice["paused"]]
    assert len(found) == 1
    voice: dict[str, float] = found[0]
    return voice


def versions(page: Page) -> list[dict[str, float]]:
    """The versions as the page was given them."""
    found: list[dict[str, float]] = json.loads(page.inner_text("#player-data"))["versions"]
    return found
