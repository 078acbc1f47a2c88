"""The child and its parent: what is said, what is left on disk, and every way to die."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.media.encode.plan import (
    OPTIONAL,
    Done,
    FailureCode,
    File,
    Limits,
    Made,
    Progress,
    Step,
)
from server.media.encode.render import parse_event
from sync.wire.codec import DecodeError
from tests.server.media.encode.conftest import Heard, Run, run_plan
from tests.support import corpus
from tests.support.audio import music, wav_header, write_song, write_wav

CHILD = "server.media.encode.child"


def files(heard: Heard) -> list[File]:
    required = heard.outcome.required
    found = [] if required is None else list(required.files)
    return found + [file for made in heard.outcome.made for file in made.files]


class TestRender:
    def test_makes_everything_in_its_place(self, song: Heard) -> None:
        assert song.outcome.failure is None
        assert song.outcome.failed == ()
        assert {file.key for file in files(song)} == {
            "std/opus/audio.mp4",
            "std/opus/index.m3u8",
            "std/aac/audio.mp4",
            "std/aac/index.m3u8",
            "std/mp3/audio.mp3",
            "lossless/flac/audio.mp4",
            "lossless/flac/index.m3u8",
            "waveform.json",
            "waveform.png",
            "spectrum.png",
        }

    def test_describes_the_files_as_they_are(self, song: Heard) -> None:
        for file in files(song):
            raw = song.path(file.key).read_bytes()
            assert (file.size, file.sha256) == (len(raw), hashlib.sha256(raw).hexdigest())
        types = {file.key.rpartition(".")[2]: file.content_type for file in files(song)}
        assert types == {
            "mp4": "audio/mp4",
            "m3u8": "application/vnd.apple.mpegurl",
            "mp3": "audio/mpeg",
            "json": "application/json",
            "png": "image/png",
        }

    def test_writes_nothing_that_it_does_not_name(self, song: Heard) -> None:
        found = {str(path.relative_to(song.out)) for path in song.out.rglob("*") if path.is_file()}
        assert found == {file.key for file in files(song)}

    def test_says_required_before_anything_optional(self, song: Heard) -> None:
        kinds = [event.kind for event in song.events if not isinstance(event, Progress)]
        assert kinds[0] == "required"
        assert kinds[1:-1] == ["made"] * len(OPTIONAL)
        assert kinds[-1] == "done"

    def test_counts_what_it_used(self, song: Heard) -> None:
        assert song.outcome.cpu_seconds > 1
        assert 30 < song.outcome.max_rss_mb < 250

    async def test_the_same_plan_gives_the_same_bytes(self, tmp_path: Path) -> None:
        source = write_wav(tmp_path / "a.wav", music(23))
        first = await run_plan(source, tmp_path / "one", optional=OPTIONAL, threads=1)
        second = await run_plan(source, tmp_path / "two", optional=OPTIONAL, threads=3)
        assert set(files(first)) == set(files(second))

    async def test_a_rerun_makes_only_what_is_missing(self, run: Run, tmp_path: Path) -> None:
        source = write_wav(tmp_path / "a.wav", music(1))
        heard = await run(source, required=(), optional=(Step.MP3,))
        assert heard.outcome.required is None
        assert [file.key for file in files(heard)] == ["std/mp3/audio.mp3"]

    async def test_facts_and_waveform_without_a_stream(self, run: Run, tmp_path: Path) -> None:
        heard = await run(write_wav(tmp_path / "a.wav", music(1)), required=(Step.WAVEFORM,))
        assert [file.key for file in files(heard)] == ["waveform.json", "waveform.png"]
        assert heard.outcome.required is not None
        assert heard.outcome.required.renditions == ()
        assert heard.outcome.required.examination.duration_ms == 1000

    async def test_tells_progress(self, run: Run, tmp_path: Path) -> None:
        heard = await run(write_song(tmp_path / "a.wav", 100), optional=(Step.MP3,))
        fractions = [
            event.fraction
            for event in heard.events
            if isinstance(event, Progress) and event.phase == "optional"
        ]
        assert fractions
        assert fractions == sorted(fractions)

    async def test_takes_the_announced_digest(self, run: Run, tmp_path: Path) -> None:
        source = write_wav(tmp_path / "a.wav", music(0.5))
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        heard = await run(source, expected_sha256=digest)
        assert heard.outcome.failure is None

    async def test_refuses_any_other_bytes(self, run: Run, tmp_path: Path) -> None:
        source = write_wav(tmp_path / "a.wav", music(3))
        heard = await run(source, expected_sha256="0" * 64, optional=(Step.MP3,))
        assert heard.outcome.failure is not None
        assert heard.outcome.failure.code == FailureCode.CHECKSUM
        assert heard.outcome.failure.permanent
        assert heard.outcome.required is None
        assert heard.outcome.made == ()

    async def test_a_missing_source_is_worth_another_try(self, run: Run, tmp_path: Path) -> None:
        heard = await run(tmp_path / "nothing.wav")
        assert heard.outcome.failure is not None
        assert heard.outcome.failure.code == FailureCode.SOURCE_MISSING
        assert not heard.outcome.failure.permanent


class TestCorpus:
    @pytest.mark.parametrize("name", corpus.names())
    async def test_ends_in_a_result_or_a_clear_failure(
        self, name: str, run: Run, tmp_path: Path
    ) -> None:
        case = corpus.build(name, tmp_path)
        optional = (Step.AAC, Step.MP3, Step.FLAC, Step.ARTWORK, Step.SPECTRUM)
        limits = Limits(max_seconds=case.limit_seconds)
        heard = await run(case.path, optional=optional, limits=limits)
        outcome = heard.outcome
        if case.code is not None:
            assert outcome.failure is not None
            assert (outcome.failure.code, outcome.failure.permanent) == (case.code, True)
            assert outcome.failure.remedy
            assert outcome.made == ()
            assert not [path for path in heard.out.rglob("*") if path.is_file()]
            return
        assert outcome.failure is None
        assert outcome.required is not None
        codes = {warning.code for warning in outcome.required.examination.warnings}
        assert case.warnings <= codes
        failed = {(item.step, item.failure.code) for item in outcome.failed}
        wanted = {(Step.ARTWORK, FailureCode.COVER)} if case.cover_fails else set()
        assert failed == wanted
        assert len(outcome.made) == len(optional) - len(wanted)


class TestParseEvent:
    def test_reads_each_kind(self) -> None:
        assert parse_event(b'{"kind":"made","step":"mp3"}') == Made(step=Step.MP3)
        assert parse_event(b'{"kind":"done","cpu_seconds":1.5,"max_rss_mb":9}') == Done(
            cpu_seconds=1.5, max_rss_mb=9
        )

    @pytest.mark.parametrize("line", [b"", b"{", b'{"kind":"made"}', b'{"kind":"other"}', b"[]"])
    def test_anything_else_is_a_decode_error(self, line: bytes) -> None:
        with pytest.raises(DecodeError):
            parse_event(line)


class TestChild:
    def test_libraries_cannot_write_between_the_events(self, tmp_path: Path) -> None:
        source = write_wav(tmp_path / "a.wav", music(0.5))
        plan = {"source": str(source), "out_dir": str(tmp_path), "optional": ["mp3"]}
        done = subprocess.run(
            [sys.executable, "-m", CHILD, str(os.getpid())],
            input=json.dumps(plan).encode() + b"\n",
            capture_output=True,
            check=True,
        )
        kinds = [json.loads(line)["kind"] for line in done.stdout.splitlines()]
        assert kinds[-1] == "done"
        assert {"required", "made"} <= set(kinds)

    def test_an_orphan_does_not_start(self, tmp_path: Path) -> None:
        path = tmp_path / "a.wav"
        path.write_bytes(wav_header(0, channels=2, rate=48_000, kind="s24"))
        plan = {"source": str(path), "out_dir": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-m", CHILD, "1"],
            input=json.dumps(plan).encode() + b"\n",
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, b"")
