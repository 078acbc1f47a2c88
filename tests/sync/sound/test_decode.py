"""Every file of the corpus, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sync.sound import Limits, SoundError, examine
from sync.sound.decode import Sound, named_layout
from tests.support import corpus
from tests.support.audio import music, wav_bytes, write_wav
from tests.support.songs import stems


class TestCorpus:
    @pytest.mark.parametrize("name", corpus.names())
    def test_gives_the_expected_error_or_warnings(self, name: str, tmp_path: Path) -> None:
        case = corpus.build(name, tmp_path)
        limits = Limits(seconds=case.limit_seconds)
        if case.code is not None:
            with pytest.raises(SoundError) as caught:
                examine(case.path, limits=limits)
            assert caught.value.code == case.code
            assert caught.value.remedy
            return
        found = examine(case.path, limits=limits)
        assert case.warnings <= {warning.code for warning in found.warnings}
        if case.seconds is not None:
            assert found.samples == round(case.seconds * found.sample_rate)


class TestSound:
    def test_blocks_are_one_second_and_lose_nothing(self, tmp_path: Path) -> None:
        samples = music(2.5)
        with Sound(write_wav(tmp_path / "a.wav", samples)) as sound:
            blocks = list(sound.blocks())
        assert [len(block.samples) for block in blocks] == [48_000, 48_000, 24_000]
        assert [block.start for block in blocks] == [0, 48_000, 96_000]
        whole = np.concatenate([block.samples for block in blocks])
        assert np.abs(whole - samples).max() <= 2.0**-23

    def test_reads_the_track_that_is_named(self) -> None:
        sounds = []
        for track in (0, 4):
            with Sound(stems(), track=track) as sound:
                sounds.append(np.concatenate([block.samples for block in sound.blocks()]))
        assert sounds[0].shape == sounds[1].shape
        assert not np.array_equal(sounds[0], sounds[1])
        with pytest.raises(SoundError):
            Sound(stems(), track=5)

    @pytest.mark.parametrize(("kind", "shift"), [("u8", 24), ("s16", 16), ("s24", 8), ("s32", 0)])
    def test_integers_keep_every_bit(self, kind: str, shift: int, tmp_path: Path) -> None:
        samples = music(0.5)
        with Sound(write_wav(tmp_path / "a.wav", samples, kind=kind)) as sound:
            (block,) = sound.blocks()
        assert block.ints is not None
        wide = block.ints.astype(np.int64) << (16 if block.ints.dtype == np.int16 else 0)
        top = 2.0 ** (31 - shift)
        wanted = np.clip(np.rint(samples * top), -top, top - 1).astype(np.int64) << shift
        assert np.array_equal(wide, wanted)

    def test_replaces_what_is_not_a_number_and_counts_it(self, tmp_path: Path) -> None:
        samples = music(0.5)
        samples[10, 0], samples[11, 1], samples[12, 0] = np.nan, np.inf, -np.inf
        with Sound(write_wav(tmp_path / "a.wav", samples, kind="f32")) as sound:
            (block,) = sound.blocks()
        assert block.non_finite == 3
        assert block.samples[10, 0] == 0.0
        assert block.samples[11, 1] == 1.0
        assert block.samples[12, 0] == -1.0
        assert np.isfinite(block.samples).all()

    def test_overs_of_float_files_stay(self, tmp_path: Path) -> None:
        samples = music(0.5) * 4
        with Sound(write_wav(tmp_path / "a.wav", samples, kind="f32")) as sound:
            (block,) = sound.blocks()
        assert block.samples.max() == pytest.approx(samples.max(), rel=1e-6)

    def test_a_name_that_looks_like_a_protocol_is_a_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("pipe:0").write_bytes(wav_bytes(music(0.2)))
        assert examine(Path("pipe:0")).samples == 9_600

    def test_a_missing_file_is_an_os_error(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            examine(tmp_path / "nothing.wav")

    def test_a_folder_is_an_os_error(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="directory"):
            examine(tmp_path)

    def test_the_channel_limit_is_a_setting(self, tmp_path: Path) -> None:
        path = write_wav(tmp_path / "a.wav", music(0.2))
        with pytest.raises(SoundError, match="2 channels"):
            examine(path, limits=Limits(channels=1))

    def test_progress_rises_to_one(self, tmp_path: Path) -> None:
        seen: list[float] = []
        examine(write_wav(tmp_path / "a.wav", music(3.0)), progress=seen.append)
        assert seen == sorted(seen)
        assert seen[-1] == 1.0

    def test_an_error_in_progress_ends_the_work(self, tmp_path: Path) -> None:
        def stop(_: float) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            examine(write_wav(tmp_path / "a.wav", music(2.0)), progress=stop)


class TestNamedLayout:
    @pytest.mark.parametrize(
        ("name", "channels", "wanted"),
        [
            ("2 channels", 2, "stereo"),
            ("1 channels (FR)", 1, "mono"),
            ("5.1(side)", 6, "5.1(side)"),
            ("ambisonic 1", 4, "quad"),
        ],
    )
    def test_gives_names_that_filters_know(self, name: str, channels: int, wanted: str) -> None:
        assert named_layout(name, channels) == wanted
