"""Writing to the catalog: tracks, versions, stems, credits, tags."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from server.catalog import editing, schemas
from server.catalog.models import (
    Credit,
    ReleaseState,
    Stem,
    Tag,
    Track,
    TrackTag,
    TrackVersion,
    VersionStatus,
    Visibility,
)
from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.kit.queue import enqueue
from server.kit.signing import new_token, token_hash
from server.media import queries as media
from sync.wire import codec
from sync.wire.problems import Code
from sync.wire.records import CreditRecord
from sync.wire.uploads import UploadKind

LONGEST_SLUG = 100


async def create_track(owner: Viewer, draft: schemas.TrackDraft) -> UUID:
    """A track with its first version, which waits to be processed."""
    user_id = _user(owner)
    async with db.unit_of_work():
        await _asset(user_id, draft.original_asset_id, UploadKind.ORIGINAL, "original_asset_id")
        await _artwork(user_id, draft.artwork_asset_id)
        state, release_at = await editing.release(draft.release_at)
        track = await Track.create(
            owner_id=user_id,
            title=editing.title(draft.title),
            slug=await _free_slug(user_id, draft.slug or draft.title),
            artist_name=owner.display_name,
            visibility=draft.visibility,
            release_state=state,
            release_at=release_at,
            description_md=draft.description_md,
            liner_notes_md=draft.liner_notes_md,
            session=codec.plain(draft.session) if draft.session else {},
            genre=draft.genre,
            license=draft.license,
            license_text=draft.license_text,
            isrc=draft.isrc,
            download_policy=draft.download_policy,
            comments_open=draft.comments_open,
            artwork_id=draft.artwork_asset_id,
        )
        if draft.visibility is Visibility.UNLISTED:
            await _give_secret(track)
        await _set_credits(track, draft.credits)
        await _set_tags(track, draft.tags)
        await _new_version(track, draft.original_asset_id, draft.version_label, primary=True)
        if draft.artwork_asset_id is not None:
            await enqueue("catalog.artwork", track_id=str(track.id))
    return track.id


async def edit_track(track_id: UUID, edit: schemas.TrackEdit) -> None:
    """Changes what the edit names, and nothing else. PRECONDITION when `rev` is not the track's."""
    async with db.unit_of_work():
        track = await _locked(track_id)
        if edit.rev is not None and edit.rev != track.rev:
            raise AppError(
                Code.PRECONDITION,
                "The track was changed meanwhile.",
                field="rev",
                remedy="Read it again and repeat the edit.",
                details={"rev": track.rev},
            )
        changes = editing.plain_changes(edit)
        await _apply(track, changes)
        track.rev += 1
        await track.save()


async def _apply(track: Track, changes: dict[str, Any]) -> None:
    if "credits" in changes:
        await _set_credits(track, changes.pop("credits"))
    if "tags" in changes:
        await _set_tags(track, changes.pop("tags"))
    if "slug" in changes or "title" in changes:
        wanted = changes.pop("slug", None)
        if wanted:
            track.slug = await _free_slug(track.owner_id, wanted, but=track.id)  # type: ignore[attr-defined]
    if "release_at" in changes:
        track.release_state, track.release_at = await editing.release(changes.pop("release_at"))
    if "primary_version_id" in changes:
        await _set_primary(track, changes.pop("primary_version_id"))
    if "artwork_asset_id" in changes:
        await _change_artwork(track, changes.pop("artwork_asset_id"))
    track.update_from_dict(changes)
    if track.visibility is Visibility.UNLISTED and track.secret_hash is None:
        await _give_secret(track)


async def delete_track(track_id: UUID) -> None:
    """Takes the track out of everything; its rows stay for undo."""
    async with db.unit_of_work():
        track = await _locked(track_id)
        await db.execute(
            """UPDATE tracks SET deleted_at = now(), rev = rev + 1,
                      slug = left(slug, 80) || '-' || id WHERE id = $1""",
            track.id,
        )


async def renew_secret(track_id: UUID) -> str:
    """A new secret for an unlisted track; the old address stops working."""
    async with db.unit_of_work():
        track = await _locked(track_id)
        token = await _give_secret(track)
        await track.save(update_fields=["secret_token", "secret_hash"])
    return token


async def add_version(track_id: UUID, draft: schemas.VersionDraft) -> UUID:
    """Another mix or master under the same address."""
    async with db.unit_of_work():
        track = await _locked(track_id)
        await _asset(
            track.owner_id,  # type: ignore[attr-defined]
            draft.original_asset_id,
            UploadKind.ORIGINAL,
            "original_asset_id",
        )
        version = await _new_version(
            track, draft.original_asset_id, draft.label, primary=draft.primary
        )
    return version.id


async def edit_version(version_id: UUID, edit: schemas.VersionEdit) -> None:
    """Renames or re-orders a version."""
    changes = editing.plain_changes(edit)
    if changes:
        async with db.unit_of_work():
            await TrackVersion.filter(id=version_id).update(**changes)


async def delete_version(version_id: UUID) -> None:
    """Removes a version; a track keeps at least one."""
    async with db.unit_of_work():
        version = await _version(version_id)
        track = await _locked(version.track_id)  # type: ignore[attr-defined]
        others = TrackVersion.filter(track_id=track.id, deleted_at=None).exclude(id=version_id)
        if not await others.exists():
            raise AppError(
                Code.CONFLICT,
                "This is the only version of the track.",
                remedy="Add another version first, or delete the track.",
            )
        await db.execute("UPDATE track_versions SET deleted_at = now() WHERE id = $1", version_id)
        if track.primary_version_id == version_id:
            heir = await others.filter(status=VersionStatus.READY).order_by("position").first()
            await Track.filter(id=track.id).update(primary_version_id=heir.id if heir else None)


async def retry_version(version_id: UUID) -> None:
    """Processes a failed version anew. CONFLICT for one that has not failed."""
    async with db.unit_of_work():
        found = await db.execute(
            """UPDATE track_versions SET status = 'pending', failure = NULL, progress = 0
                WHERE id = $1 AND status = 'failed' RETURNING id""",
            version_id,
        )
        if not found:
            raise AppError(Code.CONFLICT, "Only a version that failed can be tried again.")
        await enqueue("catalog.render", version_id=str(version_id))


async def add_stem(version_id: UUID, draft: schemas.StemDraft) -> schemas.StemView:
    """Hangs an uploaded stem on a version."""
    async with db.unit_of_work():
        version = await _version(version_id)
        track = await _locked(version.track_id)  # type: ignore[attr-defined]
        await _asset(track.owner_id, draft.asset_id, UploadKind.STEM, "asset_id")  # type: ignore[attr-defined]
        stem = await Stem.create(
            version_id=version_id,
            asset_id=draft.asset_id,
            role=draft.role,
            title=draft.title,
            credits=codec.plain(draft.credits),
            position=await Stem.filter(version_id=version_id).count(),
        )
    return schemas.StemView(
        id=stem.id,
        role=draft.role,
        title=stem.title,
        position=stem.position,
        asset_id=draft.asset_id,
        credits=draft.credits,
    )


async def _new_version(track: Track, asset_id: UUID, label: str, *, primary: bool) -> TrackVersion:
    version = await TrackVersion.create(
        track_id=track.id,
        label=label,
        original_id=asset_id,
        position=await TrackVersion.filter(track_id=track.id).count(),
    )
    await enqueue("catalog.render", version_id=str(version.id), primary=primary)
    return version


async def _set_primary(track: Track, version_id: UUID) -> None:
    ready = TrackVersion.filter(
        id=version_id, track_id=track.id, status=VersionStatus.READY, deleted_at=None
    )
    if not await ready.exists():
        raise invalid(
            "primary_version_id",
            "This is not a ready version of the track.",
            "Wait until it is ready, or choose another.",
        )
    track.primary_version_id = version_id


async def _change_artwork(track: Track, asset_id: UUID | None) -> None:
    await _artwork(track.owner_id, asset_id)  # type: ignore[attr-defined]
    track.artwork_id = asset_id
    track.art_failure = None
    if asset_id is None:
        track.art_render = None
    else:
        await enqueue("catalog.artwork", track_id=str(track.id))


async def _asset(library_id: UUID, asset_id: UUID, kind: UploadKind, field: str) -> None:
    if not await media.usable(library_id, asset_id, kind):
        raise invalid(
            field,
            f"There is no uploaded {kind.value} with this id in your library.",
            "Upload the file first and use the asset_id that completing it gave.",
        )


async def _artwork(library_id: UUID, asset_id: UUID | None) -> None:
    if asset_id is not None:
        await _asset(library_id, asset_id, UploadKind.IMAGE, "artwork_asset_id")


async def _set_credits(track: Track, credits: list[CreditRecord]) -> None:
    await Credit.filter(track_id=track.id).delete()
    await Credit.bulk_create(
        Credit(
            track_id=track.id, person=c.person, role=c.role, url=editing.web_url(c.url), position=n
        )
        for n, c in enumerate(credits)
    )


async def _set_tags(track: Track, labels: list[str]) -> None:
    folded = editing.fold_tags(labels)
    await TrackTag.filter(track_id=track.id).delete()
    for name, label in folded.items():
        tag, _ = await Tag.get_or_create(defaults={"label": label}, name=name)
        await TrackTag.create(track_id=track.id, tag_id=tag.id)
    track.tag_names = list(folded.values())
    await Track.filter(id=track.id).update(tag_names=track.tag_names)


async def _give_secret(track: Track) -> str:
    token = new_token(24)
    track.secret_token = token
    track.secret_hash = token_hash(token)
    await Track.filter(id=track.id).update(secret_token=token, secret_hash=track.secret_hash)
    return token


async def _free_slug(owner_id: UUID, wanted: str, *, but: UUID | None = None) -> str:
    from slugify import slugify  # brings the names of all characters, which no start needs

    # Two tracks of one title made at the same moment must not get one slug.
    await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"slug:{owner_id}")
    stem = slugify(wanted, max_length=LONGEST_SLUG, word_boundary=True) or "track"
    taken = Track.filter(Q(slug=stem) | Q(slug__startswith=f"{stem}-"), owner_id=owner_id)
    if but is not None:
        taken = taken.exclude(id=but)
    names: set[Any] = {found[0] for found in await taken.values_list("slug")}
    number, slug = 1, stem
    while slug in names:
        number += 1
        slug = f"{stem}-{number}"
    return slug


async def _locked(track_id: UUID) -> Track:
    track = await Track.filter(id=track_id, deleted_at=None).select_for_update().first()
    if track is None:
        raise not_found("This track")
    return track


async def _version(version_id: UUID) -> TrackVersion:
    version = await TrackVersion.filter(id=version_id, deleted_at=None).first()
    if version is None:
        raise not_found("This version")
    return version


def _user(viewer: Viewer) -> UUID:
    assert viewer.user_id is not None, "the route has asked who this is"
    return viewer.user_id


__all__ = [
    "ReleaseState",
    "add_stem",
    "add_version",
    "create_track",
    "delete_track",
    "delete_version",
    "edit_track",
    "edit_version",
    "renew_secret",
    "retry_version",
]
