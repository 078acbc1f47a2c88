"""The one error family: what a service raises and how it looks over HTTP."""

from __future__ import annotations

from typing import Any

from sync.wire.problems import Code, Problem

STATUS: dict[Code, int] = {
    Code.INVALID: 422,
    Code.MALFORMED: 400,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.CSRF: 403,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.CONFLICT: 409,
    Code.TAKEN: 409,
    Code.GONE: 410,
    Code.EXPIRED: 410,
    Code.TAMPERED: 403,
    Code.TOO_LARGE: 413,
    Code.UNSUPPORTED: 415,
    Code.RATE_LIMITED: 429,
    Code.PAYMENT_REQUIRED: 402,
    Code.PROCESSING: 409,
    Code.TOO_EARLY: 425,
    Code.PARTS_MISSING: 409,
    Code.PART_MISMATCH: 422,
    Code.UPLOAD_CLOSED: 409,
    Code.QUOTA_EXCEEDED: 507,
    Code.STORAGE_FULL: 507,
    Code.PROOF_FAILED: 403,
    Code.PRECONDITION: 412,
    Code.RANGE: 416,
    Code.EPOCH_CHANGED: 410,
    Code.CLIENT_TOO_OLD: 426,
    Code.OP_ID_REUSED: 422,
    Code.RELEASE_IN_PAST: 422,
    Code.MISSING_ASSET: 422,
    Code.UNAVAILABLE: 503,
    Code.UNIMPLEMENTED: 501,
    Code.INTERNAL: 500,
}


class AppError(Exception):
    """A refusal with a code, a sentence for people, the field at fault and what to do about it."""

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        field: str | None = None,
        remedy: str | None = None,
        details: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.field = field
        self.remedy = remedy
        self.details = details or {}
        self.headers = headers or {}

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return STATUS[self.code]

    def problem(self, request_id: str | None = None) -> Problem:
        """The wire form."""
        return Problem(
            code=self.code,
            message=self.message,
            field=self.field,
            remedy=self.remedy,
            details=self.details,
            request_id=request_id,
        )


def not_found(what: str = "This page") -> AppError:
    """The one answer for what does not exist and for what the viewer may not know of."""
    return AppError(Code.NOT_FOUND, f"{what} does not exist.")


def invalid(field: str, message: str, remedy: str | None = None) -> AppError:
    """Input that breaks a rule."""
    return AppError(Code.INVALID, message, field=field, remedy=remedy)


def unimplemented(feature: str) -> AppError:
    """What is not built says so, loudly."""
    return AppError(Code.UNIMPLEMENTED, f"UNIMPLEMENTED: {feature}")
