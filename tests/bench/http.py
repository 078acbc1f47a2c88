"""http.sign_cpu, http.track_page_cpu: CPU of one request over a bare Sanic JSON hello's."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil

from tests.support import songs
from tests.support.stack import ROOT, Stack, free_port

ROUNDS = 5
REQUESTS = 1_500
HELLO = """
    import sys
    from sanic import Sanic
    from sanic.response import json
    app = Sanic("hello", configure_logging=False)
    @app.get("/")
    async def hello(request):
        return json({"hello": "world"})
    app.run(port=int(sys.argv[1]), single_process=True, access_log=False, motd=False)
"""


async def ask(url: str, count: int) -> None:
    """`count` GETs over eight connections that stay open; every answer must be 200."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    request = f"GET {target} HTTP/1.1\r\nhost: {parts.netloc}\r\n\r\n".encode()

    async def line(share: int) -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for _ in range(share):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head[:100]
            length = next(
                int(h.split(b":")[1])
                for h in head.lower().split(b"\r\n")
                if h.startswith(b"content-length")
            )
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(line(count // 8) for _ in range(8)))


def cpu_per_request(process: psutil.Process, url: str) -> float:
    """Seconds of the server process's own CPU for one request."""
    before = process.cpu_times()
    asyncio.run(ask(url, REQUESTS))
    after = process.cpu_times()
    return (after.user + after.system - before.user - before.system) / (REQUESTS // 8 * 8)


def listening(port: int) -> psutil.Process:
    """The process that serves `port`."""
    for connection in psutil.net_connections("tcp4"):
        if connection.status == "LISTEN" and connection.laddr.port == port and connection.pid:
            return psutil.Process(connection.pid)
    raise RuntimeError(f"nobody listens on {port}")


def publish(stack: Stack, room: Path) -> dict[str, str]:
    """One public track, by the API."""
    password = secrets.token_urlsafe(12)
    account = {"handle": "bench", "email": "bench@example.com", "password": password}
    assert httpx.post(f"{stack.url}/api/v1/auth/signup", json=account).status_code == 201
    login = {"login": "bench", "password": password, "name": "bench"}
    token = httpx.post(f"{stack.url}/api/v1/auth/devices", json=login).json()["token"]
    piece = songs.chord(room / "piece.wav", seconds=30)
    sent = subprocess.run(
        [sys.executable, "-m", "tests.e2e.send", stack.url, token, str(room / "j"), piece, "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    web = httpx.Client(base_url=stack.url, headers={"authorization": f"Bearer {token}"})
    draft = {"title": "Bench", "visibility": "public", "original_asset_id": sent.stdout.strip()}
    track = web.post("/api/v1/tracks", json=draft).json()
    while web.get(f"/api/v1/versions/{track['versions'][0]['id']}").json()["status"] != "ready":
        time.sleep(0.3)
    found: dict[str, str] = web.get(f"/api/v1/tracks/{track['id']}").json()
    return found


def main() -> None:
    """Prints a JSON line for each figure."""
    with (
        tempfile.TemporaryDirectory(prefix="acetate-bench-") as room,
        Stack(Path(room) / "data", LOG_FORMAT="json") as stack,
    ):
        track = publish(stack, Path(room))
        time.sleep(8)  # let the optional renditions finish: they share the cores
        port = free_port()
        peer = subprocess.Popen([sys.executable, "-c", textwrap.dedent(HELLO), str(port)])
        time.sleep(3)
        paths = {
            "http.sign_cpu": f"{stack.url}/api/v1/stream/{track['primary_version_id']}.m3u8",
            "http.track_page_cpu": stack.url + track["url"],
        }
        try:
            ours, hello = listening(stack.port), psutil.Process(peer.pid)
            found: dict[str, list[float]] = {}
            for _ in range(ROUNDS):
                found.setdefault("hello", []).append(
                    cpu_per_request(hello, f"http://127.0.0.1:{port}/")
                )
                for name, url in paths.items():
                    found.setdefault(name, []).append(cpu_per_request(ours, url))
        finally:
            peer.kill()
            peer.wait()
    base = min(found.pop("hello"))
    for name, values in found.items():
        line = {
            "name": name,
            "ratio": round(min(values) / base, 2),
            "peer": "bare Sanic JSON hello",
            "us": round(min(values) * 1e6),
            "peer_us": round(base * 1e6),
        }
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
