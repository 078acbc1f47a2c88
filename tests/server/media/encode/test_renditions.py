"""Every rendition before an outside judge: clean, in place, lossless if it says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from server.media.encode.opus import LEAD, PIECE, OpusEncoder
from server.media.encode.plan import Rendition, Step
from sync.sound import examine
from tests.server.media.encode.conftest import Heard, Run
from tests.support import judge
from tests.support.audio import music, noise, sine, stereo, write_wav

RATE = 48_000


def rendition(heard: Heard, step: Step) -> Rendition:
    assert heard.outcome.required is not None
    found = [*heard.outcome.required.renditions]
    found += [made.rendition for made in heard.outcome.made if made.rendition is not None]
    return next(item for item in found if item.name is step)


def mono(samples: np.ndarray) -> np.ndarray:
    return samples.astype(np.float32).sum(axis=1)


class TestLossy:
    @pytest.mark.parametrize(
        ("step", "snr"), [(Step.OPUS, 10.0), (Step.AAC, 20.0), (Step.MP3, 20.0)]
    )
    def test_decodes_clean_and_starts_on_the_sample(
        self, step: Step, snr: float, song: Heard
    ) -> None:
        what = rendition(song, step)
        key = what.playlist_key or what.media_key
        found = judge.decode(song.path(key), channels=2)
        wanted = music(45).astype(np.float32)
        assert judge.lag(mono(found), mono(wanted)) == 0
        assert judge.snr_db(found, wanted) > snr
        assert 0 <= len(found) - len(wanted) < 2048

    def test_mp3_has_the_exact_length(self, song: Heard) -> None:
        found = judge.decode(song.path("std/mp3/audio.mp3"), channels=2)
        assert len(found) == 45 * RATE

    def test_mp3_carries_tags(self, song: Heard) -> None:
        assert examine(song.path("std/mp3/audio.mp3")).tags["title"] == "Song"

    @pytest.mark.parametrize("step", [Step.OPUS, Step.AAC])
    def test_tells_what_a_player_needs(self, step: Step, song: Heard) -> None:
        what = rendition(song, step)
        assert what.priming == {Step.OPUS: 312, Step.AAC: 1024}[step]
        assert what.samples == 45 * RATE
        assert what.duration_ms == 45_000
        assert what.segments == 8
        assert what.average_bandwidth <= what.bandwidth < 400_000
        assert what.codecs in what.mime

    @pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 88_200, 96_000, 192_000])
    async def test_every_rate_stays_in_place(self, rate: int, run: Run, tmp_path: Path) -> None:
        samples = stereo(sweep(1.5, rate))
        source = write_wav(tmp_path / "a.wav", samples, rate=rate)
        heard = await run(source, optional=(Step.AAC, Step.MP3))
        for step in (Step.OPUS, Step.AAC, Step.MP3):
            what = rendition(heard, step)
            found = judge.decode(heard.path(what.playlist_key or what.media_key), channels=2)
            wanted = stereo(sweep(1.5, what.sample_rate)).astype(np.float32)
            assert abs(judge.lag(mono(found), mono(wanted))) <= 1
            assert abs(what.duration_ms - 1500) <= 1
            if step is not Step.OPUS:
                assert what.sample_rate == (44_100 if rate % 11_025 == 0 else 48_000)

    async def test_mono_stays_mono_and_counts_as_two_speakers(
        self, run: Run, tmp_path: Path
    ) -> None:
        heard = await run(write_wav(tmp_path / "a.wav", sine(3, dbfs=-20)), optional=(Step.AAC,))
        assert rendition(heard, Step.OPUS).channels == 1
        assert rendition(heard, Step.AAC).channels == 1
        assert heard.outcome.required is not None
        measured = heard.outcome.required.examination.integrated_lufs
        assert measured == pytest.approx(-23.0, abs=0.1)
        assert heard.outcome.required.sound_lufs == pytest.approx(-20.0, abs=0.1)

    async def test_surround_folds_down_without_clipping(self, run: Run, tmp_path: Path) -> None:
        tone = sine(2, dbfs=-0.1)
        source = write_wav(tmp_path / "a.wav", np.stack([tone] * 8, axis=1))
        heard = await run(source)
        found = judge.decode(heard.path("std/opus/audio.mp4"), channels=2)
        assert 0.5 < np.abs(found).max() < 1.05
        assert heard.outcome.required is not None
        played = examine_array(found, tmp_path)
        assert heard.outcome.required.sound_lufs == pytest.approx(played, abs=0.3)


class TestFlac:
    @pytest.mark.parametrize(("kind", "shift"), [("s16", 16), ("s24", 8)])
    @pytest.mark.parametrize("channels", [1, 2, 8])
    async def test_is_bit_exact(
        self, kind: str, shift: int, channels: int, run: Run, tmp_path: Path
    ) -> None:
        samples = noise(2.3, channels=channels, dbfs=-12)
        source = write_wav(tmp_path / "a.wav", samples, kind=kind)
        heard = await run(source, required=(), optional=(Step.FLAC,))
        top = 2.0 ** (31 - shift)
        wanted = np.clip(np.rint(samples * top), -top, top - 1).astype(np.int64) << shift
        for name in ("audio.mp4", "index.m3u8"):
            found = judge.integers(heard.path(f"lossless/flac/{name}"), channels=channels)
            assert np.array_equal(found, wanted)

    def test_the_long_one_too(self, song: Heard) -> None:
        what = rendition(song, Step.FLAC)
        found = judge.integers(song.path("lossless/flac/index.m3u8"), channels=2)
        wanted = np.rint(music(45) * 2**23).astype(np.int64) << 8
        assert np.array_equal(found, wanted)
        assert (what.priming, what.samples, what.bit_depth) == (0, 45 * RATE, 24)

    async def test_floats_become_24_bits(self, run: Run, tmp_path: Path) -> None:
        samples = music(1)
        source = write_wav(tmp_path / "a.wav", samples, kind="f32")
        heard = await run(source, required=(), optional=(Step.FLAC,))
        found = judge.decode(heard.path("lossless/flac/audio.mp4"), channels=2)
        assert np.abs(found - samples).max() <= 2.0**-23


class TestOpusEncoder:
    def test_joints_add_no_error(self) -> None:
        """Cut where a steady chord plays, 40 ms around each joint are as exact as elsewhere."""
        wanted = chord((2 * PIECE + 3 * RATE) / RATE).astype(np.float32)
        found = decode_packets(encode(wanted, threads=2))[: len(wanted)]
        error = (found - wanted) ** 2
        usual = np.median(error[RATE : len(wanted) - RATE].reshape(-1, 1920, 2).mean(axis=(1, 2)))
        for joint in (PIECE, 2 * PIECE):
            assert error[joint - 960 : joint + 960].mean() < 2 * usual

    def test_number_of_threads_changes_nothing(self) -> None:
        samples = music(42).astype(np.float32)
        assert encode(samples, threads=1) == encode(samples, threads=3)

    @pytest.mark.parametrize("length", [1, 959, 960, 961, PIECE - 1, PIECE, PIECE + 1])
    def test_holds_every_sample(self, length: int) -> None:
        packets = encode(np.zeros((length, 1), np.float32), threads=2)
        assert len(packets) * 960 >= length + 312
        assert len(packets) * 960 - (length + 312) < 2 * 960

    def test_the_lead_is_whole_packets(self) -> None:
        assert LEAD % 960 == PIECE % 960 == 0


def encode(samples: np.ndarray, *, threads: int) -> list[bytes]:
    encoder = OpusEncoder(channels=samples.shape[1], threads=threads)
    packets: list[bytes] = []
    for start in range(0, len(samples), 31_013):
        packets += encoder.add(samples[start : start + 31_013])
    return packets + list(encoder.finish())


def decode_packets(packets: list[bytes]) -> np.ndarray:
    import av

    context = av.CodecContext.create("libopus", "r")
    parts = []
    for packet in packets:
        for frame in context.decode(av.Packet(packet)):
            parts.append(frame.to_ndarray().reshape(-1, 2))
    values = np.concatenate(parts)
    floats = values.astype(np.float32) / (32_768 if values.dtype == np.int16 else 1)
    return floats[312:]


def chord(seconds: float) -> np.ndarray:
    tones = [sine(seconds, hertz=hertz, dbfs=-16) for hertz in (220, 277.2, 329.6, 987.8)]
    return stereo(sum(tones), sum(tones[1:]))


def sweep(seconds: float, rate: int) -> np.ndarray:
    """100 Hz to 3 kHz: has one sharp place in a cross-correlation, at every rate."""
    time = np.arange(round(seconds * rate)) / rate
    return 0.5 * np.sin(2 * np.pi * (100 * time + 2900 * time**2 / (2 * seconds)))


def examine_array(samples: np.ndarray, folder: Path) -> float | None:
    return examine(write_wav(folder / "played.wav", samples.astype(np.float64))).integrated_lufs
