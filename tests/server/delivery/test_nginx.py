"""nginx answers to the server's signed addresses exactly as the server does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.live import LiveServer
from tests.support.media_urls import KINDS, signed, spoilt
from tests.support.published import publish

pytestmark = pytest.mark.nginx

TEMPLATES = Path(__file__).resolve().parents[3] / "nginx"
PATHS = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
COMPARED = (
    "content-type",
    "content-length",
    "content-range",
    "etag",
    "last-modified",
    "access-control-allow-origin",
    "cache-control",
)


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx in front of the server."""

    url: str
    web: httpx.AsyncClient


def program() -> str:
    """Where nginx is."""
    found = shutil.which("nginx", path=PATHS)
    assert found, "nginx is not installed: apt install nginx-light"
    return found


def write_configuration(folder: Path, server: LiveServer, listen: str, origin: str) -> None:
    """The files of nginx/ with values put in."""
    values = {
        "NGINX_LISTEN": listen,
        "NGINX_CACHE": str(folder / "cache"),
        "ACETATE_SERVER": server.url.removeprefix("http://"),
        "ACETATE_DATA": str(server.settings.data_dir),
        "SECURE_LINK_SECRET": server.settings.secure_link_secret,
        "S3_ENDPOINT": "http://127.0.0.1:1",
        "S3_BUCKET_PREFIX": "acetate-",
    }
    shutil.copy(TEMPLATES / "nginx.conf", folder)
    names = {"site": "site", "media": "media", f"origin_{origin}": "origin"}
    for template, name in names.items():
        text = (TEMPLATES / f"{template}.conf.template").read_text()
        for key, value in values.items():
            text = text.replace("${" + key + "}", value)
        (folder / f"{name}.conf").write_text(text)


def command(folder: Path, *more: str) -> list[str]:
    """How nginx is started in `folder`, as whoever runs the tests."""
    user = "user root;" if os.geteuid() == 0 else ""
    settings = f"pid {folder}/nginx.pid; daemon off; {user}"
    return [program(), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", settings, *more]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
async def nginx(server: LiveServer, tmp_path: Path) -> AsyncIterator[Nginx]:
    """nginx with our configuration in front of the server, over the same folder store."""
    listen = f"127.0.0.1:{free_port()}"
    write_configuration(tmp_path, server, listen, "folder")
    with (tmp_path / "nginx.log").open("wb") as log:
        process = subprocess.Popen(command(tmp_path), stdout=log, stderr=log)
    client = httpx.AsyncClient(base_url=f"http://{listen}", timeout=20)
    deadline = time.monotonic() + 20
    while True:
        try:
            await client.get("/media/hls/")
            break
        except httpx.ConnectError:
            assert process.poll() is None, (tmp_path / "nginx.log").read_text()
            assert time.monotonic() < deadline
    yield Nginx(f"http://{listen}", client)
    await client.aclose()
    process.terminate()
    process.wait(20)


class TestMedia:
    async def test_the_same_answer_as_the_server(
        self, server: LiveServer, nginx: Nginx, web: httpx.AsyncClient
    ) -> None:
        url = await signed(server)
        etag = (await web.head(url)).headers["etag"]
        asked: list[tuple[str, dict[str, str]]] = [
            ("GET", {}),
            ("GET", {"range": "bytes=0-0"}),
            ("GET", {"range": "bytes=100-"}),
            ("GET", {"range": "bytes=-5"}),
            ("GET", {"range": "bytes=2048-"}),
            ("GET", {"range": "bytes=5-6", "if-range": etag}),
            ("GET", {"range": "bytes=5-6", "if-range": '"other"'}),
            ("GET", {"if-none-match": etag}),
            ("HEAD", {}),
        ]
        for method, headers in asked:
            ours = await web.request(method, url, headers=headers)
            theirs = await nginx.web.request(method, url, headers=headers)
            assert (theirs.status_code, method, headers) == (ours.status_code, method, headers)
            if ours.status_code < 300:
                assert theirs.content == ours.content
                assert [theirs.headers.get(n) for n in COMPARED] == [
                    ours.headers.get(n) for n in COMPARED
                ]

    @pytest.mark.parametrize("kind", KINDS)
    async def test_what_we_did_not_sign(self, server: LiveServer, nginx: Nginx, kind: str) -> None:
        url = spoilt(await signed(server))[kind]
        answer = await nginx.web.get(httpx.URL(nginx.url).copy_with(raw_path=url.encode()))
        assert answer.status_code == 403
        assert answer.headers["access-control-allow-origin"] == "*"

    async def test_expired_missing_and_writing(self, server: LiveServer, nginx: Nginx) -> None:
        url = await signed(server)
        assert (await nginx.web.get(await signed(server, ttl=-2))).status_code == 410
        assert (await nginx.web.get(url.replace("audio.mp4", "other.mp4"))).status_code == 404
        assert (await nginx.web.post(url)).status_code == 405
        preflight = await nginx.web.options(url)
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-origin"] == "*"

    async def test_every_source_of_a_grant(self, server: LiveServer, nginx: Nginx) -> None:
        made = await publish(server.resources)
        grant = (await nginx.web.get(f"/api/v1/versions/{made.version_id}/grant")).json()
        for source in grant["sources"]:
            answer = await nginx.web.get(source["url"])
            assert answer.status_code == 200
            assert answer.content.startswith(source["codec"].encode())
            assert answer.headers["server"] == "nginx"

    async def test_signatures_are_not_logged(
        self, server: LiveServer, nginx: Nginx, tmp_path: Path
    ) -> None:
        url = await signed(server)
        await nginx.web.get(url)
        log = (tmp_path / "nginx.log").read_text()
        assert url.split("/", 5)[5] in log
        assert url.split("/")[3] not in log


class TestConfiguration:
    async def test_of_the_s3_origin_is_well_formed(
        self, server: LiveServer, tmp_path: Path
    ) -> None:
        write_configuration(tmp_path, server, "127.0.0.1:18080", "s3")
        done = subprocess.run(command(tmp_path, "-t"), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
