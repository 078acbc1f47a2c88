"""Guarded decoding: whitelists, caps, bad-packet count; hands out blocks of about one second.

Any file may be hostile. Formats, protocols and codecs are whitelisted, every claim is checked
before memory follows it, and a bad packet is counted, never fatal. Native parsers can still
crash: servers run this in a child process (`server.media.encode.child`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import av
import av.logging
from av.container import InputContainer

from sync.sound.errors import SoundCode, SoundError
from sync.sound.header import Claim, read_claim
from sync.sound.samples import Assembler, Block, frame_array

FORMATS = "wav,w64,aiff,flac,mp3,mov,ogg,caf,wv,dsf,aac"
_CODECS = frozenset(
    {"flac", "alac", "wavpack", "mp3", "mp3float", "mp2", "mp2float", "aac", "aac_latm"}
    | {"vorbis", "libvorbis", "opus", "libopus", "adpcm_ms", "adpcm_ima_wav"}
    | {"dsd_lsbf", "dsd_msbf", "dsd_lsbf_planar", "dsd_msbf_planar"}
)
# Layouts that a header left unnamed, by channel count (FFmpeg's defaults; 4 is quad as in WAV).
_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}

# PyAV 19 always keeps undecodable tag bytes as surrogates; before, it must be asked to.
_TAG_ERRORS: dict[str, Any] = (
    {} if int(av.__version__.partition(".")[0]) >= 19 else {"metadata_errors": "surrogateescape"}
)

av.logging.set_level(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps on what a file may claim or turn out to be. `seconds` holds for both."""

    channels: int = 8
    min_rate: int = 4_000
    max_rate: int = 768_000
    seconds: float = 4 * 3600.0
    bad_packets_in_a_row: int = 2_000


class Sound:
    """One opened file: facts of its first decodable frame, then its blocks, once.

    `track` counts the file's tracks of sound from 0: a stem file has several. Raises SoundError
    on opening (nothing decodable) and while reading (a cap was passed).
    """

    def __init__(self, path: Path, limits: Limits | None = None, *, track: int = 0) -> None:
        self.path = path
        self.limits = limits or Limits()
        self.size_bytes = path.stat().st_size
        if self.size_bytes == 0:
            raise SoundError(SoundCode.EMPTY, "The file has no bytes.")
        self.claim: Claim = read_claim(path)
        self._check_shape(self.claim.channels, self.claim.sample_rate)
        self.container = _open(path)
        self.bad_packets = 0
        self.samples = 0
        self._frames = self._decode()
        try:
            self._begin(track)
        except BaseException:
            self.close()
            raise

    def _begin(self, track: int) -> None:
        streams = self.container.streams.audio
        if not streams:
            raise SoundError(SoundCode.UNSUPPORTED, "The file holds no sound.")
        if track >= len(streams):
            raise SoundError(SoundCode.UNSUPPORTED, f"The file has no track {track + 1} of sound.")
        self.stream = streams[track]
        context = self.stream.codec_context
        if context is None:  # the header names a kind of sound that nothing decodes
            raise SoundError(SoundCode.UNSUPPORTED, "Sound of this kind is not read here.")
        self.codec = context.name
        if self.codec not in _CODECS and not self.codec.startswith("pcm_"):
            raise SoundError(SoundCode.UNSUPPORTED, f"Sound in {self.codec} is not read here.")
        self._check_shape(context.layout.nb_channels, context.sample_rate)
        self._check_length((self.container.duration or 0) / 1_000_000)
        context.thread_count = 1
        self._first = next(self._frames, None)
        if self._first is None:
            code = SoundCode.UNDECODABLE if self.bad_packets else SoundCode.EMPTY
            raise SoundError(code, "Not one sample could be decoded.")
        self.sample_rate = self._first.sample_rate
        self.channels = self._first.layout.nb_channels
        self._check_shape(self.channels, self.sample_rate)
        self.layout = named_layout(self._first.layout.name, self.channels)

    @property
    def claimed_samples(self) -> int | None:
        """Length that the container announces, in samples; None when it announces none."""
        length = self.container.duration
        return None if not length else round(length * self.sample_rate / 1_000_000)

    @property
    def planar_format(self) -> str:
        """Sample type of the decoder (`s16`, `s32`, `flt` ...)."""
        assert self._first is not None
        return self._first.format.name.removesuffix("p")

    def blocks(self) -> Iterator[Block]:
        """Every block from the start to the end; `samples` and `bad_packets` grow meanwhile."""
        assembler = Assembler(rate=self.sample_rate, channels=self.channels)
        frame = self._first
        while frame is not None:
            shape = (frame.sample_rate, frame.layout.nb_channels)
            if shape != (self.sample_rate, self.channels):
                raise SoundError(
                    SoundCode.UNSUPPORTED, "Its sample rate or channels change half-way."
                )
            self.samples += frame.samples
            self._check_length(self.samples / self.sample_rate)
            yield from assembler.add(frame_array(frame))
            frame = next(self._frames, None)
        yield from assembler.rest()

    def _decode(self) -> Iterator[av.AudioFrame]:
        packets = self.container.demux(self.stream)
        in_a_row = 0
        while in_a_row < self.limits.bad_packets_in_a_row:
            try:
                packet = next(packets)
                frames = packet.decode()
            except StopIteration:
                return
            except av.error.EOFError:
                return
            except av.error.FFmpegError:
                self.bad_packets += 1
                in_a_row += 1
                continue
            in_a_row = 0 if frames else in_a_row
            yield from (frame for frame in frames if frame.samples)

    def _check_shape(self, channels: int | None, rate: int | None) -> None:
        if channels is not None and channels > self.limits.channels:
            raise SoundError(
                SoundCode.TOO_MANY_CHANNELS,
                f"The file has {channels} channels; at most {self.limits.channels} are taken.",
            )
        if rate and not self.limits.min_rate <= rate <= self.limits.max_rate:
            raise SoundError(
                SoundCode.RATE_UNSUPPORTED, f"A sample rate of {rate} Hz is not taken."
            )

    def _check_length(self, seconds: float) -> None:
        if seconds > self.limits.seconds:
            raise SoundError(
                SoundCode.TOO_LONG,
                f"It is longer than {self.limits.seconds / 60:g} minutes.",
            )

    def close(self) -> None:
        """Give the file back."""
        self.container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_container(path: Path) -> InputContainer:
    """The demuxer of a file: whitelisted formats, local files only. Raises av.error.FFmpegError.

    `file:` keeps a name such as `concat:x` from being taken for a protocol; `max_size` lets WAV
    come in packets of a second instead of a few milliseconds.
    """
    options = {"protocol_whitelist": "file", "format_whitelist": FORMATS, "max_size": "262144"}
    opened = av.open(f"file:{path.absolute()}", mode="r", options=options, **_TAG_ERRORS)
    return cast(InputContainer, opened)


def _open(path: Path) -> InputContainer:
    try:
        return open_container(path)
    except (MemoryError, FileNotFoundError, PermissionError):
        raise
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise SoundError(
            SoundCode.UNDECODABLE, "This is not a sound file, or its beginning is damaged."
        ) from error


def named_layout(name: str, channels: int) -> str:
    """A layout name that filters accept: headers without one read as `2 channels`."""
    return _LAYOUTS[channels] if "channel" in name or "ambisonic" in name else name
