"""A release as the public sees it, now or once it is out, as plain JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.catalog.facts import RELEASE
from server.kit import db
from server.releases.queries import OUT
from sync.wire import codec

Body = dict[str, Any]

_CREDITS = """(SELECT coalesce(json_agg(json_build_object('person', c.person, 'role', c.role,
    'url', c.url) ORDER BY c.position, c.id), '[]') FROM credits c
    WHERE c.track_id = t.id AND c.deleted_at IS NULL)"""
_PICTURE = "(SELECT a.sha256 FROM assets a WHERE a.id = {of}.artwork_id)"
_TRACK = f"""json_build_object('id', t.id, 'title', t.title, 'slug', t.slug,
    'description_md', t.description_md, 'liner_notes_md', t.liner_notes_md, 'genre', t.genre,
    'tags', t.tag_names, 'credits', {_CREDITS}, 'license', t.license,
    'license_text', t.license_text, 'isrc', t.isrc, 'visibility', t.visibility,
    'artwork_sha256', {_PICTURE.format(of="t")}, 'primary_version_id', t.primary_version_id,
    'download_policy', t.download_policy)"""
# $2: as it will be once it is out, else as it is.
_BODY = f"""SELECT r.visibility <> 'private' AND {OUT} = 'live' AS seen, json_build_object(
        'title', r.title, 'kind', r.kind, 'slug', r.slug, 'description_md', r.description_md,
        'artwork_sha256', {_PICTURE.format(of="r")}, 'upc', r.upc, 'license', r.license,
        'license_text', r.license_text, 'download_policy', r.download_policy,
        'visibility', r.visibility, 'tracks', (
          SELECT coalesce(json_agg({_TRACK} ORDER BY p.position, p.id), '[]')
            FROM release_tracks p JOIN tracks t ON t.id = p.track_id
           WHERE p.release_id = r.id AND p.deleted_at IS NULL AND t.deleted_at IS NULL
             AND t.visibility <> 'private' AND ($2 OR {RELEASE} = 'live')))::text AS body
    FROM releases r WHERE r.id = $1 AND r.deleted_at IS NULL"""  # noqa: S608 - constants only


async def as_seen(release_id: UUID) -> Body | None:
    """What the public sees of a release; None if nothing."""
    found = await _body(release_id, out=False)
    return found[1] if found is not None and found[0] else None


async def as_out(release_id: UUID) -> Body:
    """What the public will see of it once it is out, as it stands now."""
    found = await _body(release_id, out=True)
    return found[1] if found is not None else {"tracks": []}


async def _body(release_id: UUID, *, out: bool) -> tuple[bool, Body] | None:
    found = await db.execute(_BODY, release_id, out)
    if not found:
        return None
    return found[0]["seen"], codec.decode(found[0]["body"], dict[str, Any])
