"""The one access decision: decide(context, surface), pure, asked by every route and page.

HIDE  404, not to be told from what does not exist
WAIT  409, it is being processed
PAY   402 with what would unlock it (401 for a comment of somebody not signed in)
ALLOW
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from server.catalog.models import DownloadPolicy
from server.catalog.models import Visibility as Visibility  # for those who may not import tables


class Surface(StrEnum):
    """What somebody wants of a track."""

    PAGE = "page"
    STREAM = "stream"
    TEASER_STREAM = "teaser_stream"
    WAVEFORM = "waveform"
    COMMENTS_READ = "comments_read"
    COMMENT_POST = "comment_post"
    LISTING = "listing"
    SEARCH = "search"
    FEED = "feed"
    EMBED = "embed"
    DL_320 = "dl_320"
    DL_ORIGINAL = "dl_original"
    DL_STEMS = "dl_stems"
    PLAY_COUNT = "play_count"


class Decision(IntEnum):
    """In order: a better answer is a greater one."""

    HIDE = 0
    WAIT = 1
    PAY = 2
    ALLOW = 3


class Release(StrEnum):
    """The state of the release at this moment, by the database clock."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    TEASER = "teaser"
    LIVE = "live"


class Relation(StrEnum):
    """Who the viewer is to the track. An insider is a collaborator who reads no originals."""

    ANONYMOUS = "anonymous"
    USER = "user"
    MEMBER = "member"
    BUYER = "buyer"
    INSIDER = "insider"
    EDITOR = "editor"
    OWNER = "owner"
    ADMIN = "admin"


class Token(StrEnum):
    """What the address carried: the secret of an unlisted track, or a preview of a release."""

    NONE = "none"
    SECRET = "secret"  # noqa: S105 - the kind, not the token
    PREVIEW = "preview"


STAFF = frozenset({Relation.INSIDER, Relation.EDITOR, Relation.OWNER, Relation.ADMIN})
EDITORS = frozenset({Relation.EDITOR, Relation.OWNER, Relation.ADMIN})
PUBLIC_LISTS = frozenset({Surface.LISTING, Surface.SEARCH, Surface.FEED})
_HEARD = frozenset(
    {Surface.STREAM, Surface.TEASER_STREAM, Surface.WAVEFORM, Surface.EMBED, Surface.DL_320}
)
_RANK = {Surface.DL_320: 1, Surface.DL_ORIGINAL: 2, Surface.DL_STEMS: 3}
_POLICY = {
    DownloadPolicy.DISABLED: 0,
    DownloadPolicy.MP3: 1,
    DownloadPolicy.ORIGINAL: 2,
    DownloadPolicy.STEMS: 3,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything that a decision depends on. `ready`: of the version that is asked for.

    `token_valid`: the token is this track's, and holds. `token_downloads`: the most
    that the preview link allows, within the policy. `teaser`: a teaser rendition exists.
    """

    visibility: Visibility
    release: Release
    ready: bool
    relation: Relation = Relation.ANONYMOUS
    token: Token = Token.NONE
    token_valid: bool = True
    token_downloads: DownloadPolicy = DownloadPolicy.DISABLED
    downloads: DownloadPolicy = DownloadPolicy.DISABLED
    vault: bool = False
    paid: bool = False
    teaser: bool = False

    @property
    def valid_token(self) -> Token:
        """The token as far as it counts."""
        return self.token if self.token_valid else Token.NONE


def decide(context: Context, surface: Surface) -> Decision:
    """The answer. A token only ever adds: the better of the answers with and without it."""
    found = _of_staff if context.relation in STAFF else _of_public
    answer = found(context, surface)
    if context.token is Token.NONE:
        return answer
    return max(answer, found(replace(context, token=Token.NONE), surface))


def told_ms(context: Context, whole_ms: int | None, part_ms: int | None) -> int | None:
    """How long a viewer is told that a track is: the whole, or, where no more than its teaser is
    theirs to hear, that. Whatever says a length to the public asks here.
    """
    return part_ms if decide(context, Surface.STREAM) is Decision.HIDE else whole_ms


def _of_staff(c: Context, surface: Surface) -> Decision:
    if surface in PUBLIC_LISTS:
        # Drafts are shown in the studio, never in public lists, whoever looks at them.
        return _of_public(replace(c, relation=Relation.ANONYMOUS, token=Token.NONE), surface)
    if surface is Surface.PLAY_COUNT:
        return Decision.HIDE
    if c.relation is Relation.INSIDER and surface in {Surface.DL_ORIGINAL, Surface.DL_STEMS}:
        return _of_public(replace(c, relation=Relation.USER), surface)
    if surface in _HEARD and not c.ready:
        return Decision.WAIT
    return Decision.ALLOW


def _of_public(c: Context, surface: Surface) -> Decision:
    if not _sees(c):
        return Decision.HIDE
    if surface in PUBLIC_LISTS:
        return _listed(c, surface)
    if surface in _RANK:
        return _download(c, surface)
    return _ANSWERS[surface](c)


def _live(c: Context) -> bool:
    return c.release is Release.LIVE


def _opened(c: Context) -> bool:
    """Live, and meant for this viewer."""
    if not _live(c):
        return False
    secret = c.visibility is Visibility.UNLISTED and c.valid_token is Token.SECRET
    return c.visibility is Visibility.PUBLIC or secret


def _previewed(c: Context) -> bool:
    return c.valid_token is Token.PREVIEW


def _teased(c: Context) -> bool:
    return c.release is Release.TEASER and c.visibility is Visibility.PUBLIC


def _sees(c: Context) -> bool:
    return _opened(c) or _previewed(c) or _teased(c)


def _unlocked(c: Context) -> bool:
    return not c.vault or c.relation in {Relation.MEMBER, Relation.BUYER} or _previewed(c)


def _listed(c: Context, surface: Surface) -> Decision:
    if c.visibility is not Visibility.PUBLIC:
        return Decision.HIDE
    if _live(c):
        return Decision.ALLOW if c.ready else Decision.HIDE
    return Decision.ALLOW if _teased(c) and surface is Surface.LISTING else Decision.HIDE


def _page(c: Context) -> Decision:
    return Decision.ALLOW


def _heard(c: Context) -> Decision:
    if not (_opened(c) or _previewed(c)):
        return Decision.HIDE
    if not c.ready:
        return Decision.WAIT
    return Decision.ALLOW if _unlocked(c) else Decision.PAY


def _teaser(c: Context) -> Decision:
    offered = c.teaser and (c.release is Release.TEASER or (c.vault and _live(c)))
    if not offered:
        return Decision.HIDE
    return Decision.ALLOW if c.ready else Decision.WAIT


def _embed(c: Context) -> Decision:
    # A preview link would be given away by the page that embeds it.
    if _previewed(c):
        return Decision.HIDE
    return Decision.ALLOW if _teased(c) else _heard(c)


def _comments_read(c: Context) -> Decision:
    return Decision.ALLOW if _live(c) else Decision.HIDE


def _comment_post(c: Context) -> Decision:
    if not _live(c):
        return Decision.HIDE
    return Decision.PAY if c.relation is Relation.ANONYMOUS else Decision.ALLOW


def _play_count(c: Context) -> Decision:
    counted = _opened(c) and c.ready and _unlocked(c) and not _previewed(c)
    return Decision.ALLOW if counted else Decision.HIDE


def _download(c: Context, surface: Surface) -> Decision:
    within = _POLICY[c.downloads] >= _RANK[surface]
    if _previewed(c):
        given = _POLICY[c.token_downloads] >= _RANK[surface]
        return Decision.ALLOW if within and given and c.ready else Decision.HIDE
    if not within or not _opened(c):
        return Decision.HIDE
    if surface is Surface.DL_320 and not c.ready:
        return Decision.WAIT
    bought = not c.paid or c.relation is Relation.BUYER
    return Decision.ALLOW if _unlocked(c) and bought else Decision.PAY


_ANSWERS = {
    Surface.PAGE: _page,
    Surface.STREAM: _heard,
    Surface.WAVEFORM: _heard,
    Surface.TEASER_STREAM: _teaser,
    Surface.EMBED: _embed,
    Surface.COMMENTS_READ: _comments_read,
    Surface.COMMENT_POST: _comment_post,
    Surface.PLAY_COUNT: _play_count,
}
