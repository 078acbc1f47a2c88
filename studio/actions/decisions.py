"""What only a person can decide: two values of a field, edits that the server refused."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from studio.actions import words
from studio.actions.library import Library
from studio.settings import Settings
from studio.store import decisions as store
from studio.store.decisions import Refused
from studio.store.reading import Reader

if TYPE_CHECKING:
    from studio.actions.desk import Desk

Choice = Literal["mine", "theirs", "value"]
MINE = "Mine"
HOLD_S = 8.0
"""How long a decision stays here, so that it can be taken back."""
_WHY = {
    "text": "Both of you rewrote the same words.",
    "field": "Both of you chose a value, and they differ.",
    "more_public": "This would make it more public than what was seen when it was chosen.",
    "edited_but_deleted": "It was deleted while it was edited on another device.",
    "deleted_but_edited": "It was edited after it was last seen on the device that deletes it.",
    "target_never_created": "What it belongs to never reached the server.",
    "parent_deleted": "What it belongs to was deleted meanwhile.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two values: whose it is, how it reads, and the button that takes it."""

    whose: str
    text: str
    verb: str
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two values to decide between. `long`: texts of many words; `editable`: a third is possible.

    `field` is "" where the whole record is in question.
    """

    id: UUID
    name: str
    kind: str
    field: str
    field_name: str
    why: str
    told: str
    mine: Side
    theirs: Side
    base: Any
    long: bool
    editable: bool
    track_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A refused edit: what was wanted, what the server said, and the fields that can be changed."""

    op_id: UUID
    name: str
    kind: str
    wanted: tuple[tuple[str, str], ...]
    message: str
    remedy: str
    field: str
    values: Mapping[str, str]
    creates: bool
    at: str
    track_id: UUID | None


def this_device(chosen: Settings) -> str:
    """What this machine is called in the list of devices."""
    return chosen.device_name or platform.node() or "studio"


def count(library: Library) -> int:
    """How many decisions wait."""
    return library.ask(store.count, 0)


def conflicts(library: Library, device: str) -> list[Conflict]:
    """What is to be decided, oldest first. `device`: the name of this one."""
    return library.ask(
        lambda reader: [_conflict(reader, *row, device) for row in store.conflicts(reader)], []
    )


def refused(library: Library) -> list[Wrong]:
    """What the server did not take, oldest first."""
    return library.ask(lambda reader: [_wrong(reader, row) for row in store.refused(reader)], [])


def lost(library: Library) -> int:
    """How many edits a lost library had not sent; they can be brought back or let go."""
    return library.ask(store.lost, 0)


async def bring_back(desk: Desk) -> int:
    """Has the unsent edits of a lost library in this one; returns how many."""
    from sync.client import editing

    return await asyncio.to_thread(editing.recover, desk.local)


async def let_lost_go(desk: Desk) -> None:
    """Nobody wants the unsent edits of a lost library any more."""
    from sync.client import editing

    await asyncio.to_thread(editing.let_go, desk.local)


def preview(conflict: Conflict) -> str:
    """A text to begin with where both have written: all that both typed, in one."""
    from sync.wire.textmerge import merge_text

    texts = (conflict.base, conflict.mine.value, conflict.theirs.value)
    merged = merge_text(*(str(text or "") for text in texts))
    text, at = merged.text, 0
    for hunk in merged.conflicts:
        place = text.find(hunk.theirs, at)
        at = place + len(hunk.theirs)
        gap = "" if not hunk.theirs or hunk.theirs[-1:].isspace() else " "
        text = text[:at] + gap + hunk.mine + text[at:]
        at += len(gap) + len(hunk.mine)
    return text


async def decide(desk: Desk, conflict_id: UUID, choice: Choice, value: Any = None) -> None:
    """Puts a choice into effect, here and, after a while, everywhere. Raises NoSuchRecord."""
    from sync.client import editing

    await asyncio.to_thread(editing.resolve, desk.local, conflict_id, choice, value, hold_s=HOLD_S)


async def undecide(desk: Desk, conflict_id: UUID) -> bool:
    """Takes the choice back; False if it has left."""
    from sync.client import withdrawing

    return await asyncio.to_thread(withdrawing.undecide, desk.local, conflict_id)


async def send_again(desk: Desk, op_id: UUID, values: Mapping[str, Any]) -> None:
    """A refused edit with other values. Raises NotEditable, NoSuchRecord."""
    from sync.client import editing

    await asyncio.to_thread(editing.mend, desk.local, op_id, values)


async def let_go(desk: Desk, op_id: UUID) -> None:
    """Nobody wants a refused edit any more; of a new record, with all that hangs on it."""
    from sync.client import outbox

    await asyncio.to_thread(outbox.discard, desk.local, op_id)


def _conflict(reader: Reader, found: UUID, data: dict[str, Any], device: str) -> Conflict:
    kind, field = str(data["kind"]), str(data.get("field") or "")
    record, track_id = store.named(reader, kind, str(data["id"]))
    ours = data.get("device") == device
    mine, theirs = _sides(reader, data, MINE if ours else f"From {data.get('device') or '?'}")
    long = field in words.LONG and all(isinstance(s.value, str | None) for s in (mine, theirs))
    where = "On this computer" if ours else f"On {data.get('device') or 'another device'}"
    return Conflict(
        id=found,
        name=words.record_name(kind, record or _whole(data)),
        kind=words.kind_name(kind),
        field=field,
        field_name=words.field_name(field) if field else "",
        why=_WHY.get(str(data.get("why")), "Both of you changed it."),
        told=f"{where}, {words.moment(str(data.get('at') or ''))}",
        mine=mine,
        theirs=theirs,
        base=data.get("base"),
        long=long,
        editable=long or (field != "" and isinstance(mine.value, str) and _free(field)),
        track_id=track_id,
    )


def _free(field: str) -> bool:
    """Whether anything may be typed into it."""
    return field in {"title", "genre", "label", "person", "role", "isrc", "upc", "slug", "url"}


def _whole(data: Mapping[str, Any]) -> dict[str, Any]:
    """The record as a create would have made it."""
    mine = data.get("mine")
    inner = mine.get("data") if isinstance(mine, dict) else None
    return inner if isinstance(inner, dict) else {}


def _sides(reader: Reader, data: Mapping[str, Any], whose: str) -> tuple[Side, Side]:
    field, kind = str(data.get("field") or ""), words.kind_name(str(data["kind"]))
    if field == "" and data.get("mine") == {"deleted": True}:
        edited = {words.field_name(str(one.get("field", ""))) for one in data.get("theirs") or []}
        told = f"Edited meanwhile: {', '.join(sorted(edited)) or 'something in it'}"
        return (
            Side(whose=whose, text=f"Delete this {kind}", verb="Delete it"),
            Side(whose="Theirs", text=told, verb="Keep it"),
        )
    if field == "":
        made = _whole(data)
        text = "\n".join(
            f"{words.field_name(n)}: {words.value_words(n, v)}"
            for n, v in made.items()
            if n not in {"sha256", "position"}
        )
        return (
            Side(whose=whose, text=f"Add this {kind}\n{text}".strip(), verb="Add it"),
            Side(whose="Theirs", text="It is not there", verb="Leave it out"),
        )
    return _values(reader, data, whose)


def _values(reader: Reader, data: Mapping[str, Any], whose: str) -> tuple[Side, Side]:
    ours = whose == MINE
    field, gone = str(data["field"]), data.get("why") == "edited_but_deleted"
    others = _names(reader, field, data)
    mine, theirs = data.get("mine"), data.get("theirs")
    return (
        Side(
            whose=whose,
            text=words.value_words(field, mine, others),
            verb="Bring it back with this" if gone else "Keep mine" if ours else "Take this",
            value=mine,
        ),
        Side(
            whose="Theirs" if ours else "As it stands",
            text="It is deleted" if gone else words.value_words(field, theirs, others),
            verb="Leave it deleted" if gone else "Keep theirs" if ours else "Leave it so",
            value=theirs,
        ),
    )


def _names(reader: Reader, field: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Names of the records that the values speak of."""
    if not field.endswith("_id"):
        return {}
    kind = "track" if field == "track_id" else "version"
    ids = [str(data[side]) for side in ("base", "mine", "theirs") if data.get(side)]
    found = {one: store.named(reader, kind, one)[0] for one in ids}
    return {one: words.record_name(kind, record) for one, record in found.items() if record}


def _wrong(reader: Reader, row: Refused) -> Wrong:
    op, told = row.body, row.told
    kind = str(op["kind"])
    record, track_id = store.named(reader, kind, str(op["id"]))
    changed = {name: pair[1] for name, pair in (op.get("set") or {}).items()}
    wanted = op.get("data") or changed
    doing = {"delete": "Delete it", "restore": "Bring it back", "resolve": "Decide a conflict"}
    said = [(words.field_name(n), words.value_words(n, v)) for n, v in wanted.items()]
    return Wrong(
        op_id=row.op_id,
        name=words.record_name(kind, {**record, **wanted}),
        kind=words.kind_name(kind),
        wanted=tuple(said) or ((doing.get(str(op["type"]), "Change it"), ""),),
        message=str(told.get("message") or "The server did not take this."),
        remedy=str(told.get("remedy") or ""),
        field=str(told.get("field") or ""),
        values={n: v for n, v in wanted.items() if isinstance(v, str) and n != "sha256"},
        creates=op["type"] == "create",
        at=words.moment(datetime.fromtimestamp(row.created_at, UTC).isoformat()),
        track_id=track_id,
    )
