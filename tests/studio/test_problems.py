"""Every failure that somebody can do something about is a sentence and what to do."""

from __future__ import annotations

import pytest

from studio.problems import explain
from sync.client.retry import RemoteFailure
from sync.wire.problems import Code, Problem


class TestExplain:
    @pytest.mark.parametrize(
        ("status", "said"),
        [
            (401, "Sign in again."),
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

    def test_a_servers_own_trouble_is_told_as_its_own(self) -> None:
        problem = Problem(code=Code.INTERNAL, message="Something went wrong here.")
        told = explain(RemoteFailure(problem.message, status=500, problem=problem))
        assert told is not None
        assert told.startswith("The server says: “Something went wrong here.”")
        assert "Everything stays on this computer" in told
