"""http.sign_cpu, http.track_page_cpu: CPU of one request over a bare Sanic JSON hello's."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.support import songs
from tests.support.api import Artist
from tests.support.stack import Stack, free_port

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


def main() -> None:
    """Prints a JSON line for each figure."""
    with (
        tempfile.TemporaryDirectory(prefix="acetate-bench-") as room,
        Stack(Path(room) / "data", LOG_FORMAT="json") as stack,
    ):
        artist = Artist(stack.url, Path(room))
        piece = songs.chord(Path(room) / "piece.wav", seconds=30)
        track = artist.ready(artist.publish("Bench", artist.upload(piece)), extras=True)
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
