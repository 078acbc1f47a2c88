"""People at the studios of a world, whose every deed goes into the ledger."""

from __future__ import annotations

from uuid import UUID

from sync.client import editing
from sync.client.views import Record
from sync.wire.changes import Choice
from tests.support.promises import Deleted, Ledger, Written, has
from tests.support.world import KINDS, Key, World

NAMED = {"track": "title", "version": "label", "note": "body"}


class Stage:
    """A world and the ledger of what is done in it; studios are named by number."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ledger = Ledger()

    def track(self, i: int) -> UUID:
        """A new track with five lines of notes."""
        word = self.world.word()
        data = {"title": word, "liner_notes_md": "a\nb\nc\nd\ne\n"}
        made = editing.create(self.world.desks[i].local, "track", data)
        return self._made(i, ("track", made), word)

    def version(self, i: int, track: UUID, sha256: str | None = None) -> UUID:
        """A new version of a new file."""
        desk, word = self.world.desks[i], self.world.word()
        data = {"label": word, "sha256": sha256 or self.world.song(desk)}
        return self._made(i, ("version", editing.create(desk.local, "version", data, track)), word)

    def note(self, i: int, track: UUID) -> UUID:
        """A new private note."""
        word = self.world.word()
        made = editing.create(self.world.desks[i].local, "note", {"at_ms": 0, "body": word}, track)
        return self._made(i, ("note", made), word)

    def name(self, i: int, key: Key) -> str:
        """Gives a record another name; the name."""
        word, field = self.world.word(), NAMED[key[0]]
        was = str(self._read(i, key).data[field])
        editing.write(self.world.desks[i].local, *key, {field: word})
        self.ledger.written.append(Written(i, key, field, was, word))
        return word

    def line(self, i: int, track: UUID, at: int) -> str:
        """Writes a line into the notes of a track."""
        key, word = ("track", track), self.world.word()
        was = str(self._read(i, key).data.get("liner_notes_md", ""))
        lines = was.splitlines(keepends=True)
        lines.insert(min(at, len(lines)), word + "\n")
        editing.write(self.world.desks[i].local, *key, {"liner_notes_md": "".join(lines)})
        self.ledger.written.append(Written(i, key, "liner_notes_md", was, word))
        return word

    def tag(self, i: int, track: UUID) -> str:
        """Adds a tag."""
        key, word = ("track", track), self.world.word()
        editing.change_set(self.world.desks[i].local, *key, "tags", add=[word])
        self.ledger.written.append(Written(i, key, "tags", "", word))
        return word

    def delete(self, i: int, key: Key) -> None:
        """Deletes what the studio shows."""
        desk = self.world.desks[i]
        before = self._deletes(i, key)
        editing.delete(desk.local, *key)
        with desk.local.read() as db:
            rows = db.execute("SELECT id FROM shadow UNION SELECT id FROM outbox").fetchall()
        known = {UUID(row["id"]) for row in rows}
        gone = {k[1] for k in before if k[1] not in known}
        self.ledger.cancelled |= gone

    def restore(self, i: int, key: Key) -> None:
        """Takes a deletion back."""
        editing.restore(self.world.desks[i].local, *key)

    def resolve(self, i: int, conflict: UUID, choice: Choice) -> None:
        """Decides."""
        found = self._read(i, ("conflict", conflict)).data
        if choice == "mine" and found["mine"] == {"deleted": True}:
            self._deletes(i, (found["kind"], UUID(found["id"])))
        editing.resolve(self.world.desks[i].local, conflict, choice)

    def pick(self, i: int, place: int, kinds: tuple[str, ...] = KINDS) -> Key | None:
        """One of the records that the studio shows."""
        keys = [k for k in self.world.records(self.world.desks[i]) if k[0] in kinds]
        return keys[place % len(keys)] if keys else None

    def lose(self, i: int) -> None:
        """The studio's database is lost, and what is beside it is taken up."""
        self.ledger.only_there |= self._taken_by_the_server(i)
        self.world.run(self.world.desks[i].lose_library())

    def go_back(self, *, new_epoch: bool) -> None:
        """The server is restored."""
        self.ledger.excused |= self.ledger.only_there
        self.world.restore(new_epoch=new_epoch)

    def settle(self) -> None:
        """All studios sync until nothing moves, and everything promised is so."""
        for _ in range(3):
            self.world.drain()
        self.ledger.keep(self.world)

    def _deletes(self, i: int, key: Key) -> dict[Key, dict[str, str]]:
        """Somebody decides to delete; what they have before their eyes."""
        before = self.world.shown(self.world.desks[i])
        seen = " ".join(text for fields in before.values() for text in fields.values())
        self.ledger.deleted.append(Deleted(i, key, seen))
        return before

    def _taken_by_the_server(self, i: int) -> set[str]:
        unsent = repr(self.world.desks[i].local.recovery.unsent())
        words = {w.word for w in self.ledger.written if w.desk == i}
        ids = {str(key[1]) for desk, key in self.ledger.created if desk == i}
        return {one for one in words | ids if not has(unsent, one)}

    def _made(self, i: int, key: Key, word: str) -> UUID:
        self.ledger.created.append((i, key))
        self.ledger.written.append(Written(i, key, NAMED[key[0]], "", word))
        return key[1]

    def _read(self, i: int, key: Key) -> Record:
        found = editing.read(self.world.desks[i].local, *key)
        assert found is not None, f"it is not there: {key}"
        return found
