"""/@handle/slug: the page of one track."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from sanic import HTTPResponse, Request

from public_web import json_ld, meta, moments, shared
from public_web.pages.comments import FIRST, thread
from public_web.pages.player import common, page_key, version_asked, wanted
from public_web.pages.visitor import see_other, signed_in_again
from public_web.render import pages
from server.catalog.visibility import Surface
from server.delivery import queries
from server.delivery.queries import Listening
from server.delivery.service import clock
from server.identity.access import Viewer, viewer
from server.kit.errors import AppError
from server.kit.http import Api
from server.releases import views as releases
from sync.wire.problems import Code

api = Api("page_track", prefix="")
SECRET_HEADERS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
"""What only some may see is not told to other sites."""


@api.route("GET", "/<handle:at>/<slug:str>", surface=Surface.PAGE, name="track", documented=False)
@signed_in_again
async def show(request: Request, handle: str, slug: str) -> HTTPResponse:
    """The page of a track, with `?v=` for a version, `?t=` for a moment, `?s=` for the secret."""
    asking = await viewer(request)
    address = (unquote(handle).casefold(), unquote(slug))
    found = await _find(request, asking, address)
    if unquote(request.path) != found.facts.path:
        query = f"?{request.query_string}" if request.query_string else ""
        return see_other(found.facts.path + query)
    return await track_page(request, asking, found)


async def track_page(
    request: Request,
    asking: Viewer,
    found: Listening,
    *,
    notice: str | None = None,
    status: int = 200,
) -> HTTPResponse:
    """The page; `notice` is what came of a form that was sent."""
    made, now = pages(request), clock()
    options = wanted(request, embed=False)
    private = found.facts.secret or found.facts.previewed
    headers = SECRET_HEADERS if private else None
    on = await releases.first_of_track(found.track.id)
    album = on.release if on else None

    async def context() -> dict[str, Any]:
        shown = meta.Shown(settings=made.settings, facts=found.facts, track=found.track, on=on)
        said = await thread(asking, found)
        told: dict[str, Any] = {
            **common(made.settings, asking, found, options, now=now),
            **said,
            "meta": meta.tags(shown),
            "links": shared.links(shown),
            "json_ld": json_ld.recording(shown, said["comments"][:FIRST]),
            "album": album and {"title": album.title, "url": quote(album.url, safe="/@")},
            "start_label": moments.clock(options.start_ms),
            "notice": notice,
        }
        if album:
            told["player"]["track"]["album"] = album.title
        if shown.published:
            told["published_label"] = moments.day(shown.published)
        return told

    key = None
    if not (asking.signed_in or notice):
        place = on and (on.release.url, on.release.title, on.number, on.release.time_zone)
        key = page_key(made.settings, found, options, now), place
    return await made.remembered(
        request, "track.html", asking, context, key=key, now=now, status=status, headers=headers
    )


async def _find(request: Request, asking: Viewer, address: tuple[str, str]) -> Listening:
    secret = request.args.get("s")
    version_id = version_asked(request)
    if version_id is not None:
        try:
            found = await queries.listen(asking, Surface.PAGE, version_id=version_id, secret=secret)
        except AppError as error:
            if error.code is not Code.NOT_FOUND:
                raise
        else:
            same = (found.facts.handle, found.facts.slug) == address
            if same and (found.facts.context.ready or found.facts.staff):
                return found
    return await queries.listen(asking, Surface.PAGE, address=address, secret=secret)
