"""Reading releases: what is out by now, what waits, and who may see it."""

from __future__ import annotations

from server.catalog.facts import TEASER

READY = """EXISTS (SELECT 1 FROM track_versions v WHERE v.id = t.primary_version_id
    AND v.status = 'ready' AND v.deleted_at IS NULL)"""
"""Whether track t can be heard."""
_ANY = """EXISTS (SELECT 1 FROM release_tracks p JOIN tracks t ON t.id = p.track_id
    WHERE p.release_id = r.id AND p.deleted_at IS NULL AND t.deleted_at IS NULL AND {so})"""
OUT = f"""CASE
    WHEN r.state <> 'scheduled' THEN r.state
    WHEN r.release_at <= now() AND {_ANY.format(so=READY)} THEN 'live'
    WHEN r.release_at > now() AND r.teaser_from <= now() AND {_ANY.format(so=TEASER)} THEN 'teaser'
    ELSE 'scheduled' END"""
"""The state of release r at this moment, as catalog.facts.RELEASE is a track's: it is out once the
moment has come and one of its tracks can be heard.
"""
