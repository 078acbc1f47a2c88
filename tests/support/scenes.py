"""A library with one of everything, and the registry of functions that write to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from server.catalog import renditions
from server.catalog.models import Credit, Note, Stem, Track
from server.catalog.renditions import Source
from server.identity.access import ANONYMOUS, Viewer
from server.identity.models import Role, User
from server.kit.resources import Resources
from server.kit.signing import new_token, token_hash
from server.media.models import Asset
from server.releases.models import PreviewLink, Release, ReleaseTrack
from server.social.models import Comment
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind
from tests.support.laptops import stored
from tests.support.published import add_version, publish


@dataclass(slots=True)
class Scene:
    """A live public track of a ready version, beside one that is to be processed (`waiting`); a
    draft of a release that has the track (`place`) and a preview link.
    """

    resources: Resources
    owner: User
    viewer: Viewer
    track: Track
    ready: UUID
    waiting: UUID
    stem: UUID
    credit: UUID
    note: UUID
    comment: UUID
    release: UUID
    place: UUID
    link: UUID

    @property
    def library(self) -> UUID:
        return self.owner.id

    async def asset(self, kind: UploadKind = UploadKind.ORIGINAL) -> UUID:
        digest = await stored(self.library, kind)
        return (await Asset.get(sha256=digest)).id

    async def source(self, version_id: UUID) -> Source:
        found = await renditions.begin(version_id)
        assert found is not None
        return found

    async def processing(self) -> Source:
        return await self.source(self.waiting)


async def set_scene(resources: Resources, owner: User, session: UUID) -> Scene:
    made = await publish(resources, owner)
    waiting = await add_version(resources, made.track, owner, ready=False)
    viewer = replace(
        ANONYMOUS,
        user_id=owner.id,
        handle=owner.handle,
        display_name=owner.display_name,
        role=Role.ARTIST,
        session_id=session,
    )
    digest = await stored(owner.id, UploadKind.STEM)
    asset = await Asset.get(sha256=digest)
    stem = await Stem.create(version=made.version, asset=asset, role="bass", title="Bass")
    credit = await Credit.create(track=made.track, person="Ines", role="harp")
    note = await Note.create(track=made.track, at_ms=5, body="Hm")
    comment = await Comment.create(
        track=made.track, version=made.version, user=owner, at_ms=5, body_md="x", body_html="x"
    )
    release = await Release.create(owner=owner, title="First", slug=f"first-{new_id()}")
    place = await ReleaseTrack.create(release=release, track=made.track)
    token = new_token()
    link = await PreviewLink.create(
        release=release, label="Press", token=token, token_hash=token_hash(token)
    )
    return Scene(
        resources,
        owner,
        viewer,
        made.track,
        made.version.id,
        waiting.id,
        stem.id,
        credit.id,
        note.id,
        comment.id,
        release.id,
        place.id,
        link.id,
    )


Driver = Callable[[Scene], Awaitable[Any]]
DRIVERS: dict[str, tuple[bool, Driver]] = {}
"""Function -> (whether studios hear of it, how to call it)."""


def drives(name: str, *, heard: bool = True) -> Callable[[Driver], Driver]:
    """Puts a driver into the registry."""

    def declare(driver: Driver) -> Driver:
        DRIVERS[name] = (heard, driver)
        return driver

    return declare


def says(name: str, call: Driver, *, heard: bool = True) -> None:
    """drives() for what is one call."""
    DRIVERS[name] = (heard, call)
