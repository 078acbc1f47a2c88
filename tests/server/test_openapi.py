"""The OpenAPI document is true: schemathesis holds the server to every word of it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.catalog.models import Track, TrackVersion
from server.identity.models import Collaborator, Session, User
from server.media.models import Upload, UploadStatus
from server.releases.models import Release, ReleaseTrack
from server.social.models import Comment, CommentStatus
from tests.support.live import LiveServer
from tests.support.people import PASSWORD, Person, sign_up
from tests.support.published import add_artwork, add_version, publish

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

ONE_BY_ONE = """
[[operations]]
# An operation that makes no sense is refused by itself: that is in the reply.
include-name = "POST /api/v1/sync/push"
checks.negative_data_rejection.enabled = false
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
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
    "POST /api/v1/releases": ("like tracks; barcodes and time zones that there are", [422]),
    "PATCH /api/v1/releases/{release_id}": ("likewise, and `rev` as with tracks", [412, 422]),
    "POST /api/v1/releases/{release_id}/tracks": ("a track of the library", [422]),
    "POST /api/v1/releases/{release_id}/links": ("it ends some day, not in 9999", [422]),
    "POST /api/v1/tracks/{track_id}/versions": ("the asset must be in the library", [422]),
    "POST /api/v1/versions/{version_id}/stems": ("the asset must be in the library", [422]),
    "POST /api/v1/upload/multipart/init": ("file types, sizes and part numbers", [413, 415, 422]),
    "POST /api/v1/upload/{upload_id}/parts": ("a file has only so many parts", [410, 422]),
    "POST /api/v1/upload/{upload_id}/prove": ("there must be something to prove", [410]),
    "DELETE /api/v1/upload/{upload_id}": ("an upload may be over", [410]),
    "GET /api/v1/upload/{upload_id}": ("an upload may be over", [410]),
    "GET /api/v1/comments": ("a cursor is what a page gave", [422]),
    "POST /api/v1/comments": ("a reply needs a parent, a comment needs words", [422]),
    "POST /api/v1/sync/hello": ("a protocol of one version", [422, 426]),
    "GET /api/v1/sync/history": ("there are only so many kinds", [422]),
    "POST /api/v1/comments/{comment_id}/approve": ("its author may have deleted it", [410]),
    "POST /api/v1/comments/{comment_id}/hide": ("its author may have deleted it", [410]),
}


@pytest.fixture
async def open_limits(server: LiveServer) -> AsyncIterator[None]:
    """Empties the buckets of the rate limits all the time: 429 would hide what lies behind."""

    # Asked to end, not cancelled: a client of Redis may swallow a cancellation in its midst.
    over = asyncio.Event()

    async def empty() -> None:
        while not over.is_set():
            async for key in server.resources.redis.scan_iter("limit:*", count=1000):
                await server.resources.redis.delete(key)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(empty())
    yield
    over.set()
    await task


def config(*more: str) -> str:
    """The configuration of a run."""
    rules = [
        RULED_FURTHER.format(name=name, why=why, more=", ".join(f'"{s}"' for s in statuses))
        for name, (why, statuses) in RULES.items()
    ]
    return "\n".join([CONFIG, *more, ONE_BY_ONE, *rules])


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


async def release_of(artist: Person, track_id: str) -> dict[str, str]:
    """A release of a track with a preview link, by the names of parameters."""
    releases = "/api/v1/releases"
    made = await artist.web.post(releases, json={"title": "EP", "track_ids": [track_id]})
    release = made.json()
    where = f"{releases}/{release['id']}/links"
    link = await artist.web.post(where, json={"label": "Press"})
    return {
        "release_id": release["id"],
        "place_id": release["tracks"][0]["place_id"],
        "link_id": link.json()["id"],
    }


async def throw_away(server: LiveServer, owner: Person, guest: Person) -> dict[str, str]:
    """One record of each kind that can be deleted, by the name of its parameter."""
    user = await User.get(handle=owner.handle)
    first, second = await publish(server.resources, user), await publish(server.resources, user)
    other = await add_version(server.resources, second.track, user)
    comment = await owner.web.post(
        "/api/v1/comments", json={"track_id": second.id, "body": "Hello.", "at_ms": 5}
    )
    await owner.web.post("/api/v1/devices", json={"name": "an old laptop"})
    devices = (await owner.web.get("/api/v1/devices")).json()
    await server.client().post(
        "/api/v1/auth/login", json={"login": owner.handle, "password": PASSWORD}
    )
    sessions = (await owner.web.get("/api/v1/auth/sessions")).json()
    let_in = await owner.web.put(f"/api/v1/collaborators/{guest.handle}", json={"role": "listener"})
    assert let_in.status_code == 200, let_in.text
    begun = await owner.web.post(
        "/api/v1/upload/multipart/init",
        json={"filename": "a.wav", "size": 9, "sha256": "0" * 64},
    )
    return {
        "track_id": first.id,
        "version_id": str(other.id),
        "comment_id": comment.json()["id"],
        "device_id": next(d["id"] for d in devices["devices"] if d["name"] == "an old laptop"),
        "session_id": next(s["id"] for s in sessions["sessions"] if not s["current"]),
        "handle": guest.handle,
        "upload_id": begun.json()["upload_id"],
        **{k: v for k, v in (await release_of(owner, second.id)).items() if k != "link_id"},
    }


async def deleted(records: dict[str, str]) -> set[str]:
    """Which of them are gone."""
    of = records.__getitem__
    left = {
        "track_id": Track.filter(id=of("track_id"), deleted_at=None),
        "version_id": TrackVersion.filter(id=of("version_id"), deleted_at=None),
        "comment_id": Comment.filter(id=of("comment_id")).exclude(status=CommentStatus.DELETED),
        "device_id": Session.filter(id=of("device_id"), revoked_at=None),
        "session_id": Session.filter(id=of("session_id"), revoked_at=None),
        "handle": Collaborator.filter(user__handle=of("handle")),
        "upload_id": Upload.filter(id=of("upload_id"), status=UploadStatus.OPEN),
        "release_id": Release.filter(id=of("release_id"), deleted_at=None),
        "place_id": ReleaseTrack.filter(id=of("place_id"), deleted_at=None),
    }
    return {name for name, found in left.items() if not await found.exists()}


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
            **await release_of(anna, made.id),
        }
        parameters = "\n".join(f'"path.{name}" = "{value}"' for name, value in known.items())
        parameters += '\n"query.wait" = 0'  # else it waits for news of the library
        token = device.headers["authorization"].removeprefix("Bearer ")
        printed = await schemathesis(
            server,
            tmp_path,
            config(f"[auth.openapi.device]\nbearer = '{token}'\n[parameters]\n{parameters}"),
            "--phases=coverage,fuzzing",
            "--max-examples=5",
            # These end what all others need; the next runs have them.
            "--exclude-method=DELETE",
            "--exclude-path=/api/v1/auth/logout",
        )
        assert printed.endswith("exit 0"), printed[-20_000:]
        assert count_of(printed) > 500, printed
        assert (await Track.get(id=made.id)).rev > 1, "its token was good for nothing"

    async def test_is_true_for_who_deletes(
        self, server: LiveServer, open_limits: None, tmp_path: Path
    ) -> None:
        anna, guest = await sign_up(server, "anna"), await sign_up(server, "guest")
        acting = await anna.device(server)
        records = await throw_away(server, anna, guest)
        token = acting.headers["authorization"].removeprefix("Bearer ")
        signed_in = f"[auth.openapi.device]\nbearer = '{token}'\n"
        parameters = "\n".join(f'"path.{name}" = "{value}"' for name, value in records.items())
        made = 0
        for known in ("", f"[parameters]\n{parameters}"):
            printed = await schemathesis(
                server,
                tmp_path,
                config(signed_in + known),
                "--phases=coverage,fuzzing",
                "--max-examples=5",
                "--include-method=DELETE",
            )
            assert printed.endswith("exit 0"), printed[-20_000:]
            made += count_of(printed)
            gone = await deleted(records)
            assert gone == (set(records) if known else set()), "one run guesses, one run knows"
        assert made > 50

    async def test_is_true_for_anybody(
        self, server: LiveServer, open_limits: None, tmp_path: Path
    ) -> None:
        await sign_up(server, "anna")
        printed = await schemathesis(
            server, tmp_path, config(), "--phases=fuzzing", "--max-examples=4"
        )
        assert printed.endswith("exit 0"), printed[-20_000:]
        assert count_of(printed) > 150, printed
