"""The front page: the newest public tracks."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from public_web.pages.player import row
from public_web.pages.visitor import signed_in_again
from public_web.render import pages
from server.catalog import queries as catalog
from server.identity import queries as identity
from server.identity.access import viewer
from server.kit.http import Api

api = Api("page_home", prefix="")


@api.route("GET", "/", surface="open", name="home", documented=False)
@signed_in_again
async def show(request: Request) -> HTTPResponse:
    """The front page."""
    front = await catalog.front()
    artist = None
    if front.artist is not None:
        profile = await identity.profile(front.artist.handle)
        artist = {
            "name": profile.display_name,
            "handle": profile.handle,
            "url": front.artist.url,
            "bio_html": profile.bio_html,
        }
    found = pages(request)
    context = {
        "artist": artist,
        "tracks": [row(track) for track in front.tracks],
        "meta": [("property", "og:type", "website"), ("property", "og:title", found.site["name"])],
        "links": [{"rel": "canonical", "href": f"{found.site['url']}/"}],
    }
    return found.page(request, "home.html", await viewer(request), context)
