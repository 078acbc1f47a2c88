"""Our own CMAF writer: one file per rendition, 6 s segments of three 2 s chunks, byte ranges.

FFmpeg's HLS muxer writes an edit list of 0 for AAC (its priming becomes audible), one fragment
per segment and one file per segment. This one writes the same bytes for the same packets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import BinaryIO

from server.media.encode.boxes import Track, fragment, header

CHUNK_S = 2
SEGMENT_S = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A byte range of whole chunks and its length in samples."""

    offset: int
    size: int
    duration: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Index:
    """Where everything is in a finished file; `rate` is the clock of all durations."""

    rate: int
    init_size: int
    segments: tuple[Segment, ...]

    @property
    def duration(self) -> int:
        """Samples in all segments, priming and padding included."""
        return sum(segment.duration for segment in self.segments)

    @property
    def bandwidth(self) -> int:
        """Peak bits per second over segments of at least half the target (RFC 8216bis 4.4.6.2)."""
        long = [item for item in self.segments if item.duration * 2 >= SEGMENT_S * self.rate]
        return max(_bits(item.size, item.duration, self.rate) for item in long or self.segments)

    @property
    def average_bandwidth(self) -> int:
        """Bits per second over everything."""
        return _bits(sum(item.size for item in self.segments), self.duration, self.rate)


class Fmp4Writer:
    """Packets in, one fragmented MP4 out. The file must be seekable and empty."""

    def __init__(self, file: BinaryIO, track: Track) -> None:
        self._file = file
        self._track = track
        self._time = 0
        self._number = 0
        self._chunk_start = 0
        self._packets: list[bytes] = []
        self._durations: list[int] = []
        self._segments: list[Segment] = []
        self._open = Segment(0, 0, 0, 0)
        placeholder = header(track, 0)
        self._init_size = self._position = len(placeholder)
        file.write(placeholder)

    @property
    def duration(self) -> int:
        """Samples taken so far."""
        return self._time

    def add(self, packet: bytes, duration: int) -> None:
        """Append one packet of `duration` samples.

        Boundaries lie at the first packet end at or after k * 2 s and k * 6 s of the decode
        time, so rounding to packets never adds up.
        """
        self._packets.append(packet)
        self._durations.append(duration)
        before, self._time = self._time, self._time + duration
        if self._crosses(before, CHUNK_S):
            self._end_chunk()
            if self._crosses(before, SEGMENT_S):
                self._end_segment()

    def close(self, extradata: bytes | None = None) -> Index:
        """Finish the file; `extradata` replaces the header's (FLAC knows its MD5 only now)."""
        self._end_chunk()
        self._end_last()
        track = self._track if extradata is None else replace(self._track, extradata=extradata)
        final = header(track, self._time)
        if len(final) != self._init_size:
            raise ValueError("the codec's header changed its length")
        self._file.seek(0)
        self._file.write(final)
        return Index(self._track.rate, self._init_size, tuple(self._segments))

    def _crosses(self, before: int, seconds: int) -> bool:
        step = seconds * self._track.rate
        return before // step < self._time // step

    def _end_chunk(self) -> None:
        if not self._packets:
            return
        self._number += 1
        moof = fragment(
            self._track,
            number=self._number,
            start=self._chunk_start,
            sizes=[len(packet) for packet in self._packets],
            durations=self._durations,
        )
        data = b"".join(self._packets)
        self._file.write(moof + (8 + len(data)).to_bytes(4, "big") + b"mdat")
        self._file.write(data)
        size = len(moof) + 8 + len(data)
        if not self._open.size:
            self._open = Segment(self._position, 0, 0, 0)
        self._open = Segment(
            self._open.offset,
            self._open.size + size,
            self._open.duration + self._time - self._chunk_start,
            self._open.chunks + 1,
        )
        self._position += size
        self._chunk_start = self._time
        self._packets, self._durations = [], []

    def _end_last(self) -> None:
        """Close the last segment; a rest of less than half a second joins the one before it,
        for it may be nothing but the encoder's padding."""
        if self._segments and self._open.duration * 2 < self._track.rate:
            last, rest = self._segments.pop(), self._open
            self._open = Segment(
                last.offset,
                last.size + rest.size,
                last.duration + rest.duration,
                last.chunks + rest.chunks,
            )
        self._end_segment()

    def _end_segment(self) -> None:
        if self._open.size:
            self._segments.append(self._open)
        self._open = Segment(0, 0, 0, 0)


def playlist(index: Index, name: str, edit_start: int) -> str:
    """Byte-range media playlist (RFC 8216) of one file; `name` is its URI beside the playlist.

    The first segment presents `edit_start` samples less than it holds. No EXT-X-PART: in VOD it
    makes hls.js load twice as many requests.
    """
    lengths = [segment.duration / index.rate for segment in index.segments]
    lengths[0] -= edit_start / index.rate
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, *(round(length) for length in lengths))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{name}",BYTERANGE="{index.init_size}@0"',
    ]
    for segment, length in zip(index.segments, lengths, strict=True):
        lines += [f"#EXTINF:{length:.6f},", f"#EXT-X-BYTERANGE:{segment.size}@{segment.offset}"]
        lines.append(name)
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _bits(size: int, duration: int, rate: int) -> int:
    return -(-size * 8 * rate // max(1, duration))
