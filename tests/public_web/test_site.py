"""The other pages, static files, and errors that people can read."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from pathlib import Path

import httpx
import pytest

from public_web.assets import Assets, NotBuiltError
from public_web.moments import clock, iso_duration, parse_clock
from tests.support.html import read
from tests.support.live import LiveServer
from tests.support.published import add_artwork, make_user, publish


class TestHomeAndProfile:
    async def test_list_what_is_public(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        owner = await make_user(
            "ines",
            display_name="Inês",
            bio_md="Plays *synths*.",
            links=[{"label": "Site", "url": "https://ines.example"}],
        )
        made = await publish(server.resources, owner)
        await add_artwork(server.resources, made.track)
        for path in ("/", "/@ines"):
            page = read((await web.get(path)).text)
            assert page.find("a", href=made.path)
            assert "Inês" in page.text
            assert "synths" in page.text
        profile = read((await web.get("/@ines")).text)
        assert profile.find("a", href="https://ines.example", rel="me noopener")
        assert profile.meta["og:type"] == "profile"

    async def test_an_empty_site(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        assert "Nothing is published yet." in (await web.get("/")).text
        assert (await web.get("/@nobody")).status_code == 404


class TestCrawlers:
    async def test_sitemap(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        made = await publish(server.resources, await make_user("ines"))
        tree = ET.fromstring((await web.get("/sitemap.xml")).content)
        found = [e.text for e in tree.iter() if e.tag.endswith("loc")]
        assert found == [f"{server.url}{path}" for path in ("/", "/@ines", made.path)]

    async def test_robots(self, server: LiveServer, web: httpx.AsyncClient) -> None:
        text = (await web.get("/robots.txt")).text
        assert f"Sitemap: {server.url}/sitemap.xml" in text


class TestErrors:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/nothing", 404),
            ("GET", "/@a/b/c", 404),
            ("GET", "/static/nothing.js", 404),
            ("GET", "/static/..%2fmanifest.json", 404),
            ("POST", "/", 405),
        ],
    )
    async def test_are_pages(
        self, server: LiveServer, web: httpx.AsyncClient, method: str, path: str, status: int
    ) -> None:
        answer = await web.request(method, path)
        page = read(answer.text)
        assert answer.status_code == status
        assert page.find("a", href="/")
        assert page.meta["robots"] == "noindex"
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]

    async def test_head_is_answered_everywhere(
        self, server: LiveServer, web: httpx.AsyncClient
    ) -> None:
        made = await publish(server.resources)
        for path in ("/", made.path, f"/embed/track/{made.id}", "/login", "/robots.txt"):
            answer = await web.head(path)
            assert (answer.status_code, answer.content) == (200, b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the build leaves it."""
    (tmp_path / "manifest.json").write_text('{"site.js": "site-ABCD1234.js"}')
    (tmp_path / "site-ABCD1234.js").write_text("let a = 1")
    (tmp_path / "site-ABCD1234.js.gz").write_bytes(gzip.compress(b"let a = 1"))
    (tmp_path / "secret.py").write_text("no")
    return tmp_path


class TestAssets:
    def test_addresses_carry_the_hash(self, folder: Path) -> None:
        assert Assets(folder).url("site.js") == "/static/site-ABCD1234.js"
        with pytest.raises(KeyError):
            Assets(folder).url("other.js")

    def test_a_missing_build_says_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(NotBuiltError, match=r"public_web\.build"):
            Assets(tmp_path).url("site.js")

    async def test_are_sent_packed_to_whoever_takes_it(
        self, server: LiveServer, web: httpx.AsyncClient, folder: Path
    ) -> None:
        server.app.ctx.pages.assets = Assets(folder)
        url = "/static/site-ABCD1234.js"
        for accepted, encoding in (
            ("gzip, deflate", "gzip"),
            ("br", None),
            ("gzip;q=0", None),
            ("", None),
        ):
            answer = await web.get(url, headers={"accept-encoding": accepted})
            assert answer.headers.get("content-encoding") == encoding
            assert answer.text == "let a = 1"
            assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        for name in ("secret.py", "site-ABCD1234.js.gz", ".inputs", "nothing.js"):
            assert (await web.get(f"/static/{name}")).status_code == 404


class TestMoments:
    @pytest.mark.parametrize(
        ("text", "ms"),
        [
            ("83", 83_000),
            ("1:23", 83_000),
            ("1:02:03", 3_723_000),
            ("1m23s", 83_000),
            ("1h2m3", 3_723_000),
            (" 5S ", 5_000),
            ("0", 0),
            ("", None),
            (None, None),
            ("x", None),
            ("-5", None),
            ("1:60", None),
            ("１", None),
            ("9" * 30, None),
        ],
    )
    def test_parse(self, text: str | None, ms: int | None) -> None:
        assert parse_clock(text) == ms

    @pytest.mark.parametrize(
        ("ms", "shown", "iso"),
        [
            (83_000, "1:23", "PT1M23S"),
            (3_723_000, "1:02:03", "PT1H2M3S"),
            (185_000, "3:05", "PT3M5S"),
            (3_600_000, "1:00:00", "PT1H"),
            (0, "0:00", None),
        ],
    )
    def test_show(self, ms: int, shown: str, iso: str | None) -> None:
        assert (clock(ms), iso_duration(ms)) == (shown, iso)
