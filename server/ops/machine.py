"""The doctor's look at this machine and these settings; nothing leaves the process."""

from __future__ import annotations

import os
import shutil
import sys
from ipaddress import ip_address
from urllib.parse import urlsplit

from server.kit.config import WEAKEST_SECRET, Mode, Settings
from server.ops.findings import Check

OLDEST, NEWEST = (3, 11), (3, 13)
ROOM_BYTES = 2 * 10**9
SECRETS = ("secure_link_secret", "session_secret", "upload_secret")
FEWEST_LETTERS = 10
"""A secret of fewer different characters was typed, not drawn."""


def python() -> Check:
    """Is this Python one that is tested."""
    found = sys.version_info[:2]
    ok = OLDEST <= found <= NEWEST
    return Check("Python", ok, sys.version.split()[0], "Install Python 3.11, 3.12 or 3.13.")


def secrets(settings: Settings) -> Check:
    """Are the secrets long, different, and unreadable to others."""
    values = {name: getattr(settings, name) for name in SECRETS}
    weak = [
        name.upper()
        for name, value in values.items()
        if len(value) < WEAKEST_SECRET or len(set(value)) < FEWEST_LETTERS
    ]
    if weak:
        remedy = f"Set {', '.join(weak)} to the output of: openssl rand -base64 48"
        return Check("Secrets", False, f"too weak: {', '.join(weak)}", remedy)
    if len(set(values.values())) < len(values):
        return Check("Secrets", False, "two of them are the same", "Give each its own value.")
    file = settings.data_dir / "secrets.env"
    if file.exists() and file.stat().st_mode & 0o077:
        return Check("Secrets", False, f"others can read {file}", f"Run: chmod 600 {file}")
    return Check("Secrets", True, f"{len(values)} strong ones")


def disk(settings: Settings) -> Check:
    """Is there room for uploads."""
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    remedy = "Make room, or move the data folder to a larger disk (ACETATE_DATA)."
    detail = f"{free / 10**9:.1f} GB free in {settings.data_dir}"
    return Check("Disk", free >= ROOM_BYTES and os.access(folder, os.W_OK), detail, remedy)


def assets(settings: Settings) -> Check:
    """Have the scripts and styles of the pages been built."""
    found = (settings.static_dir / "manifest.json").is_file()
    remedy = "Run: python -m public_web.build"
    return Check("Web assets", found, "built" if found else "not built", remedy)


def address(settings: Settings) -> Check:
    """Is PUBLIC_URL an address that people can type, and safe for what it serves."""
    url = urlsplit(settings.public_url)
    if url.scheme not in {"http", "https"} or not url.hostname:
        remedy = "Set PUBLIC_URL to something like https://music.example.org"
        return Check("PUBLIC_URL", False, f"{settings.public_url!r} is no address", remedy)
    if url.path.strip("/") or url.query or url.fragment or url.username:
        remedy = f"Set PUBLIC_URL to {url.scheme}://{url.netloc.rpartition('@')[2]}"
        return Check("PUBLIC_URL", False, "it holds more than scheme, host and port", remedy)
    if settings.mode is Mode.PRODUCTION and url.scheme == "http" and not _is_local(url.hostname):
        remedy = "Put TLS in front and set PUBLIC_URL to https://…"
        return Check("PUBLIC_URL", False, "passwords would travel unencrypted", remedy)
    return Check("PUBLIC_URL", True, settings.public_url)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".lan", ".internal"))
