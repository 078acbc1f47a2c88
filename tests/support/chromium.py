"""Chromium for tests: launched quietly, with ears: the level of what the page really plays."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
]
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)
"""A listener's browser: the headless one says that it is a program, and would not be counted."""

EARS = """
(() => {
  const elements = new Set(), taps = new Map();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { elements.add(this); return play.call(this); };
  let context;
  const level = (element) => {
    context ??= new AudioContext();
    void context.resume();
    let tap = taps.get(element);
    const stream = tap?.stream ?? element.captureStream();
    if (!tap && stream.getAudioTracks().length) {
      const analyser = context.createAnalyser();
      analyser.fftSize = 8192;
      context.createMediaStreamSource(stream).connect(analyser);
      tap = { stream, analyser };
      taps.set(element, tap);
    }
    if (!tap) return 0;
    const samples = new Float32Array(tap.analyser.fftSize);
    tap.analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
  };
  window.heard = () => {
    const playing = [...elements].filter((e) => !e.paused);
    return {
      level: Math.max(0, ...playing.map(level)),
      position: Math.max(0, ...[...elements].map((e) => e.currentTime)),
      source: playing.map((e) => e.currentSrc.slice(0, 5))[0] ?? "",
      playing: playing.length,
    };
  };
})();
"""
"""`heard()` in the page: root mean square of the last 170 ms, position in s, kind of source."""


def until(page: Page, truth: str, *, within_s: float = 30) -> None:
    """Waits for a JavaScript expression; asked from here, for the pages' CSP forbids eval."""
    deadline = time.monotonic() + within_s
    while not page.evaluate(truth):
        assert time.monotonic() < deadline, f"not within {within_s} s: {truth}"
        page.wait_for_timeout(50)


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium from PATH."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield found
        found.close()


@contextmanager
def listener(chromium: Browser, **options: object) -> Iterator[Page]:
    """A page of a fresh visitor, with ears; errors of the page fail the test."""
    context = chromium.new_context(user_agent=AGENT, **options)  # type: ignore[arg-type]
    context.add_init_script(EARS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
