"""What went wrong, in words for a musician: one sentence, and what to do."""

from __future__ import annotations

from studio.settings import LibraryElsewhere
from sync.client.errors import LibraryError, UploadError
from sync.client.retry import RemoteFailure
from sync.sound import SoundError

SERVERS_OWN = 500
"""From here on a status says that the fault is the server's."""


def explain(error: Exception) -> str | None:
    """A sentence for people; None for what is a defect of ours and needs its traceback."""
    match error:
        case RemoteFailure():
            return _remote(error)
        case SoundError():
            return f"{error.message} {error.remedy}".strip()
        case LibraryError() | UploadError() | LibraryElsewhere():
            return str(error)
        case OSError() if error.filename:
            return f"{error.filename}: {error.strerror}"
    return None


def _remote(failure: RemoteFailure) -> str:
    remedy = failure.problem.remedy if failure.problem else None
    if failure.unreachable:
        return f"The server cannot be reached ({failure}). Everything stays here; try again later."
    if failure.status == 401 and not remedy:
        remedy = "Sign in again."
    if failure.problem is None and remedy is None:
        return failure.told
    if failure.status >= SERVERS_OWN and remedy is None:
        return f"The server says: “{failure}” Everything stays on this computer; try again later."
    return f"{failure} {remedy or ''}".strip()
