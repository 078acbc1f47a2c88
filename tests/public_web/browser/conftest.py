"""The whole product with its demo, and a Chromium beside it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from public_web import build
from tests.support.api import Artist
from tests.support.chromium import browser, listener
from tests.support.songs import chord
from tests.support.stack import Stack

TAPS = """
(() => {
  const gains = [];
  const createGain = AudioContext.prototype.createGain;
  AudioContext.prototype.createGain = function () {
    const node = createGain.call(this);
    gains.push(node);
    return node;
  };
  window.gains = () => gains.map((node) => node.gain.value);
  window.voices = () => [...document.querySelectorAll("body > audio")].map((voice) => ({
    version: voice.dataset.version, at: voice.currentTime, paused: voice.paused,
    rate: voice.playbackRate, now: performance.now() / 1000 }));
})();
"""
"""`gains()`: what each WebAudio gain stands at. `voices()`: the elements that may sound."""


@dataclass(frozen=True, slots=True)
class LiveSite:
    """Where the demo is."""

    url: str
    track_path: str
    track_id: str
    data: Path

    @property
    def track(self) -> str:
        """The address of the track page."""
        return self.url + self.track_path

    @property
    def embed(self) -> str:
        """The address of the embed."""
        return f"{self.url}/embed/track/{self.track_id}"


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """Started once; the demo's two versions differ in loudness."""
    build.build()
    data = tmp_path_factory.mktemp("site")
    with Stack(data, demo=True) as stack:
        yield find_demo(stack.url, data)


@pytest.fixture(scope="session")
def live_release(live_site: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a release: three seconds of a chord, then the demo."""
    room = tmp_path_factory.mktemp("release")
    login = json.loads((live_site.data / "demo.json").read_text())
    artist = Artist.known(live_site.url, room, login["email"], login["password"])
    file = chord(room / "chord.wav", seconds=3)
    short = artist.ready(artist.publish("Overture", artist.upload(file)))
    tracks = [short["id"], live_site.track_id]
    draft = {"title": "Two of Them", "kind": "ep", "visibility": "public", "track_ids": tracks}
    made = artist.post("/api/v1/releases", {**draft, "state": "live"})
    artist.web.close()
    return live_site.url + str(made["url"])


@pytest.fixture(scope="session")
def live_teaser(live_site: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a release that comes out tomorrow, of whose only track, twelve seconds of a
    chord, five may be heard by now.
    """
    room = tmp_path_factory.mktemp("teaser")
    login = json.loads((live_site.data / "demo.json").read_text())
    artist = Artist.known(live_site.url, room, login["email"], login["password"])
    now = datetime.now(UTC)
    asset = artist.upload(chord(room / "chord.wav", seconds=12))
    track = artist.ready(artist.publish("Low Tide", asset, visibility="private"))
    waits = {"release_state": "draft", "visibility": "public"}
    window = {"teaser_start_ms": 2_000, "teaser_ms": 5_000}
    edited = artist.web.patch(f"/api/v1/tracks/{track['id']}", json=waits | window)
    assert edited.status_code == 200, edited.text
    plan = {
        "state": "scheduled",
        "release_at": (now + timedelta(days=1)).isoformat(),
        "teaser_from": (now - timedelta(hours=1)).isoformat(),
    }
    draft = {"title": "Tomorrow", "kind": "single", "visibility": "public"}
    made = artist.post("/api/v1/releases", {**draft, **plan, "track_ids": [track["id"]]})
    address = live_site.url + str(made["url"])
    deadline = time.monotonic() + 60
    while httpx.get(address).status_code != 200:
        assert time.monotonic() < deadline, "the teaser was not made"
        time.sleep(0.2)
    artist.web.close()
    return address


def find_demo(url: str, data: Path) -> LiveSite:
    """The first track on the front page."""
    home = httpx.get(url).text
    found = re.search(r'href="(/@[^/"]+/[^"]+)"', home)
    assert found, home
    page = httpx.get(url + found[1]).text
    ids = re.search(r'"track":\s*\{"id":\s*"([0-9a-f-]{36})"', page)
    assert ids, page
    return LiveSite(url, found[1], ids[1], data)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser; every test gets a visitor of its own."""
    with browser() as found:
        yield found


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh visitor; anything the page complains of on its console fails the test."""
    with listener(chromium, viewport={"width": 1280, "height": 900}) as found:
        found.add_init_script(TAPS)
        complaints: list[str] = []
        found.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        yield found
        assert complaints == []
