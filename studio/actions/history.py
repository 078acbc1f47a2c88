"""Who changed what of a track, and taking it back: what the server tells, and what waits here.

Taking back is an ordinary edit, to what stood there before over what stands there now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from studio.actions import words
from studio.actions.library import Library
from studio.store import decisions as records
from studio.store import history as store
from studio.store.history import Done, Member
from studio.store.reading import Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk
    from sync.wire.changes import HistoryEntry

ASKED = 60
"""Records of a track whose history is asked for; more would take long."""
AT_ONCE = 4
CREATED, DELETED = "", "deleted_at"
_HIDDEN = frozenset({"position", "slug"})
# A moment belongs to its state, and an earlier picture may not be on this machine: those are
# changed where they are chosen.
_ELSEWHERE = frozenset(
    {"release_state", "release_at", "teaser_from", "artwork_sha256", "token", "track_id"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one field. `field` is CREATED or DELETED for the whole record; `told` says it
    in a few words. `state`: sent, waiting or refused.
    """

    key: str
    kind: str
    id: UUID
    name: str
    field: str
    told: str
    old: Any = None
    new: Any = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    who: str = ""
    device: str = ""
    at: datetime
    state: str = "sent"
    undoable: bool = False

    @property
    def long(self) -> bool:
        """Texts of many words, shown by what differs."""
        return self.field in words.LONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Something that was deleted and can be brought back."""

    kind: str
    id: UUID
    name: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What belongs to a track on this machine."""

    members: tuple[Member, ...] = ()
    waiting: tuple[Change, ...] = ()
    gone: tuple[Gone, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """What records are called, by id."""
        return {str(one.id): words.record_name(one.kind, one.data) for one in self.members}


def read(library: Library, track: UUID) -> Family:
    """What waits to be sent, newest first, and what can be brought back."""

    def question(reader: Reader) -> Family:
        members = store.family(reader, track)
        by_id = {one.id: one for one in members}
        made = [_of(op, by_id[op.id]) for op in store.done(reader, members)]
        changes = [one for each in made for one in each]
        return Family(
            members=tuple(members),
            waiting=tuple(sorted(changes, key=lambda one: one.at, reverse=True)),
            gone=tuple(_gone(one) for one in members if one.deleted),
        )

    return library.ask(question, Family())


async def fetch(desk: Desk, family: Family) -> list[Change]:
    """What the server knows, newest first. Raises NotSignedIn, RemoteFailure."""
    from studio.actions.syncing import NotSignedIn
    from sync.client.feed import HttpFeed

    account, token = desk.settings.account, await asyncio.to_thread(desk.token)
    if account is None or token is None:
        raise NotSignedIn
    library = UUID(account.library_id) if account.library_id else None
    feed, turns = HttpFeed(account.server, token, library=library), asyncio.Semaphore(AT_ONCE)

    async def ask(one: Member) -> list[Change]:
        async with turns:
            return [_heard(one, entry) for entry in await feed.history(one.kind, one.id)]

    known = [one for one in family.members if one.known][:ASKED]
    try:
        told = await asyncio.gather(*(ask(one) for one in known))
    finally:
        await feed.close()
    found = [one for each in told for one in each if one.field not in _HIDDEN]
    return sorted(found, key=lambda one: one.at, reverse=True)


def now(library: Library, change: Change) -> dict[str, Any] | None:
    """The record as it is now; None if it is not there."""
    kind, record = change.kind, str(change.id)
    nothing: dict[str, Any] = {}
    return library.ask(lambda reader: records.named(reader, kind, record)[0], nothing) or None


async def undo(desk: Desk, change: Change, seen: Any) -> None:
    """Writes back what stood there before `change`, over what was `seen`. Raises NotEditable,
    NoSuchRecord.
    """
    from sync.client import editing

    def work() -> None:
        local, kind, record = desk.local, change.kind, change.id
        if change.field == CREATED or (change.field == DELETED and change.new is None):
            editing.delete(local, kind, record)
        elif change.field == DELETED:
            editing.restore(local, kind, record)
        elif change.added or change.removed:
            name, back = change.field, list(change.removed)
            editing.change_set(local, kind, record, name, add=back, remove=list(change.added))
        else:
            editing.patch(local, kind, record, {change.field: editing.Edit(seen, change.old)})

    await asyncio.to_thread(work)


async def bring_back(desk: Desk, gone: Gone) -> None:
    """Takes a deletion back. Raises NoSuchRecord."""
    from sync.client import editing

    await asyncio.to_thread(editing.restore, desk.local, gone.kind, gone.id)


def _of(op: Done, member: Member) -> Iterable[Change]:
    """What an operation changed."""
    at = datetime.fromtimestamp(op.at_s, UTC)
    state = "refused" if op.refused else "waiting"
    base: dict[str, Any] = {"kind": op.kind, "id": op.id, "at": at, "state": state}
    name = words.record_name(member.kind, member.data)
    able = not op.refused
    match op.type:
        case "create":
            told = _told(op.kind, name, CREATED, None, None)
            undo_it = able and op.kind != "track"
            yield Change(
                **base, key=str(op.op_id), name=name, field=CREATED, told=told, undoable=undo_it
            )
        case "delete" | "restore":
            new = at if op.type == "delete" else None
            told = _told(op.kind, name, DELETED, None, new)
            yield Change(
                **base,
                key=str(op.op_id),
                name=name,
                field=DELETED,
                told=told,
                new=new,
                undoable=able,
            )
        case "patch":
            yield from _patched(op, base, name, able=able)


def _patched(op: Done, base: dict[str, Any], name: str, *, able: bool) -> Iterable[Change]:
    for field, (old, new) in (op.body.get("set") or {}).items():
        if field in _HIDDEN:
            continue
        yield Change(
            **base,
            key=f"{op.op_id} {field}",
            name=name,
            field=field,
            told=_told(op.kind, name, field, old, new),
            old=old,
            new=new,
            undoable=able and _undoable(op.kind, field),
        )
    add, remove = op.body.get("add") or {}, op.body.get("remove") or {}
    for field in sorted({*add, *remove}):
        yield Change(
            **base,
            key=f"{op.op_id} {field}",
            name=name,
            field=field,
            told=_told(op.kind, name, field, None, None),
            added=tuple(add.get(field, ())),
            removed=tuple(remove.get(field, ())),
            undoable=able and _undoable(op.kind, field),
        )


def _heard(member: Member, entry: HistoryEntry) -> Change:
    name = words.record_name(member.kind, member.data)
    whole = entry.field in (CREATED, DELETED)
    able = member.kind != "track" and member.deleted is (entry.new is not None)
    if entry.field == CREATED:
        able = member.kind != "track" and not member.deleted
    return Change(
        key=f"{member.id} {entry.urev} {entry.field}",
        kind=member.kind,
        id=member.id,
        name=name,
        field=entry.field,
        told=_told(member.kind, name, entry.field, entry.old, entry.new),
        old=entry.old,
        new=entry.new,
        who=entry.by,
        device=entry.device,
        at=entry.at,
        undoable=able if whole else not member.deleted and _undoable(member.kind, entry.field),
    )


def _gone(one: Member) -> Gone:
    name = words.record_name(one.kind, one.data)
    return Gone(kind=one.kind, id=one.id, name=name, told=_named(one.kind, name))


def _undoable(kind: str, field: str) -> bool:
    from sync.wire.kinds import KINDS

    rules = KINDS[kind]
    return field in rules.editable - rules.fixed - _ELSEWHERE


def _named(kind: str, name: str) -> str:
    """`Version “Mix 5”`; a note says its words."""
    what = words.kind_name(kind).capitalize()
    return f"{what} {name}" if name.startswith("“") else f"{what} “{name}”"


def _told(kind: str, name: str, field: str, old: Any, new: Any) -> str:
    """`Title`, `Version “Mix 5” deleted`, `Version “Mix 5”: Name`."""
    if field == CREATED:
        return "Track made" if kind == "track" else f"{_named(kind, name)} added"
    if field == DELETED:
        verb = "deleted" if new is not None else "brought back"
        return f"Track {verb}" if kind == "track" else f"{_named(kind, name)} {verb}"
    said = words.field_name(field)
    return said if kind == "track" else f"{_named(kind, name)}: {said.lower()}"
