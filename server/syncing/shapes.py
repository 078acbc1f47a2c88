"""The `data` of every kind of record, as SQL makes it: JSON that no Python has to touch."""

from __future__ import annotations

from typing import Literal

from sync.wire.kinds import KINDS

Root = Literal["track", "release"]


def utc(column: str) -> str:
    """A moment in RFC 3339."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


KIND_NAME = (
    "CASE {code} " + " ".join(f"WHEN {k.code} THEN '{k.name}'" for k in KINDS.values()) + " END"
)
"""The name of a kind whose number stands at {code}."""
_PERSON = "(SELECT {column} FROM users u WHERE u.id = {id})"

_SELECTS = {
    "track": f"""SELECT t.title, t.slug, t.description_md, t.liner_notes_md, t.session, t.genre,
            t.tag_names AS tags, t.license, t.license_text, t.isrc, t.visibility,
            t.release_state, {utc("t.release_at")} AS release_at, t.download_policy,
            t.comments_open, (SELECT a.sha256 FROM assets a WHERE a.id = t.artwork_id)
                AS artwork_sha256, t.primary_version_id, t.art_render, t.art_failure,
            t.comment_count, t.plan_id, t.teaser_start_ms, t.teaser_ms,
            t.teaser_failure, t.picture_failure,
            {utc("t.teaser_from")} AS teaser_from, {utc("t.created_at")} AS created_at,
            CASE WHEN {{secrets}} THEN t.secret_token END AS secret
        FROM tracks t WHERE t.id = {{id}}""",  # noqa: S608
    "version": f"""SELECT v.track_id, v.label, v.position, a.sha256, a.filename, a.size, v.status,
            v.progress, v.failure, v.warnings, v.duration_ms, v.sample_rate, v.channels,
            v.bit_depth, v.codec, v.lufs, v.lra, v.true_peak, {utc("v.ready_at")} AS ready_at,
            {utc("v.created_at")} AS created_at
        FROM track_versions v JOIN assets a ON a.id = v.original_id WHERE v.id = {{id}}""",  # noqa: S608
    "stem": """SELECT s.version_id, s.title, s.role, s.position, s.credits, a.sha256, a.filename,
            a.size FROM stems s JOIN assets a ON a.id = s.asset_id WHERE s.id = {id}""",
    "credit": """SELECT c.track_id, c.person, c.role, c.url, c.position
        FROM credits c WHERE c.id = {id}""",
    "note": f"""SELECT n.track_id, n.at_ms, n.version_id, n.body,
            {_PERSON.format(column="display_name", id="n.author_id")} AS author,
            {utc("n.created_at")} AS created_at FROM notes n WHERE n.id = {{id}}""",  # noqa: S608
    "release": f"""SELECT rel.title, rel.kind, rel.slug, rel.description_md,
            (SELECT a.sha256 FROM assets a WHERE a.id = rel.artwork_id) AS artwork_sha256,
            rel.art_render, rel.art_failure, rel.upc, rel.license, rel.license_text,
            rel.download_policy, rel.visibility, rel.state,
            {utc("rel.release_at")} AS release_at, rel.time_zone,
            {utc("rel.teaser_from")} AS teaser_from, {utc("rel.live_at")} AS live_at,
            {utc("rel.created_at")} AS created_at,
            CASE WHEN {{secrets}} THEN rel.secret_token END AS secret
        FROM releases rel WHERE rel.id = {{id}}""",  # noqa: S608
    "release_track": """SELECT place.release_id, place.track_id, place.position
        FROM release_tracks place WHERE place.id = {id}""",
    "preview_link": f"""SELECT link.release_id, link.label, {utc("link.expires_at")} AS expires_at,
            link.max_uses, link.allow_download, link.revoked, link.uses,
            {utc("link.last_used_at")} AS last_used_at, {utc("link.created_at")} AS created_at,
            CASE WHEN {{secrets}} THEN link.token END AS token
        FROM preview_links link WHERE link.id = {{id}}""",  # noqa: S608
    "comment": f"""SELECT c.track_id, c.version_id, c.parent_id, c.at_ms, c.body_md AS body,
            c.status, u.handle, u.display_name AS author, {utc("c.created_at")} AS created_at
        FROM comments c JOIN users u ON u.id = c.user_id WHERE c.id = {{id}}""",  # noqa: S608
    "conflict": f"""SELECT {KIND_NAME.format(code="f.kind")} AS kind, f.entity_id AS id, f.field,
            f.base, f.mine, f.theirs, f.why,
            coalesce((SELECT name FROM sessions s WHERE s.id = f.device_id), '') AS device,
            {utc("f.at")} AS at, f.state FROM conflicts f WHERE f.id = {{id}}""",  # noqa: S608
}

_ROWS = {
    "track": "tracks r JOIN tracks top ON top.id = r.id",
    "version": "track_versions r JOIN tracks top ON top.id = r.track_id",
    "stem": """stems r JOIN track_versions v ON v.id = r.version_id
               JOIN tracks top ON top.id = v.track_id""",
    "credit": "credits r JOIN tracks top ON top.id = r.track_id",
    "note": "notes r JOIN tracks top ON top.id = r.track_id",
    "release": "releases r JOIN releases top ON top.id = r.id",
    "release_track": "release_tracks r JOIN releases top ON top.id = r.release_id",
    "preview_link": "preview_links r JOIN releases top ON top.id = r.release_id",
}
"""A record and the one at the top of what it belongs to: whoever writes holds that one."""
_HOLD = {
    "track": "SELECT 1 FROM tracks WHERE id = $1 FOR UPDATE",
    "release": "SELECT 1 FROM releases WHERE id = $1 FOR UPDATE",
}


def data(kind: str, record_id: str, *, secrets: bool) -> str:
    """An expression for the data of the record whose id is the expression `record_id`."""
    select = _SELECTS[kind].format(id=record_id, secrets="true" if secrets else "false")
    return f"(SELECT row_to_json(x) FROM ({select}) x)"  # noqa: S608 - constants only


def any_data(code: str, record_id: str, *, secrets: bool) -> str:
    """The same for a record of whatever kind has the number `code`."""
    cases = " ".join(
        f"WHEN {kind.code} THEN {data(kind.name, record_id, secrets=secrets)}"
        for kind in KINDS.values()
    )
    return f"CASE {code} {cases} END"


def root_of(kind: str) -> str:
    """The statement that finds the track or release that record $1 belongs to."""
    return f"SELECT top.id FROM {_ROWS[kind]} WHERE r.id = $1"  # noqa: S608 - constants only


def root_kind(kind: str) -> Root:
    """What records of this kind belong to in the end."""
    above = KINDS[kind].parent
    if above is None:
        return "release" if kind == "release" else "track"
    return root_kind(above)


def hold(kind: str) -> str:
    """The statement that holds $1, which records of this kind belong to."""
    return _HOLD[root_kind(kind)]


def one(kind: str) -> str:
    """The statement that reads record $1: whose it is, whether it is deleted, its data as text."""
    return f"""SELECT top.owner_id AS library_id, top.id AS root_id,
            r.deleted_at IS NOT NULL AS deleted, {data(kind, "r.id", secrets=True)}::text AS data
        FROM {_ROWS[kind]} WHERE r.id = $1"""  # noqa: S608 - constants only
