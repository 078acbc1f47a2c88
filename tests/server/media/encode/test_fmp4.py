"""The bytes of our CMAF files: boxes, times, byte ranges, playlists."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import m3u8
import pytest

from server.media.encode.boxes import Codec, Track
from server.media.encode.fmp4 import Fmp4Writer, Index, playlist

OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 312, 48_000, 0, 0)


def track(codec: Codec = "opus", frame: int = 960, rate: int = 48_000) -> Track:
    extra = {"opus": OPUS_HEAD, "aac": b"\x11\x90", "flac": bytes(range(34))}[codec]
    start = {"opus": 0, "aac": 1024, "flac": None}[codec]
    return Track(
        codec=codec,
        rate=rate,
        channels=2,
        bits=24 if codec == "flac" else 16,
        extradata=extra,
        bit_rate=160_000,
        frame=frame,
        edit_start=start,
    )


def written(what: Track, packets: int, last: int | None = None) -> tuple[bytes, Index]:
    file = io.BytesIO()
    writer = Fmp4Writer(file, what)
    for number in range(packets):
        duration = last if last and number == packets - 1 else what.frame
        writer.add(bytes([number % 251]) * (100 + number % 7), duration)
    index = writer.close()
    return file.getvalue(), index


def boxes(raw: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(raw):
        size, name = struct.unpack(">I4s", raw[at : at + 8])
        assert size >= 8
        yield name.decode(), raw[at + 8 : at + size]
        at += size
    assert at == len(raw)


def find(raw: bytes, *path: str) -> bytes:
    for name in path:
        raw = dict(boxes(raw))[name]
    return raw


class TestHeader:
    def test_opus_starts_its_edit_at_0_and_skips_312(self) -> None:
        raw, _ = written(track(), 10)
        trak = find(raw, "moov", "trak")
        assert struct.unpack(">IIIiHH", find(trak, "edts", "elst"))[1:] == (1, 0, 0, 1, 0)
        entry = find(trak, "mdia", "minf", "stbl", "stsd")[8:]
        assert entry[4:8] == b"Opus"
        dops = entry[entry.index(b"dOps") + 4 :]
        assert struct.unpack(">BBHIhB", dops[:11]) == (0, 2, 312, 48_000, 0, 0)

    def test_aac_starts_its_edit_at_1024(self) -> None:
        raw, _ = written(track("aac", 1024), 10)
        edit = find(raw, "moov", "trak", "edts", "elst")
        assert struct.unpack(">IIIiHH", edit)[3] == 1024
        assert b"\x05\x80\x80\x80\x02\x11\x90" in raw  # AudioSpecificConfig descriptor

    def test_flac_has_no_edit_list(self) -> None:
        raw, _ = written(track("flac", 4608), 10)
        trak = find(raw, "moov", "trak")
        assert "edts" not in dict(boxes(trak))
        assert b"dfLa" + bytes(4) + b"\x80\0\0\x22" + bytes(range(34)) in raw

    def test_high_rates_leave_the_16_bit_field_empty(self) -> None:
        raw, _ = written(track("flac", 4608, rate=96_000), 3)
        entry = find(raw, "moov", "trak", "mdia", "minf", "stbl", "stsd")[8:]
        assert struct.unpack(">HHHHI", entry[24:36]) == (2, 24, 0, 0, 0)

    def test_knows_the_whole_length(self) -> None:
        raw, index = written(track(), 777)
        assert struct.unpack(">Q", find(raw, "moov", "mvex", "mehd")[4:])[0] == 777 * 960
        assert index.duration == 777 * 960

    def test_a_final_header_replaces_the_first(self) -> None:
        file = io.BytesIO()
        writer = Fmp4Writer(file, track("flac", 4608))
        writer.add(b"x" * 50, 4608)
        writer.close(bytes(34))
        assert b"\x80\0\0\x22" + bytes(34) in file.getvalue()

    def test_a_header_of_another_length_is_refused(self) -> None:
        writer = Fmp4Writer(io.BytesIO(), track("aac", 1024))
        writer.add(b"x", 1024)
        with pytest.raises(ValueError, match="length"):
            writer.close(b"longer than before")

    def test_opus_without_its_head_is_refused(self) -> None:
        with pytest.raises(ValueError, match="OpusHead"):
            Fmp4Writer(io.BytesIO(), Track(**{**_fields(track()), "extradata": b"x" * 19}))


class TestFragments:
    @pytest.mark.parametrize(
        ("codec", "frame", "last"), [("opus", 960, None), ("aac", 1024, None), ("flac", 4608, 77)]
    )
    def test_times_have_no_gap_and_samples_add_up(
        self, codec: Codec, frame: int, last: int | None
    ) -> None:
        raw, index = written(track(codec, frame), 900, last)
        time, samples = 0, 0
        names = [name for name, _ in boxes(raw)]
        assert names[:2] == ["ftyp", "moov"]
        assert names[2:] == ["moof", "mdat"] * (len(names[2:]) // 2)
        for number, (moof, mdat) in enumerate(_pairs(raw), 1):
            assert struct.unpack(">II", find(moof, "mfhd"))[1] == number
            traf = find(moof, "traf")
            assert struct.unpack(">IQ", find(traf, "tfdt"))[1] == time
            durations, sizes, offset = _run(find(traf, "trun"), frame)
            assert sum(sizes) == len(mdat)
            assert offset == len(moof) + 16
            time += sum(durations)
            samples += len(sizes)
        assert samples == 900
        assert time == index.duration

    def test_a_segment_is_three_chunks_of_two_seconds(self) -> None:
        _, index = written(track(), 50 * 20)
        assert [segment.chunks for segment in index.segments] == [3, 3, 3, 1]
        assert [segment.duration for segment in index.segments] == [288_000] * 3 + [96_000]

    def test_packets_that_do_not_divide_never_drift(self) -> None:
        _, index = written(track("aac", 1024), 47 * 600)
        end = 0
        for number, segment in enumerate(index.segments[:-1], 1):
            end += segment.duration
            assert 0 <= end - number * 6 * 48_000 < 1024

    def test_a_rest_of_padding_joins_the_segment_before(self) -> None:
        _, index = written(track(), 300 + 1)
        assert [segment.duration for segment in index.segments] == [301 * 960]
        assert index.segments[0].chunks == 4

    def test_opus_and_aac_tell_their_pre_roll(self) -> None:
        for codec, frame, roll in (("opus", 960, -4), ("aac", 1024, -1)):
            raw, _ = written(track(codec, frame), 5)
            assert b"sgpd\x01\0\0\0roll" + struct.pack(">IIh", 2, 1, roll) in raw

    def test_the_same_packets_give_the_same_bytes(self) -> None:
        assert written(track(), 400) == written(track(), 400)


class TestPlaylist:
    @pytest.mark.parametrize(("codec", "frame"), [("opus", 960), ("aac", 1024), ("flac", 4608)])
    def test_ranges_cover_the_file_in_order(self, codec: Codec, frame: int) -> None:
        what = track(codec, frame)
        raw, index = written(what, 1_500)
        found = m3u8.loads(playlist(index, "audio.mp4", what.edit_start or 0))
        assert found.is_endlist
        assert found.playlist_type == "vod"
        assert found.segment_map[0].byterange == f"{index.init_size}@0"
        at = index.init_size
        for segment in found.segments:
            size, _, start = segment.byterange.partition("@")
            assert int(start) == at
            assert raw[at + 4 : at + 8] == b"moof"
            at += int(size)
            assert round(segment.duration) <= found.target_duration
        assert at == len(raw)

    def test_the_first_segment_presents_less_than_it_holds(self) -> None:
        _, index = written(track("aac", 1024), 1_000)
        found = m3u8.loads(playlist(index, "audio.mp4", 1024))
        total = sum(segment.duration for segment in found.segments)
        assert total == pytest.approx(999 * 1024 / 48_000, abs=1e-4)

    def test_bandwidths(self) -> None:
        _, index = written(track(), 50 * 30)
        assert index.average_bandwidth <= index.bandwidth
        assert 40_000 < index.average_bandwidth < 50_000  # about 103 bytes 50 times a second


def _fields(what: Track) -> dict[str, object]:
    return {name: getattr(what, name) for name in Track.__slots__}


def _pairs(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    bodies = [body for name, body in boxes(raw) if name in ("moof", "mdat")]
    return zip(bodies[::2], bodies[1::2], strict=True)


def _run(trun: bytes, frame: int) -> tuple[list[int], list[int], int]:
    flags, count, offset = struct.unpack(">IIi", trun[:12])
    rest = struct.unpack(f">{(len(trun) - 12) // 4}I", trun[12:])
    if flags & 0x100:
        return list(rest[::2]), list(rest[1::2]), offset
    return [frame] * count, list(rest), offset
