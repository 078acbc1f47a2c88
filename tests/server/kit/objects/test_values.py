"""Names of objects: none leads out of its bucket, whatever it is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.kit.objects import InvalidKey, check_key
from server.kit.objects.values import check_prefix, type_of

SEGMENT = st.text(st.sampled_from("abz019_.-"), max_size=6)
NASTY = st.text(st.sampled_from("a0_.-/\\\x00\n ~%+:éA"), max_size=30)


class TestCheckKey:
    @given(key=st.one_of(NASTY, st.lists(SEGMENT, max_size=5).map("/".join)))
    @example("a/../b")
    @example("a\n")
    def test_stays_in_its_bucket(self, key: str) -> None:
        try:
            check_key("originals", key)
        except InvalidKey:
            return
        base = Path("/objects/originals")
        path = Path(f"{base}/{key}")
        assert path.resolve() == path
        assert path.is_relative_to(base)
        assert path != base
        assert not any(part.startswith(".") for part in path.relative_to(base).parts)

    @pytest.mark.parametrize(
        "key",
        [
            f"ab/cd/{'0' * 64}",
            "01a20486-3c3c-71f1-af9d-4dbbedb5c119/std/opus/audio.mp4",
            "01a20486-3c3c-71f1-af9d-4dbbedb5c119/art-1000.jpg",
        ],
    )
    def test_our_own(self, key: str) -> None:
        check_key("hls", key)


class TestCheckPrefix:
    @given(key=st.lists(SEGMENT, min_size=1, max_size=4).map("/".join), cut=st.integers(0, 20))
    def test_every_beginning_of_a_key(self, key: str, cut: int) -> None:
        try:
            check_key("hls", key)
        except InvalidKey:
            return
        check_prefix("hls", key[:cut])


class TestTypeOf:
    @pytest.mark.parametrize(
        ("key", "kind"),
        [
            ("a/index.m3u8", "application/vnd.apple.mpegurl"),
            ("a/audio.mp4", "audio/mp4"),
            ("ab/cd/ef", "application/octet-stream"),
        ],
    )
    def test_by_ending(self, key: str, kind: str) -> None:
        assert type_of(key) == kind
