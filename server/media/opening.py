"""init: an upload is opened, or the open one found, or the file is in the library already."""

from __future__ import annotations

from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, invalid
from server.kit.objects import UploadMissing
from server.kit.resources import Resources
from server.media import proof, quota, uploads
from server.media.models import Asset, AssetState, Upload, UploadStatus
from server.media.names import accepted_type, bucket_of, object_key, shown_name
from server.media.queries import rights
from server.media.schemas import Rights
from server.media.service import renew_lease
from sync.wire.ids import new_id
from sync.wire.problems import Code
from sync.wire.uploads import UploadStart, UploadState, UploadView, part_plan


async def start(resources: Resources, viewer: Viewer, wanted: UploadStart) -> UploadView:
    """The answer to init; asking again gives the same upload, with the parts that are done.

    AppError TOO_LARGE, UNSUPPORTED, QUOTA_EXCEEDED, STORAGE_FULL, INVALID, FORBIDDEN, NOT_FOUND.
    """
    held = await rights(viewer, wanted.library)
    _check(resources, wanted)
    while True:
        view = await _here(held, viewer, wanted)
        if view is not None:
            return view
        upload = await _open(resources, held, viewer, wanted)
        if upload is None:
            continue  # the file arrived while we looked
        try:
            parts = await uploads.receipts(resources, upload)
        except UploadMissing:
            await uploads.close(resources, upload.id, UploadStatus.ABORTED)
            continue
        signed = await uploads.sign_parts(resources, upload, wanted.parts)
        return uploads.view(upload, parts, signed)


def _check(resources: Resources, wanted: UploadStart) -> None:
    limit = resources.settings.max_upload_bytes
    if wanted.size > limit:
        raise AppError(
            Code.TOO_LARGE,
            f"The file has {wanted.size} bytes; {limit} is the most.",
            field="size",
            details={"limit": limit, "size": wanted.size},
        )
    accepted_type(wanted.kind, shown_name(wanted.filename), wanted.mime)
    uploads.check_numbers(part_plan(wanted.size), wanted.parts)


async def _here(held: Rights, viewer: Viewer, wanted: UploadStart) -> UploadView | None:
    """The answer where the library has the file: `exists`, or `prove` for who may not read it."""
    asset = await Asset.get_or_none(
        library_id=held.library_id, kind=wanted.kind, sha256=wanted.sha256
    )
    if asset is None or asset.state is AssetState.MISMATCH:
        return None
    if asset.size != wanted.size:
        if asset.state is AssetState.VERIFIED and held.reads_originals:
            raise invalid("size", f"The file with this sha256 has {asset.size} bytes.")
        return None
    if not held.reads_originals:
        if await _mine(held, viewer, wanted) is not None:
            return None  # who has begun to send it goes on: the bytes are proof enough
        return await proof.challenge(viewer, asset)
    async with db.unit_of_work():
        if not await renew_lease(asset.id):
            return None
    return UploadView(state=UploadState.EXISTS, asset_id=asset.id, size=asset.size)


async def _mine(held: Rights, viewer: Viewer, wanted: UploadStart) -> Upload | None:
    """The open upload of this file that the viewer may go on with."""
    whose = {} if held.reads_originals else {"started_by_id": viewer.id}
    found = await Upload.filter(
        library_id=held.library_id,
        kind=wanted.kind,
        sha256=wanted.sha256,
        size=wanted.size,
        status__in=uploads.LIVE,
        challenge__isnull=True,
        **whose,
    ).order_by("created_at")
    return found[0] if found else None


async def _open(
    resources: Resources, held: Rights, viewer: Viewer, wanted: UploadStart
) -> Upload | None:
    """The open upload of this file, or a new one; None if the file has just been completed."""
    await _close_rivals(resources, held, viewer, wanted)
    async with db.unit_of_work():
        await quota.lock(held.library_id)
        found = await _mine(held, viewer, wanted)
        if found is not None:
            return found
        if held.reads_originals and await _arrived(held, wanted):
            return None
        await quota.reserve(held.library_id, wanted.size, resources.settings.quota_bytes)
        return await _create(resources, held, viewer, wanted)


async def _arrived(held: Rights, wanted: UploadStart) -> bool:
    return await Asset.exists(
        library_id=held.library_id,
        kind=wanted.kind,
        sha256=wanted.sha256,
        size=wanted.size,
        state__not=AssetState.MISMATCH,
    )


async def _close_rivals(
    resources: Resources, held: Rights, viewer: Viewer, wanted: UploadStart
) -> None:
    """What the viewer began under the same sha256 with another size, or as a challenge: one of the
    two is wrong, and the newer word counts.
    """
    rivals = await Upload.filter(
        library_id=held.library_id,
        started_by_id=viewer.id,
        kind=wanted.kind,
        sha256=wanted.sha256,
        status__in=uploads.LIVE,
    )
    for rival in rivals:
        if rival.size != wanted.size or rival.challenge is not None:
            await uploads.close(resources, rival.id, UploadStatus.ABORTED)


async def _create(
    resources: Resources, held: Rights, viewer: Viewer, wanted: UploadStart
) -> Upload:
    """The row and the store's session; the usage row is locked, so that nobody else makes one."""
    name = shown_name(wanted.filename)
    plan = part_plan(wanted.size)
    upload = Upload(
        id=new_id(),
        library_id=held.library_id,
        started_by_id=viewer.id,
        kind=wanted.kind,
        filename=name,
        size=wanted.size,
        sha256=wanted.sha256,
        part_size=plan.part_size,
        parts_total=plan.count,
        expires_at=uploads.expiry(resources),
    )
    upload.store_ref = await resources.store.uploads.begin(
        bucket_of(wanted.kind),
        object_key(wanted.kind, wanted.sha256),
        size=wanted.size,
        part_size=plan.part_size,
        content_type=accepted_type(wanted.kind, name, wanted.mime),
        upload_id=upload.id,
    )
    await upload.save(force_create=True)
    return upload
