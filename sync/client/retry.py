"""What to do about a failure, and how long to wait before the next try."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from sync.wire.problems import Code, Problem

LONGEST_WAIT_S = 60.0
SERVER_TRIES = 8
"""How often one call may meet a failing server in a row. A network that is away, a server that asks
for patience and another laptop that is just sending the same part have no limit."""


class Verdict(StrEnum):
    """What a failure asks for."""

    AGAIN = "again"
    RESIGN = "resign"
    RECHECK = "recheck"
    RESTART = "restart"
    GIVE_UP = "give_up"


class RemoteFailure(Exception):
    """A call that did not succeed. `status` 0 means that no answer came."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        problem: Problem | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.problem = problem
        self.retry_after_s = retry_after_s

    @property
    def code(self) -> Code | None:
        """The server's code, where the answer was one of ours."""
        return self.problem.code if self.problem else None

    @property
    def unreachable(self) -> bool:
        """Whether the network is at fault rather than the server."""
        return self.status == 0

    @property
    def told(self) -> str:
        """What happened and what to do about it, for people."""
        remedy = (self.problem.remedy if self.problem else None) or _remedy(self.status)
        said = str(self).rstrip(".")
        return f"{said[:1].upper()}{said[1:]}. {remedy}"

    @property
    def slow_down(self) -> bool:
        """Whether less at once would help."""
        return self.status in {0, 408, 429, 503, 504}


_REMEDIES = {
    0: "Everything stays here; it goes out when the server can be reached.",
    401: "Sign in again.",
    403: "Sign in with an account that may do this.",
    404: "Check the address of the server.",
    426: "Update the studio, or ask whoever runs the server to update it.",
    502: "Everything stays here and is tried again. If it goes on, check the address of the "
    "server, and whether this network asks you to sign in to it.",
}


def _remedy(status: int) -> str:
    if 300 <= status < 400:
        return "Sign in again, with the address that a browser ends up at."
    return _REMEDIES.get(status, "Everything stays here and is tried again.")


_BY_CODE = {
    Code.PART_MISMATCH: Verdict.RECHECK,
    Code.CONFLICT: Verdict.AGAIN,
    Code.EXPIRED: Verdict.RESIGN,
    Code.TAMPERED: Verdict.RESIGN,
    Code.GONE: Verdict.RESTART,
    Code.UPLOAD_CLOSED: Verdict.RESTART,
    Code.STORAGE_FULL: Verdict.GIVE_UP,
    Code.QUOTA_EXCEEDED: Verdict.GIVE_UP,
    Code.UNIMPLEMENTED: Verdict.GIVE_UP,
}


def judge(failure: RemoteFailure) -> Verdict:
    """What helps against a failure of one of the server's own endpoints."""
    if failure.code in _BY_CODE:
        return _BY_CODE[failure.code]
    if failure.status == 404:
        return Verdict.RESTART
    return _transient(failure.status)


def judge_part(failure: RemoteFailure) -> Verdict:
    """What helps against a failed PUT of a part, where the answer may come from an S3 store.

    S3 says 400 or 403 of a URL that is too old or whose digest does not fit, 404 NoSuchUpload of
    an upload that is gone.
    """
    if failure.problem is None and failure.status in {400, 401, 403}:
        return Verdict.RECHECK
    return judge(failure)


def _transient(status: int) -> Verdict:
    # Below 400 it is no error of ours: somebody on the way wants to be looked at in a browser.
    if status < 400 or status in {408, 425, 429} or status >= 500:
        return Verdict.AGAIN
    return Verdict.GIVE_UP


@dataclass(slots=True)
class Backoff:
    """Waits between tries of one call: full jitter, min(60, 2^n) times a random share.

    The source of the formula is the AWS architecture blog, "Exponential backoff and jitter".
    """

    base_s: float = 1.0
    failed: int = 0
    server_failed: int = 0

    def next_wait_s(self, failure: RemoteFailure) -> float | None:
        """Seconds to wait after `failure`, at least what the server asked for; None: no more."""
        self.failed += 1
        patient = failure.unreachable or failure.status == 429 or failure.code is Code.CONFLICT
        if patient:
            self.server_failed = 0
        else:
            self.server_failed += 1
        if self.server_failed >= SERVER_TRIES:
            return None
        ceiling = min(LONGEST_WAIT_S, self.base_s * 2.0 ** min(self.failed - 1, 10))
        wait = random.uniform(0, ceiling)  # noqa: S311 - jitter, not a secret
        return max(wait, failure.retry_after_s or 0.0)


def retry_after_s(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds of a Retry-After header, in either form of RFC 9110 section 10.2.3; at most an hour.

    None if there is none, or none that makes sense.
    """
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(3600.0, float(text))
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(3600.0, max(0.0, (then - (now or datetime.now(UTC))).total_seconds()))
