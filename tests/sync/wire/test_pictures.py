"""Which pictures a text names: exact, in order, never one too few."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.kit.markdown import Picture, render
from sync.wire.pictures import mark, references, without_pictures

DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
ONE = "ab" * 32


class TestReferences:
    @given(st.lists(st.tuples(DIGESTS, st.text(max_size=20), st.text(max_size=20)), max_size=5))
    def test_every_mark_is_found_once_in_order(self, parts: list[tuple[str, str, str]]) -> None:
        text = "".join(f"{before}\n\n{mark(d, alt)}\n\n" for d, alt, before in parts)
        assert references(text) == tuple(dict.fromkeys(d for d, _, _ in parts))

    @given(st.text("![]()<>`:\\\n image0af", max_size=40), st.text("![]()<>`:\\\n 0af", max_size=9))
    def test_whatever_a_page_shows_is_a_reference(self, before: str, after: str) -> None:
        """Around any text: a picture that a reader sees was sent, kept and may be asked for."""
        text = f"{before}![x](image:{ONE}{after}) ![y][{after}]\n\n[{after}]: image:{ONE}"
        shown = Picture(sha256=ONE, url="/artwork/x", width=1, height=1)
        if "<img" in render(text, profile="notes", pictures=(shown,)):
            assert references(text) == (ONE,)

    def test_nothing_else_is_one(self) -> None:
        for text in (ONE, f"image:{ONE}0", f"image:{ONE[1:]}", f"image:{ONE.upper()}", "image:"):
            assert references(text) == ()
        assert references(f"ximage:{ONE} an-image:{ONE}") == ()


class TestMark:
    @given(st.text(max_size=60), DIGESTS)
    def test_a_page_shows_it_with_its_description(self, alt: str, sha256: str) -> None:
        picture = Picture(sha256=sha256, url=f"/artwork/{sha256}", width=3, height=2)
        shown = render(mark(sha256, alt), profile="notes", pictures=(picture,))
        assert shown.startswith(f'<p><img src="/artwork/{sha256}" alt="')
        assert without_pictures(mark(sha256, alt)) == ""
