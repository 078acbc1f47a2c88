"""complete: what the store holds is what was declared, and becomes an asset.

Two units of work, because the store's finish cannot be undone: the first checks the parts and
writes `completing` down, the second finishes and files the asset. Whoever dies between the two is
continued by the next call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, invalid
from server.kit.logs import logger
from server.kit.objects import KeyTaken, PartRejected, PartsMissing, StoredPart, UploadMissing
from server.kit.queue import enqueue
from server.kit.resources import Resources
from server.media import keyed, quota, uploads
from server.media.models import Asset, AssetState, Upload, UploadPart, UploadStatus
from server.media.queries import key_of, upload_of
from server.media.service import lease
from sync.wire.problems import Code
from sync.wire.uploads import UploadComplete, UploadDone, UploadKind, UploadState, part_plan

log = logger(__name__)


class _WrongFile(Exception):
    """The parts are as declared, but together they are not the file that was announced."""


async def complete(resources: Resources, viewer: Viewer, told: UploadComplete) -> UploadDone:
    """Makes the asset; asking again gives the same one. Only the store is believed, no etag told.

    AppError PARTS_MISSING {missing}, PART_MISMATCH {n}, INVALID (not the file announced), GONE,
    CONFLICT while a part is still on its way, NOT_FOUND.
    """
    upload = await upload_of(viewer, told.upload_id)
    named = await _prepare(resources, upload.id)
    if named is None:
        return await _done(upload.id)
    try:
        await _finish(resources, upload.id, named)
    except _WrongFile:
        await uploads.close(resources, upload.id, UploadStatus.ABORTED)
        raise invalid(
            "sha256",
            "The file that was sent is not the one announced.",
            "Compute its SHA-256 anew and begin the upload again.",
        ) from None
    except UploadMissing:
        await uploads.close(resources, upload.id, UploadStatus.ABORTED)
        raise
    except (PartsMissing, PartRejected):
        await _reopen(upload.id)
        raise
    return await _done(upload.id)


async def _prepare(resources: Resources, upload_id: UUID) -> list[tuple[int, str]] | None:
    """Checks the parts and marks the upload; what to finish with, None when it is done already."""
    async with db.unit_of_work():
        upload = await Upload.select_for_update().get(id=upload_id)
        if upload.status is UploadStatus.DONE:
            return None
        if upload.status not in uploads.LIVE or upload.challenge is not None:
            raise uploads.gone()
        declared = {p.n: p for p in await UploadPart.filter(upload_id=upload.id)}
        try:
            held = await resources.store.uploads.parts(upload.store_ref)
        except UploadMissing:
            if upload.status is not UploadStatus.COMPLETING:
                raise
            return [(n, declared[n].md5) for n in sorted(declared)]
        named = matching(upload, declared, held)
        upload.status = UploadStatus.COMPLETING
        await upload.save(update_fields=["status"])
    return named


def matching(
    upload: Upload, declared: dict[int, UploadPart], held: Iterable[StoredPart]
) -> list[tuple[int, str]]:
    """(n, etag) of the parts held that are as declared. AppError PARTS_MISSING, PART_MISMATCH."""
    plan = part_plan(upload.size)
    there: dict[int, list[StoredPart]] = {}
    for part in held:
        there.setdefault(part.n, []).append(part)
    missing = [n for n in range(1, plan.count + 1) if n not in there or n not in declared]
    if missing:
        raise AppError(
            Code.PARTS_MISSING,
            f"{len(missing)} of {plan.count} parts are missing.",
            remedy="Send them and complete again.",
            details={"missing": missing},
        )
    return [
        (n, _as_declared(there[n], declared[n], plan.span(n)[1])) for n in range(1, plan.count + 1)
    ]


def _as_declared(held: list[StoredPart], declared: UploadPart, length: int) -> str:
    for part in held:
        sha256 = part.sha256 in {None, declared.sha256}
        md5 = part.md5 in {None, declared.md5}
        if part.size == length and sha256 and md5:
            return part.etag
    raise AppError(
        Code.PART_MISMATCH,
        f"Part {declared.n} is not what was declared.",
        remedy="Send it again.",
        details={"n": declared.n},
    )


async def _finish(resources: Resources, upload_id: UUID, named: list[tuple[int, str]]) -> None:
    async with db.unit_of_work():
        upload = await Upload.select_for_update().get(id=upload_id)
        if upload.status is UploadStatus.DONE:
            return
        if upload.status is not UploadStatus.COMPLETING:
            raise uploads.gone()
        await keyed.hold(upload.kind, upload.sha256)
        await _place(resources, upload, named)
        upload.asset_id = (await _register(upload)).id
        if upload.kind is UploadKind.IMAGE:
            await _tell(upload)
        upload.status = UploadStatus.DONE
        await upload.save(update_fields=["status", "asset_id"])


async def _tell(upload: Upload) -> None:
    """Liner notes may have named the picture before it was here."""
    library = str(key_of(upload, "library"))
    await enqueue("catalog.picture_arrived", library_id=library, sha256=upload.sha256)


async def _place(resources: Resources, upload: Upload, named: list[tuple[int, str]]) -> None:
    """Has the store finish. Where other bytes have the key, whoever is wrong gives way.

    Raises _WrongFile when that is this upload, UploadMissing, PartsMissing, PartRejected.
    """
    store = resources.store.uploads
    try:
        await store.finish(upload.store_ref, named, size=upload.size)
    except KeyTaken:
        if await keyed.content(resources, upload.kind, upload.sha256) == upload.sha256:
            raise _WrongFile from None
        await keyed.condemn(resources, upload.kind, upload.sha256)
        await store.finish(upload.store_ref, named, size=upload.size)


async def _register(upload: Upload) -> Asset:
    """The asset of the file just placed; the reservation becomes use."""
    library = key_of(upload, "library")
    asset = await Asset.select_for_update().get_or_none(
        library_id=library, kind=upload.kind, sha256=upload.sha256
    )
    counted = asset is not None and asset.state is not AssetState.MISMATCH
    if asset is None:
        asset = Asset(library_id=library, kind=upload.kind, sha256=upload.sha256)
    if not counted:
        asset.size = upload.size
        asset.filename = upload.filename
        asset.state = AssetState.UPLOADED
    asset.composite_sha256 = await composite_sha256(upload.id)
    asset.lease_until = lease()
    await asset.save()
    used = 0 if counted else upload.size
    await quota.change(library, used=used, reserved=-upload.size)
    return asset


async def composite_sha256(upload_id: UUID) -> str:
    """Hex SHA-256 of the parts' SHA-256 digests one after the other: the second identity of a
    file, the same whoever cut it, because part_plan() is fixed.
    """
    parts = await UploadPart.filter(upload_id=upload_id).order_by("n")
    return hashlib.sha256(b"".join(bytes.fromhex(part.sha256) for part in parts)).hexdigest()


async def _reopen(upload_id: UUID) -> None:
    async with db.unit_of_work():
        await db.execute(
            "UPDATE uploads SET status = 'open' WHERE id = $1 AND status = 'completing'", upload_id
        )


async def _done(upload_id: UUID) -> UploadDone:
    upload = await Upload.get(id=upload_id)
    asset_id: UUID | None = getattr(upload, "asset_id", None)
    if asset_id is None:
        raise uploads.gone()
    return UploadDone(asset_id=asset_id, state=UploadState.UPLOADED)
