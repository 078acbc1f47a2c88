"""A patch against the record as it is now: what is written, and what a person must decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from server.kit import db
from server.kit.errors import invalid
from server.syncing import queries, values
from server.syncing.schemas import Clash, Record
from sync.wire.changes import Op
from sync.wire.kinds import KINDS, FieldClass, Kind
from sync.wire.merge import FieldMerge, guard_publicity, merge_field, merge_set

PAIRS = {"track": ("release_state", "release_at"), "release": ("state", "release_at")}
"""Two fields with one meaning: both are taken, or neither."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names a record of this kind. `near`: one that belongs to the same track."""

    kind: str
    near: bool


REFERENCES = {
    "primary_version_id": Reference("version", near=True),
    "version_id": Reference("version", near=True),
    "track_id": Reference("track", near=False),
}
_CHOSEN_BY_NOBODY = """SELECT user_id IS NULL AS so FROM record_history
    WHERE kind = $1 AND entity_id = $2 AND field = 'primary_version_id' ORDER BY id DESC LIMIT 1"""


@dataclass(slots=True)
class Merged:
    """Values to write, and clashes to keep. `woven`: some value is of two authors."""

    write: dict[str, Any] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    woven: bool = False


def check_fields(kind: Kind, op: Op) -> None:
    """INVALID naming a field that the kind has not, that cannot change, or that is no set."""
    for name in {*op.set, *op.add, *op.remove, *op.data}:
        if name not in kind.editable:
            raise invalid(name, f"This server does not know a field {name!r} of a {kind.name}.")
    for name in {*op.set, *op.add, *op.remove} & kind.fixed:
        raise invalid(name, f"The {name} of a {kind.name} cannot be changed.")
    for name in {*op.add, *op.remove}:
        if kind.class_of(name) is not FieldClass.SET or name in op.set:
            raise invalid(name, f"{name} does not take additions and removals here.")


def lost(kind: Kind, op: Op, record: Record | None, why: str) -> list[Clash]:
    """Every value of a patch whose record is not there to take it."""
    current = record.data if record else {}
    found = [
        Clash(field=name, base=base, mine=mine, theirs=None, why=why)
        for name, (base, mine) in op.set.items()
    ]
    for name in dict.fromkeys([*op.add, *op.remove]):
        base = current.get(name) or []
        mine = merge_set(op.add.get(name, []), op.remove.get(name, []), base)
        found.append(Clash(field=name, base=base, mine=mine, theirs=None, why=why))
    return found


async def merge(op: Op, record: Record) -> Merged:
    """The patch merged into the record, which is held. INVALID naming a bad value."""
    kind, found = KINDS[op.kind], Merged()
    wanted = values.normal(kind, {name: mine for name, (_, mine) in op.set.items()})
    for name, (seen, _) in op.set.items():
        if wanted.get(name) == "" and name == "slug":
            continue  # any address will do: the one that it has
        base = values.normal_or_raw(kind, name, seen)
        current = values.normal_or_raw(kind, name, record.data.get(name))
        if await _is_the_servers(record, name, base, current):
            base = current
        missing = await _missing(record, name, wanted[name])
        if missing is not None:
            outcome = FieldMerge("conflict", current)
            clash = Clash(field=name, base=seen, mine=wanted[name], theirs=current, why=missing)
            found.clashes.append(clash)
            continue
        outcome = _outcome(kind, name, base, wanted[name], current)
        _take(
            found,
            name,
            outcome,
            Clash(field=name, base=base, mine=wanted[name], theirs=current, why=outcome.why),
        )
    _keep_together(found, op, record)
    for name in dict.fromkeys([*op.add, *op.remove]):
        current = record.data.get(name) or []
        put = merge_set(op.add.get(name, []), op.remove.get(name, []), current)
        if put != current:
            found.write[name] = put
    return found


def _outcome(kind: Kind, name: str, base: Any, mine: Any, current: Any) -> FieldMerge:
    guarded = guard_publicity(name, base, mine, current)
    return guarded or merge_field(kind.class_of(name), base, mine, current)


def _take(found: Merged, name: str, outcome: FieldMerge, clash: Clash) -> None:
    if outcome.outcome == "conflict":
        found.clashes.append(clash)
    elif outcome.outcome != "unchanged":
        found.write[name] = outcome.value
        found.woven = found.woven or outcome.outcome == "merged"


def _keep_together(found: Merged, op: Op, record: Record) -> None:
    """State and moment of a release that nobody has put together must not come together."""
    pair = PAIRS.get(record.kind, ())
    if not any(clash.field in pair for clash in found.clashes):
        return
    for name in pair:
        if name in found.write:
            mine = found.write.pop(name)
            base, theirs = op.set[name][0], record.data.get(name)
            found.clashes.append(
                Clash(field=name, base=base, mine=mine, theirs=theirs, why="field")
            )


async def _is_the_servers(record: Record, name: str, base: Any, current: Any) -> bool:
    """Whether what stands there was only the server's own choice, which gives way to people."""
    if base == current:
        return False
    if name == "slug":
        return values.same_slug(base, str(current))
    if name != "primary_version_id":
        return False
    last = await db.execute(_CHOSEN_BY_NOBODY, KINDS[record.kind].code, record.id)
    return bool(last and last[0]["so"])


async def _missing(record: Record, name: str, value: Any) -> str | None:
    """Why the record that a field names cannot be named; None if it can."""
    if name not in REFERENCES or value is None:
        return None
    return await missing_reference(record.library_id, record.root_id, name, value)


async def missing_reference(library_id: Any, root_id: Any, name: str, value: str) -> str | None:
    """The same for a record that is yet to be made."""
    wanted = REFERENCES[name]
    found = await queries.find(wanted.kind, values.as_id(value), library_id)
    if found is None or (wanted.near and found.root_id != root_id):
        return "target_never_created"
    return "edited_but_deleted" if found.deleted else None
