"""The OpenAPI document is true: schemathesis holds the server to every word of it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.catalog.models import Track
from server.identity.models import User
from tests.support.live import LiveServer
from tests.support.people import sign_up
from tests.support.published import add_artwork, publish

DOCUMENT = "/api/v1/openapi.json"

CONFIG = """
seed = 1
continue-on-failure = true
request-timeout = 20.0

[warnings]
enabled = false

[generation]
# U+0000 is refused in every text, known field or not, which a schema cannot say; test_http.py
# sends it.
allow-x00 = false

[phases.stateful]
enabled = false
"""

RULED_FURTHER = """
[[operations]]
# {why}
include-name = "{name}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", {more}]
"""
"""What a schema allows and a rule refuses: then the refusal must be one of these."""

RULES = {
    "POST /api/v1/auth/signup": ("handles and addresses have rules beyond their form", [422]),
    "PATCH /api/v1/auth/me": ("a name of nothing but invisible characters is none", [422]),
    "POST /api/v1/tracks": ("assets must be there, titles seen, moments to come", [422]),
    "PATCH /api/v1/tracks/{track_id}": ("likewise, and `rev` must be the track's", [412, 422]),
    "POST /api/v1/tracks/{track_id}/versions": ("the asset must be in the library", [422]),
    "POST /api/v1/versions/{version_id}/stems": ("the asset must be in the library", [422]),
    "POST /api/v1/upload/multipart/init": ("file types, sizes and part numbers", [413, 415, 422]),
    "POST /api/v1/upload/{upload_id}/parts": ("a file has only so many parts", [410, 422]),
    "POST /api/v1/upload/{upload_id}/prove": ("there must be something to prove", [410]),
    "GET /api/v1/upload/{upload_id}": ("an upload may be over", [410]),
    "GET /api/v1/comments": ("a cursor is what a page gave", [422]),
    "POST /api/v1/comments": ("a reply needs a parent, a comment needs words", [422]),
    "POST /api/v1/comments/{comment_id}/approve": ("its author may have deleted it", [410]),
    "POST /api/v1/comments/{comment_id}/hide": ("its author may have deleted it", [410]),
}


@pytest.fixture
async def open_limits(server: LiveServer) -> AsyncIterator[None]:
    """Empties the buckets of the rate limits all the time: 429 would hide what lies behind."""

    async def empty() -> None:
        while True:
            async for key in server.resources.redis.scan_iter("limit:*", count=1000):
                await server.resources.redis.delete(key)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(empty())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def config(*more: str) -> str:
    """The configuration of a run."""
    rules = [
        RULED_FURTHER.format(name=name, why=why, more=", ".join(f'"{s}"' for s in statuses))
        for name, (why, statuses) in RULES.items()
    ]
    return "\n".join([CONFIG, *more, *rules])


async def schemathesis(server: LiveServer, folder: Path, settings: str, *options: str) -> str:
    """Runs it on the server's document; what it printed, with its exit code in the last line."""
    file = folder / "schemathesis.toml"
    file.write_text(settings)
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "schemathesis.cli",
        "--config-file",
        str(file),
        "run",
        f"{server.url}{DOCUMENT}",
        "--no-color",
        *options,
        cwd=folder,
        env={**os.environ, "COLUMNS": "100"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await running.communicate()
    return f"{printed.decode(errors='replace')}\nexit {running.returncode}"


def count_of(printed: str) -> int:
    """How many requests were made."""
    found = re.search(r"(\d+) generated", printed)
    return int(found[1]) if found else 0


@pytest.mark.timeout(400)
class TestTheDocument:
    """Both runs are the same every time: one seed, a fixed number of examples."""

    async def test_is_true_for_an_admin_who_is_an_artist(
        self, server: LiveServer, open_limits: None, tmp_path: Path
    ) -> None:
        anna, guest = await sign_up(server, "anna"), await sign_up(server, "guest")
        device = await anna.device(server)
        made = await publish(server.resources, await User.get(handle=anna.handle))
        await add_artwork(server.resources, made.track)
        comment = await guest.web.post(
            "/api/v1/comments", json={"track_id": made.id, "body": "Hello.", "at_ms": 5}
        )
        known = {
            "track_id": made.id,
            "version_id": made.version_id,
            "comment_id": comment.json()["id"],
            "handle": guest.handle,
        }
        parameters = "\n".join(f'"path.{name}" = "{value}"' for name, value in known.items())
        token = device.headers["authorization"].removeprefix("Bearer ")
        printed = await schemathesis(
            server,
            tmp_path,
            config(f"[auth.openapi.device]\nbearer = '{token}'\n[parameters]\n{parameters}"),
            "--phases=coverage,fuzzing",
            "--max-examples=5",
            # These end the session or the track that all others need; the next run has them.
            "--exclude-method=DELETE",
            "--exclude-path=/api/v1/auth/logout",
        )
        assert printed.endswith("exit 0"), printed[-20_000:]
        assert count_of(printed) > 500, printed
        assert (await Track.get(id=made.id)).rev > 1, "its token was good for nothing"

    async def test_is_true_for_anybody(
        self, server: LiveServer, open_limits: None, tmp_path: Path
    ) -> None:
        await sign_up(server, "anna")
        printed = await schemathesis(
            server, tmp_path, config(), "--phases=fuzzing", "--max-examples=4"
        )
        assert printed.endswith("exit 0"), printed[-20_000:]
        assert count_of(printed) > 150, printed
