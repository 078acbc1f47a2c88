"""Sinks that turn blocks into one rendition each, and describe what they wrote."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np

from server.media.encode.boxes import Codec, Track
from server.media.encode.convert import Converter, Shape, lossy_shape, opus_shape
from server.media.encode.encoders import (
    AAC,
    OPUS,
    PRIMING,
    Packets,
    encode_floats,
    encode_ints,
    open_context,
    open_flac,
)
from server.media.encode.fmp4 import Fmp4Writer, Index, playlist
from server.media.encode.mp3 import BIT_RATE, Mp3Writer
from server.media.encode.opus import FRAME, OpusEncoder
from server.media.encode.plan import Rendition, Step, Tier
from sync.sound.decode import Sound
from sync.sound.errors import SoundCode, SoundError
from sync.sound.samples import Block, Floats, Ints

MAX_FLAC_RATE = 655_350
MEDIA_NAME, PLAYLIST_NAME = "audio.mp4", "index.m3u8"
_CODECS = {Step.OPUS: "Opus", Step.AAC: "mp4a.40.2", Step.FLAC: "fLaC"}
_EDIT_START: dict[Codec, int | None] = {"opus": 0, "aac": PRIMING["aac"], "flac": None}


class HlsFile:
    """One `audio.mp4` with its playlist below `<out>/<tier>/<step>/`."""

    def __init__(self, out: Path, step: Step, track: Track, *, tier: Tier) -> None:
        self._step = step
        self._track = track
        self._tier = tier
        self._key = f"{self._tier}/{step}"
        self._folder = out / self._key
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = (self._folder / MEDIA_NAME).open("wb")
        self.writer = Fmp4Writer(self._file, track)

    def add(self, packets: Iterable[bytes], duration: int | None = None) -> None:
        """Append packets, of the usual length unless told otherwise."""
        for packet in packets:
            self.writer.add(packet, duration or self._track.frame)

    def finish(self, samples: int, extradata: bytes | None = None) -> Rendition:
        """Complete file and playlist; `samples` is how much sound went in."""
        index = self.writer.close(extradata)
        self._file.close()
        start = self._track.edit_start or 0
        text = playlist(index, MEDIA_NAME, start)
        (self._folder / PLAYLIST_NAME).write_text(text, encoding="ascii")
        return self._rendition(index, samples)

    def close(self) -> None:
        """Give the file back after a failure."""
        self._file.close()

    def _rendition(self, index: Index, samples: int) -> Rendition:
        track, step = self._track, self._step
        return Rendition(
            name=step,
            tier=self._tier,
            kind="hls",
            media_key=f"{self._key}/{MEDIA_NAME}",
            playlist_key=f"{self._key}/{PLAYLIST_NAME}",
            mime=f'audio/mp4; codecs="{_CODECS[step]}"',
            codecs=_CODECS[step],
            bandwidth=index.bandwidth,
            average_bandwidth=index.average_bandwidth,
            sample_rate=track.rate,
            channels=track.channels,
            bit_depth=track.bits if step is Step.FLAC else None,
            segments=len(index.segments),
            priming=PRIMING[track.codec],
            samples=samples,
            duration_ms=round(samples * 1000 / track.rate),
        )


class OpusSink:
    """Opus 160 kbit/s (mono 96) as HLS."""

    def __init__(self, out: Path, sound: Sound, threads: int, *, tier: Tier = "std") -> None:
        shape = opus_shape(sound.channels)
        self._convert = Converter(rate=sound.sample_rate, layout=sound.layout, target=shape)
        self._encoder = OpusEncoder(channels=shape.channels, threads=threads)
        track = _track("opus", shape, self._encoder.head, OPUS.bit_rates, FRAME)
        self._file = HlsFile(out, Step.OPUS, track, tier=tier)

    def add(self, block: Block) -> None:
        """Take the next block."""
        self._encode(self._convert.add(block.samples))

    def finish(self) -> Rendition:
        """Encode what is left and complete the files."""
        self._encode(self._convert.rest())
        self._file.add(self._encoder.finish())
        return self._file.finish(self._encoder.samples)

    def close(self) -> None:
        """Stop early."""
        self._encoder.close()
        self._file.close()

    def _encode(self, parts: Iterator[Floats]) -> None:
        for samples in parts:
            self._file.add(self._encoder.add(samples))


class AacSink:
    """AAC-LC 256 kbit/s (mono 160) as HLS: for Apple devices that know no Opus."""

    def __init__(self, out: Path, sound: Sound, *, tier: Tier = "std") -> None:
        shape = lossy_shape(sound.sample_rate, sound.channels)
        self._convert = Converter(rate=sound.sample_rate, layout=sound.layout, target=shape)
        self._context = open_context(AAC, shape)
        self._samples = 0
        extra = self._context.extradata or b""
        track = _track("aac", shape, extra, AAC.bit_rates, self._context.frame_size)
        self._file = HlsFile(out, Step.AAC, track, tier=tier)

    def add(self, block: Block) -> None:
        """Take the next block."""
        self._encode(self._convert.add(block.samples))

    def finish(self) -> Rendition:
        """Flush the encoder and complete the files."""
        self._encode(self._convert.rest())
        self._write(self._context.encode(None))
        return self._file.finish(self._samples)

    def close(self) -> None:
        """Stop early."""
        self._file.close()

    def _encode(self, parts: Iterator[Floats]) -> None:
        for samples in parts:
            self._samples += len(samples)
            self._write(encode_floats(self._context, samples))

    def _write(self, packets: Packets) -> None:
        self._file.add(bytes(packet) for packet in packets if packet.size)


class FlacSink:
    """FLAC as HLS: the source's rate and channels, 16 or 24 bits, no bit changed up to 24."""

    def __init__(self, out: Path, sound: Sound) -> None:
        if sound.sample_rate > MAX_FLAC_RATE:
            raise SoundError(
                SoundCode.RATE_UNSUPPORTED, f"FLAC ends at {MAX_FLAC_RATE} Hz (RFC 9639, 8.2)."
            )
        self._bits = 16 if sound.planar_format in ("u8", "s16") else 24
        self._context = open_flac(sound.sample_rate, sound.layout, self._bits)
        self._samples = 0
        self._final: bytes | None = None
        self._frame = self._context.frame_size
        track = Track(
            codec="flac",
            rate=sound.sample_rate,
            channels=sound.channels,
            bits=self._bits,
            extradata=self._context.extradata or b"",
            bit_rate=0,
            frame=self._frame,
            edit_start=_EDIT_START["flac"],
        )
        self._file = HlsFile(out, Step.FLAC, track, tier="lossless")

    def add(self, block: Block) -> None:
        """Take the next block."""
        self._samples += len(block.samples)
        self._write(encode_ints(self._context, self._integers(block)))

    def finish(self) -> Rendition:
        """Flush, and put the final STREAMINFO (length and MD5) into the header."""
        self._write(self._context.encode(None))
        return self._file.finish(self._samples, self._final)

    def close(self) -> None:
        """Stop early."""
        self._file.close()

    def _integers(self, block: Block) -> Ints:
        if self._bits == 16:
            assert block.ints is not None
            assert block.ints.dtype == np.int16
            return block.ints
        if block.ints is not None:  # FFmpeg takes 24 bits at the top of 32
            return block.ints.astype(np.int32) << (16 if block.ints.dtype == np.int16 else 0)
        scaled = np.rint(block.samples.astype(np.float64) * 2**23)
        return np.clip(scaled, -(2**23), 2**23 - 1).astype(np.int32) << 8

    def _write(self, packets: Packets) -> None:
        for packet in packets:
            if packet.size == 0:  # the encoder's last word carries the final header only
                self._final = bytes(packet.get_sidedata("new_extradata"))
                continue
            left = self._samples - self._file.writer.duration
            self._file.add((bytes(packet),), min(self._frame, left))


class Mp3Sink:
    """MP3 320 kbit/s as one file, for players without HLS."""

    def __init__(
        self, out: Path, sound: Sound, tags: Mapping[str, str], *, tier: Tier = "std"
    ) -> None:
        self._tier = tier
        self._shape = lossy_shape(sound.sample_rate, sound.channels)
        self._convert = Converter(rate=sound.sample_rate, layout=sound.layout, target=self._shape)
        self._path = out / tier / Step.MP3 / "audio.mp3"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = Mp3Writer(self._path, self._shape, tags)

    def add(self, block: Block) -> None:
        """Take the next block."""
        for samples in self._convert.add(block.samples):
            self._writer.add(samples)

    def finish(self) -> Rendition:
        """Complete the file."""
        for rest in self._convert.rest():
            self._writer.add(rest)
        self._writer.finish()
        samples, rate = self._writer.samples, self._shape.rate
        return Rendition(
            name=Step.MP3,
            tier=self._tier,
            kind="file",
            media_key=f"{self._tier}/mp3/audio.mp3",
            playlist_key=None,
            mime="audio/mpeg",
            codecs="mp3",
            bandwidth=BIT_RATE,
            average_bandwidth=round(self._path.stat().st_size * 8 * rate / samples),
            sample_rate=rate,
            channels=self._shape.channels,
            bit_depth=None,
            segments=0,
            priming=PRIMING["mp3"],
            samples=samples,
            duration_ms=round(samples * 1000 / rate),
        )

    def close(self) -> None:
        """Stop early."""
        with contextlib.suppress(av.error.FFmpegError):
            self._writer.close()


def _track(
    codec: Codec, shape: Shape, extradata: bytes, bit_rates: tuple[int, int], frame: int
) -> Track:
    return Track(
        codec=codec,
        rate=shape.rate,
        channels=shape.channels,
        bits=16,
        extradata=extradata,
        bit_rate=bit_rates[shape.channels - 1],
        frame=frame,
        edit_start=_EDIT_START[codec],
    )
