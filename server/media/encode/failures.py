"""From exceptions and dead children to failures with a code, a sentence and a remedy."""

from __future__ import annotations

import errno
import signal

import av

from server.media.encode.plan import Failure, FailureCode
from sync.sound.errors import SoundError

# What Python, libc, OpenBLAS and C++ print when they give up for want of memory.
_NO_MEMORY = ("MemoryError", "Cannot allocate memory", "Memory allocation", "bad_alloc")
_AGAIN = "It will be tried again; if it keeps failing, tell the administrator."
_EXPORT = "Export the file again, as WAV or FLAC, and upload that."
_ROOM = "The administrator must make room; then try again."


class RenderError(Exception):
    """A failure that is already described."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.message}")
        self.failure = failure


def checksum_mismatch(expected: str, found: str) -> Failure:
    """The stored bytes are not the ones that were announced."""
    return Failure(
        code=FailureCode.CHECKSUM,
        message="The file that arrived is not the file that was sent.",
        remedy="Upload it again.",
        permanent=True,
        detail=f"expected {expected}, found {found}",
    )


def of_exception(error: BaseException) -> Failure:
    """The failure of a step that raised; never raises itself."""
    if isinstance(error, RenderError):
        return error.failure
    if isinstance(error, SoundError):
        return Failure(code=error.code, message=error.message, remedy=error.remedy, permanent=True)
    detail = f"{type(error).__name__}: {error}"[:500]
    if _is_memory(error):
        return _out_of_memory(detail)
    if isinstance(error, FileNotFoundError):
        return Failure(
            code=FailureCode.SOURCE_MISSING,
            message="The file to be worked on is not there.",
            remedy=_AGAIN,
            permanent=False,
            detail=detail,
        )
    if _errno(error) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Failure(
            code=FailureCode.STORAGE_FULL,
            message="There was no room for the result.",
            remedy=_ROOM,
            permanent=False,
            detail=detail,
        )
    return Failure(
        code=FailureCode.INTERNAL,
        message="The sound could not be processed.",
        remedy=_AGAIN,
        permanent=False,
        detail=detail,
    )


def of_exit(status: int, stderr: str) -> Failure:
    """The failure of a child that ended without its last word; negative status is a signal."""
    detail = f"exit {status}; {stderr[-400:]}".strip()
    if status == -signal.SIGXCPU:
        return Failure(
            code=FailureCode.CPU_LIMIT,
            message="Processing this file takes more work than is allowed.",
            remedy="Split the recording, or export it again as WAV or FLAC.",
            permanent=True,
            detail=detail,
        )
    if status in (-signal.SIGKILL, -signal.SIGTERM):
        return Failure(
            code=FailureCode.KILLED,
            message="Processing was stopped from outside.",
            remedy=_AGAIN,
            permanent=False,
            detail=detail,
        )
    if any(sign in stderr for sign in _NO_MEMORY):
        return _out_of_memory(detail)
    return Failure(
        code=FailureCode.CRASHED,
        message="The file makes the decoder or an encoder crash.",
        remedy=_EXPORT,
        permanent=status < 0,
        detail=detail,
    )


def timed_out(seconds: float) -> Failure:
    """The wall clock ran out."""
    return Failure(
        code=FailureCode.TIMED_OUT,
        message=f"Processing did not end within {seconds:g} seconds.",
        remedy=_AGAIN,
        permanent=False,
    )


def _out_of_memory(detail: str) -> Failure:
    return Failure(
        code=FailureCode.OUT_OF_MEMORY,
        message="Processing this file takes more memory than is allowed.",
        remedy=_EXPORT,
        permanent=True,
        detail=detail,
    )


def _is_memory(error: BaseException) -> bool:
    """Memory ran out: for an array, a native library, or the stack of a new thread."""
    no_thread = isinstance(error, RuntimeError) and "start new thread" in str(error)
    return isinstance(error, MemoryError) or _errno(error) == errno.ENOMEM or no_thread


def _errno(error: BaseException) -> int | None:
    if isinstance(error, OSError | av.error.FFmpegError):
        return error.errno
    return None
