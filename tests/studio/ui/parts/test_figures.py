"""How figures are written."""

from __future__ import annotations

import pytest

from studio.ui.parts import figures


class TestSigned:
    @pytest.mark.parametrize(
        ("value", "text"), [(1.5, "+1.5"), (-9.8, "−9.8"), (0.0, "0.0"), (-0.04, "0.0")]
    )
    def test_zero_has_no_sign(self, value: float, text: str) -> None:
        assert figures.signed(value) == text


class TestLevel:
    @pytest.mark.parametrize(
        ("value", "text"),
        [(None, "– LUFS"), (-14.0, "−14.0 LUFS"), (0.4, "0.4 LUFS"), (-130.0, "−∞ LUFS")],
    )
    def test_reads_like_a_meter(self, value: float | None, text: str) -> None:
        assert figures.level(value, "LUFS") == text


class TestClock:
    @pytest.mark.parametrize(
        ("ms", "fine", "text"),
        [
            (0, False, "0:00"),
            (258_000, False, "4:18"),
            (98_552, True, "1:38.552"),
            (3_729_000, False, "1:02:09"),
            (-5, False, "0:00"),
        ],
    )
    def test_hours_only_where_there_are_any(self, ms: int, fine: bool, text: str) -> None:
        assert figures.clock(ms, fine=fine) == text


class TestSize:
    @pytest.mark.parametrize(
        ("octets", "text"),
        [(999, "999 B"), (1500, "1.5 kB"), (312_400_000, "312 MB"), (7.2e12, "7200 GB")],
    )
    def test_counts_in_thousands(self, octets: float, text: str) -> None:
        assert figures.size(octets) == text
