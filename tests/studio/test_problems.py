"""Every failure that somebody can do something about is a sentence and what to do."""

from __future__ import annotations

import pytest

from studio.problems import explain
from sync.client.retry import RemoteFailure


class TestExplain:
    @pytest.mark.parametrize(
        ("status", "said"),
        [
            (401, "Sign in again: acetate-studio login"),
            (404, "Check the address of the server."),
            (500, "Everything stays here and is tried again."),
            (502, "check the address of the server"),
            (302, "the address that a browser ends up at"),
        ],
    )
    def test_what_a_server_says_wrongly_has_a_remedy(self, status: int, said: str) -> None:
        told = explain(RemoteFailure(f"the answer was {status}", status=status))
        assert told is not None
        assert str(status) in told
        assert said in told
