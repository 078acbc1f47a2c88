"""/api/v1/sync: what studios ask to stay in step."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw

from server.identity import queries as identity
from server.identity import service as accounts
from server.identity.access import Viewer, ask_again, require_user
from server.identity.models import SessionKind
from server.identity.schemas import DeviceList
from server.kit.errors import AppError, invalid
from server.kit.http import JSON, Api, body, body_bytes, decoded, empty, query, reply
from server.kit.migrations import plain_dsn
from server.syncing import pages, queries, service
from server.syncing.schemas import ChangesAsked, HistoryAsked, Position, Seat
from server.syncing.wakeups import LOOK_AGAIN_S, Wakeups
from sync.wire import changes as wire
from sync.wire.batches import take_apart
from sync.wire.kinds import KINDS
from sync.wire.problems import Code

api = Api("sync", prefix="/api/v1/sync")

FEATURES = ["digest", "history", "resolve", "restore"]
_SEATED = (Code.CLIENT_TOO_OLD, Code.FORBIDDEN, Code.NOT_FOUND, Code.INVALID)


@api.blueprint.before_server_start
async def start(app: Sanic[Any, Any]) -> None:
    """Listens for news."""
    app.ctx.wakeups = Wakeups(plain_dsn(app.ctx.settings.database_url))
    app.ctx.wakeups.start()


@api.blueprint.before_server_stop
async def stop(app: Sanic[Any, Any]) -> None:
    """Lets go whoever waits."""
    await app.ctx.wakeups.stop()


@api.route("POST", "/hello", surface="account", body=wire.Hello, reply=wire.Welcome, errors=_SEATED)
async def hello(request: Request) -> HTTPResponse:
    """Who is there, and where the library's feed is."""
    seat = await _seat(request)
    _check_schema(body(request, wire.Hello).schema)
    moment = await pages.moment(seat.library_id)
    return reply(
        wire.Welcome(
            epoch=moment["epoch"],
            schema_min=wire.SCHEMA,
            schema_max=wire.SCHEMA,
            library_id=seat.library_id,
            library_handle=seat.handle,
            library_name=seat.name,
            role=seat.role,
            device_id=seat.device_id,
            head=moment["head"],
            mark=moment["mark"],
            server_time=moment["now"],
            limits=wire.Limits(),
            kinds=[name for name in KINDS if name in seat.kinds],
            features=FEATURES,
        )
    )


@api.route(
    "GET",
    "/changes",
    surface="account",
    query=ChangesAsked,
    reply=wire.Changes,
    also=(204,),
    errors=(*_SEATED, Code.EPOCH_CHANGED, Code.RATE_LIMITED),
)
async def changes(request: Request) -> HTTPResponse:
    """What happened in the library after a place in its feed."""
    asked, seat, position = query(request, ChangesAsked), await _seat(request), _position(request)
    page = await pages.page(seat, position, asked.since, asked.limit)
    if not page.news and asked.wait and request.method == "GET":
        waited = await _wait(request, seat, position, asked)
        if waited is None:
            return empty()
        page = waited
    return raw(page.body, headers={"cache-control": "no-store"}, content_type=JSON)


@api.route(
    "POST",
    "/push",
    surface="account",
    body=wire.Push,
    reply=wire.PushReply,
    errors=(*_SEATED, Code.EPOCH_CHANGED),
)
async def push(request: Request) -> HTTPResponse:
    """What a studio did; each operation has an outcome of its own."""
    seat, position = await _seat(request), _position(request)
    ops = decoded(body_bytes(request, wire.MOST_PUSH_BYTES), take_apart)
    return reply(await service.push(seat, ops, position))


@api.route("GET", "/digest", surface="account", reply=wire.Digest, errors=_SEATED)
async def digest(request: Request) -> HTTPResponse:
    """The library in numbers, to compare."""
    return reply(await queries.digest(await _seat(request)))


@api.route(
    "GET",
    "/history",
    surface="account",
    query=HistoryAsked,
    reply=list[wire.HistoryEntry],
    errors=_SEATED,
)
async def history(request: Request) -> HTTPResponse:
    """Who changed what of a record, newest first; empty for one that there is not."""
    asked, seat = query(request, HistoryAsked), await _seat(request)
    return reply(await queries.history(seat, asked.kind, asked.id))


@api.route("GET", "/devices", surface="account", reply=DeviceList)
async def list_devices(request: Request) -> HTTPResponse:
    """The devices of one's account."""
    found = await require_user(request)
    devices = await identity.sessions(found.id, found.session_id, SessionKind.DEVICE)
    return reply(DeviceList(devices=devices))


@api.route("DELETE", "/devices/<device_id:uuid>", surface="account", status=204)
async def revoke_device(request: Request, device_id: UUID) -> HTTPResponse:
    """Makes a device's token worthless."""
    found = await require_user(request)
    await accounts.revoke_session(found.id, device_id, SessionKind.DEVICE)
    return empty()


async def _wait(
    request: Request, seat: Seat, position: Position, asked: ChangesAsked
) -> pages.Page | None:
    """The first page with news, or None when the time is over."""
    wakeups = cast(Wakeups, request.app.ctx.wakeups)
    until = time.monotonic() + asked.wait
    with wakeups.bell(seat.library_id, seat.user_id) as bell:
        while not wakeups.closing:
            bell.clear()
            page = await pages.page(seat, position, asked.since, asked.limit)
            left = until - time.monotonic()
            if page.news:
                now = await _seat(request, await ask_again(request))
                if now == seat:
                    return page
                seat = now  # of another role, which may see less
                continue
            if left <= 0:
                return None
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, LOOK_AGAIN_S)):
                    await bell.wait()
    return None


async def _seat(request: Request, viewer: Viewer | None = None) -> Seat:
    viewer = viewer or await require_user(request)
    told = request.headers.get(wire.SCHEMA_HEADER)
    if told is not None:
        _check_schema(_number(told, wire.SCHEMA_HEADER))
    return await queries.seat(viewer, request.headers.get(wire.LIBRARY_HEADER))


def _check_schema(schema: int) -> None:
    if schema != wire.SCHEMA:
        older = schema < wire.SCHEMA
        raise AppError(
            Code.CLIENT_TOO_OLD,
            f"This server speaks version {wire.SCHEMA} of the protocol, not {schema}.",
            remedy="Update the studio to sync." if older else "Update the server to sync.",
            details={"min_version": wire.SCHEMA, "max_version": wire.SCHEMA},
        )


def _position(request: Request) -> Position:
    epoch = request.headers.get(wire.EPOCH_HEADER)
    mark = request.headers.get(wire.MARK_HEADER)
    seq, _, number = (mark or "0:0").partition(":")
    try:
        known = UUID(epoch) if epoch else None
    except ValueError:
        raise invalid(wire.EPOCH_HEADER, "This is not an epoch.") from None
    return Position(
        epoch=known, seq=_number(seq, wire.MARK_HEADER), mark=_number(number, wire.MARK_HEADER)
    )


def _number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise invalid(field, "This is not a number.")
    return int(text)
