"""Bad and odd sound files, built by code, each with what must be said about it."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from sync.sound import SoundCode
from tests.support.audio import (
    music,
    noise,
    sine,
    stereo,
    wav_bytes,
    wav_header,
    write_encoded,
)


@dataclass(frozen=True, slots=True)
class Case:
    """`code`: the error expected, None when sound comes out; `warnings`: codes that must be among
    those given; `seconds`: how much sound must come out, None to leave it open; `cover_fails`:
    the artwork step must fail while everything else succeeds; `limit_seconds` the cap to set."""

    path: Path
    code: SoundCode | None = None
    warnings: frozenset[str] = frozenset()
    seconds: float | None = None
    cover_fails: bool = False
    limit_seconds: float = 4 * 3600.0


Maker = Callable[[Path], Case]
_MAKERS: dict[str, Maker] = {}


def names() -> list[str]:
    """Every file of the corpus."""
    return sorted(_MAKERS)


def build(name: str, folder: Path) -> Case:
    """Write one file of the corpus into `folder`."""
    return _MAKERS[name](folder / name)


def _case(name: str) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        _MAKERS[name] = maker
        return maker

    return keep


def _fails(name: str, code: SoundCode, content: Callable[[], bytes]) -> None:
    def make(path: Path) -> Case:
        path.write_bytes(content())
        return Case(path, code)

    _MAKERS[name] = make


def _plays(name: str, seconds: float | None, content: Callable[[], bytes], *warnings: str) -> None:
    def make(path: Path) -> Case:
        path.write_bytes(content())
        return Case(path, None, frozenset(warnings), seconds)

    _MAKERS[name] = make


def _song(seconds: float = 1.0) -> bytes:
    return wav_bytes(music(seconds))


def _claim(*, channels: int = 2, rate: int = 48_000, data: int = 400_000, bits: int = 24) -> bytes:
    head = bytearray(wav_header(data, channels=channels, rate=rate, kind="s24"))
    struct.pack_into("<H", head, 34, bits)
    return bytes(head) + random.Random(1).randbytes(400_000)


def _floats(change: Callable[[np.ndarray], None]) -> bytes:
    samples = music(1.0)
    change(samples)
    return wav_bytes(samples, kind="f32")


def _put(*values: float) -> Callable[[np.ndarray], None]:
    def change(samples: np.ndarray) -> None:
        samples[1000 : 1000 + len(values), 0] = values

    return change


_EMPTY, _BAD = SoundCode.EMPTY, SoundCode.UNDECODABLE
_PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n{}\n#EXT-X-ENDLIST\n"

_fails("empty.wav", _EMPTY, lambda: b"")
_fails("header_only.wav", _EMPTY, lambda: wav_bytes(np.zeros((0, 2))))
_fails("header_cut.wav", _BAD, lambda: _song()[:30])
_fails("text.wav", _BAD, lambda: b"hello, I am not sound\n" * 1000)
_fails("random.mp3", _BAD, lambda: random.Random(2).randbytes(60_000))
_fails("zeros.mp3", _BAD, lambda: bytes(60_000))
_fails("playlist_http.wav", _BAD, lambda: _PLAYLIST.format("http://127.0.0.1:9/x").encode())
_fails("playlist_file.m3u8", _BAD, lambda: _PLAYLIST.format("file:///etc/passwd").encode())
_fails("concat.wav", _BAD, lambda: b"ffconcat version 1.0\nfile '/etc/hostname'\n")
_fails("picture.wav", _BAD, lambda: png(64, 64))
_fails("channels_65535.wav", SoundCode.TOO_MANY_CHANNELS, lambda: _claim(channels=65_535))
_fails("channels_9.wav", SoundCode.TOO_MANY_CHANNELS, lambda: wav_bytes(noise(0.2, channels=9)))
_fails("rate_2g.wav", SoundCode.RATE_UNSUPPORTED, lambda: _claim(rate=0x7FFF_FFFF))
_fails("bits_0.wav", SoundCode.UNSUPPORTED, lambda: _claim(bits=0))
_fails("rate_1.wav", SoundCode.RATE_UNSUPPORTED, lambda: _claim(rate=1))

_plays("truncated.wav", 0.5, lambda: _song()[: 44 + 144_000], "truncated")
_plays(
    "unfinished.wav",
    1.0,
    lambda: wav_header(0xFFFF_FFFF, channels=2, rate=48_000, kind="s24") + _song()[44:],
    "unfinished_header",
)
_plays("nan.wav", 1.0, lambda: _floats(_put(np.nan, np.inf, -np.inf)), "non_finite")
_plays("all_nan.wav", 1.0, lambda: _floats(lambda x: x.fill(np.nan)), "non_finite", "silent")
_plays("huge_floats.wav", 1.0, lambda: _floats(_put(1e38, -3e38, 1e30)), "true_peak")
_plays("over.wav", 1.0, lambda: wav_bytes(music(1.0) * 4, kind="f32"), "clipping", "true_peak")
_plays("doubles.wav", 1.0, lambda: wav_bytes(music(1.0), kind="f64"))
_plays("eight_bits.wav", 1.0, lambda: wav_bytes(music(1.0), kind="u8"), "low_depth")
_plays("mono.wav", 1.0, lambda: wav_bytes(music(1.0)[:, 0]))
_plays("eight_channels.wav", 1.0, lambda: wav_bytes(noise(1.0, channels=8)), "downmixed")
_plays("rate_192k.wav", 0.5, lambda: wav_bytes(music(0.5, rate=192_000), rate=192_000))
_plays("rate_384k.wav", 0.2, lambda: wav_bytes(music(0.2, rate=384_000), rate=384_000))
_plays("rate_8k.wav", 1.0, lambda: wav_bytes(music(1.0, rate=8_000), rate=8_000), "low_rate")
_plays("rate_44101.wav", 1.0, lambda: wav_bytes(music(1.0, rate=44_101), rate=44_101), "odd_rate")
_plays("tenth.wav", 0.1, lambda: _song(0.1))
_plays("one_sample.wav", None, lambda: wav_bytes(stereo(np.full(1, 0.5))))
_plays("one_sample_44k.wav", None, lambda: wav_bytes(stereo(np.full(1, 0.5)), rate=44_100))
_plays("odd_length.wav", None, lambda: wav_bytes(music(1.0)[:47_111]))
_plays("dc.wav", 1.0, lambda: wav_bytes(stereo(np.full(48_000, 0.25))), "dc_offset")
_plays("silence.wav", 1.0, lambda: wav_bytes(np.zeros((48_000, 2))), "silent")
_plays("tone_twice.wav", 1.0, lambda: wav_bytes(stereo(sine(1.0))), "mono_as_stereo")
_plays("half.wav", 1.0, lambda: wav_bytes(stereo(sine(1.0), np.zeros(48_000))), "silent_channel")
_plays("against.wav", 1.0, lambda: wav_bytes(stereo(sine(1.0), -sine(1.0))), "out_of_phase")
_plays("name 'quoted' ünï 日本 .wav", 1.0, _song)
_plays("concat:trick|x.wav", 1.0, _song)


@_case("song.aiff")
def _aiff(path: Path) -> Case:
    return Case(write_encoded(path, music(1.0)), seconds=1.0)


@_case("song.m4a")
def _alac(path: Path) -> Case:
    return Case(write_encoded(path, music(1.0)), seconds=1.0)


@_case("song.opus")
def _opus(path: Path) -> Case:
    return Case(write_encoded(path, music(1.0)), None, frozenset({"lossy_source"}), 1.0)


@_case("bad_tail.mp3")
def _bad_tail(path: Path) -> Case:
    raw = bytearray(write_encoded(path, music(3.0)).read_bytes())
    raw[-40_000:] = random.Random(3).randbytes(40_000)
    path.write_bytes(raw)
    return Case(path, None, frozenset({"damaged", "truncated"}))


@_case("cut.mp3")
def _cut(path: Path) -> Case:
    raw = write_encoded(path, music(4.0)).read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    return Case(path, None, frozenset({"truncated"}))


@_case("song.dsf")
def _dsd(path: Path) -> Case:
    """0.2 s of DSD64 noise (DSF 1.01)."""
    rate, block = 2_822_400, 4096
    blocks = -(-rate // 5 // 8 // block)
    data = random.Random(4).randbytes(blocks * block * 2)
    count = blocks * block * 8
    fmt = struct.pack("<QIIIIIIQII", 52, 1, 0, 2, 2, rate, 1, count, block, 0)
    body = b"fmt " + fmt + b"data" + struct.pack("<Q", 12 + len(data)) + data
    path.write_bytes(b"DSD " + struct.pack("<QQQ", 28, 28 + len(body), 0) + body)
    return Case(path, seconds=count / rate)


@_case("bomb.flac")
def _bomb(path: Path) -> Case:
    """A few kilobytes that claim six hours."""
    write_silent_flac(path, seconds=30)
    claim_flac_samples(path, 6 * 3600 * 8_000)
    return Case(path, SoundCode.TOO_LONG)


@_case("bomb_hidden.flac")
def _hidden_bomb(path: Path) -> Case:
    """Longer than allowed, with no length in the header: only decoding can tell."""
    write_silent_flac(path, seconds=90)
    claim_flac_samples(path, 0)
    return Case(path, SoundCode.TOO_LONG, limit_seconds=60)


@_case("cover_bomb.flac")
def _cover_bomb(path: Path) -> Case:
    write_encoded(path, music(1.0))
    add_flac_picture(path, png(30_000, 30_000), 30_000)
    return Case(path, seconds=1.0, cover_fails=True)


@_case("cover_broken.flac")
def _cover_broken(path: Path) -> Case:
    write_encoded(path, music(1.0))
    add_flac_picture(path, png(300, 300)[:60], 300)
    return Case(path, seconds=1.0, cover_fails=True)


def claim_flac_samples(path: Path, samples: int) -> None:
    """Overwrite the 36 bits of STREAMINFO that say how long the file is (RFC 9639, 8.2)."""
    raw = bytearray(path.read_bytes())
    at = raw.index(b"fLaC") + 8 + 13
    raw[at] = raw[at] & 0xF0 | samples >> 32
    raw[at + 1 : at + 5] = (samples & 0xFFFF_FFFF).to_bytes(4, "big")
    path.write_bytes(raw)


def write_silent_flac(path: Path, *, seconds: int, rate: int = 8_000) -> None:
    """Mono digital silence: a few bytes a second."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("flac", rate=rate)
        stream.layout, stream.format = "mono", "s16"
        frame = av.AudioFrame.from_ndarray(np.zeros((1, rate), np.int16), "s16", "mono")
        frame.sample_rate = rate
        for _ in range(seconds):
            frame.pts = None
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def png(width: int, height: int) -> bytes:
    """A black picture of one bit a pixel, compressed piece by piece."""
    packer = zlib.compressobj(9)
    row = bytes(1 + -(-width // 8))
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def add_flac_picture(path: Path, picture: bytes, side: int, mime: bytes = b"image/png") -> None:
    """Insert a PICTURE block (RFC 9639, 8.8) behind STREAMINFO."""
    raw = path.read_bytes()
    body = struct.pack(">II", 3, len(mime)) + mime
    body += struct.pack(">IIIIII", 0, side, side, 24, 0, len(picture)) + picture
    block = b"\x06" + len(body).to_bytes(3, "big") + body
    path.write_bytes(raw[:42] + block + raw[42:])
