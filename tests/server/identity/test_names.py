"""One written form for all ways to type a handle, an address, a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.identity.names import (
    HANDLE,
    RESERVED,
    display_name,
    fold,
    new_handle,
    normal_email,
    normal_handle,
)
from server.kit.errors import AppError


class TestNormalHandle:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("anna", "anna"),
            ("Anna", "anna"),
            (" @anna ", "anna"),
            ("ＡＮＮＡ", "anna"),  # full-width
            ("𝒶nna", "anna"),  # mathematical script
            ("ﬁnn", "finn"),  # ligature
            ("Kelvin", "kelvin"),  # U+212A
            ("STRAßE", "strasse"),
            ("a_b-c", "a_b-c"),
            ("a", "a"),
            ("1" * 30, "1" * 30),
        ],
    )
    def test_ways_to_type_it(self, typed: str, meant: str) -> None:
        assert normal_handle(typed) == meant

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            " ",
            "-anna",
            "anna_",
            "a b",
            "анна",
            "änna",
            "a.b",
            "a/b",
            "@",
            "x" * 31,
            "a\0",
        ],
    )
    def test_refused(self, typed: str) -> None:
        with pytest.raises(AppError) as refusal:
            normal_handle(typed)
        assert (refusal.value.status, refusal.value.field) == (422, "handle")

    @given(st.text(max_size=40))
    def test_is_stable_and_of_the_form(self, typed: str) -> None:
        try:
            handle = normal_handle(typed)
        except AppError:
            return
        assert HANDLE.fullmatch(handle)
        assert normal_handle(handle) == handle
        assert normal_handle(handle.upper()) == handle


class TestNewHandle:
    @pytest.mark.parametrize(
        "typed", ["admin", "ADMIN", "Embed", "ｏｅｍｂｅｄ", "well_known", "@login"]
    )
    def test_reserved(self, typed: str) -> None:
        with pytest.raises(AppError, match="reserved") as refusal:
            new_handle(typed)
        assert refusal.value.field == "handle"

    def test_every_reserved_one_could_else_be_typed(self) -> None:
        assert {normal_handle(word) for word in RESERVED} == RESERVED


class TestNormalEmail:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("anna@example.com", "ANNA@Example.COM"),
            ("anna@example.com", " anna@example.com "),
            ("anna@bücher.example", "Anna@xn--bcher-kva.example"),
            ("anna@bücher.example", "anna@BÜCHER.example"),
            ("ÄNNA@example.com", "änna@example.com"),
        ],
    )
    def test_same_person(self, one: str, other: str) -> None:
        assert normal_email(one)[1] == normal_email(other)[1]

    def test_is_kept_as_typed(self) -> None:
        assert normal_email("Anna@Bücher.example") == (
            "Anna@bücher.example",
            "anna@xn--bcher-kva.example",
        )

    @pytest.mark.parametrize(
        "typed",
        [
            "anna",
            "@example.com",
            "anna@",
            "a b@example.com",
            "anna@localhost",
            "anna@[127.0.0.1]",
            "anna@example.com\0",
            "x" * 65 + "@example.com",
            "anna@" + "x" * 64 + ".com",
            "Anna <anna@example.com>",
        ],
    )
    def test_refused(self, typed: str) -> None:
        with pytest.raises(AppError) as refusal:
            normal_email(typed)
        assert (refusal.value.status, refusal.value.field) == (422, "email")

    @given(st.text(max_size=60))
    def test_never_breaks(self, local: str) -> None:
        try:
            _, key = normal_email(f"{local}@example.com")
        except AppError:
            return
        assert key == fold(key)


class TestDisplayName:
    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("  Anna   Maria ", "Anna Maria"),
            ("A\u0308nna", "Änna"),
            ("Anna\n\t\0Maria", "Anna Maria"),
            ("gnp.\u202eanna", "gnp.anna"),
            ("👩\u200d🎤 Anna", "👩\u200d🎤 Anna"),
            ("山田", "山田"),
        ],
    )
    def test_shown_as(self, typed: str, shown: str) -> None:
        assert display_name(typed) == shown

    @pytest.mark.parametrize("typed", ["", " \n", "\u200b\ufeff", "\u3164", "x" * 101])
    def test_refused(self, typed: str) -> None:
        with pytest.raises(AppError) as refusal:
            display_name(typed, "name")
        assert (refusal.value.status, refusal.value.field) == (422, "name")

    def test_what_grows_when_composed_is_measured_afterwards(self) -> None:
        with pytest.raises(AppError, match="longer"):
            display_name("\U0001d160" * 50)

    @given(st.text(max_size=100))
    def test_is_stable(self, typed: str) -> None:
        try:
            shown = display_name(typed)
        except AppError:
            return
        assert display_name(shown) == shown
        assert "\0" not in shown
