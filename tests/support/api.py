"""The API as an artist's program uses it, from outside the server's process."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.support.stack import ROOT


class Artist:
    """The first account of a fresh instance, with a device token."""

    def __init__(self, url: str, room: Path, handle: str = "roadie") -> None:
        self.url = url
        self.room = room
        password = secrets.token_urlsafe(16)
        account = {"handle": handle, "email": f"{handle}@example.com", "password": password}
        made = httpx.post(f"{url}/api/v1/auth/signup", json=account, timeout=60)
        assert made.status_code == 201, made.text
        self._sign_in(handle, password)

    @classmethod
    def known(cls, url: str, room: Path, login: str, password: str) -> Artist:
        """An artist who has an account."""
        found = cls.__new__(cls)
        found.url, found.room = url, room
        found._sign_in(login, password)
        return found

    def _sign_in(self, login: str, password: str) -> None:
        asked = {"login": login, "password": password, "name": "a program"}
        device = httpx.post(f"{self.url}/api/v1/auth/devices", json=asked, timeout=60)
        assert device.status_code == 201, device.text
        self.role: str = device.json()["account"]["role"]
        self.token: str = device.json()["token"]
        headers = {"authorization": f"Bearer {self.token}"}
        self.web = httpx.Client(base_url=self.url, headers=headers, timeout=60)

    def send(self, path: Path, *, rate: int = 0) -> subprocess.Popen[bytes]:
        """The reference client as a process; `rate` in bytes a second, 0 as fast as it goes."""
        journal = str(self.room / "journal.sqlite3")
        arguments = [self.url, self.token, journal, str(path), str(rate)]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.send", *arguments], stdout=subprocess.PIPE, cwd=ROOT
        )

    def upload(self, path: Path) -> str:
        """Sends a file and returns the asset's id."""
        client = self.send(path)
        out, _ = client.communicate(timeout=300)
        assert client.returncode == 0, f"the upload of {path.name} failed"
        return out.decode().strip()

    def publish(self, title: str, asset: str, **fields: Any) -> dict[str, Any]:
        """A new public track, waiting to be processed."""
        draft = {"title": title, "visibility": "public", "original_asset_id": asset, **fields}
        return self.post("/api/v1/tracks", draft)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A POST that must create."""
        made = self.web.post(path, json=body)
        assert made.status_code == 201, f"{path}: {made.status_code} {made.text}"
        found: dict[str, Any] = made.json()
        return found

    def version(self, version_id: str) -> dict[str, Any]:
        """A version as it is now."""
        found: dict[str, Any] = self.web.get(f"/api/v1/versions/{version_id}").json()
        return found

    def ready(
        self, track: dict[str, Any], *, within_s: float = 300, extras: bool = False
    ) -> dict[str, Any]:
        """The track once its first version is ready; with `extras`, once AAC and MP3 are too."""
        deadline = time.monotonic() + within_s
        version_id = track["versions"][0]["id"]
        while True:
            version = self.version(version_id)
            assert version["status"] != "failed", version["failure"]
            if version["status"] == "ready" and (not extras or len(version["renditions"]) >= 3):
                found: dict[str, Any] = self.web.get(f"/api/v1/tracks/{track['id']}").json()
                return found
            assert time.monotonic() < deadline, f"not ready within {within_s} s: {version}"
            time.sleep(0.1)
