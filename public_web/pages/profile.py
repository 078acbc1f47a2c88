"""/@handle: an artist, their releases and their public tracks."""

from __future__ import annotations

from urllib.parse import unquote

from sanic import HTTPResponse, Request

from public_web.pages.player import row
from public_web.pages.release import listed
from public_web.pages.visitor import signed_in_again
from public_web.render import pages
from server.catalog import queries as catalog
from server.catalog.views import artist_view
from server.identity import queries as identity
from server.identity.access import viewer
from server.kit.http import Api
from server.releases import views as releases

api = Api("page_profile", prefix="")


@api.route("GET", "/<handle:at>", surface="open", name="profile", documented=False)
@signed_in_again
async def show(request: Request, handle: str) -> HTTPResponse:
    """The page of an account."""
    profile = await identity.profile(unquote(handle))
    tracks = await catalog.discography(profile.handle)
    out = await releases.discography(profile.handle)
    artist = artist_view(profile.handle, profile.display_name)
    found = pages(request)
    url = f"{found.site['url']}/@{profile.handle}"
    context = {
        "profile": {
            "handle": profile.handle,
            "name": profile.display_name,
            "bio_html": profile.bio_html,
            "links": profile.links,
        },
        "releases": [listed(release, artist) for release in out],
        "tracks": [row(track) for track in tracks],
        "meta": [
            ("property", "og:type", "profile"),
            ("property", "og:title", profile.display_name),
            ("property", "og:url", url),
            ("property", "og:site_name", found.site["name"]),
            ("property", "profile:username", profile.handle),
        ],
        "links": [{"rel": "canonical", "href": url}],
    }
    return found.page(request, "profile.html", await viewer(request), context)
