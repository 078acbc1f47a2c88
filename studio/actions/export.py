"""The whole library as one plain document: for people to keep, and to compare two of them."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from studio.actions.desk import Desk
from sync.client.replay import Replay
from sync.wire.kinds import KINDS


def export(desk: Desk) -> dict[str, Any]:
    """Every record, by kind, with what people wrote; `digest` is over all of that.

    The order is that of the ids and the form canonical (RFC 8785 as far as plain values need it),
    so that equal libraries give equal documents.
    """
    with desk.local.read() as db:
        replay = Replay(db)
        rows = db.execute(
            "SELECT kind, id FROM shadow UNION SELECT kind, id FROM outbox WHERE type = 'create'"
        ).fetchall()
        records = [replay.record(row["kind"], UUID(row["id"])) for row in rows]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in KINDS}
    for record in sorted(filter(None, records), key=lambda r: str(r.id)):
        rules = KINDS.get(record.kind)
        if rules is None or not rules.editable:
            continue
        values = {name: record.data.get(name) for name in sorted(rules.editable)}
        above = {"parent": str(record.parent)} if record.parent else {}
        found[record.kind].append({"id": str(record.id), **above, **values})
    text = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {"digest": hashlib.sha256(text.encode()).hexdigest(), "records": found}
