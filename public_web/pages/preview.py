"""/p/token: a private link to a release that is not out yet."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from public_web.pages.visitor import see_other
from server.identity import guests
from server.identity.access import viewer
from server.kit.asking import resources
from server.kit.http import Api
from server.releases import previews
from server.stats.visitors import is_bot

api = Api("page_preview", prefix="")


@api.route("GET", "/p/<token:str>", surface="signature", name="preview", documented=False)
async def open_link(request: Request, token: str) -> HTTPResponse:
    """Lets the browser in and leads it to the release; a link that does not hold is not there.

    Nor is any for programs and for browsers that only look ahead: they would use the link up.
    """
    if is_bot(request.headers.get("user-agent", "")) or _only_looks(request):
        raise previews.closed()
    settings = resources(request).settings
    known = (await viewer(request)).previews
    found = await previews.open_preview(token, known)
    answer = see_other(found.path)
    answer.headers.update({"referrer-policy": "no-referrer", "x-robots-tag": "noindex"})
    guests.remember(answer, settings, [found.link_id, *known])
    return answer


def _only_looks(request: Request) -> bool:
    """Nobody reads what comes: a HEAD, or a browser that fetches what might be wanted next."""
    purpose = request.headers.get("sec-purpose") or request.headers.get("purpose") or ""
    return request.method == "HEAD" or "prefetch" in purpose.casefold()
