"""Every combination of facts against the laws of access, and every law against a wrong rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.catalog.models import DownloadPolicy, Visibility
from server.catalog.visibility import Context, Decision, Relation, Release, Surface, Token, decide
from tests.support.access_laws import (
    COMBINATIONS,
    LAWS,
    MUTANTS,
    answering,
    contexts,
    violations,
)

HIDE, WAIT, PAY, ALLOW = Decision


class TestLaws:
    def test_every_combination_is_looked_at(self) -> None:
        assert len(set(contexts())) == COMBINATIONS
        assert COMBINATIONS * len(Surface) == 516_096

    def test_all_hold_everywhere(self) -> None:
        answers = answering(decide)
        broken = {
            name: c
            for c in contexts()
            for name, holds in LAWS.items()
            if not holds(c, answers(c), answers)
        }
        assert broken == {}

    def test_each_has_a_rule_that_breaks_it(self) -> None:
        assert MUTANTS.keys() == LAWS.keys()

    @pytest.mark.parametrize("name", sorted(MUTANTS))
    def test_each_catches_its_wrong_rule(self, name: str) -> None:
        assert next(violations(LAWS[name], MUTANTS[name]), None) is not None


def row(visibility: str, release: str, token: str = "none") -> list[str]:
    """The answers to somebody signed in, of a ready free track with originals to download."""
    context = Context(
        visibility=Visibility(visibility),
        release=Release(release),
        ready=True,
        relation=Relation.USER,
        token=Token(token),
        downloads=DownloadPolicy.ORIGINAL,
        teaser=True,
    )
    return [str(s) for s in Surface if decide(context, s) is ALLOW]


PLAYED = ["page", "stream", "waveform", "comments_read", "comment_post"]
SAVED = ["dl_320", "dl_original"]


class TestMatrix:
    @pytest.mark.parametrize("visibility", ["public", "unlisted", "private"])
    @pytest.mark.parametrize("release", ["draft", "scheduled"])
    def test_before_the_release_there_is_nothing(self, visibility: str, release: str) -> None:
        assert row(visibility, release) == []
        assert row(visibility, release, "secret") == []

    def test_a_teaser_is_a_page_and_a_clip(self) -> None:
        assert row("public", "teaser") == ["page", "teaser_stream", "listing", "embed"]

    def test_public_and_live_is_open(self) -> None:
        found = row("public", "live")
        assert found == [*PLAYED, "listing", "search", "feed", "embed", *SAVED, "play_count"]

    def test_unlisted_needs_its_secret(self) -> None:
        assert row("unlisted", "live") == []
        assert row("unlisted", "live", "secret") == [*PLAYED, "embed", *SAVED, "play_count"]

    def test_private_is_for_staff(self) -> None:
        assert row("private", "live") == []
        assert row("private", "live", "secret") == []

    @pytest.mark.parametrize("visibility", ["unlisted", "private"])
    def test_a_preview_shows_the_page_and_the_sound(self, visibility: str) -> None:
        assert row(visibility, "scheduled", "preview") == ["page", "stream", "waveform"]
        assert row(visibility, "live", "preview") == PLAYED

    @pytest.mark.parametrize(
        ("given", "saved"), [("disabled", []), ("320", ["dl_320"]), ("original", SAVED)]
    )
    def test_a_preview_downloads_what_its_link_allows(self, given: str, saved: list[str]) -> None:
        context = Context(
            visibility=Visibility.PUBLIC,
            release=Release.SCHEDULED,
            ready=True,
            token=Token.PREVIEW,
            token_downloads=DownloadPolicy(given),
            downloads=DownloadPolicy.STEMS,
        )
        steps = (Surface.DL_320, Surface.DL_ORIGINAL, Surface.DL_STEMS)
        assert [str(s) for s in steps if decide(context, s) is ALLOW] == saved

    def test_a_vault_asks_for_membership_but_shows_its_page(self) -> None:
        context = Context(
            visibility=Visibility.PUBLIC, release=Release.LIVE, ready=True, vault=True, teaser=True
        )
        assert decide(context, Surface.PAGE) is ALLOW
        assert decide(context, Surface.TEASER_STREAM) is ALLOW
        assert decide(context, Surface.STREAM) is PAY
        member = replace(context, relation=Relation.MEMBER)
        assert decide(member, Surface.STREAM) is ALLOW

    def test_no_teaser_rendition_no_teaser(self) -> None:
        context = Context(
            visibility=Visibility.PUBLIC, release=Release.TEASER, ready=True, teaser=False
        )
        assert decide(context, Surface.TEASER_STREAM) is HIDE
