"""Writing tracks: opened, edited, deleted, brought back. REST and studios come through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from server.catalog import (
    credits,
    editing,
    facts,
    naming,
    pictures,
    rows,
    schemas,
    teasers,
    trash,
    versions,
)
from server.catalog.models import ReleaseState, Track, TrackVersion, VersionStatus, Visibility
from server.identity import queries as identity
from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, invalid
from server.kit.queue import enqueue
from sync.wire.fields import UNSET
from sync.wire.ids import new_id
from sync.wire.kinds import TrackFields
from sync.wire.problems import Code
from sync.wire.uploads import UploadKind

_CAME_OUT = f"""UPDATE tracks t SET release_state = 'live', rev = rev + 1, updated_at = now()
    WHERE t.id = ANY($1::uuid[]) AND t.release_state = 'scheduled' AND t.deleted_at IS NULL
      AND {facts.RELEASE} = 'live' RETURNING t.id"""  # noqa: S608 - constants only
_TEASED = {"teaser_start_ms", "teaser_ms", "primary_version_id", "release_state", "release_at"}
"""What a track's teaser depends on."""
_SHARED = {f.name for f in fields(TrackFields)} & {f.name for f in fields(schemas.TrackDraft)}


async def create_track(owner: Viewer, draft: schemas.TrackDraft) -> UUID:
    """A track with its first version, which waits to be processed."""
    track_id = new_id()
    picture, original = draft.artwork_asset_id, draft.original_asset_id
    async with db.unit_of_work():
        await rows.check_asset(owner.id, original, UploadKind.ORIGINAL, "original_asset_id")
        await open_track(owner.id, track_id, _of_draft(draft), artwork_asset_id=picture)
        await credits.set_credits(track_id, draft.credits)
        await versions.add_version(
            track_id, new_id(), asset_id=original, label=draft.version_label, primary=True
        )
    return track_id


async def open_track(
    library_id: UUID,
    track_id: UUID,
    first: TrackFields,
    *,
    artwork_asset_id: UUID | None = None,
) -> None:
    """A track without versions: a draft unless it says otherwise. INVALID naming the field."""
    changes = editing.given(first)
    if "title" not in changes:
        raise invalid("title", "A track needs a title.")
    folded = editing.fold_tags(changes.pop("tags", []))
    async with db.unit_of_work():
        await rows.hold_names(library_id)
        wanted = changes.pop("slug", "") or changes["title"]
        track = Track(
            id=track_id,
            owner_id=library_id,
            slug=await naming.free_slug(library_id, wanted),
            artist_name=(await identity.account(library_id)).display_name,
            tag_names=list(folded.values()),
        )
        if artwork_asset_id is not None:
            changes["artwork_asset_id"] = artwork_asset_id
        await _apply(track, changes)
        await track.save(force_create=True)
        await naming.set_tags(track_id, folded)


async def edit_track(track_id: UUID, edit: TrackFields) -> None:
    """Changes what the edit names, and nothing else. PRECONDITION when `rev` is not the track's."""
    more = edit if isinstance(edit, schemas.TrackEdit) else schemas.TrackEdit()
    changes = editing.given(edit, TrackFields)
    async with db.unit_of_work():
        if changes.get("slug"):
            await rows.hold_names(await _library_of(track_id))
        track = await rows.locked(track_id)
        _check_rev(track, more.rev)
        if more.artwork_asset_id is not UNSET:
            changes["artwork_asset_id"] = more.artwork_asset_id
        if more.credits is not UNSET:
            await credits.set_credits(track_id, more.credits)
        if "tags" in changes:
            folded = editing.fold_tags(changes.pop("tags"))
            await naming.set_tags(track_id, folded)
            track.tag_names = list(folded.values())
        teased = not _TEASED.isdisjoint(changes)
        await _apply(track, changes)
        track.rev += 1
        await track.save()
        if teased:
            await teasers.keep(track_id)


async def delete_track(track_id: UUID) -> None:
    """Takes the track out of everything; its rows stay, to be brought back."""
    async with db.unit_of_work():
        await rows.hold_names(await _library_of(track_id))
        track = await rows.locked(track_id)
        await trash.bury_track(track.id)


async def restore_track(track_id: UUID) -> None:
    """Brings a deleted track back, with all that was deleted with it. NOT_FOUND."""
    async with db.unit_of_work():
        await rows.hold_names(await _library_of(track_id))
        track = await rows.locked(track_id, deleted=True)
        assert track.deleted_at is not None, "that is what was asked for"
        at, track.deleted_at = track.deleted_at, None
        asked = track.slug.removesuffix(f"-{track.id}")
        track.slug = await naming.free_slug(rows.owner_of(track), asked, but=track.id)
        track.rev += 1
        await track.save()
        await trash.raise_below_track(track.id, at)
        await teasers.keep(track_id)


async def follow_plan(track_id: UUID, plan: editing.Plan) -> None:
    """Has the track come out as a release says, or go back to a draft because none does."""
    async with db.unit_of_work():
        track = await rows.locked(track_id)
        track.update_from_dict(
            {
                "plan_id": plan.release_id,
                "release_state": plan.state,
                "release_at": plan.at,
                "teaser_from": plan.teaser_from,
            }
        )
        track.rev += 1
        await track.save()
        await teasers.keep(track_id)


async def came_out(track_ids: Sequence[UUID]) -> list[UUID]:
    """Writes down that scheduled tracks are live, those that are; each is returned once, ever."""
    found = await db.execute(_CAME_OUT, list(track_ids))
    return [row["id"] for row in found]


async def renew_secret(track_id: UUID) -> str:
    """A new secret for an unlisted track; the old address stops working."""
    async with db.unit_of_work():
        track = await rows.locked(track_id)
        token = naming.give_secret(track)
        await track.save(update_fields=["secret_token", "secret_hash"])
    return token


async def _apply(track: Track, changes: dict[str, Any]) -> None:
    """Sets what columns there are; the caller saves."""
    wanted = changes.pop("slug", None)
    if wanted:
        track.slug = await naming.free_slug(rows.owner_of(track), wanted, but=track.id)
    was = editing.Release(track.release_state, track.release_at)
    state, at = changes.pop("release_state", UNSET), changes.pop("release_at", UNSET)
    found = await editing.released(was, state, at)
    if found != was and track.plan_id is not None:
        _leave_plan(track, found)
    track.release_state, track.release_at = found.state, found.at
    if "primary_version_id" in changes:
        await _choose_primary(track, changes.pop("primary_version_id"))
    await _change_artwork(track, changes)
    await pictures.named_now(track, changes.get("liner_notes_md", track.liner_notes_md))
    track.update_from_dict(changes)
    if track.visibility is Visibility.UNLISTED and track.secret_hash is None:
        naming.give_secret(track)


def _leave_plan(track: Track, wanted: editing.Release) -> None:
    """A track that is given a moment of its own is not the release's to move any more."""
    if wanted.state is ReleaseState.DRAFT:
        raise invalid(
            "release_state",
            "This track comes out with a release.",
            "Take it off the release, or change the release.",
        )
    track.plan_id = track.teaser_from = None


async def _choose_primary(track: Track, version_id: UUID | None) -> None:
    """One that is not ready yet stands for the track as soon as it is; until then another does."""
    usable = TrackVersion.filter(id=version_id, track_id=track.id, deleted_at=None)
    if version_id is not None and not await usable.exclude(status=VersionStatus.FAILED).exists():
        raise invalid(
            "primary_version_id",
            "This is not a version of the track that could be heard.",
            "Choose another.",
        )
    track.primary_version_id = version_id


async def _change_artwork(track: Track, changes: dict[str, Any]) -> None:
    library = rows.owner_of(track)
    if "artwork_sha256" in changes:
        digest = changes.pop("artwork_sha256")
        changes["artwork_asset_id"] = digest and await rows.asset_of(
            library, UploadKind.IMAGE, digest, "artwork_sha256"
        )
    if "artwork_asset_id" not in changes:
        return
    asset_id = changes.pop("artwork_asset_id")
    if asset_id is not None:
        await rows.check_asset(library, asset_id, UploadKind.IMAGE, "artwork_asset_id")
        await enqueue("catalog.artwork", track_id=str(track.id))
    else:
        track.art_render = None
    track.artwork_id = asset_id
    track.art_failure = None


def _of_draft(draft: schemas.TrackDraft) -> TrackFields:
    """REST's first track is live at once, or scheduled; a studio's is a draft."""
    named = {name: getattr(draft, name) for name in _SHARED}
    at = named.pop("release_at")
    if named["session"] is None:
        del named["session"]
    state, at = (ReleaseState.LIVE, UNSET) if at is None else (ReleaseState.SCHEDULED, at)
    return TrackFields(**named, release_state=state, release_at=at)


def _check_rev(track: Track, rev: int | None) -> None:
    if rev is not None and rev != track.rev:
        raise AppError(
            Code.PRECONDITION,
            "The track was changed meanwhile.",
            field="rev",
            remedy="Read it again and repeat the edit.",
            details={"rev": track.rev},
        )


async def _library_of(track_id: UUID) -> UUID:
    found = await Track.filter(id=track_id).first()
    return track_id if found is None else rows.owner_of(found)
