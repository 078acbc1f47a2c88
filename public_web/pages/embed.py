"""/embed/track/<id>, /embed/release/<id>: players for other people's pages, in an opaque origin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request

from public_web.meta import Shown
from public_web.pages.player import common, page_key, version_asked, wanted
from public_web.pages.release import FRAMED, release_embed
from public_web.render import Frame, pages
from server.catalog.facts import hidden
from server.catalog.visibility import Decision, Surface
from server.delivery import queries
from server.delivery.queries import Listening
from server.delivery.service import clock
from server.identity.access import Viewer, viewer
from server.kit.errors import AppError
from server.kit.http import Api
from server.releases import queries as releases
from sync.wire.problems import Code

api = Api("page_embed", prefix="")


@api.route(
    "GET",
    "/embed/track/<track_id:uuid>",
    surface=Surface.EMBED,
    name="embed_track",
    documented=False,
)
async def show(request: Request, track_id: UUID) -> HTTPResponse:
    """The embed of a track, with `?v=`, `?t=`, `?s=`, `?theme=` and `?autoplay=1`."""
    asking = await viewer(request)
    found = await _find(request, asking, track_id)
    match found.facts.decide(Surface.EMBED):
        case Decision.HIDE:
            raise hidden()
        case Decision.PAY:
            raise AppError(
                Code.PAYMENT_REQUIRED,
                "This track is for members and buyers.",
                remedy="Open its own page to listen.",
            )
    made, now = pages(request), clock()
    options = wanted(request, embed=True)

    async def context() -> dict[str, Any]:
        shown = Shown(settings=made.settings, facts=found.facts, track=found.track)
        return {
            **common(made.settings, asking, found, options, now=now),
            "meta": [FRAMED],
            "links": [{"rel": "canonical", "href": shown.canonical}],
        }

    key = None if asking.signed_in else page_key(made.settings, found, options, now)
    return await made.remembered(
        request, "embed.html", asking, context, key=key, now=now, frame=Frame.ANY
    )


@api.route(
    "GET",
    "/embed/release/<release_id:uuid>",
    surface=Surface.EMBED,
    name="embed_release",
    documented=False,
)
async def show_release(request: Request, release_id: UUID) -> HTTPResponse:
    """The embed of a release, with `?s=`, `?theme=` and `?autoplay=1`."""
    asking = await viewer(request)
    secret = request.args.get("s")
    seen = await releases.require(asking, release_id=release_id, secret=secret)
    if seen.decide(Surface.EMBED) is Decision.HIDE:
        raise releases.hidden()
    made, now = pages(request), clock()
    options = wanted(request, embed=True)

    async def context() -> dict[str, Any]:
        return await release_embed(made.settings, asking, seen, options, now=now)

    return await made.remembered(
        request, "embed_release.html", asking, context, key=None, now=now, frame=Frame.ANY
    )


async def _find(request: Request, asking: Viewer, track_id: UUID) -> Listening:
    secret = request.args.get("s")
    version_id = version_asked(request)
    if version_id is not None:
        try:
            found = await queries.listen(asking, Surface.PAGE, version_id=version_id, secret=secret)
        except AppError as error:
            if error.code is not Code.NOT_FOUND:
                raise
        else:
            if found.facts.track_id == track_id and found.facts.context.ready:
                return found
    return await queries.listen(asking, Surface.PAGE, track_id=track_id, secret=secret)
