"""The notes are in key, agree with their chords, and are played by people who keep time."""

from __future__ import annotations

import pytest

from server.demo.harmony import BEATS_PER_BAR, FORM, SCALE, TEMPO, lay_out
from server.demo.parts import DRUMS, FILLS, TUNES
from server.demo.score import compose

PITCHED = ("bass", "guitar", "keys", "bell", "lead", "pad")


class TestCompose:
    def test_plays_the_same_every_time(self) -> None:
        assert compose() == compose()

    def test_is_about_a_minute_with_its_sections_in_order(self) -> None:
        score = compose()
        assert 55 <= score.duration <= 65
        assert [name for name, _ in score.sections] == [section.name for section in FORM]

    @pytest.mark.parametrize("voice", PITCHED)
    def test_stays_in_key(self, voice: str) -> None:
        notes = compose().of(voice)
        assert notes
        assert {note.pitch % 12 for note in notes} <= SCALE

    def test_ends_before_the_tail_is_over(self) -> None:
        score = compose()
        assert all(0 <= note.start < note.start + note.length for note in score.notes)
        assert max(note.start for note in score.notes) < score.duration - 2

    def test_touch_varies_from_stroke_to_stroke(self) -> None:
        strengths = [note.velocity for note in compose().of("hat")]
        assert len(set(strengths)) > len(strengths) / 2
        assert all(0 < v <= 1 for v in strengths)

    def test_timing_is_human_but_never_sloppy(self) -> None:
        chorus = compose((FORM[3],))
        step = 60 / TEMPO
        off = [note.start / step - round(note.start / step) for note in chorus.of("snare")]
        backbeats = [late * step * 1000 for late in off if abs(late) < 0.1]
        assert len(set(backbeats)) == len(backbeats) > 10
        assert max(abs(ms) for ms in backbeats) < 15


class TestTunes:
    @pytest.mark.parametrize("section", [s for s in FORM if s.name in TUNES], ids=lambda s: s.name)
    def test_long_notes_belong_to_their_chord(self, section: object) -> None:
        bars = [bar for bar in lay_out() if bar.section is section]
        _, tune = TUNES[bars[0].section.name]
        for index, at, beats, pitch in tune:
            if beats >= 0.75:
                assert pitch % 12 in bars[index].span_at(at).chord.tones, (index, at, pitch)


class TestGrids:
    def test_every_grid_is_one_bar_of_sixteenths(self) -> None:
        grids = [grid for bars in DRUMS.values() for grid in bars] + list(FILLS.values())
        lines = [line for grid in grids for line in grid.values()]
        assert {len(line) for line in lines} == {4 * BEATS_PER_BAR}
