"""What the public has seen of a release: kept whenever it changes, to be compared and gone back to.

Kept at every transition, and by the clock after edits of what is out.
"""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from server.kit import db
from server.releases.models import PublicState
from server.releases.seen import as_seen
from sync.wire.ids import new_id

_LAST = """SELECT content_hash FROM public_states WHERE release_id = $1
    ORDER BY at DESC, id DESC LIMIT 1"""
# Releases that are out and something of which was edited of late; the clock looks more often.
_EDITED = """WITH late AS (SELECT kind, entity_id AS id FROM record_history
        WHERE at > now() - interval '10 minutes' AND kind IN (1, 4, 8, 9)), about AS (
    SELECT id FROM late WHERE kind = 8
    UNION SELECT p.release_id FROM late JOIN release_tracks p ON p.id = late.id WHERE kind = 9
    UNION SELECT p.release_id FROM late JOIN release_tracks p ON p.track_id = late.id WHERE kind = 1
    UNION SELECT p.release_id FROM late JOIN credits c ON c.id = late.id
              JOIN release_tracks p ON p.track_id = c.track_id WHERE kind = 4)
    SELECT r.id FROM releases r JOIN about USING (id)
     WHERE r.state = 'live' AND r.deleted_at IS NULL ORDER BY r.id"""


async def keep(release_id: UUID) -> UUID | None:
    """Keeps what the public sees, if that is something and differs from what was kept last."""
    async with db.unit_of_work():
        await db.execute("SELECT 1 FROM releases WHERE id = $1 FOR UPDATE", release_id)
        body = await as_seen(release_id)
        if body is None:
            return None
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        last = await db.execute(_LAST, release_id)
        if last and last[0]["content_hash"] == digest:
            return None
        made = new_id()
        await PublicState.create(id=made, release_id=release_id, content_hash=digest, body=body)
    return made


async def edited() -> list[UUID]:
    """Releases that are out and may look otherwise since a while ago."""
    return [row["id"] for row in await db.rows(_EDITED)]


async def kept(release_id: UUID) -> list[PublicState]:
    """All that was kept of a release, the newest first."""
    return await PublicState.filter(release_id=release_id).order_by("-at", "-id").limit(200)
