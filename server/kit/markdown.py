"""Markdown of people as safe HTML: one renderer and one sanitiser for comments and for notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from sync.wire.pictures import SCHEME

Profile = Literal["comment", "notes"]

REL = "nofollow ugc noopener noreferrer"
"""nofollow and ugc: links of visitors earn nobody search rank; no opener, no address told."""
LEAST_HEADING = 6
PICTURES = "/artwork/"
"""Where all pictures of this site are served."""

_COMMENT_RULES = ["autolink", "backticks", "emphasis", "entity", "escape", "fence", "link"]
_COMMENT_RULES += ["list", "newline"]
_NOTES_RULES = [*_COMMENT_RULES, "blockquote", "heading", "hr", "image", "lheading", "reference"]
_NOTES_RULES += ["strikethrough", "table"]
_COMMENT_TAGS = {"a", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
_NOTES_TAGS = _COMMENT_TAGS | {"blockquote", "hr", "img", "s", "h2", "h3", "h4", "h5", "h6"}
_NOTES_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What `image:<sha256>` stands for: an address of this site, and its size in pixels."""

    sha256: str
    url: str
    width: int
    height: int


@lru_cache(maxsize=512)
def render(text: str, *, profile: Profile, pictures: tuple[Picture, ...] = ()) -> str:
    """`text` (Markdown without HTML) as HTML that may stand in a page as it is.

    `comment` knows emphasis, code, links and lists; `notes` also headings (one level down, for
    the page has its own first one), quotes, tables, and of images the `pictures` given: any other
    is replaced by what it is said to show. Nothing is loaded from elsewhere: that would tell
    strangers who reads.
    """
    parser, cleaner = _PROFILES[profile]
    rendered: str = parser.render(text, {"pictures": {SCHEME + p.sha256: p for p in pictures}})
    return cleaner.clean(rendered).strip()


class _Markdown(MarkdownIt):
    """The parser, leaving links that may not be as the text that they were typed as."""

    inward = False

    def validateLink(self, url: str) -> bool:
        """The parser's own hook, hence its name."""
        if self.inward and url.startswith(SCHEME):
            return True  # a picture; as a link it is dropped by the cleaner
        return super().validateLink(url) and _allowed(url, inward=self.inward)


def _parser(rules: Sequence[str], *, breaks: bool, inward: bool) -> MarkdownIt:
    parser = _Markdown("zero", {"html": False, "breaks": breaks, "linkify": False})
    parser.inward = inward
    parser.enable(list(rules))
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.core.ruler.push("place_pictures", _place_pictures)
    return parser


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, LEAST_HEADING)}"


def _place_pictures(state: StateCore) -> None:
    known: dict[str, Picture] = state.env["pictures"]
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "image":
                _place(token, known.get(str(token.attrGet("src"))))


def _place(token: Token, picture: Picture | None) -> None:
    if picture is None:
        token.type, token.tag, token.attrs = "text", "", {}
        token.content = _alt(token)
        token.children = None
        return
    token.attrSet("src", picture.url)
    token.attrSet("width", str(picture.width))
    token.attrSet("height", str(picture.height))


def _alt(token: Token) -> str:
    """What the marks within a description enclose, without them, as the parser's own alt."""
    inner = token.children or ()
    return "".join(_alt(t) if t.type == "image" else t.content for t in inner)


def _filter(tag: str, attribute: str, value: str) -> str | None:
    # The second line of defence behind the parser.
    if attribute == "src":
        return value if value.startswith(PICTURES) and _within_site(value) else None
    if attribute == "href" and not _allowed(value, inward=True):
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
            {
                "a": {"href", "title"},
                "img": {"src", "alt", "title", "width", "height"},
                "ol": {"start"},
            },
        ),
    ),
}
