"""What was done in a world, and whether the promises of sync were kept once all is quiet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from uuid import UUID

from server.media.names import bucket_of, object_key
from sync.wire.uploads import UploadKind
from tests.support.library_backup import visible
from tests.support.world import Key, World

_ROWS = """SELECT id, deleted_at IS NOT NULL AS gone, NULL::uuid AS above,
        title || ' ' || liner_notes_md || ' ' || tag_names::text AS words
      FROM tracks WHERE owner_id = $1
    UNION ALL SELECT v.id, v.deleted_at IS NOT NULL, v.track_id, v.label
      FROM track_versions v JOIN tracks t ON t.id = v.track_id WHERE t.owner_id = $1
    UNION ALL SELECT n.id, n.deleted_at IS NOT NULL, n.track_id, n.body
      FROM notes n JOIN tracks t ON t.id = n.track_id WHERE t.owner_id = $1"""
_CONFLICTS = """SELECT id, entity_id,
        coalesce(mine::text, '') || coalesce(theirs::text, '') AS words
    FROM conflicts WHERE library_id = $1"""


@dataclass(frozen=True, slots=True)
class Written:
    """A word that somebody put into a field; `over` is the value that it took the place of."""

    desk: int
    key: Key
    field: str
    over: str
    word: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody deleted a record while these words were on their screen."""

    desk: int
    key: Key
    seen: str


@dataclass(slots=True)
class Ledger:
    """Everything that people did. `excused`: words and ids that no copy is left of."""

    created: list[tuple[int, Key]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    deleted: list[Deleted] = field(default_factory=list)
    cancelled: set[UUID] = field(default_factory=set)
    only_there: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)

    def keep(self, world: World) -> None:
        """Asserts every promise. All studios must have drained."""
        self._all_agree(world)
        found = {row["id"]: row for row in world.sql(_ROWS, world.library)}
        conflicts: dict[UUID, str] = {}
        for row in world.sql(_CONFLICTS, world.library):
            conflicts[row["entity_id"]] = conflicts.get(row["entity_id"], "") + row["words"]
        made = {key[1] for _, key in self.created}
        assert found.keys() <= made, f"nobody made {found.keys() - made}"
        for _, key in self.created:
            if key[1] not in self.cancelled and str(key[1]) not in self.excused:
                assert key[1] in found or key[1] in conflicts, f"a create is lost: {key}"
        for written in self.written:
            self._kept(written, found, conflicts)
        self._files(world)

    def _all_agree(self, world: World) -> None:
        there = world.run(visible(world.house.db, world.library))
        open_conflicts = {row["id"] for row in world.sql(_CONFLICTS, world.library)}
        for i, desk in enumerate(world.desks):
            refused = [r for r in desk.refused() if r.op.type in {"create", "patch", "delete"}]
            assert not refused, f"desk {i}: {refused}"
            shown = world.shown(desk)
            differing = {key for key in {*shown, *there} if shown.get(key) != there.get(key)}
            told = {key: (shown.get(key), there.get(key)) for key in differing}
            assert not told, f"desk {i} shows what the server has not: {told}"
            ids = {key[1] for key in world.records(desk) if key[0] == "conflict"}
            assert ids == open_conflicts, f"desk {i} shows other conflicts"
            assert world.run(desk.session.compare()), f"desk {i} and server differ in sum"

    def _kept(self, w: Written, found: dict[UUID, dict], conflicts: dict[UUID, str]) -> None:  # type: ignore[type-arg]
        record, disputed = found.get(w.key[1]), conflicts.get(w.key[1], "")
        if w.word in self.excused or w.key[1] in self.cancelled or str(w.key[1]) in self.excused:
            return
        superseded = any(
            o.key == w.key and o.field == w.field and w.word in o.over.split() and o is not w
            for o in self.written
            if w.field != "liner_notes_md"
        )
        if record is None:
            assert has(disputed, w.word) or superseded, f"an edit is lost with its record: {w}"
            return
        current = has(record["words"], w.word)
        assert current or superseded or has(disputed, w.word), f"an edit is lost: {w}"
        if current and not superseded and not has(disputed, w.word):
            self._not_deleted_unseen(w, found)

    def _not_deleted_unseen(self, w: Written, found: dict[UUID, dict]) -> None:  # type: ignore[type-arg]
        line: list[UUID] = []
        above: UUID | None = w.key[1]
        while above is not None:
            line.append(above)
            above = found[above]["above"]
        if not any(found[one]["gone"] for one in line):
            return
        by = [d for d in self.deleted if d.key[1] in line]
        knowing = any(d.desk == w.desk or has(d.seen, w.word) for d in by)
        assert knowing, f"deleted unseen: {w}"

    def _files(self, world: World) -> None:
        rows = world.sql(
            """SELECT DISTINCT a.sha256, a.state FROM track_versions v
                 JOIN tracks t ON t.id = v.track_id JOIN assets a ON a.id = v.original_id
                WHERE t.owner_id = $1 AND v.deleted_at IS NULL""",
            world.library,
        )
        store = world.house.server.resources.store
        for row in rows:
            kind = UploadKind.ORIGINAL
            path = store.local_path(bucket_of(kind), object_key(kind, row["sha256"]))
            assert row["state"] != "mismatch", f"a version without a file: {row}"
            assert path is not None, "the store of this test is a folder"
            assert path.exists(), f"a version without a file: {row}"


def has(text: str, word: str) -> bool:
    """Whether the word stands there; word1 is not in word12."""
    return re.search(re.escape(word) + r"(?![0-9])", text) is not None
