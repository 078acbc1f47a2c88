"""What an edit of a release means: its moment, its address, its picture, its numbers."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from server.catalog import editing, naming
from server.catalog.rows import asset_of, check_asset
from server.kit.errors import invalid
from server.kit.queue import enqueue
from server.releases.models import Release
from server.releases.rows import owner_of
from sync.wire.choices import ReleaseState, Visibility
from sync.wire.fields import UNSET
from sync.wire.gtin import check_digit, is_gtin
from sync.wire.uploads import UploadKind


async def apply(release: Release, changes: dict[str, Any]) -> None:
    """Sets what columns there are; the caller saves. INVALID, RELEASE_IN_PAST, MISSING_ASSET."""
    wanted = changes.pop("slug", None)
    if wanted:
        release.slug = await naming.free_slug(
            owner_of(release), wanted, but=release.id, model=Release
        )
    _check_upc(changes.get("upc"))
    _check_zone(changes.get("time_zone"))
    editing.check_moment("teaser_from", changes.get("teaser_from"))
    was = editing.Release(release.state, release.release_at)
    found = await editing.released(
        was, changes.pop("state", UNSET), changes.pop("release_at", UNSET)
    )
    release.state, release.release_at = found.state, found.at
    release.live_at = found.at if found.state is ReleaseState.LIVE else None
    await _change_artwork(release, changes)
    release.update_from_dict(changes)
    if release.visibility is Visibility.UNLISTED and release.secret_hash is None:
        naming.give_secret(release)


def _check_upc(upc: str | None) -> None:
    if upc and not is_gtin(upc):
        right = f"{upc[:-1]}{check_digit(upc[:-1])}"
        raise invalid(
            "upc",
            "The last digit of this UPC does not fit the others.",
            f"Look at the number again; with these digits it would be {right}.",
        )


def _check_zone(name: str | None) -> None:
    if name and name not in _zones():
        raise invalid(
            "time_zone", "There is no such time zone.", "Choose one such as Europe/Berlin."
        )


@cache
def _zones() -> frozenset[str]:
    """Those that mean the same on every machine."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


async def _change_artwork(release: Release, changes: dict[str, Any]) -> None:
    if "artwork_sha256" not in changes:
        return
    digest, library = changes.pop("artwork_sha256"), owner_of(release)
    release.artwork_id = None
    release.art_failure = None
    if digest is None:
        release.art_render = None
        return
    asset_id = await asset_of(library, UploadKind.IMAGE, digest, "artwork_sha256")
    await check_asset(library, asset_id, UploadKind.IMAGE, "artwork_sha256")
    release.artwork_id = asset_id
    await enqueue("releases.artwork", release_id=str(release.id))
