"""The whole library as one plain document: for people to keep, and to compare two of them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from studio.actions.desk import Desk
from sync.client.replay import Replay
from sync.wire import codec
from sync.wire.kinds import KINDS, Kind


def export(desk: Desk) -> dict[str, Any]:
    """Every record, by kind, with what people wrote; `digest` is over all of that.

    The order is that of the ids and the form canonical (RFC 8785 as far as plain values need it,
    moments in UTC), so that equal libraries give equal documents, sent or not.
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
        values = _canonical(rules, record.data)
        above = {"parent": str(record.parent)} if record.parent else {}
        found[record.kind].append({"id": str(record.id), **above, **values})
    text = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {"digest": hashlib.sha256(text.encode()).hexdigest(), "records": found}


def _canonical(rules: Kind, data: dict[str, Any]) -> dict[str, Any]:
    """The fields that people write, null where nothing is, each value in its one form."""
    found = {}
    for name in sorted(rules.editable):
        value = data.get(name)
        try:
            typed = codec.convert({name: value}, rules.fields) if value is not None else None
        except codec.DecodeError:  # of a server that allows more than we know
            typed = None
        found[name] = _plain(getattr(typed, name)) if typed is not None else value
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return codec.plain(value)
