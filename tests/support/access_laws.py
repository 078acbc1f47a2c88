"""The laws of access, and for each a wrong rule that it must catch."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product

from server.catalog.models import DownloadPolicy, Visibility
from server.catalog.visibility import (
    PUBLIC_LISTS,
    STAFF,
    Context,
    Decision,
    Relation,
    Release,
    Surface,
    Token,
    decide,
)

HIDE, WAIT, PAY, ALLOW = Decision
Decide = Callable[[Context, Surface], Decision]
Answers = Callable[[Context], dict[Surface, Decision]]
Law = Callable[[Context, dict[Surface, Decision], Answers], bool]
LAWS: dict[str, Law] = {}
MUTANTS: dict[str, Decide] = {}
GIVEN = (DownloadPolicy.DISABLED, DownloadPolicy.MP3)
"""By a preview link; more of it is a matter of rank, tried in test_visibility."""
COMBINATIONS = 3 * 4 * 2 * 8 * 3 * 4 * 2**4


@cache
def contexts() -> list[Context]:
    """Every combination, in an order that brings unlike ones early; a teaser rendition is there."""
    found = list(_contexts())
    random.Random(7).shuffle(found)
    return found


def _contexts() -> Iterator[Context]:
    flags = (False, True)
    for v, r, ready, who, token, dl, vault, paid, valid, token_dl in product(
        Visibility, Release, flags, Relation, Token, DownloadPolicy, flags, flags, flags, GIVEN
    ):
        yield Context(
            visibility=v,
            release=r,
            ready=ready,
            relation=who,
            token=token,
            token_valid=valid,
            token_downloads=token_dl,
            downloads=dl,
            vault=vault,
            paid=paid,
            teaser=True,
        )


def answering(rule: Decide) -> Answers:
    """All answers of a rule for one context, worked out once."""

    @cache
    def answers(context: Context) -> dict[Surface, Decision]:
        return {surface: rule(context, surface) for surface in Surface}

    return answers


def violations(law: Law, rule: Decide) -> Iterator[Context]:
    """The contexts in which `rule` breaks `law`."""
    answers = answering(rule)
    return (c for c in contexts() if not law(c, answers(c), answers))


def law(function: Law) -> Law:
    """Registers a law under its name."""
    LAWS[function.__name__] = function
    return function


def mutant(of: str) -> Callable[[Decide], Decide]:
    """Registers a wrong rule that the law `of` must catch."""

    def register(function: Decide) -> Decide:
        MUTANTS[of] = function
        return function

    return register


def public(c: Context) -> bool:
    """Whether the viewer is not of the house."""
    return c.relation not in STAFF


def worst(given: dict[Surface, Decision]) -> Decision:
    """The best that any surface gives away."""
    return max(given.values())


def at_least(better: dict[Surface, Decision], base: dict[Surface, Decision]) -> bool:
    """Whether nothing is refused that `base` gives."""
    return all(better[s] >= base[s] for s in Surface)


@law
def private_never_leaks(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    exposed = public(c) and c.visibility is Visibility.PRIVATE
    return not exposed or c.valid_token is Token.PREVIEW or worst(a) is HIDE


@mutant("private_never_leaks")
def a_private_page_is_shown(c: Context, s: Surface) -> Decision:
    return ALLOW if s is Surface.PAGE and c.release is Release.LIVE else decide(c, s)


@law
def embargo_holds(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    waiting = c.release in {Release.DRAFT, Release.SCHEDULED}
    return not (public(c) and waiting) or c.valid_token is Token.PREVIEW or worst(a) is HIDE


@mutant("embargo_holds")
def a_scheduled_waveform_is_shown(c: Context, s: Surface) -> Decision:
    open_early = s is Surface.WAVEFORM and c.release is Release.SCHEDULED
    return decide(replace(c, release=Release.LIVE) if open_early else c, s)


@law
def unlisted_needs_its_secret(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    hidden = public(c) and c.visibility is Visibility.UNLISTED and c.valid_token is Token.NONE
    return not hidden or worst(a) is HIDE


@mutant("unlisted_needs_its_secret")
def any_token_opens_the_unlisted(c: Context, s: Surface) -> Decision:
    return decide(replace(c, token_valid=True), s)


@law
def teaser_never_gives_the_whole(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    teased = public(c) and c.release is Release.TEASER and c.valid_token is not Token.PREVIEW
    downloads = (Surface.DL_320, Surface.DL_ORIGINAL, Surface.DL_STEMS)
    whole = (Surface.STREAM, Surface.WAVEFORM, Surface.PLAY_COUNT, *downloads)
    return not teased or all(a[s] is HIDE for s in whole)


@mutant("teaser_never_gives_the_whole")
def a_teaser_streams(c: Context, s: Surface) -> Decision:
    teased = c.release is Release.TEASER and c.visibility is Visibility.PUBLIC
    return ALLOW if teased and s is Surface.STREAM else decide(c, s)


@law
def no_stream_without_a_page(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    return a[Surface.STREAM] is not ALLOW or a[Surface.PAGE] is ALLOW


@mutant("no_stream_without_a_page")
def the_page_asks_for_money(c: Context, s: Surface) -> Decision:
    found = decide(c, s)
    return PAY if s is Surface.PAGE and c.paid and found is ALLOW else found


@law
def lists_are_of_public_tracks(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    return c.visibility is Visibility.PUBLIC or all(a[s] is HIDE for s in PUBLIC_LISTS)


@mutant("lists_are_of_public_tracks")
def staff_find_their_own_by_search(c: Context, s: Surface) -> Decision:
    return ALLOW if s is Surface.SEARCH and c.relation in STAFF else decide(c, s)


@law
def lists_are_the_same_for_all(c: Context, a: dict[Surface, Decision], of: Answers) -> bool:
    stranger = of(replace(c, relation=Relation.ANONYMOUS, token=Token.NONE))
    return all(a[s] is stranger[s] for s in PUBLIC_LISTS)


@mutant("lists_are_the_same_for_all")
def owners_see_their_drafts_listed(c: Context, s: Surface) -> Decision:
    own = s is Surface.LISTING and c.relation is Relation.OWNER
    return decide(replace(c, release=Release.LIVE) if own else c, s)


@law
def stems_imply_320(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    has_stems = public(c) and a[Surface.DL_STEMS] is ALLOW
    return not has_stems or a[Surface.DL_320] in {ALLOW, WAIT}


@mutant("stems_imply_320")
def stems_are_free_for_all(c: Context, s: Surface) -> Decision:
    return ALLOW if s is Surface.DL_STEMS and decide(c, Surface.PAGE) is ALLOW else decide(c, s)


@law
def downloads_stay_within_the_policy(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    rank = list(DownloadPolicy).index(c.downloads)
    steps = (Surface.DL_320, Surface.DL_ORIGINAL, Surface.DL_STEMS)
    return not public(c) or all(a[s] is HIDE for s in steps[rank:])


@mutant("downloads_stay_within_the_policy")
def buyers_get_everything(c: Context, s: Surface) -> Decision:
    return decide(replace(c, downloads=DownloadPolicy.STEMS), s)


@law
def nothing_streams_before_it_is_ready(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    return c.ready or ALLOW not in {a[Surface.STREAM], a[Surface.WAVEFORM], a[Surface.DL_320]}


@mutant("nothing_streams_before_it_is_ready")
def staff_hear_what_is_not_there(c: Context, s: Surface) -> Decision:
    early = s is Surface.STREAM and c.relation is Relation.OWNER
    return decide(replace(c, ready=True) if early else c, s)


@law
def a_token_only_adds(c: Context, a: dict[Surface, Decision], of: Answers) -> bool:
    return at_least(a, of(replace(c, token=Token.NONE)))


@mutant("a_token_only_adds")
def previews_replace_what_was_allowed(c: Context, s: Surface) -> Decision:
    previewed = c.valid_token is Token.PREVIEW and public(c) and s is Surface.EMBED
    return HIDE if previewed else decide(c, s)


@law
def a_wrong_token_changes_nothing(c: Context, a: dict[Surface, Decision], of: Answers) -> bool:
    return c.token_valid or a == of(replace(c, token=Token.NONE))


@mutant("a_wrong_token_changes_nothing")
def a_wrong_token_is_told(c: Context, s: Surface) -> Decision:
    wrong = c.token is Token.SECRET and not c.token_valid and s is Surface.PAGE
    return max(WAIT, decide(c, s)) if wrong else decide(c, s)


@law
def more_rights_never_give_less(c: Context, a: dict[Surface, Decision], of: Answers) -> bool:
    order = (Relation.ANONYMOUS, Relation.USER, Relation.MEMBER, Relation.BUYER)
    if c.relation not in order[1:]:
        return True
    less = order[order.index(c.relation) - 1]
    return at_least(a, of(replace(c, relation=less)))


@mutant("more_rights_never_give_less")
def members_pay_twice(c: Context, s: Surface) -> Decision:
    found = decide(c, s)
    again = c.relation is Relation.MEMBER and s is Surface.DL_320 and found is ALLOW
    return PAY if again else found


@law
def membership_is_no_purchase(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    unpaid = c.paid and public(c) and c.relation is not Relation.BUYER
    if not unpaid or c.valid_token is Token.PREVIEW:
        return True
    return ALLOW not in {a[Surface.DL_320], a[Surface.DL_ORIGINAL], a[Surface.DL_STEMS]}


@mutant("membership_is_no_purchase")
def members_own_what_they_hear(c: Context, s: Surface) -> Decision:
    return decide(replace(c, paid=c.paid and c.relation is not Relation.MEMBER), s)


@law
def the_vault_is_for_members(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    locked = c.vault and c.relation in {Relation.ANONYMOUS, Relation.USER}
    if not locked or c.valid_token is Token.PREVIEW:
        return True
    return ALLOW not in {a[Surface.STREAM], a[Surface.DL_320], a[Surface.DL_ORIGINAL]}


@mutant("the_vault_is_for_members")
def the_vault_stands_open(c: Context, s: Surface) -> Decision:
    return decide(replace(c, vault=c.vault and s is not Surface.STREAM), s)


@law
def previews_neither_embed_nor_count(c: Context, a: dict[Surface, Decision], of: Answers) -> bool:
    if not public(c) or c.valid_token is not Token.PREVIEW:
        return True
    without = of(replace(c, token=Token.NONE))
    return all(a[s] is without[s] for s in (Surface.EMBED, Surface.PLAY_COUNT, Surface.LISTING))


@mutant("previews_neither_embed_nor_count")
def previews_embed(c: Context, s: Surface) -> Decision:
    previewed = c.valid_token is Token.PREVIEW and s is Surface.EMBED
    return ALLOW if previewed and public(c) else decide(c, s)


@law
def staff_plays_never_count(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    return public(c) or a[Surface.PLAY_COUNT] is HIDE


@mutant("staff_plays_never_count")
def collaborators_count(c: Context, s: Surface) -> Decision:
    helper = c.relation is Relation.EDITOR and s is Surface.PLAY_COUNT
    return ALLOW if helper else decide(c, s)


@law
def insiders_read_no_originals(c: Context, a: dict[Surface, Decision], of: Answers) -> bool:
    if c.relation is not Relation.INSIDER:
        return True
    user = of(replace(c, relation=Relation.USER))
    return all(a[s] is user[s] for s in (Surface.DL_ORIGINAL, Surface.DL_STEMS))


@mutant("insiders_read_no_originals")
def insiders_are_editors(c: Context, s: Surface) -> Decision:
    inside = c.relation is Relation.INSIDER
    return decide(replace(c, relation=Relation.EDITOR) if inside else c, s)


@law
def only_accounts_comment_and_only_live(c: Context, a: dict[Surface, Decision], _: Answers) -> bool:
    if not public(c):
        return True
    silent = c.release is not Release.LIVE or c.relation is Relation.ANONYMOUS
    return not silent or a[Surface.COMMENT_POST] is not ALLOW


@mutant("only_accounts_comment_and_only_live")
def strangers_comment(c: Context, s: Surface) -> Decision:
    found = decide(c, s)
    return ALLOW if s is Surface.COMMENT_POST and found is PAY else found
