from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.output.names import file_stem

ANY = st.text(max_size=80) | st.text("abAB-_. ", max_size=70) | st.text(st.characters(), max_size=80)
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10))}


@pytest.mark.parametrize("name", ["api", "a", "0", "user-service-2", "a--b", "x" * 60, "console", "com10"])
def test_a_plain_name_is_kept(name: str) -> None:
    assert file_stem(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("User", "user-"),
        ("user_service", "user-service-"),
        ("/users/{id}", "users-id-"),
        ("con", "con-"),
        ("-", "name-"),
        ("", "name-e3b0c44298fc"),
        ("注文", "name-"),
        ("x" * 61, "x" * 47 + "-"),
    ],
)
def test_another_name_keeps_what_it_can(name: str, expected: str) -> None:
    assert file_stem(name).startswith(expected)


@given(ANY)
def test_every_stem_is_safe(name: str) -> None:
    stem = file_stem(name)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", stem)
    assert len(stem) <= 60
    assert stem not in RESERVED
    assert file_stem(stem) == stem


@given(st.sets(ANY, min_size=2, max_size=20))
def test_different_names_have_different_stems(names: set[str]) -> None:
    assert len({file_stem(name) for name in names}) == len(names)


@given(st.text("aA", min_size=1, max_size=70), st.text("aA", min_size=1, max_size=70))
def test_names_that_differ_in_capitals_only(one: str, other: str) -> None:
    assert (file_stem(one) == file_stem(other)) == (one == other)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_reserved_names_get_a_hash(name: str) -> None:
    assert re.fullmatch(rf"{name}-[0-9a-f]{{6}}", file_stem(name))


def test_a_broken_surrogate() -> None:
    assert file_stem("\ud800") != file_stem("\ud801")
