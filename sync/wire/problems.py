"""Every failure on the wire is one of these codes, in one JSON form."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Why a request failed; clients branch on the code, people read the message."""

    INVALID = "invalid"
    MALFORMED = "malformed_body"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    CSRF = "csrf_failed"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CONFLICT = "conflict"
    TAKEN = "taken"
    GONE = "gone"
    EXPIRED = "expired"
    TAMPERED = "tampered"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported_media"
    RATE_LIMITED = "rate_limited"
    PAYMENT_REQUIRED = "payment_required"
    PROCESSING = "processing"
    TOO_EARLY = "too_early"
    PARTS_MISSING = "parts_missing"
    PART_MISMATCH = "part_mismatch"
    UPLOAD_CLOSED = "upload_closed"
    QUOTA_EXCEEDED = "quota_exceeded"
    STORAGE_FULL = "storage_full"
    PROOF_FAILED = "proof_failed"
    PRECONDITION = "precondition_failed"
    RANGE = "range_not_satisfiable"
    EPOCH_CHANGED = "epoch_changed"
    CLIENT_TOO_OLD = "client_too_old"
    OP_ID_REUSED = "op_id_reused"
    RELEASE_IN_PAST = "release_in_past"
    MISSING_ASSET = "missing_asset"
    UNAVAILABLE = "unavailable"
    UNIMPLEMENTED = "unimplemented"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """The body of every error reply. `field` names the input at fault as a dotted path."""

    code: Code
    message: str
    field: str | None = None
    remedy: str | None = None
    details: dict[str, Any] = dataclasses.field(default_factory=dict)
    request_id: str | None = None
