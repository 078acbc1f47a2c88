"""The embed in other people's pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page

from tests.public_web.browser.conftest import LiveSite
from tests.public_web.browser.listening import AUDIBLE, loudest, play

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(400)]

BUDGET = 170 * 1024
HOST = """<!doctype html><title>A blog</title>
<iframe src="{src}" width="{width}" height="{height}" sandbox="allow-scripts" allow="autoplay">
</iframe><script>window.told = []; addEventListener("message", (e) => told.push(e.data))</script>
"""


def embed(page: Page, site: LiveSite, height: int = 166, width: int = 640) -> Frame:
    """A page of somebody else with the embed in a sandbox without an origin."""
    body = HOST.format(src=f"{site.embed}?t=5", width=width, height=height)
    address = f"{site.url}/somebody-elses-page"
    page.route(address, lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto(address)
    frame = page.frames[1]
    frame.wait_for_selector("[data-live]")
    return frame


def command(page: Page, message: dict[str, object]) -> None:
    """What the page around the embed says to it."""
    page.evaluate(
        "m => document.querySelector('iframe').contentWindow.postMessage(m, '*')", message
    )


class TestSandbox:
    def test_plays_without_origin_cookies_and_storage(
        self, page: Page, live_site: LiveSite
    ) -> None:
        frame = embed(page, live_site)
        assert frame.evaluate("self.origin") == "null"
        play(frame)
        assert loudest(frame, 2) > AUDIBLE

    @pytest.mark.parametrize(("height", "width"), [(80, 640), (80, 340), (166, 640), (166, 340)])
    @pytest.mark.parametrize("part", ["[data-act=toggle]", ".titles h1"])
    def test_fits_its_frame(
        self, page: Page, live_site: LiveSite, height: int, width: int, part: str
    ) -> None:
        frame = embed(page, live_site, height, width)
        box = frame.evaluate(
            "s => document.querySelector(s).getBoundingClientRect().toJSON()", part
        )
        assert box["top"] >= 0
        assert box["bottom"] <= height
        assert box["right"] <= width
        assert not frame.evaluate("document.body.scrollWidth > innerWidth")

    @pytest.mark.parametrize(("height", "width"), [(166, 340), (450, 340), (166, 640), (450, 640)])
    def test_the_names_of_versions_are_whole(
        self, page: Page, live_site: LiveSite, height: int, width: int
    ) -> None:
        frame = embed(page, live_site, height, width)
        names = frame.evaluate("""() => [...document.querySelectorAll(".versions a")].map((a) => {
            const label = a.querySelector(".label"), box = a.parentElement.getBoundingClientRect();
            const own = a.getBoundingClientRect();
            const cut = label.scrollWidth > label.clientWidth || own.right > box.right;
            return [label.textContent, cut, box.bottom <= innerHeight - 4];
        })""")
        assert names == [["Album mix", False, True], ["Loud master", False, True]]

    @pytest.mark.parametrize("height", [166, 450])
    def test_a_long_name_leaves_room_for_the_others(
        self, page: Page, live_site: LiveSite, height: int
    ) -> None:
        frame = embed(page, live_site, height, 340)
        page.wait_for_timeout(300)
        boxes = frame.evaluate("""() => {
            const [first, second] = document.querySelectorAll(".versions a");
            second.querySelector(".label").textContent = "Instrumental for the Baltic stations";
            const whole = (a) => a.querySelector(".label");
            return { first: whole(first).scrollWidth <= whole(first).clientWidth,
                     right: second.getBoundingClientRect().right, width: innerWidth };
        }""")
        assert boxes["first"], "the version that plays keeps its name"
        assert boxes["right"] <= boxes["width"]


class TestWidget:
    def test_obeys_and_tells(self, page: Page, live_site: LiveSite) -> None:
        embed(page, live_site)
        command(page, {"method": "play"})
        page.wait_for_timeout(1500)
        command(page, {"method": "seekTo", "value": 30_000})
        page.wait_for_timeout(500)
        command(page, {"method": "getPosition", "id": 7})
        command(page, {"method": "pause"})
        page.wait_for_timeout(500)
        told: list[dict[str, Any]] = page.evaluate("told")
        events = [message["event"] for message in told if "event" in message]
        for name in ("PLAY", "PLAY_PROGRESS", "SEEK", "PAUSE"):
            assert name in events
        assert events[0] == "READY"
        answer = next(message for message in told if message.get("id") == 7)
        assert 30_000 <= answer["value"] < 32_000


class TestTransfer:
    @pytest.fixture
    def sizes(self, chromium: Browser, live_site: LiveSite) -> Iterator[dict[str, int]]:
        """Bytes over the wire of everything the embed asks for before play."""
        context = chromium.new_context()
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        names: dict[str, str] = {}
        found: dict[str, int] = {}
        wire.on(
            "Network.requestWillBeSent",
            lambda sent: names.update({sent["requestId"]: sent["request"]["url"]}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda done: found.update({names[done["requestId"]]: int(done["encodedDataLength"])}),
        )
        page.goto(live_site.embed)
        page.wait_for_timeout(2000)
        yield found
        context.close()

    def test_stays_in_its_budget(self, sizes: dict[str, int]) -> None:
        assert any("waveform" in name for name in sizes)
        assert any("/static/" in name for name in sizes)
        assert sum(sizes.values()) <= BUDGET, sizes

    def test_asks_for_no_sound_before_play(self, sizes: dict[str, int]) -> None:
        assert not [name for name in sizes if "/media/" in name or "hls" in name]
