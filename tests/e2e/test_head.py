"""The head of every stream in Chromium: media time 0 is sample 0 of the source, exactly."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route

from public_web import build
from tests.support import judge
from tests.support.api import Artist
from tests.support.audio import Samples, write_wav
from tests.support.capture import Captured, capture
from tests.support.chromium import browser, listener
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(300)]
SECONDS = 8
LOSSY = ["opus", "aac"]
CODECS = [*LOSSY, "flac"]
HEAD = 960


@dataclass(frozen=True, slots=True)
class Piece:
    """A published source: rate in Hz, bits a sample, and its media playlists by codec."""

    site: str
    rate: int
    bits: int
    playlists: dict[str, str]

    def rate_of(self, codec: str) -> int:
        """Opus always runs at 48 kHz (RFC 6716); the others keep the source's rate."""
        return 48_000 if codec == "opus" else self.rate


@pytest.fixture(scope="module")
def artist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Artist]:
    build.build()
    room = tmp_path_factory.mktemp("head")
    with Stack(room / "data", RENDER_FLAC="true") as stack:
        found = Artist(stack.url, room)
        yield found
        found.web.close()


@pytest.fixture(scope="module")
def studio_piece(artist: Artist) -> Piece:
    return publish(artist, rate=48_000, bits=24)


@pytest.fixture(scope="module")
def cd_piece(artist: Artist) -> Piece:
    return publish(artist, rate=44_100, bits=16)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def sound(rate: int) -> Samples:
    """(n, 2): as dense as noise, loud from sample 0, and the same sound at every rate."""
    random = np.random.default_rng(11)
    at = np.arange(SECONDS * rate) / rate
    sides = []
    for _ in range(2):
        hertz, phase = random.uniform(60, 6000, 64), random.uniform(0, 2 * np.pi, 64)
        partials = zip(hertz, phase, strict=True)
        sides.append(0.03 * sum(np.cos(2 * np.pi * f * at + p) for f, p in partials))
    return np.stack(sides, axis=1)


def publish(artist: Artist, *, rate: int, bits: int) -> Piece:
    """Uploads and waits for every stream; the grant is the artist's own, who may hear FLAC."""
    source = write_wav(artist.room / f"{rate}.wav", sound(rate), rate=rate, kind=f"s{bits}")
    track = artist.publish(f"Head at {rate}", artist.upload(source))
    version_id = track["versions"][0]["id"]
    deadline = time.monotonic() + 120
    while not {*CODECS} <= ready(artist.version(version_id)):
        assert time.monotonic() < deadline, artist.version(version_id)
        time.sleep(0.2)
    grant = artist.web.get(f"/api/v1/versions/{version_id}/grant").json()
    urls = {source["codec"]: source["url"] for source in grant["sources"]}
    return Piece(artist.url, rate, bits, urls)


def ready(version: dict[str, Any]) -> set[str]:
    """What is to be heard of a version."""
    assert version["status"] != "failed", version["failure"]
    return {item["kind"] for item in version["renditions"] if item["status"] == "ready"}


def heard(
    chromium: Browser,
    piece: Piece,
    codec: str,
    *,
    change: Callable[[Page], None] | None = None,
    **span: float,
) -> Captured:
    """One playing; again, twice at most, where the machine was too slow to play it through."""
    for _ in range(3):
        with listener(chromium) as page:
            if change is not None:
                change(page)
            url, rate = piece.playlists[codec], piece.rate_of(codec)
            found = capture(page, piece.site, url, rate=rate, **span)
        if not found.stutters:
            break
    assert found.stutters == 0
    assert found.errors == []
    return found


def wanted(piece: Piece, codec: str, *, start_s: int = 0) -> judge.Floats:
    """The source as this stream should sound from `start_s` on."""
    rate = piece.rate_of(codec)
    return sound(rate)[start_s * rate :].astype(np.float32)


def gap(found: judge.Floats, source: judge.Floats) -> int:
    """Samples by which the sound comes late (priming heard) or, negative, lacks its beginning."""
    lags = {judge.lag(found[:, side], source[:, side]) for side in (0, 1)}
    heads = {judge.lag(found[:9600, side], source[:9600, side]) for side in (0, 1)}
    assert len(lags | heads) == 1, (lags, heads)
    return lags.pop()


def unlike(found: judge.Floats, source: Samples, bits: int) -> float:
    """The largest difference from the source's whole numbers, in steps of its last bit.

    Full scale above zero is 2^(bits-1) steps to some players and one less to others (Chromium,
    at 16 bits): one of the two must fit all.
    """
    top = 2.0 ** (bits - 1)
    sent, floats = np.rint(source * top), found.astype(np.float64)
    scales = (np.where(floats > 0, above, top) for above in (top, top - 1))
    return min(float(np.abs(floats * scale - sent).max()) for scale in scales)


class TestLossy:
    @pytest.mark.parametrize("codec", LOSSY)
    def test_the_whole_stands_in_its_place(
        self, codec: str, studio_piece: Piece, chromium: Browser
    ) -> None:
        found, source = heard(chromium, studio_piece, codec), wanted(studio_piece, codec)
        assert (found.begin_s, found.ended) == (0, True)
        assert gap(found.samples, source) == 0
        assert judge.snr_db(found.samples[:HEAD], source[:HEAD]) > 15
        assert judge.snr_db(found.samples, source) > 15
        assert 0 <= len(found.samples) - len(source) < 2048

    @pytest.mark.parametrize("codec", LOSSY)
    def test_at_the_rate_of_a_cd(self, codec: str, cd_piece: Piece, chromium: Browser) -> None:
        """Opus is resampled to 48 kHz and stays in place; AAC keeps the source's samples."""
        found = heard(chromium, cd_piece, codec, seconds=2)
        source = wanted(cd_piece, codec)
        assert found.begin_s == 0
        assert gap(found.samples, source) == 0
        assert judge.snr_db(found.samples[:HEAD], source[:HEAD]) > 15


class TestFlac:
    @pytest.mark.parametrize("name", ["studio_piece", "cd_piece"])
    def test_every_bit_arrives(
        self, name: str, chromium: Browser, request: pytest.FixtureRequest
    ) -> None:
        piece: Piece = request.getfixturevalue(name)
        found = heard(chromium, piece, "flac")
        assert (found.begin_s, found.ended) == (0, True)
        assert found.duration_s == pytest.approx(SECONDS, abs=1e-5)
        assert gap(found.samples, wanted(piece, "flac")) == 0
        assert found.samples.shape == sound(piece.rate).shape
        assert unlike(found.samples, sound(piece.rate), piece.bits) < 0.01


@pytest.mark.parametrize("codec", CODECS)
def test_a_second_is_where_it_was(codec: str, studio_piece: Piece, chromium: Browser) -> None:
    """Media time 4 s is sample 192,000 of the source, so the clock's zero is its sample 0."""
    found = heard(chromium, studio_piece, codec, start_s=4, seconds=1)
    assert gap(found.samples, wanted(studio_piece, codec, start_s=4)) == 0


class TestWrongHeader:
    """The same streams with two or four bytes of the header changed: this test has ears."""

    @pytest.mark.parametrize(
        ("codec", "box", "offset", "value", "late"),
        [
            ("opus", b"elst", 16, struct.pack(">i", 312), -312),  # cut twice
            ("opus", b"dOps", 6, struct.pack(">H", 0), 312),  # never cut
            ("aac", b"elst", 16, struct.pack(">i", 0), 1024),  # never cut
        ],
        ids=["opus cut twice", "opus never cut", "aac never cut"],
    )
    def test_is_heard(
        self,
        codec: str,
        box: bytes,
        offset: int,
        value: bytes,
        late: int,
        studio_piece: Piece,
        chromium: Browser,
    ) -> None:
        changed = []

        def change(route: Route) -> None:
            answer = route.fetch()
            body = answer.body()
            at = body.find(box)
            if at >= 0:
                body = body[: at + offset] + value + body[at + offset + len(value) :]
                changed.append(body != answer.body())
            route.fulfill(response=answer, body=body)

        found = heard(
            chromium,
            studio_piece,
            codec,
            change=lambda page: page.route("**/audio.mp4", change),
            seconds=1,
        )
        assert changed == [True]
        assert gap(found.samples, wanted(studio_piece, codec)) == late
