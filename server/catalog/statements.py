"""The SQL that reads what access depends on: release state, teaser, links, one row a track."""

from __future__ import annotations

_CLIP = """FROM teasers c JOIN track_versions xv ON xv.id = c.version_id
     WHERE c.track_id = t.id AND xv.deleted_at IS NULL"""
TEASER = f"EXISTS (SELECT 1 {_CLIP})"
TEASER_MS = f"(SELECT c.length_ms {_CLIP})"
"""How long track t's teaser is; NULL where it has none."""

RELEASE = f"""CASE
    WHEN t.release_state <> 'scheduled' THEN t.release_state
    WHEN t.release_at <= now() AND EXISTS (
        SELECT 1 FROM track_versions p
         WHERE p.id = t.primary_version_id AND p.status = 'ready' AND p.deleted_at IS NULL
    ) THEN 'live'
    WHEN t.release_at > now() AND t.teaser_from <= now() AND {TEASER} THEN 'teaser'
    ELSE 'scheduled' END"""  # noqa: S608 - constants only
"""A track's release state at this moment: a dead clock process neither delays nor leaks."""

# The private links that hold at this moment, of all releases that have the track.
_LINKS = """(SELECT json_agg(json_build_object('id', l.id, 'downloads', l.allow_download,
        'ends_at', floor(extract(epoch FROM l.expires_at))::bigint) ORDER BY l.id)
    FROM release_tracks p JOIN releases r ON r.id = p.release_id
         JOIN preview_links l ON l.release_id = r.id
    WHERE p.track_id = t.id AND p.deleted_at IS NULL AND r.deleted_at IS NULL
      AND l.deleted_at IS NULL AND NOT l.revoked
      AND (l.expires_at IS NULL OR l.expires_at > now()))"""
_FACTS = f"""json_build_object(
    'track_id', t.id, 'owner_id', t.owner_id, 'slug', t.slug, 'title', t.title,
    'artist_name', t.artist_name, 'handle', u.handle, 'art_render', t.art_render, 'rev', t.rev,
    'comment_count', t.comment_count, 'comments_open', t.comments_open,
    'release_at', t.release_at, 'primary_version_id', t.primary_version_id,
    'version_id', v.id, 'status', v.status, 'duration_ms', v.duration_ms, 'failure', v.failure,
    'visibility', t.visibility, 'secret_hash', t.secret_hash, 'vault', t.vault,
    'paid_download', t.paid_download, 'download_policy', t.download_policy, 'role', c.role,
    'release', {RELEASE}, 'teaser_ms', {TEASER_MS}, 'links', {_LINKS})::text AS facts"""
_JOINS = """JOIN users u ON u.id = t.owner_id
    LEFT JOIN collaborators c ON c.library_id = t.owner_id AND c.user_id = $1"""
_FIRST_VERSION = """LEFT JOIN LATERAL (
        SELECT * FROM track_versions w WHERE w.track_id = t.id AND w.deleted_at IS NULL
         ORDER BY w.status = 'ready' DESC, (w.id = t.primary_version_id) IS TRUE DESC,
                  w.position, w.id LIMIT 1) v ON true"""
_ALIVE = "t.deleted_at IS NULL AND u.disabled_at IS NULL"

_SOURCES = {
    "track": f"tracks t {_JOINS} {_FIRST_VERSION} WHERE t.id = $2",
    "tracks": f"tracks t {_JOINS} {_FIRST_VERSION} WHERE t.id = ANY($2::uuid[])",
    "address": f"tracks t {_JOINS} {_FIRST_VERSION} WHERE u.handle = $2 AND t.slug = $3",
    "version": f"""track_versions v JOIN tracks t ON t.id = v.track_id {_JOINS}
        WHERE v.id = $2 AND v.deleted_at IS NULL""",
}


def statements(*extra: str) -> dict[str, str]:
    """The statement that reads the facts, and `extra` columns, for each way to name a track
    (or, as "tracks", many).

    In `extra`, `t` is the track, `u` its owner and `v` the version.
    """
    columns = ", ".join([_FACTS, *extra])
    return {
        by: f"SELECT {columns} FROM {source} AND {_ALIVE}"  # noqa: S608 - constants only
        for by, source in _SOURCES.items()
    }
