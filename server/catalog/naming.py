"""The names of tracks: addresses that no other track of the library has, secrets, and tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from slugify import slugify
from tortoise.expressions import Q
from tortoise.models import Model

from server.catalog.models import Tag, Track, TrackTag
from server.kit.signing import new_token, token_hash

LONGEST_SLUG = 100


def slug_of(text: str) -> str:
    """The address that a text asks for."""
    return slugify(text, max_length=LONGEST_SLUG, word_boundary=True) or "track"


async def free_slug(
    library_id: UUID, wanted: str, *, but: UUID | None = None, model: type[Model] = Track
) -> str:
    """The address asked for, numbered if another of its `model` has it. Hold the names first."""
    stem = slug_of(wanted)
    taken = model.filter(Q(slug=stem) | Q(slug__startswith=f"{stem}-"), owner_id=library_id)
    if but is not None:
        taken = taken.exclude(id=but)
    names: set[Any] = {found[0] for found in await taken.values_list("slug")}
    number, slug = 1, stem
    while slug in names:
        number += 1
        slug = f"{stem}-{number}"
    return slug


class Secretive(Protocol):
    """What has a secret address."""

    secret_token: Any
    secret_hash: Any


def give_secret(record: Secretive) -> str:
    """A new secret address; the caller saves the record."""
    token = new_token(24)
    record.secret_token = token
    record.secret_hash = token_hash(token)
    return token


async def set_tags(track_id: UUID, folded: Mapping[str, str]) -> None:
    """Has the track found by these tags (folded name -> label) and no others."""
    await TrackTag.filter(track_id=track_id).delete()
    for name, label in folded.items():
        tag, _ = await Tag.get_or_create(defaults={"label": label}, name=name)
        await TrackTag.create(track_id=track_id, tag_id=tag.id)
