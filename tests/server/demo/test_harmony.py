"""Chords are voiced openly and the voices move like voices."""

from __future__ import annotations

from itertools import pairwise

import pytest

from server.demo.harmony import CHORDS, FORM, SCALE, lay_out, lead_voices, voicings


class TestVoicings:
    @pytest.mark.parametrize("name", sorted(CHORDS))
    def test_every_chord_has_some_and_all_belong_to_it(self, name: str) -> None:
        chord = CHORDS[name]
        found = voicings(chord)
        assert found
        assert all({p % 12 for p in voicing} <= chord.tones <= SCALE for voicing in found)

    @pytest.mark.parametrize("name", sorted(CHORDS))
    def test_no_voicing_has_a_minor_ninth_or_a_semitone(self, name: str) -> None:
        for voicing in voicings(CHORDS[name]):
            gaps = {b - a for a in voicing for b in voicing if b > a}
            assert not gaps & {1, 13}


class TestLeadVoices:
    def test_no_voice_leaps_further_than_a_fifth(self) -> None:
        names = [name for section in FORM for bar in section.bars for name in bar]
        voiced = lead_voices([CHORDS[name] for name in names])
        leaps = [abs(a - b) for one, two in pairwise(voiced) for a, b in zip(one, two, strict=True)]
        assert max(leaps) <= 7
        assert sum(leaps) / len(leaps) < 2.5


class TestLayOut:
    def test_bars_follow_each_other_and_know_the_next_root(self) -> None:
        bars = lay_out()
        assert [bar.start for bar in bars] == [4.0 * i for i in range(len(bars))]
        for bar, following in pairwise(bars):
            assert bar.next_bass == following.spans[0].chord.bass
