"""/@handle/slug: the page of one track."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from sanic import Blueprint, HTTPResponse, Request

from public_web import json_ld, meta
from public_web.moments import clock
from public_web.pages.player import common, version_asked
from public_web.pages.visitor import see_other, signed_in_again
from public_web.render import pages
from server.catalog.visibility import Surface
from server.delivery import queries
from server.delivery.queries import Listening
from server.identity.access import Viewer, viewer
from server.kit.errors import AppError
from sync.wire.problems import Code

blueprint = Blueprint("page_track")
SECRET_HEADERS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
"""An address with a secret in it is not told to other sites."""


@blueprint.get("/<handle:at>/<slug:str>", name="track")
@signed_in_again
async def show(request: Request, handle: str, slug: str) -> HTTPResponse:
    """The page of a track, with `?v=` for a version, `?t=` for a moment, `?s=` for the secret."""
    asking = await viewer(request)
    address = (unquote(handle).casefold(), unquote(slug))
    found = await _find(request, asking, address)
    if unquote(request.path) != found.track.url:
        query = f"?{request.query_string}" if request.query_string else ""
        return see_other(found.track.url + query)
    return track_page(request, asking, found)


def track_page(
    request: Request,
    asking: Viewer,
    found: Listening,
    *,
    notice: str | None = None,
    status: int = 200,
) -> HTTPResponse:
    """The page; `notice` is what came of a form that was sent."""
    made = pages(request)
    shown = meta.Shown(settings=made.settings, facts=found.facts, track=found.track)
    context: dict[str, Any] = {
        **common(request, asking, found, made.settings, embed=False),
        "meta": meta.tags(shown),
        "links": meta.links(shown),
        "json_ld": json_ld.recording(shown),
        "notice": notice,
    }
    context["start_label"] = clock(context["player"]["start_ms"])
    headers = SECRET_HEADERS if found.facts.secret else None
    return made.page(request, "track.html", asking, context, status=status, headers=headers)


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
