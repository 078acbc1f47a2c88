"""Tracks as a finished render leaves them: rows and small objects, without the encoders."""

from __future__ import annotations

import hashlib
import io
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from server.catalog.models import (
    Credit,
    ReleaseState,
    RenditionKind,
    RenditionStatus,
    Stem,
    Track,
    TrackVersion,
    Transcode,
    VersionStatus,
    Visibility,
    Waveform,
)
from server.identity.models import Role, User
from server.kit.resources import Resources
from server.kit.signing import token_hash
from server.media.models import Asset
from sync.wire import codec
from sync.wire.ids import new_id
from sync.wire.uploads import UploadKind

SECRET = "a-secret-that-nobody-guesses"
POINTS = 4000
_numbers = itertools.count()
_HLS = {
    RenditionKind.OPUS: ("Opus", 168_000, 161_000, "std"),
    RenditionKind.AAC: ("mp4a.40.2", 265_000, 257_000, "std"),
    RenditionKind.FLAC: ("fLaC", 1_200_000, 900_000, "lossless"),
}


@dataclass(frozen=True, slots=True)
class Published:
    """What was made."""

    owner: User
    track: Track
    version: TrackVersion

    @property
    def path(self) -> str:
        """The address of the page."""
        return f"/@{self.owner.handle}/{self.track.slug}"

    @property
    def id(self) -> str:
        """The track."""
        return str(self.track.id)

    @property
    def version_id(self) -> str:
        """Its version."""
        return str(self.version.id)


async def make_user(handle: str | None = None, **fields: Any) -> User:
    """An account that nobody can sign in to."""
    handle = handle or f"user{next(_numbers)}"
    given = {"display_name": handle.title(), "role": Role.ARTIST, **fields}
    return await User.create(
        handle=handle,
        email=f"{handle}@example.com",
        email_key=f"{handle}@example.com",
        password_hash="-",
        **given,
    )


async def publish(
    resources: Resources,
    owner: User | None = None,
    *,
    ready: bool = True,
    kinds: tuple[RenditionKind, ...] = (RenditionKind.OPUS, RenditionKind.AAC, RenditionKind.MP3),
    **fields: Any,
) -> Published:
    """A track of one version; public and live unless `fields` of the track say otherwise."""
    owner = owner or await make_user()
    given = {
        "title": "Night Ferry",
        "slug": f"night-ferry-{next(_numbers)}",
        "artist_name": owner.display_name,
        "visibility": Visibility.PUBLIC,
        "release_state": ReleaseState.LIVE,
        "release_at": datetime.now(UTC) - timedelta(days=1),
        **fields,
    }
    if given["visibility"] is Visibility.UNLISTED:
        given |= {"secret_token": SECRET, "secret_hash": token_hash(SECRET)}
    track = await Track.create(owner=owner, **given)
    version = await add_version(resources, track, owner, ready=ready, kinds=kinds)
    if ready:
        await Track.filter(id=track.id).update(primary_version_id=version.id)
        track.primary_version_id = version.id
    return Published(owner, track, version)


async def add_version(
    resources: Resources,
    track: Track,
    owner: User,
    *,
    ready: bool = True,
    kinds: tuple[RenditionKind, ...] = (RenditionKind.OPUS,),
    **fields: Any,
) -> TrackVersion:
    """One more version, with its renditions and waveform."""
    render = new_id()
    asset = await Asset.create(
        library=owner,
        kind=UploadKind.ORIGINAL,
        sha256=hashlib.sha256(render.bytes).hexdigest(),
        size=1234,
        filename="master.wav",
        lease_until=datetime.now(UTC),
    )
    given: dict[str, Any] = {"label": "Master", "status": VersionStatus.PENDING}
    if ready:
        given |= {
            "status": VersionStatus.READY,
            "render_id": render,
            "duration_ms": 185_000,
            "lufs": -11.2,
            "true_peak": -0.8,
            "ready_at": datetime.now(UTC),
        }
    version = await TrackVersion.create(track=track, original=asset, **{**given, **fields})
    if ready:
        await _store(resources, version, render, kinds)
    return version


async def add_artwork(resources: Resources, track: Track) -> UUID:
    """A cover in the two sizes that are rendered."""
    render = new_id()
    for size in (1000, 200):
        out = io.BytesIO()
        Image.new("RGB", (size, size), (40, 80, 160)).save(out, "JPEG")
        await resources.store.put(
            "renders", f"{render}/art-{size}.jpg", out.getvalue(), content_type="image/jpeg"
        )
    await Track.filter(id=track.id).update(art_render=render)
    return render


async def add_details(track: Track, version: TrackVersion, text: str) -> None:
    """A credit and a stem that carry `text`."""
    await Credit.create(track=track, person=text, role=text, url=f"https://example.com/{text}")
    await Stem.create(
        version=version,
        asset_id=version.original_id,  # type: ignore[attr-defined]
        role="vocal",
        title=text,
    )


async def _store(
    resources: Resources, version: TrackVersion, render: UUID, kinds: tuple[RenditionKind, ...]
) -> None:
    await resources.store.ensure_buckets()
    for kind in kinds:
        codecs, high, average, tier = _HLS.get(kind, ("mp3", 320_000, 320_000, "std"))
        folder = f"{tier}/{kind.value}"
        path = f"{folder}/audio.mp3" if kind is RenditionKind.MP3 else f"{folder}/index.m3u8"
        await Transcode.create(
            version=version,
            kind=kind,
            tier=tier,
            status=RenditionStatus.READY,
            render_id=render,
            path=path,
            codecs=codecs,
            bandwidth=high,
            average_bandwidth=average,
            segments=31,
            bytes=100_000,
        )
        await _put(resources, f"{render}/{path}", kind.value.encode() * 200)
        if kind is not RenditionKind.MP3:
            await _put(resources, f"{render}/{folder}/audio.mp4", bytes(range(256)) * 8)
    peaks = {
        "version": 2,
        "channels": 1,
        "sample_rate": 48_000,
        "samples_per_pixel": 256,
        "bits": 8,
        "length": POINTS,
        "data": [n % 100 * (1 if n % 2 else -1) for n in range(2 * POINTS)],
    }
    for name, body, kind_of in (
        ("waveform.json", codec.encode(peaks), "application/json"),
        ("waveform.png", b"\x89PNG not really", "image/png"),
    ):
        await resources.store.put("renders", f"{render}/{name}", body, content_type=kind_of)
    await Waveform.create(
        version=version, render_id=render, sample_rate=48_000, points=POINTS, overview=[0, 0]
    )


async def _put(resources: Resources, key: str, body: bytes) -> None:
    await resources.store.put("hls", key, body, content_type="application/octet-stream")


__all__ = [
    "SECRET",
    "Published",
    "add_artwork",
    "add_details",
    "add_version",
    "make_user",
    "publish",
]
