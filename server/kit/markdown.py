"""Markdown of people as safe HTML: one renderer and one sanitiser for comments and for notes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

Profile = Literal["comment", "notes"]

REL = "nofollow ugc noopener noreferrer"
"""nofollow and ugc: links of visitors earn nobody search rank; no opener, no address told."""
LEAST_HEADING = 6

_COMMENT_RULES = ["autolink", "backticks", "emphasis", "entity", "escape", "fence", "link"]
_COMMENT_RULES += ["list", "newline"]
_NOTES_RULES = [*_COMMENT_RULES, "blockquote", "heading", "hr", "image", "lheading", "reference"]
_NOTES_RULES += ["strikethrough", "table"]
_COMMENT_TAGS = {"a", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
_NOTES_TAGS = _COMMENT_TAGS | {"blockquote", "hr", "img", "s", "h2", "h3", "h4", "h5", "h6"}
_NOTES_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


@lru_cache(maxsize=512)
def render(text: str, *, profile: Profile) -> str:
    """`text` (Markdown without HTML) as HTML that may stand in a page as it is.

    `comment` knows emphasis, code, links and lists; `notes` also headings (one level down, for
    the page has its own first one), quotes, tables and images, these over https or from this site.
    """
    parser, cleaner = _PROFILES[profile]
    rendered: str = parser.render(text)
    return cleaner.clean(rendered).strip()


class _Markdown(MarkdownIt):
    """The parser, leaving links that may not be as the text that they were typed as."""

    inward = False

    def validateLink(self, url: str) -> bool:
        """The parser's own hook, hence its name."""
        return super().validateLink(url) and _allowed(url, inward=self.inward)


def _parser(rules: Sequence[str], *, breaks: bool, inward: bool) -> MarkdownIt:
    parser = _Markdown("zero", {"html": False, "breaks": breaks, "linkify": False})
    parser.inward = inward
    parser.enable(list(rules))
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, LEAST_HEADING)}"


def _filter(tag: str, attribute: str, value: str) -> str | None:
    # The second line of defence behind the parser, and the one that wants https of images.
    if attribute == "src" and value.lower().startswith("http:"):
        return None
    if attribute in {"href", "src"} and not _allowed(value, inward=True):
        return None
    return value


def _allowed(address: str, *, inward: bool) -> bool:
    """Whether a link may point there. `inward`: addresses within the site are fine too."""
    outward = address.lower().startswith(("https://", "http://", "mailto:"))
    return outward or (inward and _within_site(address))


def _within_site(address: str) -> bool:
    # Browsers drop tabs and line ends and take a backslash for a slash (WHATWG URL, 4.4), so
    # "/\\host" and "/<tab>/host" would be another site.
    if any(c <= " " or c == "\\" for c in address):
        return False
    return address.startswith("#") or (address.startswith("/") and not address.startswith("//"))


def _cleaner(tags: set[str], attributes: dict[str, set[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes=attributes,
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
        set_tag_attribute_values={"img": {"loading": "lazy"}} if "img" in tags else {},
    )


_PROFILES = {
    "comment": (
        _parser(_COMMENT_RULES, breaks=True, inward=False),
        _cleaner(_COMMENT_TAGS, {"a": {"href"}, "ol": {"start"}}),
    ),
    "notes": (
        _parser(_NOTES_RULES, breaks=False, inward=True),
        _cleaner(
            _NOTES_TAGS,
            {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}},
        ),
    ),
}
