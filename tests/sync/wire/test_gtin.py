"""Check digits, by numbers that are printed on things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire.gtin import check_digit, is_gtin


class TestIsGtin:
    @pytest.mark.parametrize("number", ["036000291452", "4006381333931", "96385074"])
    def test_known_ones(self, number: str) -> None:
        assert is_gtin(number)

    @pytest.mark.parametrize("text", ["", "036000291453", "03600029145", "٠٣٦٠٠٠٢٩١٤٥٢"])
    def test_others(self, text: str) -> None:
        assert not is_gtin(text)

    @given(st.from_regex(r"\A[0-9]{12}\Z"), st.integers(0, 11), st.integers(1, 9))
    def test_one_wrong_digit_is_found(self, body: str, place: int, by: int) -> None:
        whole = body + str(check_digit(body))
        wrong = str((int(whole[place]) + by) % 10)
        assert is_gtin(whole)
        assert not is_gtin(whole[:place] + wrong + whole[place + 1 :])
