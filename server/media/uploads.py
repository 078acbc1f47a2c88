"""Upload sessions: looked at, signed for, filled, given up, expired.

open -> completing -> done          (opening.py, completing.py)
  |         |
  +---------+-> aborted | expired   the reservation is given back, the store frees the parts
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from server.identity.access import Viewer
from server.kit import db
from server.kit.errors import AppError, invalid, not_found
from server.kit.logs import logger
from server.kit.objects import PartClaim, PartReceiver, StoredPart, StoreError, UploadMissing
from server.kit.resources import Resources
from server.media import quota
from server.media.models import Upload, UploadPart, UploadStatus
from server.media.queries import key_of, upload_of
from sync.wire.problems import Code
from sync.wire.uploads import (
    Challenge,
    PartDigests,
    PartPlan,
    PartReceipt,
    SignedPart,
    UploadState,
    UploadView,
    part_plan,
)

log = logger(__name__)

LIVE = (UploadStatus.OPEN, UploadStatus.COMPLETING)
ORPHAN_GRACE = timedelta(days=1)
"""How much longer than a row an upload of the store may be idle: its row may not be committed."""
_WIRE = {
    UploadStatus.OPEN: UploadState.UPLOADING,
    UploadStatus.COMPLETING: UploadState.UPLOADING,
    UploadStatus.DONE: UploadState.UPLOADED,
    UploadStatus.ABORTED: UploadState.ABORTED,
    UploadStatus.EXPIRED: UploadState.EXPIRED,
}


async def state(resources: Resources, viewer: Viewer, upload_id: UUID) -> UploadView:
    """What the store holds of an upload. AppError NOT_FOUND, GONE."""
    upload = await upload_of(viewer, upload_id)
    if upload.status not in LIVE:
        return view(upload, [], [])
    if upload.challenge is not None:
        return asking(upload)
    try:
        return view(upload, await receipts(resources, upload), [])
    except UploadMissing:
        await close(resources, upload.id, UploadStatus.ABORTED)
        raise


async def sign(
    resources: Resources, viewer: Viewer, upload_id: UUID, parts: list[PartDigests]
) -> list[SignedPart]:
    """URLs for these parts; what is declared of them here is what completing holds the store to.

    AppError INVALID for a number that the file does not have, GONE, UPLOAD_CLOSED, NOT_FOUND.
    """
    upload = await upload_of(viewer, upload_id)
    if upload.status in {UploadStatus.DONE, UploadStatus.COMPLETING}:
        raise AppError(
            Code.UPLOAD_CLOSED, "All parts are here already.", remedy="Ask for the upload's state."
        )
    if upload.status is not UploadStatus.OPEN or upload.challenge is not None:
        raise gone()
    check_numbers(part_plan(upload.size), parts)
    return await sign_parts(resources, upload, parts)


async def receive(
    resources: Resources,
    upload_id: UUID,
    n: int,
    *,
    chunks: AsyncIterator[bytes],
    claim: PartClaim,
    exp: str,
    sig: str,
) -> StoredPart:
    """Takes the bytes of a part into a folder store, once its URL has proven to be ours.

    AppError TAMPERED, EXPIRED, GONE, PART_MISMATCH, CONFLICT; NOT_FOUND where the store is not a
    folder.
    """
    store = resources.store.uploads
    if not isinstance(store, PartReceiver):
        raise not_found()
    store.verify_part_url(str(upload_id), n, claim, exp=exp, sig=sig)
    part = await store.receive_part(str(upload_id), n, chunks, claim)
    async with db.unit_of_work():
        await _touch(resources, upload_id)
    return part


async def abort(resources: Resources, viewer: Viewer, upload_id: UUID) -> None:
    """Gives an upload up; harmless to repeat. AppError UPLOAD_CLOSED once it is an asset."""
    upload = await upload_of(viewer, upload_id)
    if await close(resources, upload.id, UploadStatus.ABORTED) is UploadStatus.DONE:
        raise AppError(Code.UPLOAD_CLOSED, "This upload is finished already.")


async def close(resources: Resources, upload_id: UUID, status: UploadStatus) -> UploadStatus | None:
    """Aborts or expires a live upload: its reservation ends at once, its parts as soon as the store
    can be reached. Returns the status that it had before.
    """
    async with db.unit_of_work():
        upload = await Upload.select_for_update().get_or_none(id=upload_id)
        if upload is None or upload.status not in LIVE:
            return upload.status if upload else None
        before = upload.status
        if status is UploadStatus.EXPIRED and upload.expires_at > datetime.now(UTC):
            return before
        upload.status = status
        await upload.save(update_fields=["status"])
        if upload.store_ref:
            await quota.change(key_of(upload, "library"), reserved=-upload.size)
            db.after_commit(lambda: _free(resources, upload.store_ref))
    return before


async def expire(resources: Resources) -> int:
    """Ends uploads that stood idle too long, and those of the store that no row knows; how many."""
    found = await db.rows(
        """SELECT id FROM uploads WHERE status IN ('open', 'completing') AND expires_at < now()
           ORDER BY expires_at LIMIT 1000"""
    )
    for row in found:
        await close(resources, row["id"], UploadStatus.EXPIRED)
    orphans = 0
    idle = timedelta(seconds=resources.settings.upload_ttl) + ORPHAN_GRACE
    async for left in resources.store.uploads.open_uploads(idle):
        known = await db.row(
            "SELECT 1 FROM uploads WHERE store_ref = $1 AND status IN ('open', 'completing')",
            left.ref,
        )
        if known is None:
            orphans += 1
            await resources.store.uploads.abort(left.ref)
    return len(found) + orphans


async def receipts(resources: Resources, upload: Upload) -> list[PartReceipt]:
    """The parts that the store holds. Raises UploadMissing when it has forgotten the upload.

    One that died between the store's finish and our commit is whole: its parts are those declared.
    """
    try:
        held = await resources.store.uploads.parts(upload.store_ref)
    except UploadMissing:
        if upload.status is not UploadStatus.COMPLETING:
            raise
        return await _declared(upload)
    return [PartReceipt(n=p.n, size=p.size, etag=p.etag, md5=p.md5) for p in held]


async def sign_parts(
    resources: Resources, upload: Upload, parts: Sequence[PartDigests]
) -> list[SignedPart]:
    """Writes down what is declared of these parts and signs their URLs; none once it completes."""
    if not parts or upload.status is not UploadStatus.OPEN:
        return []
    async with db.unit_of_work():
        await db.execute(
            """INSERT INTO upload_parts (upload_id, n, sha256, md5)
               SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[])
               ON CONFLICT (upload_id, n)
               DO UPDATE SET sha256 = excluded.sha256, md5 = excluded.md5""",
            upload.id,
            [part.n for part in parts],
            [part.sha256 for part in parts],
            [part.md5 for part in parts],
        )
        await _touch(resources, upload.id)
    return [await _url(resources, upload, part) for part in parts]


async def _url(resources: Resources, upload: Upload, part: PartDigests) -> SignedPart:
    length = part_plan(upload.size).span(part.n)[1]
    claim = PartClaim(length=length, md5=part.md5, sha256=part.sha256)
    found = await resources.store.uploads.part_url(
        upload.store_ref, part.n, claim, expires_s=resources.settings.part_url_ttl
    )
    return SignedPart(n=part.n, url=found.url, headers=found.headers, expires_at=found.expires_at)


def check_numbers(plan: PartPlan, parts: Sequence[PartDigests]) -> None:
    """AppError INVALID for a part that the file does not have, or that is named twice."""
    seen = set()
    for at, part in enumerate(parts):
        if part.n > plan.count:
            raise invalid(f"parts[{at}].n", f"The file has parts 1 to {plan.count}.")
        if part.n in seen:
            raise invalid(f"parts[{at}].n", f"Part {part.n} is named twice.")
        seen.add(part.n)


def view(upload: Upload, parts: list[PartReceipt], signed: list[SignedPart]) -> UploadView:
    """An upload on the wire."""
    return UploadView(
        state=_WIRE[upload.status],
        upload_id=upload.id,
        asset_id=key_of(upload, "asset"),
        size=upload.size,
        part_size=upload.part_size,
        parts_total=upload.parts_total,
        presigned_parts=signed,
        parts_done=parts,
        expires_at=upload.expires_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    )


def asking(upload: Upload) -> UploadView:
    """An upload that is a challenge, on the wire."""
    asked = upload.challenge
    ranges = [(int(offset), int(length)) for offset, length in asked["ranges"]]
    found = view(upload, [], [])
    return replace(
        found,
        state=UploadState.PROVE,
        asset_id=None,
        challenge=Challenge(nonce=asked["nonce"], ranges=ranges),
    )


def expiry(resources: Resources) -> datetime:
    """When an upload that is touched now ends if it stays idle."""
    return datetime.now(UTC) + timedelta(seconds=resources.settings.upload_ttl)


def gone() -> AppError:
    """The upload was given up."""
    return AppError(Code.GONE, "This upload is no longer open.", remedy="Begin the upload again.")


async def _declared(upload: Upload) -> list[PartReceipt]:
    plan = part_plan(upload.size)
    declared = await UploadPart.filter(upload_id=upload.id).order_by("n")
    return [
        PartReceipt(n=part.n, size=plan.span(part.n)[1], etag=part.md5, md5=part.md5)
        for part in declared
    ]


async def _touch(resources: Resources, upload_id: UUID) -> None:
    await db.execute(
        "UPDATE uploads SET expires_at = $2 WHERE id = $1 AND status = 'open'",
        upload_id,
        expiry(resources),
    )


async def _free(resources: Resources, ref: str) -> None:
    # The row is closed already; what the store keeps after this, expire() finds by its age.
    try:
        await resources.store.uploads.abort(ref)
    except StoreError as error:
        log.warning("upload_not_freed", ref=ref, error=str(error))
