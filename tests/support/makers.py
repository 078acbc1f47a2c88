"""People, files and tracks for tests that begin behind the HTTP door: made by the services."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from server.catalog import schemas, service
from server.catalog.models import Visibility
from server.identity.access import ANONYMOUS, Viewer
from server.identity.models import Role, User
from server.kit.resources import Resources
from server.media.models import Asset
from server.media.names import bucket_of, object_key
from sync.wire.uploads import UploadKind


async def make_artist(handle: str = "ines") -> Viewer:
    """An artist, as the viewer that a request of theirs has."""
    user = await User.create(
        handle=handle,
        email=f"{handle}@example.com",
        email_key=f"{handle}@example.com",
        password_hash="-",
        display_name=handle.title(),
        role=Role.ARTIST,
    )
    return replace(
        ANONYMOUS,
        user_id=user.id,
        handle=handle,
        display_name=user.display_name,
        role=Role.ARTIST,
        via="bearer",
    )


async def make_asset(
    resources: Resources,
    owner: Viewer,
    path: Path,
    kind: UploadKind = UploadKind.ORIGINAL,
    *,
    claim: str | None = None,
) -> UUID:
    """The file in the store, as a finished upload leaves it; `claim` is a false sha256."""
    sha256 = claim or hashlib.sha256(path.read_bytes()).hexdigest()
    await resources.store.put(
        bucket_of(kind),
        object_key(kind, sha256),
        path,
        content_type="application/octet-stream",
    )
    asset = await Asset.create(
        library_id=owner.id,
        kind=kind,
        sha256=sha256,
        size=path.stat().st_size,
        filename=path.name,
        lease_until=datetime.now(UTC) + timedelta(days=7),
    )
    return asset.id


async def make_track(owner: Viewer, asset_id: UUID, **fields: Any) -> UUID:
    """A public track of one version, which waits to be processed."""
    given = {"title": "Night Ferry", "visibility": Visibility.PUBLIC, **fields}
    return await service.create_track(
        owner, schemas.TrackDraft(original_asset_id=asset_id, **given)
    )
