"""POST /api/v1/plays from players, GET /api/v1/tracks/:id/stats for owners."""

from __future__ import annotations

import time
from uuid import UUID

from sanic import HTTPResponse, Request
from sanic.response import empty

from server.catalog.facts import access_facts, hidden, require
from server.catalog.visibility import Surface
from server.identity.access import require_user, viewer
from server.kit.asking import client_address, resources
from server.kit.cors import allow_preflight, any_origin
from server.kit.errors import AppError
from server.kit.http import Api, body, reply
from server.kit.limits import limit
from server.kit.tickets import verify_ticket
from server.stats import queries, service
from server.stats.schemas import PlayReport, TrackStats
from sync.wire.problems import Code

api = Api("stats")


@api.route(
    "POST",
    "/plays",
    surface=Surface.PLAY_COUNT,
    body=PlayReport,
    status=202,
    errors=(Code.TAMPERED, Code.NOT_FOUND, Code.RATE_LIMITED),
)
@any_origin
async def report_play(request: Request) -> HTTPResponse:
    """A player tells how far it has come; sent again and again, it never counts twice."""
    await limit(request, "plays", per_minute=120, burst=60)
    report = body(request, PlayReport)
    held = resources(request)
    ticket = verify_ticket(
        held.settings.session_secret, report.ticket, report.version_id, time.time()
    )
    if ticket is None:
        raise AppError(
            Code.TAMPERED,
            "This ticket was not given out for this version, or is too old.",
            field="ticket",
            remedy="Ask for a new grant of the version.",
        )
    # The ticket is the proof of access: a secret link need not be shown a second time.
    facts = await access_facts(await viewer(request), version_id=report.version_id)
    if facts is None or facts.track_id != report.track_id:
        raise hidden()
    if ticket.counted or facts.staff:
        await service.record(held, facts, report, _listener(request))
    return empty(202)


allow_preflight(api, "/plays", method="POST")


@api.route("GET", "/tracks/<track_id:uuid>/stats", surface="artist", reply=TrackStats)
async def show_stats(request: Request, track_id: UUID) -> HTTPResponse:
    """What a track got, day by day."""
    facts = await require(await require_user(request), Surface.PAGE, track_id=track_id)
    if not facts.staff:
        raise AppError(Code.FORBIDDEN, "Statistics are for the artist.")
    return reply(await queries.track_stats(facts.track_id))


def _listener(request: Request) -> service.Listener:
    headers = request.headers
    return service.Listener(
        address=client_address(request),
        agent=headers.get("user-agent", "")[:500],
        private="1" in (headers.get("dnt"), headers.get("sec-gpc")),
    )
