"""Proof of possession: who may not read a library's originals shows that they have the file.

Otherwise a digest alone, which is easily come by, would turn into somebody else's file (Dropbox's
"Dropship" of 2011). The server picks four ranges, the client hashes them with a nonce.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError
from server.kit.objects import ObjectMissing
from server.kit.resources import Resources
from server.media import service, uploads
from server.media.models import Asset, AssetState, Upload, UploadStatus
from server.media.queries import asset_view, key_of, upload_of
from sync.wire.ids import new_id
from sync.wire.problems import Code
from sync.wire.uploads import ProofAnswer, UploadDone, UploadState, UploadView, part_plan

RANGES = 4
LONGEST_RANGE = 64 * 1024
GOOD_FOR = timedelta(hours=1)


async def challenge(viewer: Viewer, asset: Asset) -> UploadView:
    """The viewer's open challenge for this asset, or a new one."""
    open_one: dict[str, Any] = {
        "library_id": key_of(asset, "library"),
        "started_by_id": viewer.id,
        "kind": asset.kind,
        "sha256": asset.sha256,
    }
    async with db.unit_of_work():
        await db.execute("SELECT 1 FROM assets WHERE id = $1 FOR UPDATE", asset.id)
        now = datetime.now(UTC)
        found = await Upload.filter(**open_one, status=UploadStatus.OPEN).first()
        if found is not None and found.challenge is not None and found.expires_at > now:
            return uploads.asking(found)
        if found is not None:
            await Upload.filter(id=found.id).update(status=UploadStatus.EXPIRED)
        plan = part_plan(asset.size)
        made = await Upload.create(
            id=new_id(),
            **open_one,
            filename=asset.filename,
            size=asset.size,
            part_size=plan.part_size,
            parts_total=plan.count,
            challenge={"nonce": secrets.token_hex(16), "ranges": _ranges(asset.size)},
            asset_id=asset.id,
            expires_at=now + GOOD_FOR,
        )
    return uploads.asking(made)


async def prove(
    resources: Resources, viewer: Viewer, upload_id: UUID, given: ProofAnswer
) -> UploadDone:
    """Checks the answer by reading the ranges; one try for each challenge.

    AppError PROOF_FAILED, GONE (too late, or the file is not here any more), NOT_FOUND.
    """
    upload = await upload_of(viewer, upload_id)
    asset_id: UUID | None = getattr(upload, "asset_id", None)
    if upload.status is UploadStatus.DONE and upload.challenge is not None and asset_id:
        return UploadDone(asset_id=asset_id, state=UploadState.UPLOADED)
    if not _answerable(upload) or asset_id is None:
        raise uploads.gone()
    asset = await Asset.get_or_none(id=asset_id)
    if asset is None or asset.state is AssetState.MISMATCH:
        raise uploads.gone()
    if not await _right(resources, asset, upload, given.answer):
        await _settle(upload.id, UploadStatus.ABORTED)
        if asset.state is AssetState.UPLOADED and not await service.recheck(resources, asset.id):
            raise uploads.gone()  # ours was the wrong one: send the file
        raise AppError(Code.PROOF_FAILED, "The answer is not that of the file.")
    async with db.unit_of_work():
        if not await service.renew_lease(asset.id):
            raise uploads.gone()
        await _settle(upload.id, UploadStatus.DONE)
    return UploadDone(asset_id=asset.id, state=UploadState.UPLOADED)


async def _right(resources: Resources, asset: Asset, upload: Upload, answer: str) -> bool:
    digest = hashlib.sha256(upload.challenge["nonce"].encode())
    where = asset_view(asset)
    try:
        for offset, length in upload.challenge["ranges"]:
            stream = resources.store.read(where.bucket, where.key, start=offset, length=length)
            async for chunk in stream:
                digest.update(chunk)
    except ObjectMissing:
        return False
    return secrets.compare_digest(digest.hexdigest(), answer)


async def _settle(upload_id: UUID, status: UploadStatus) -> None:
    async with db.unit_of_work():
        await Upload.filter(id=upload_id, status=UploadStatus.OPEN).update(status=status)


def _answerable(upload: Upload) -> bool:
    in_time = upload.expires_at > datetime.now(UTC)
    return upload.status is UploadStatus.OPEN and upload.challenge is not None and in_time


def _ranges(size: int) -> list[tuple[int, int]]:
    """Four random ranges; a file no longer than one of them is asked for whole."""
    length = min(size, LONGEST_RANGE)
    return [(secrets.randbelow(size - length + 1), length) for _ in range(RANGES)]
