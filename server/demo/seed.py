"""Loads the demo release through the server's own API, as a studio would; again is harmless."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from server.demo import RELEASE, Person
from server.demo.render import DemoFiles, render_demo
from sync.client.journal import Journal
from sync.client.remote import HttpRemote
from sync.client.uploader import Uploader
from sync.wire.uploads import UploadKind

Say = Callable[[str], object]
READY_WITHIN_S = 600


class SeedError(Exception):
    """The demo cannot be loaded here; the message says why."""


async def seed_demo(url: str, data_dir: Path, say: Say) -> None:
    """Signs up the demo's people, uploads its files, publishes, comments. Raises SeedError."""
    say("Rendering the demo's music …")
    files = await asyncio.to_thread(render_demo, data_dir / "demo")
    logins = _Logins(data_dir / "demo.json", url)
    artist = await logins.device(RELEASE.artist)
    try:
        await _refuse_listener(artist)
        journal = Journal(data_dir / "demo" / "journal.sqlite3")
        remote = HttpRemote(url, logins.token(RELEASE.artist))
        try:
            track = await _Loader(artist, Uploader(journal, remote), files, say).load()
        finally:
            await remote.close()
            journal.close()
        await _comment(artist, logins, track)
    finally:
        await logins.close()
    say(f"The demo is published at {url}{track['url']}")


class _Logins:
    """The demo's people: random passwords, kept in a file that only the operator reads."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._url = url
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._tokens: dict[str, str] = {}
        self._known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}

    def token(self, person: Person) -> str:
        """The bearer token of somebody who signed in."""
        return self._tokens[person.handle]

    async def device(self, person: Person) -> httpx.AsyncClient:
        """A client signed in as this person, who is signed up first if need be."""
        if person.handle in self._clients:
            return self._clients[person.handle]
        client = httpx.AsyncClient(base_url=self._url, timeout=60)
        self._clients[person.handle] = client
        password = self._password(person)
        login = {"login": person.handle, "password": password, "name": "demo"}
        found = await client.post("/api/v1/auth/devices", json=login)
        if found.status_code == 401:
            await self._sign_up(person, password)
            found = await client.post("/api/v1/auth/devices", json=login)
        token = _json(found)["token"]
        client.headers["authorization"] = f"Bearer {token}"
        self._tokens[person.handle] = token
        return client

    async def _sign_up(self, person: Person, password: str) -> None:
        async with httpx.AsyncClient(base_url=self._url, timeout=60) as fresh:
            made = await fresh.post(
                "/api/v1/auth/signup",
                json={
                    "handle": person.handle,
                    "email": f"{person.handle}@example.com",
                    "password": password,
                    "display_name": person.name,
                },
            )
            _json(made)

    def _password(self, person: Person) -> str:
        passwords = self._known.setdefault("passwords", {})
        if person.handle not in passwords:
            passwords[person.handle] = secrets.token_urlsafe(12)
            if person == RELEASE.artist:
                self._known["email"] = f"{person.handle}@example.com"
                self._known["password"] = passwords[person.handle]
            self._path.touch(mode=0o600)
            self._path.write_text(json.dumps(self._known, indent=1))
        return str(passwords[person.handle])

    async def close(self) -> None:
        """Closes all clients."""
        for client in self._clients.values():
            await client.aclose()


class _Loader:
    """One artist's upload of the release; every step looks first whether it was done."""

    def __init__(
        self, artist: httpx.AsyncClient, uploader: Uploader, files: DemoFiles, say: Say
    ) -> None:
        self._artist = artist
        self._uploader = uploader
        self._files = files
        self._say = say

    async def load(self) -> dict[str, Any]:
        track = await self._track()
        labels = {version["label"]: version for version in track["versions"]}
        if RELEASE.loud_label not in labels:
            asset = await self._upload(self._files.loud_master, UploadKind.ORIGINAL)
            draft = {"original_asset_id": str(asset), "label": RELEASE.loud_label}
            _json(await self._artist.post(f"/api/v1/tracks/{track['id']}/versions", json=draft))
        track = await self._shown(track["id"])
        first = next(v for v in track["versions"] if v["label"] == RELEASE.album_label)
        await self._stems(track, first["id"])
        for version in track["versions"]:
            await self._ready(version)
        return await self._shown(track["id"])

    async def _track(self) -> dict[str, Any]:
        for listed in _json(await self._artist.get("/api/v1/tracks")):
            if listed["title"] == RELEASE.title:
                return await self._shown(listed["id"])
        cover = await self._upload(self._files.cover, UploadKind.IMAGE)
        asset = await self._upload(self._files.album_mix, UploadKind.ORIGINAL)
        made: dict[str, Any] = _json(
            await self._artist.post(
                "/api/v1/tracks",
                json={
                    "title": RELEASE.title,
                    "original_asset_id": str(asset),
                    "artwork_asset_id": str(cover),
                    "visibility": "public",
                    "version_label": RELEASE.album_label,
                    "description_md": RELEASE.description,
                    "liner_notes_md": RELEASE.liner_notes,
                    "session": _session(),
                    "genre": RELEASE.genre,
                    "tags": RELEASE.tags,
                    "credits": [asdict(credit) for credit in RELEASE.credits],
                    "license": RELEASE.license,
                    "download_policy": "stems",
                },
            )
        )
        return made

    async def _stems(self, track: dict[str, Any], version_id: str) -> None:
        version = next(v for v in track["versions"] if v["id"] == version_id)
        have = {stem["title"] for stem in version.get("stems") or []}
        for stem in self._files.stems:
            if stem.title in have:
                continue
            asset = await self._upload(stem.path, UploadKind.STEM)
            draft = {"asset_id": str(asset), "role": stem.role, "title": stem.title}
            _json(await self._artist.post(f"/api/v1/versions/{version_id}/stems", json=draft))

    async def _upload(self, path: Path, kind: UploadKind) -> UUID:
        self._say(f"Uploading {path.name} …")
        return await self._uploader.upload(path, kind=kind)

    async def _ready(self, version: dict[str, Any]) -> None:
        self._say(f"Processing {version['label']} …")
        async with asyncio.timeout(READY_WITHIN_S):
            while version["status"] != "ready":
                if version["status"] == "failed":
                    raise SeedError(f"{version['label']} failed: {version['failure']}")
                await asyncio.sleep(0.3)
                version = _json(await self._artist.get(f"/api/v1/versions/{version['id']}"))

    async def _shown(self, track_id: str) -> dict[str, Any]:
        found: dict[str, Any] = _json(await self._artist.get(f"/api/v1/tracks/{track_id}"))
        return found


async def _comment(artist: httpx.AsyncClient, logins: _Logins, track: dict[str, Any]) -> None:
    listed = _json(await artist.get("/api/v1/comments", params={"track_id": track["id"]}))
    if listed["comments"]:
        return
    people = {person.handle: person for person in (RELEASE.artist, *RELEASE.listeners)}
    made: list[str] = []
    for remark in RELEASE.remarks:
        client = await logins.device(people[remark.author])
        draft = {
            "track_id": track["id"],
            "version_id": track["primary_version_id"],
            "at_ms": remark.at_ms,
            "body": remark.body,
            "parent_id": None if remark.answers is None else made[remark.answers],
        }
        made.append(_json(await client.post("/api/v1/comments", json=draft))["id"])


async def _refuse_listener(artist: httpx.AsyncClient) -> None:
    if _json(await artist.get("/api/v1/auth/me"))["account"]["role"] != "artist":
        raise SeedError(
            "This server has its artist already; the demo is for a fresh one. "
            "Start another with --data and --port."
        )


def _session() -> dict[str, Any]:
    given = dict(RELEASE.session)
    return {
        "instruments": [name.strip() for name in given["Instruments"].split(",")],
        "outboard": [name.strip() for name in given["Outboard"].split(" and ")],
        "tempo_bpm": float(given["Tempo"].split()[0]),
        "key": given["Key"],
        "room": "None: everything was computed",
    }


def _json(response: httpx.Response) -> Any:
    if response.is_success:
        return response.json()
    try:
        problem = response.json()["error"]
    except (ValueError, KeyError):
        raise SeedError(f"{response.request.url}: {response.status_code}") from None
    raise SeedError(f"{response.request.url.path}: {problem['message']} {problem.get('field')}")
