"""What the server says of a release's public face: what will change, what was seen before.

Asked once and answered now: whoever looks at it does not wait for a network to come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from studio.actions.publicity import LONG, RELEASE_FIELDS, TRACK_FIELDS, Change, shown

if TYPE_CHECKING:
    import httpx

    from studio.actions.desk import Desk

T = TypeVar("T")
RELEASES = "/api/v1/releases"
ANSWER_S = 20.0
MORE_FIELDS = {
    "on_release": "On the release",
    "place": "Place",
    "credits": "Credits",
    "session": "Session",
    "teaser_start_ms": "Beginning of the teaser",
    "teaser_ms": "Length of the teaser",
}
MISSING = {"track": "the track", "version": "the version of", "artwork": "the artwork of"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A difference, as GET /releases/:id/diff tells it."""

    field: str
    now: Any
    then: Any
    track_id: UUID | None = None
    track_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`seen`: whether the public sees anything of it now."""

    seen: bool
    changes: list[FieldChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the public saw from `at` on."""

    id: UUID
    at: datetime
    title: str
    tracks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What of an earlier state is not there any more."""

    what: str
    title: str
    track_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WentBack:
    """The answer to a rollback, as far as it matters here."""

    missing: list[Missing]


async def difference(desk: Desk, release: UUID) -> tuple[Change, ...]:
    """What people will see change once the release is out as the server has it. Raises
    NotSignedIn, RemoteFailure.
    """
    found = _read(await _ask(desk, "GET", f"/{release}/diff"), Difference)
    return tuple(_change(one) for one in found.changes)


async def states(desk: Desk, release: UUID) -> list[Earlier]:
    """What the public has seen of it, the newest first. Raises NotSignedIn, RemoteFailure."""
    return _read(await _ask(desk, "GET", f"/{release}/states"), list[Earlier])


async def go_back(desk: Desk, release: UUID, state: UUID) -> list[str]:
    """Makes it what the public saw; returns in words what of that is not there any more. Raises
    NotSignedIn, RemoteFailure.
    """
    answer = await _ask(desk, "POST", f"/{release}/rollback", {"state_id": str(state)})
    found = _read(answer, WentBack)
    return [f"{MISSING.get(one.what, one.what)} “{one.title}”" for one in found.missing]


def _change(one: FieldChange) -> Change:
    names: Mapping[str, str] = TRACK_FIELDS if one.track_id else RELEASE_FIELDS
    what = names.get(one.field) or MORE_FIELDS.get(one.field) or one.field
    now, then = shown(one.field, one.now), shown(one.field, one.then)
    return Change(of=one.track_title, what=what, before=now, after=then, long=one.field in LONG)


def _read(answer: httpx.Response, kind: type[T]) -> T:
    from sync.client.retry import RemoteFailure
    from sync.wire import codec

    try:
        return codec.decode(answer.content, kind)
    except codec.DecodeError as error:
        told = f"the server’s answer makes no sense: {error.message}"
        raise RemoteFailure(told, status=502) from None


async def _ask(
    desk: Desk, method: str, path: str, body: Mapping[str, str] | None = None
) -> httpx.Response:
    import httpx

    from studio.actions.syncing import NotSignedIn
    from sync.client.answers import tls
    from sync.client.remote import CONNECT_S, read_problem
    from sync.client.retry import RemoteFailure

    account, token = desk.settings.account, await asyncio.to_thread(desk.token)
    if account is None or token is None:
        raise NotSignedIn
    timeout = httpx.Timeout(ANSWER_S, connect=CONNECT_S)
    headers = {"authorization": f"Bearer {token}"}
    try:
        async with httpx.AsyncClient(
            base_url=account.server, timeout=timeout, verify=tls()
        ) as client:
            answer = await client.request(method, RELEASES + path, json=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RemoteFailure(f"no answer ({type(error).__name__}: {error})") from error
    if answer.is_success:
        return answer
    problem = read_problem(answer)
    said = problem.message if problem else f"the answer was {answer.status_code}"
    raise RemoteFailure(said, status=answer.status_code, problem=problem)
