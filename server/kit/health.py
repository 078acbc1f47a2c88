"""Is the process alive, and can it serve: /api/v1/health and /api/v1/ready."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import cast

from sanic import HTTPResponse, Request

from server.kit import db
from server.kit.asking import resources
from server.kit.http import Api, reply
from server.kit.logs import logger

log = logger(__name__)
api = Api("health")


@dataclass(frozen=True, slots=True)
class Health:
    """`ok` or `failing` for each thing the server leans on."""

    database: str
    redis: str
    store: str


@api.route("GET", "/health", surface="open", reply=Health, also=(503,))
async def health(request: Request) -> HTTPResponse:
    """What the server leans on, and whether it answers; 503 when something does not."""
    held = resources(request)
    found = Health(
        database=await _state("database", db.row("SELECT 1")),
        redis=await _state("redis", cast(Awaitable[object], held.redis.ping())),
        store=await _state("store", held.store.stat("originals", "health")),
    )
    fine = {found.database, found.redis, found.store} == {"ok"}
    return reply(found, 200 if fine else 503)


@api.route("GET", "/ready", surface="open")
async def ready(request: Request) -> HTTPResponse:
    """200 once the process serves."""
    return reply({"ready": True})


async def _state(name: str, asking: Awaitable[object]) -> str:
    try:
        await asking
    except Exception as error:
        log.error("unhealthy", part=name, error=str(error))
        return "failing"
    return "ok"
