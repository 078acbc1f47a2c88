"""A library of many tracks, written straight into the tables: for measures of size and time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg

_TRACKS = """INSERT INTO tracks (id, owner_id, slug, title, artist_name, description_md,
        liner_notes_md, session, genre, tag_names, created_at, updated_at)
    SELECT gen_random_uuid(), $1::uuid, 'track-' || n, 'Night Ferry No. ' || n, 'Ines',
           'Recorded in one night, take ' || n % 7, 'Side ' || chr(65 + n % 2), '{}'::jsonb, 'Folk',
           '["ambient", "harp"]'::jsonb, now(), now() FROM generate_series(1, $2::int) n"""
_ASSETS = """INSERT INTO assets (id, library_id, kind, sha256, size, filename, state, lease_until,
        created_at)
    SELECT gen_random_uuid(), $1::uuid, $3::text,
           encode(sha256((n || $3::text || $1::uuid::text)::bytea), 'hex'), 40000000 + n,
           'night-ferry-' || n || '.wav', 'verified', now(), now()
      FROM generate_series(1, $2::int) n"""
_VERSIONS = """INSERT INTO track_versions (id, track_id, label, position, original_id, status,
        render_id, duration_ms, sample_rate, channels, bit_depth, codec, lufs, lra, true_peak,
        ready_at, created_at)
    SELECT gen_random_uuid(), t.id, 'Mix ' || v, v, a.id, 'ready', gen_random_uuid(),
           180000 + v, 48000, 2, 24, 'pcm_s24le', -14.2, 5.1, -1.0, now(), now()
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tracks WHERE owner_id = $1) t
      CROSS JOIN generate_series(1, 2) v
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM assets
             WHERE library_id = $1 AND kind = 'original') a ON a.n = 2 * t.n - 2 + v"""
_STEMS = """INSERT INTO stems (id, version_id, asset_id, title, role, position, credits, created_at)
    SELECT gen_random_uuid(), v.id, a.id, 'Bass', 'bass', 0, '[]'::jsonb, now()
      FROM (SELECT v.id, row_number() OVER (ORDER BY v.id) AS n FROM track_versions v
              JOIN tracks t ON t.id = v.track_id WHERE t.owner_id = $1) v
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM assets
             WHERE library_id = $1 AND kind = 'stem') a
        ON (a.n - 1) / 2 + 1 = v.n"""
_CREDITS = """INSERT INTO credits (id, track_id, person, role, position)
    SELECT gen_random_uuid(), t.id, 'Ines', 'harp ' || c, c FROM tracks t
      CROSS JOIN generate_series(1, 3) c WHERE t.owner_id = $1"""
_NOTES = """INSERT INTO notes (id, track_id, at_ms, body, created_at)
    SELECT gen_random_uuid(), t.id, 1000 * n, 'A little louder here, number ' || n, now()
      FROM tracks t CROSS JOIN generate_series(1, 1) n WHERE t.owner_id = $1"""
_COMMENTS = """INSERT INTO comments (id, track_id, user_id, at_ms, body_md, body_html, created_at)
    SELECT gen_random_uuid(), t.id, $1::uuid, 1000 * n, 'What a voice, number ' || n, '', now()
      FROM tracks t CROSS JOIN generate_series(1, 2) n WHERE t.owner_id = $1"""


async def fill(connection: asyncpg.Connection[Any], owner: UUID, tracks: int) -> int:
    """Two versions with two stems each, three credits, a note and two comments a track; how many
    records that is: thirteen for every track.
    """
    async with connection.transaction():
        await connection.execute(_TRACKS, owner, tracks)
        await connection.execute(_ASSETS, owner, 2 * tracks, "original")
        await connection.execute(_ASSETS, owner, 4 * tracks, "stem")
        for statement in (_VERSIONS, _STEMS, _CREDITS, _NOTES, _COMMENTS):
            await connection.execute(statement, owner)
    count: int = await connection.fetchval(
        "SELECT count(*) FROM sync_feed WHERE library_id = $1", owner
    )
    return count
