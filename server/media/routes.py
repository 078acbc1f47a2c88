"""/api/v1/upload: sessions, parts, completion, proof; /api/v1/files: the way back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

from sanic import HTTPResponse, Request

from server.identity.access import require_user
from server.kit.asking import resources
from server.kit.errors import not_found
from server.kit.http import Api, body, empty, query, reply
from server.kit.limits import limit
from server.kit.objects.partlinks import claim_of
from server.kit.responder import send_object
from server.media import completing, opening, proof, queries, uploads
from server.media.schemas import FileQuery
from sync.wire.problems import Code
from sync.wire.uploads import (
    PartsSigned,
    PartsWanted,
    ProofAnswer,
    UploadComplete,
    UploadDone,
    UploadKind,
    UploadStart,
    UploadState,
    UploadView,
)

api = Api("media")

STARTS_PER_MINUTE = 120
FILES_PER_MINUTE = 600
DIGITS = 64
"""Of a SHA-256 in hex."""
BYTES = "application/octet-stream"
PROOFS_PER_MINUTE = 30


@api.route(
    "POST",
    "/upload/multipart/init",
    surface="account",
    body=UploadStart,
    reply=UploadView,
    status=201,
    also=(200,),
    errors=(
        Code.FORBIDDEN,
        Code.NOT_FOUND,
        Code.QUOTA_EXCEEDED,
        Code.STORAGE_FULL,
        Code.UNAVAILABLE,
        Code.RATE_LIMITED,
    ),
)
async def start(request: Request) -> HTTPResponse:
    """Begin an upload, go on with the open one (201), or learn that there is nothing to send."""
    viewer = await require_user(request)
    await limit(request, "upload", per_minute=STARTS_PER_MINUTE, key=str(viewer.id))
    found = await opening.start(resources(request), viewer, body(request, UploadStart))
    return reply(found, 201 if found.state is UploadState.UPLOADING else 200)


@api.route(
    "POST",
    "/upload/multipart/complete",
    surface="account",
    body=UploadComplete,
    reply=UploadDone,
    errors=(
        Code.FORBIDDEN,
        Code.NOT_FOUND,
        Code.GONE,
        Code.CONFLICT,
        Code.PARTS_MISSING,
        Code.PART_MISMATCH,
        Code.UNAVAILABLE,
        Code.STORAGE_FULL,
    ),
)
async def complete(request: Request) -> HTTPResponse:
    """Make the parts an asset; again gives the same answer."""
    viewer = await require_user(request)
    told = body(request, UploadComplete)
    return reply(await completing.complete(resources(request), viewer, told))


@api.route(
    "GET",
    "/upload/<upload_id:uuid>",
    surface="account",
    reply=UploadView,
    errors=(Code.FORBIDDEN, Code.GONE, Code.UNAVAILABLE),
)
async def state(request: Request, upload_id: UUID) -> HTTPResponse:
    """What the store holds of an upload."""
    viewer = await require_user(request)
    return reply(await uploads.state(resources(request), viewer, upload_id))


@api.route(
    "POST",
    "/upload/<upload_id:uuid>/parts",
    surface="account",
    body=PartsWanted,
    reply=PartsSigned,
    errors=(Code.FORBIDDEN, Code.GONE, Code.UPLOAD_CLOSED, Code.UNAVAILABLE),
)
async def sign(request: Request, upload_id: UUID) -> HTTPResponse:
    """URLs to send parts to; the same call renews those that have expired."""
    viewer = await require_user(request)
    wanted = body(request, PartsWanted)
    signed = await uploads.sign(resources(request), viewer, upload_id, wanted.parts)
    return reply(PartsSigned(presigned_parts=signed))


@api.route(
    "POST",
    "/upload/<upload_id:uuid>/prove",
    surface="account",
    body=ProofAnswer,
    reply=UploadDone,
    errors=(
        Code.FORBIDDEN,
        Code.GONE,
        Code.PROOF_FAILED,
        Code.UNAVAILABLE,
        Code.RATE_LIMITED,
    ),
)
async def prove(request: Request, upload_id: UUID) -> HTTPResponse:
    """Show that you have the file that is here already."""
    viewer = await require_user(request)
    await limit(request, "prove", per_minute=PROOFS_PER_MINUTE, key=str(viewer.id))
    given = body(request, ProofAnswer)
    return reply(await proof.prove(resources(request), viewer, upload_id, given))


@api.route(
    "DELETE",
    "/upload/<upload_id:uuid>",
    surface="account",
    status=204,
    errors=(Code.FORBIDDEN, Code.UPLOAD_CLOSED),
)
async def abort(request: Request, upload_id: UUID) -> HTTPResponse:
    """Give an upload up; its parts are freed."""
    viewer = await require_user(request)
    await uploads.abort(resources(request), viewer, upload_id)
    return empty()


@api.route(
    "PUT",
    "/upload/<upload_id:uuid>/parts/<n:int>",
    surface="signature",
    stream=True,
    errors=(
        Code.TAMPERED,
        Code.EXPIRED,
        Code.GONE,
        Code.CONFLICT,
        Code.PART_MISMATCH,
        Code.STORAGE_FULL,
        Code.UNAVAILABLE,
    ),
)
async def receive(request: Request, upload_id: UUID, n: int) -> HTTPResponse:
    """Send a part, to the URL and with the headers that were signed for it."""
    part = await uploads.receive(
        resources(request),
        upload_id,
        n,
        chunks=_chunks(request),
        claim=claim_of(request.headers),
        exp=request.args.get("exp", ""),
        sig=request.args.get("sig", ""),
    )
    return HTTPResponse(status=200, headers={"etag": f'"{part.etag}"', "cache-control": "no-store"})


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes. A streaming route always has a stream."""
    stream = request.stream
    assert stream is not None
    while (chunk := await stream.read()) is not None:  # type: ignore[attr-defined]
        yield chunk


@api.route(
    "GET",
    "/files/<kind:str>/<sha256:str>",
    surface="account",
    query=FileQuery,
    content_type=BYTES,
    ranged=True,
    errors=(Code.RATE_LIMITED,),
)
async def read_file(request: Request, kind: str, sha256: str) -> HTTPResponse | None:
    """A file of the library as it was sent, for a studio that has not got it."""
    viewer = await require_user(request)
    await limit(request, "files", per_minute=FILES_PER_MINUTE, key=str(viewer.id))
    if kind not in set(UploadKind) or len(sha256) != DIGITS:
        raise not_found("This file")
    library = query(request, FileQuery).library
    found = await queries.readable(viewer, library, UploadKind(kind), sha256)
    named = f"attachment; filename*=UTF-8''{quote(found.filename)}"
    return await send_object(
        request,
        found.bucket,
        found.key,
        content_type=BYTES,
        # Bytes to keep, whatever they are: none of our pages that a browser would show.
        headers={"cache-control": "private, no-store", "content-disposition": named},
    )
