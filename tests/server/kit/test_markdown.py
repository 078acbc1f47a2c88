"""Markdown of people: what is drawn, what stays text, and that nothing runs."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit.markdown import Picture, Profile, render

DIGEST = "ab" * 32
PICTURE = Picture(sha256=DIGEST, url=f"/artwork/x/notes/{DIGEST}.jpg?s=t", width=800, height=600)
REL = 'rel="nofollow ugc noopener noreferrer"'
_WORDS = """
    [a]( ![ ]( ) < > * ` ``` # | |-| javascript: data:text/html, //evil.example /\\evil <a href=
    https://a.b/?q="onerror=x <img&#9;src=x&#9;onerror=alert(1)> <script> &#106;avascript: %0a x
    mailto:a@b.c ![a](image:abababababababababababababababababababababababababababababababab) image:
"""
PIECES = [*_WORDS.split(), "<img src=x onerror=alert(1)>", "\t", "\n", " ", "\u202e"]


NAMES = frozenset(["href", "src", "alt", "title", "rel", "loading", "start", "width", "height"])


class Seen(HTMLParser):
    """Tags and attributes of rendered HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


class TestComment:
    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
            ("a\nb", "<p>a<br>\nb</p>"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
            ("[a](https://b.c)", f'<p><a href="https://b.c" {REL}>a</a></p>'),
            ("<https://b.c>", f'<p><a href="https://b.c" {REL}>https://b.c</a></p>'),
            ("https://b.c", "<p>https://b.c</p>"),
            ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
            ("# a", "<p># a</p>"),
            ("![a](https://b.c/d.png)", f'<p>!<a href="https://b.c/d.png" {REL}>a</a></p>'),
            ("[a](javascript:b)", "<p>[a](javascript:b)</p>"),
            ("[a](/b)", "<p>[a](/b)</p>"),
            ("[a](//b.c)", "<p>[a](//b.c)</p>"),
            ("", ""),
        ],
    )
    def test_rendered(self, typed: str, shown: str) -> None:
        assert render(typed, profile="comment") == shown


class TestNotes:
    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("# a", "<h2>a</h2>"),
            ("###### a", "<h6>a</h6>"),
            ("[a](/b)", f'<p><a href="/b" {REL}>a</a></p>'),
            ("[a](#b)", f'<p><a href="#b" {REL}>a</a></p>'),
            # No picture from elsewhere, nor one that is not there: what it is said to show.
            ("![a](/b.png)", "<p>a</p>"),
            ("![a *b* <c>](https://b.c/d)", "<p>a b &lt;c&gt;</p>"),
            ("![a ![b](/x)](image:0)", "<p>a b</p>"),
            (f"![a](image:{'0' * 64})", "<p>a</p>"),
            (f"[a](image:{DIGEST})", f"<p><a {REL}>a</a></p>"),
            ("[a](//b.c)", "<p>[a](//b.c)</p>"),
            ("[a](/&#9;/b.c)", f'<p><a href="/%09/b.c" {REL}>a</a></p>'),
            ("~~a~~", "<p><s>a</s></p>"),
            ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ],
    )
    def test_rendered(self, typed: str, shown: str) -> None:
        assert render(typed, profile="notes") == shown

    @pytest.mark.parametrize("text", ["![a *b*](image:{})", "![a *b*][1]\n\n[1]: image:{}"])
    def test_pictures_of_the_notes(self, text: str) -> None:
        shown = render(text.format(DIGEST), profile="notes", pictures=(PICTURE,))
        assert shown == (
            f'<p><img src="/artwork/x/notes/{DIGEST}.jpg?s=t" alt="a b" width="800" '
            'height="600" loading="lazy"></p>'
        )

    def test_pictures_of_other_notes_are_words(self) -> None:
        render(f"![a](image:{DIGEST})", profile="notes", pictures=(PICTURE,))
        assert render(f"![a](image:{DIGEST})", profile="notes") == "<p>a</p>"

    def test_table(self) -> None:
        found = Seen(render("| a |\n|---|\n| b |", profile="notes"))
        assert found.tags == {"table", "thead", "tbody", "tr", "th", "td"}

    def test_deep_and_long_text_ends(self) -> None:
        before = time.perf_counter()
        for piece in ("[", "*a_", "> ", "- ", "`", "![[", "<"):
            render((piece * 20_000)[:20_000], profile="notes")
        assert time.perf_counter() - before < 30


class TestAnything:
    @pytest.mark.parametrize("profile", get_args(Profile))
    @given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30))
    def test_nothing_runs(self, profile: Profile, pieces: list[str]) -> None:
        found = Seen(render("".join(pieces), profile=profile, pictures=(PICTURE,)))
        assert not found.tags & {"script", "style", "iframe", "object", "form", "input", "svg"}
        for tag, name, value in found.attributes:
            assert name in NAMES
            if name in {"href", "src"}:
                start = ("https://", "mailto:", "/", "#")
                allowed = ("/artwork/",) if name == "src" else (*start, "http://")
                assert value.lower().startswith(allowed), (tag, value)
                assert not value.startswith(("//", "/\\"))
