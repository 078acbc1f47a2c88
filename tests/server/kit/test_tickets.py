"""Play tickets hold for one version and for a while."""

from __future__ import annotations

import pytest

from server.kit.tickets import GRACE_S, Ticket, issue_ticket, verify_ticket
from sync.wire.ids import new_id

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
TICKET = Ticket(new_id(), 1_795_000_000, counted=True)


class TestVerify:
    @pytest.mark.parametrize("counted", [True, False])
    def test_what_was_issued(self, counted: bool) -> None:
        ticket = Ticket(TICKET.version_id, TICKET.expires_at, counted)
        text = issue_ticket(SECRET, ticket)
        assert verify_ticket(SECRET, text, ticket.version_id, 1_795_000_000) == ticket

    def test_holds_a_while_beyond_the_grant(self) -> None:
        text = issue_ticket(SECRET, TICKET)
        last = TICKET.expires_at + GRACE_S
        assert verify_ticket(SECRET, text, TICKET.version_id, last) == TICKET
        assert verify_ticket(SECRET, text, TICKET.version_id, last + 1) is None

    def test_is_for_one_version(self) -> None:
        assert verify_ticket(SECRET, issue_ticket(SECRET, TICKET), new_id(), 0) is None

    @pytest.mark.parametrize(
        "text",
        [
            "",
            ".",
            "..",
            "1795000000.c.",
            "1795000000.c.AAAA",
            "x.c.y",
            "1795000000.z.y",
            "é.c.y",
            "1" * 400 + ".c.y",
        ],
    )
    def test_nonsense(self, text: str) -> None:
        assert verify_ticket(SECRET, text, TICKET.version_id, 0) is None

    def test_flag_and_expiry_are_signed(self) -> None:
        text = issue_ticket(SECRET, TICKET)
        for wrong in (text.replace(".c.", ".n."), "1795000001" + text[10:]):
            assert verify_ticket(SECRET, wrong, TICKET.version_id, 0) is None
