"""From a draft to a page that people can open: what it needs, how far it is, where it will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from studio.actions import addresses
from studio.actions.library import Library
from studio.settings import Account
from studio.store.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that a track needs. `blocks`: without it nobody could hear it."""

    text: str
    met: bool
    remedy: str = ""
    blocks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How far a track is: `address` is empty until the server has named its page.

    `sent`: the server has taken everything. `status`: that of the sound, as the server tells it.
    """

    title: str
    state: str
    sent: bool
    status: str
    problem: str
    address: str

    @property
    def live(self) -> bool:
        """Whether people can open the page and hear it."""
        ready = self.sent and self.status == "ready"
        return ready and self.state == "live" and bool(self.address)


def checks(library: Library, account: Account | None, track_id: UUID) -> tuple[Check, ...]:
    """What matters before a track is published."""
    found = stand(library, account, track_id)
    if found is None:
        return ()
    missing = found.status in {"", "missing", "changed"}
    failed = found.status == "failed"
    return (
        Check(
            text=f"It is called “{found.title}”" if found.title.strip() else "It has no title",
            met=bool(found.title.strip()),
            remedy="Give it one in its page.",
        ),
        _sound(found.status, missing=missing, failed=failed, problem=found.problem),
        Check(
            text=f"Signed in to {account.server.partition('://')[2]}" if account else "No server",
            met=account is not None,
            remedy="Sign in to a server: that is where people hear it.",
        ),
    )


def _sound(status: str, *, missing: bool, failed: bool, problem: str) -> Check:
    if failed or missing:
        said = problem or "It has no sound that can be sent"
        return Check(text=said, met=False, remedy="Add a version with a sound file.")
    if status == "ready":
        return Check(text="Its sound is ready", met=True)
    text = "Its sound is sent and prepared first; the page is up when that is done"
    return Check(text=text, met=True, blocks=False)


def stand(library: Library, account: Account | None, track_id: UUID) -> Stand | None:
    """How far it is; None if it is gone."""
    return library.ask(lambda reader: _stand(reader, account, track_id), None)


def _stand(reader: Reader, account: Account | None, track_id: UUID) -> Stand | None:
    found = reader.track(track_id)
    if found is None:
        return None
    row, data = found
    versions = reader.items(track_id, "version")
    heard = next((item for item in versions if item.id == row.version_id), None)
    waits = row.unsent or row.local or any(item.unsent for item in versions)
    failure: dict[str, Any] = (heard.data.get("failure") or {}) if heard else {}
    file = reader.file(str(heard.data.get("sha256") or "")) if heard else None
    status = str(heard.data.get("status") or (file.state if file else "")) if heard else ""
    return Stand(
        title=row.title,
        state=row.release_state,
        sent=not waits,
        status=status,
        problem=str(failure.get("message") or (file.why if file else "") or ""),
        address=addresses.of_track(account, data),
    )
