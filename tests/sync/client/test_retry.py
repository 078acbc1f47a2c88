"""Which failures are worth another try, and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client.retry import (
    LONGEST_WAIT_S,
    SERVER_TRIES,
    Backoff,
    RemoteFailure,
    Verdict,
    judge,
    judge_part,
    retry_after_s,
)
from sync.wire.problems import Code, Problem


def failure(status: int, code: Code | None = None, after: float | None = None) -> RemoteFailure:
    problem = Problem(code=code, message="no") if code else None
    return RemoteFailure("no", status=status, problem=problem, retry_after_s=after)


class TestJudge:
    @pytest.mark.parametrize(
        ("status", "code", "verdict"),
        [
            (0, None, Verdict.AGAIN),
            (500, Code.INTERNAL, Verdict.AGAIN),
            (502, None, Verdict.AGAIN),
            (503, Code.UNAVAILABLE, Verdict.AGAIN),
            (429, Code.RATE_LIMITED, Verdict.AGAIN),
            (507, Code.QUOTA_EXCEEDED, Verdict.GIVE_UP),
            (507, Code.STORAGE_FULL, Verdict.GIVE_UP),
            (501, Code.UNIMPLEMENTED, Verdict.GIVE_UP),
            (401, Code.UNAUTHENTICATED, Verdict.GIVE_UP),
            (403, Code.FORBIDDEN, Verdict.GIVE_UP),
            (413, Code.TOO_LARGE, Verdict.GIVE_UP),
            (422, Code.INVALID, Verdict.GIVE_UP),
            (422, Code.PART_MISMATCH, Verdict.RECHECK),
            (404, Code.NOT_FOUND, Verdict.RESTART),
            (410, Code.GONE, Verdict.RESTART),
            (409, Code.UPLOAD_CLOSED, Verdict.RESTART),
            (409, Code.CONFLICT, Verdict.AGAIN),
        ],
    )
    def test_of_our_own_endpoints(self, status: int, code: Code | None, verdict: Verdict):
        assert judge(failure(status, code)) is verdict

    @pytest.mark.parametrize(
        ("status", "code", "verdict"),
        [
            (400, None, Verdict.RECHECK),
            (403, None, Verdict.RECHECK),
            (404, None, Verdict.RESTART),
            (409, Code.CONFLICT, Verdict.AGAIN),
            (410, Code.EXPIRED, Verdict.RESIGN),
            (403, Code.TAMPERED, Verdict.RESIGN),
            (410, Code.GONE, Verdict.RESTART),
            (503, None, Verdict.AGAIN),
        ],
    )
    def test_of_part_urls(self, status: int, code: Code | None, verdict: Verdict):
        assert judge_part(failure(status, code)) is verdict


class TestBackoff:
    @given(st.lists(st.sampled_from([0, 429]), min_size=1, max_size=200))
    def test_network_and_limits_have_no_end(self, statuses: list[int]):
        backoff = Backoff()
        for number, status in enumerate(statuses):
            wait = backoff.next_wait_s(failure(status))
            assert wait is not None
            assert 0 <= wait <= min(LONGEST_WAIT_S, 2.0**number)

    def test_nor_has_somebody_elses_part(self):
        backoff = Backoff()
        waits = [backoff.next_wait_s(failure(409, Code.CONFLICT)) for _ in range(50)]
        assert None not in waits

    def test_a_broken_server_has(self):
        backoff = Backoff()
        waits = [backoff.next_wait_s(failure(500)) for _ in range(SERVER_TRIES)]
        assert None not in waits[:-1]
        assert waits[-1] is None

    def test_waits_at_least_what_it_was_told(self):
        assert (Backoff(0.001).next_wait_s(failure(503, after=7)) or 0) >= 7


class TestRetryAfter:
    NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("header", "seconds"),
        [
            (None, None),
            ("", None),
            ("5", 5.0),
            (" 0 ", 0.0),
            ("999999", 3600.0),
            ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
            ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
            ("soon", None),
            ("-5", None),
            ("٣", None),
        ],
    )
    def test_both_forms(self, header: str | None, seconds: float | None):
        assert retry_after_s(header, self.NOW) == seconds

    @given(st.text(max_size=60))
    def test_never_fails(self, header: str):
        found = retry_after_s(header, self.NOW)
        assert found is None or 0 <= found <= 3600
