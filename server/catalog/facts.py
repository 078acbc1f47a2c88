"""The facts that access depends on, read in one statement; require() turns them into errors."""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from server.catalog.models import DownloadPolicy, VersionStatus, Visibility
from server.catalog.statements import RELEASE as RELEASE
from server.catalog.statements import TEASER as TEASER
from server.catalog.statements import TEASER_MS as TEASER_MS
from server.catalog.statements import statements as statements
from server.catalog.views import FailureView
from server.catalog.visibility import (
    EDITORS,
    STAFF,
    Context,
    Decision,
    Relation,
    Release,
    Surface,
    Token,
    decide,
    told_ms,
)
from server.identity.access import Viewer, unauthenticated
from server.kit import db
from server.kit.errors import AppError, not_found
from server.kit.signing import token_hash
from sync.wire import codec
from sync.wire.choices import LinkDownload
from sync.wire.problems import Code

LONGEST_SECRET = 200
_LINK_DOWNLOADS: dict[LinkDownload, DownloadPolicy] = {
    "none": DownloadPolicy.DISABLED,
    "320": DownloadPolicy.MP3,
    "original": DownloadPolicy.ORIGINAL,
}
"""In order."""

_STATEMENTS = statements()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A track and the version asked for (else the primary, else the first), for one viewer."""

    track_id: UUID
    owner_id: UUID
    handle: str
    slug: str
    title: str
    artist_name: str
    art_render: UUID | None
    rev: int
    comment_count: int
    comments_open: bool
    release_at: datetime | None
    primary_version_id: UUID | None
    version_id: UUID | None
    status: VersionStatus
    duration_ms: int | None
    """As far as the viewer is told of it: of a teaser's track, how long the teaser is."""
    teaser_ms: int | None
    failure: FailureView | None
    secret: str | None
    context: Context
    link_ends_at: int | None = None
    """Epoch seconds at which the private link ends that the viewer came by."""

    @property
    def previewed(self) -> bool:
        """Whether it is a private link, and nothing else, that lets the viewer in."""
        if self.context.valid_token is not Token.PREVIEW:
            return False
        return decide(replace(self.context, token=Token.NONE), Surface.PAGE) is not Decision.ALLOW

    @property
    def path(self) -> str:
        """The canonical address on this site."""
        return f"/@{self.handle}/{self.slug}"

    @property
    def relation(self) -> Relation:
        """Who the viewer is to the track."""
        return self.context.relation

    @property
    def staff(self) -> bool:
        """Whether the viewer works on the track."""
        return self.context.relation in STAFF

    @property
    def editor(self) -> bool:
        """Whether the viewer may change the track."""
        return self.context.relation in EDITORS

    @property
    def ends_at(self) -> int | None:
        """Epoch seconds at which what is allowed now stops being so; None: never by itself."""
        if self.staff:
            return None
        if self.previewed:
            return self.link_ends_at
        if self.context.release is Release.TEASER and self.release_at:
            return int(self.release_at.timestamp())
        return None

    def decide(self, surface: Surface) -> Decision:
        """The access decision for this viewer."""
        return decide(self.context, surface)

    def allows(self, surface: Surface) -> bool:
        """Whether the answer is yes."""
        return decide(self.context, surface) is Decision.ALLOW


async def access_facts(
    viewer: Viewer,
    *,
    track_id: UUID | None = None,
    version_id: UUID | None = None,
    address: tuple[str, str] | None = None,
    secret: str | None = None,
) -> Facts | None:
    """The facts of one track, named by exactly one of the first three; None if there is none."""
    by, keys = named(track_id=track_id, version_id=version_id, address=address)
    found = await db.row(_STATEMENTS[by], viewer.user_id, *keys)
    return None if found is None else facts_of(found, viewer, secret)


def named(
    *,
    track_id: UUID | None = None,
    version_id: UUID | None = None,
    address: tuple[str, str] | None = None,
) -> tuple[str, tuple[UUID | str, ...]]:
    """Which of `statements` names the track so, and its arguments after the viewer's id."""
    if version_id is not None:
        return "version", (version_id,)
    if track_id is not None:
        return "track", (track_id,)
    if address is not None:
        if any("\0" in part for part in address):
            raise hidden()  # PostgreSQL takes no text with U+0000
        return "address", address
    raise TypeError("name the track by track_id, version_id or address")


async def require(
    viewer: Viewer,
    surface: Surface,
    *,
    track_id: UUID | None = None,
    version_id: UUID | None = None,
    address: tuple[str, str] | None = None,
    secret: str | None = None,
) -> Facts:
    """The facts, if the viewer may have `surface`; else AppError.

    404 says the same of what is hidden as of what does not exist. 409 while it is processed,
    402 for what can be unlocked, 401 where signing in is what is asked for.
    """
    facts = await access_facts(
        viewer, track_id=track_id, version_id=version_id, address=address, secret=secret
    )
    if facts is None:
        raise hidden()
    demand(facts, surface)
    return facts


async def require_editor(
    viewer: Viewer, *, track_id: UUID | None = None, version_id: UUID | None = None
) -> Facts:
    """The facts of a track that the viewer may change. 404 if they may not know of it, else 403."""
    facts = await require(viewer, Surface.PAGE, track_id=track_id, version_id=version_id)
    if not facts.editor:
        raise AppError(Code.FORBIDDEN, "Only the artist and their editors may change this track.")
    return facts


def demand(facts: Facts, surface: Surface) -> None:
    """Raises what `require` documents unless the surface is allowed."""
    match decide(facts.context, surface):
        case Decision.HIDE:
            raise hidden()
        case Decision.WAIT:
            raise not_ready(facts)
        case Decision.PAY if surface is Surface.COMMENT_POST:
            raise unauthenticated("Sign in to comment.")
        case Decision.PAY:
            raise AppError(
                Code.PAYMENT_REQUIRED,
                "This track is for members and buyers.",
                remedy="Sign in with the account that has access.",
            )


def hidden() -> AppError:
    """The one 404 of everything in the catalog."""
    return not_found("This track")


def not_ready(facts: Facts) -> AppError:
    """Why a version cannot be heard yet; the cause of a failure is told to staff only."""
    if facts.status is VersionStatus.FAILED and facts.staff and facts.failure:
        return AppError(
            Code.PROCESSING,
            facts.failure.message,
            remedy=facts.failure.remedy,
            details={"status": "failed", "failure": facts.failure.code},
        )
    return AppError(
        Code.PROCESSING,
        "This version is still being processed.",
        remedy="Try again in a moment.",
        details={"status": "processing"},
    )


def secret_matches(secret: str | None, stored_hash: str | None) -> bool:
    """Whether `secret` is the token whose hash is stored, in constant time."""
    if not secret or not stored_hash or len(secret) > LONGEST_SECRET or not secret.isascii():
        return False
    return hmac.compare_digest(token_hash(secret), stored_hash)


def relation_of(viewer: Viewer, owner_id: UUID, role: str | None) -> Relation:
    """Who the viewer is to a library. Members and buyers come with commerce."""
    if viewer.user_id is None:
        return Relation.ANONYMOUS
    if viewer.user_id == owner_id:
        return Relation.OWNER
    if viewer.is_admin:
        return Relation.ADMIN
    if role is not None:
        return Relation.EDITOR if role == "editor" else Relation.INSIDER
    return Relation.USER


def facts_of(found: Any, viewer: Viewer, secret: str | None) -> Facts:
    """The facts out of a row that `statements` found."""
    return _facts(found["facts"], viewer, secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    id: UUID
    downloads: LinkDownload
    ends_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    track_id: UUID
    owner_id: UUID
    slug: str
    title: str
    artist_name: str
    handle: str
    art_render: UUID | None
    rev: int
    comment_count: int
    comments_open: bool
    release_at: datetime | None
    primary_version_id: UUID | None
    version_id: UUID | None
    status: VersionStatus | None
    duration_ms: int | None
    failure: FailureView | None
    visibility: Visibility
    secret_hash: str | None
    vault: bool
    paid_download: bool
    download_policy: DownloadPolicy
    role: str | None
    release: Release
    teaser_ms: int | None
    links: list[_Link] | None


def _link(found: _Found, viewer: Viewer) -> _Link | None:
    """Of the links that this browser has opened, the one that allows most, for longest."""
    mine = [link for link in found.links or () if link.id in viewer.previews]
    order = list(_LINK_DOWNLOADS)
    return max(
        mine,
        key=lambda link: (order.index(link.downloads), link.ends_at or math.inf),
        default=None,
    )


@lru_cache(maxsize=1024)
def _facts(text: str, viewer: Viewer, secret: str | None) -> Facts:
    # Kept, because the same rows are read over and over; what the database says is the key.
    found = codec.decode(text, _Found)
    valid = secret_matches(secret, found.secret_hash)
    link = _link(found, viewer)
    # A secret opens what is out; what is not, only a link does.
    token = Token.SECRET if secret else Token.NONE
    if link is not None and not (valid and found.release is Release.LIVE):
        token = Token.PREVIEW
    context = Context(
        visibility=found.visibility,
        release=found.release,
        ready=found.status is VersionStatus.READY,
        relation=relation_of(viewer, found.owner_id, found.role),
        token=token,
        token_valid=valid or token is Token.PREVIEW,
        token_downloads=_LINK_DOWNLOADS[link.downloads if link else "none"],
        downloads=found.download_policy,
        vault=found.vault,
        paid=found.paid_download,
        teaser=found.teaser_ms is not None,
    )
    return Facts(
        track_id=found.track_id,
        owner_id=found.owner_id,
        handle=found.handle,
        slug=found.slug,
        title=found.title,
        artist_name=found.artist_name,
        art_render=found.art_render,
        rev=found.rev,
        comment_count=found.comment_count,
        comments_open=found.comments_open,
        release_at=found.release_at,
        primary_version_id=found.primary_version_id,
        version_id=found.version_id,
        status=found.status or VersionStatus.PENDING,
        duration_ms=told_ms(context, found.duration_ms, found.teaser_ms),
        teaser_ms=found.teaser_ms,
        failure=found.failure,
        secret=secret if valid else None,
        link_ends_at=link.ends_at if link else None,
        context=context,
    )
