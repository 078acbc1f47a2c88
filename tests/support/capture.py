"""What Chromium plays through the product's hls.js, sample by sample, as WebAudio receives it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, Route

from public_web.build import STATIC

Floats = NDArray[np.float32]
ROOM = "/listening-room"
"""A bare page on the site's own origin: no other script, no policy against the worklet."""

LISTEN = """
async ({ library, playlist, rate, start, seconds }) => {
  const within = (promise, what) => Promise.race([promise, new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`not within 90 s: ${what}`)), 90_000))]);
  const event = (target, name) => within(new Promise((resolve) =>
    target.addEventListener(name, resolve, { once: true })), name);

  const Hls = (await import(library)).default;
  const element = document.body.appendChild(new Audio());
  const context = new AudioContext({ sampleRate: rate, latencyHint: "playback" });
  const tap = `registerProcessor("tap", class extends AudioWorkletProcessor {
    process([input]) {
      if (input.length) this.port.postMessage(input.map((channel) => channel.slice()));
      return true;
    }
  })`;
  const module = new Blob([tap], { type: "text/javascript" });
  await context.audioWorklet.addModule(URL.createObjectURL(module));
  const node = new AudioWorkletNode(context, "tap", {
    channelCount: 2, channelCountMode: "explicit", channelInterpretation: "discrete" });
  const quanta = [];
  node.port.onmessage = ({ data }) => quanta.push(data);
  context.createMediaElementSource(element).connect(node).connect(context.destination);
  await context.resume();

  const errors = [];
  const hls = new Hls({ enableWorker: false, lowLatencyMode: false });
  hls.on(Hls.Events.ERROR, (_name, data) => errors.push(data.details));
  const ready = event(element, "canplaythrough");
  hls.attachMedia(element);
  hls.loadSource(playlist);
  await ready;
  if (start) {
    const there = event(element, "seeked");
    element.currentTime = start;
    await there;
  }
  const begin = element.buffered.start(0);
  const over = new Promise((resolve) => {
    element.onended = resolve;
    element.ontimeupdate = () => element.currentTime > start + seconds && resolve();
  });
  await element.play();
  await within(over, "the end");
  const { ended, duration } = element;
  element.pause();
  // What was played may still be on its way from the audio thread: it is here once silence is.
  const silent = (quantum) => quantum.every((channel) => channel.every((value) => !value));
  while (!quanta.slice(-8).every(silent)) await new Promise((resolve) => setTimeout(resolve, 20));
  await context.close();
  hls.destroy();

  const size = quanta[0][0].length;
  const both = new Float32Array(2 * size * quanta.length);
  quanta.forEach(([left, right], n) => left.forEach((value, k) => {
    both[2 * (n * size + k)] = value;
    both[2 * (n * size + k) + 1] = right[k];
  }));
  const bytes = new Uint8Array(both.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { samples: btoa(text), errors, begin, duration, ended };
}
"""
"""Plays, and hands over every quantum (128 samples) that the element gave to WebAudio."""

QUANTUM = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """`samples` (n, 2) from the first to the last that is not silence, at the rate asked for;
    `begin_s` where the buffer starts, `duration_s` as the element says it; `ended` whether it
    played to the end; `errors` of hls.js."""

    samples: Floats
    begin_s: float
    duration_s: float
    ended: bool
    errors: list[str]

    @property
    def stutters(self) -> int:
        """How often nothing came in the middle of the sound: the machine was too slow."""
        whole = self.samples[: len(self.samples) // QUANTUM * QUANTUM]
        return int((~whole.reshape(-1, 2 * QUANTUM).any(axis=1)).sum())


def capture(
    page: Page, site: str, playlist: str, *, rate: int, start_s: float = 0, seconds: float = 3600
) -> Captured:
    """Plays a media playlist from `start_s` for about `seconds`, or to its end.

    `rate` must be that of the stream, so that nothing is resampled on the way.
    """
    library = json.loads((STATIC / "manifest.json").read_text())["hls.light.js"]
    page.route(site + ROOM, _bare)
    page.goto(site + ROOM)
    asked = {
        "library": f"/static/{library}",
        "playlist": playlist,
        "rate": rate,
        "start": start_s,
        "seconds": seconds,
    }
    found = page.evaluate(LISTEN, asked)
    heard = np.frombuffer(base64.b64decode(found["samples"]), np.float32).reshape(-1, 2)
    sounding = np.flatnonzero(heard.any(axis=1))
    assert len(sounding), f"nothing was heard: {found['errors']}"
    return Captured(
        samples=heard[sounding[0] : sounding[-1] + 1],
        begin_s=found["begin"],
        duration_s=found["duration"],
        ended=found["ended"],
        errors=found["errors"],
    )


def _bare(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!doctype html><title>Listening</title>")
