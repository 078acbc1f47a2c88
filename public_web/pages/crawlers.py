"""robots.txt and the sitemap: only what everybody may find."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from sanic import HTTPResponse, Request

from public_web.render import pages
from server.catalog import queries as catalog
from server.catalog.visibility import Release, Surface
from server.kit.http import Api
from server.releases import views as releases

api = Api("page_crawlers", prefix="")
MOST_URLS = 50_000
"""The limit of one sitemap (sitemaps.org protocol)."""
FOR_TEN_MINUTES = {"cache-control": "public, max-age=600"}


@api.route("GET", "/robots.txt", surface="open", name="robots", documented=False)
async def robots(request: Request) -> HTTPResponse:
    """What crawlers may fetch."""
    url = pages(request).site["url"]
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /media/", f"Sitemap: {url}/sitemap.xml"]
    text = "\n".join([*lines, ""])
    return HTTPResponse(text, headers=FOR_TEN_MINUTES, content_type="text/plain; charset=utf-8")


@api.route("GET", "/sitemap.xml", surface=Surface.LISTING, name="sitemap", documented=False)
async def sitemap(request: Request) -> HTTPResponse:
    """The front page, artists, releases, tracks. Not kept beyond a minute: one may be withdrawn."""
    site = pages(request).site["url"]
    tracks = [t for t in (await catalog.front(MOST_URLS)).tracks if t.release is Release.LIVE]
    artists = sorted({track.artist.url for track in tracks})
    out = [quote(release.url, safe="/@") for release in await releases.newest(MOST_URLS)]
    found = [
        f"<url><loc>{escape(site + path, quote=False)}</loc></url>"
        for path in ["/", *artists, *out]
    ]
    found += [
        f"<url><loc>{escape(site + track.url, quote=False)}</loc>"
        f"<lastmod>{track.updated_at.isoformat()}</lastmod></url>"
        for track in tracks
    ]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(found[:MOST_URLS])
        + "\n</urlset>\n"
    )
    headers = {"cache-control": "public, max-age=60"}
    return HTTPResponse(text, headers=headers, content_type="application/xml; charset=utf-8")
