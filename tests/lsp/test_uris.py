"""URIs as clients spell them, on every system."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.lsp.uris import from_path, to_path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///shop/main.mesh", "/shop/main.mesh"),
        ("file:///my%20shop/main.mesh", "/my shop/main.mesh"),
        ("file:///%E5%BA%97/%E4%B8%BB.mesh", "/店/主.mesh"),
        ("file:///店/主.mesh", "/店/主.mesh"),
        ("file://localhost/shop/main.mesh", "/shop/main.mesh"),
        ("file:///shop/../shop/./a%2Bb%23c.mesh", "/shop/a+b#c.mesh"),
        ("file:///shop/100%25.mesh", "/shop/100%.mesh"),
        ("untitled:Untitled-1", None),
        ("untitled:/shop/new.mesh", None),
        ("git:/shop/main.mesh?ref", None),
        ("file://", None),
        ("file:///a%00b", None),
        ("", None),
        ("file://[", None),
    ],
)
def test_the_path_of_a_uri(uri: str, path: str | None) -> None:
    assert to_path(uri, windows=False) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/shop/main.mesh", "c:/shop/main.mesh"),
        ("file:///C:/shop/main.mesh", "c:/shop/main.mesh"),
        ("file:///c:/my%20shop/main.mesh", "c:/my shop/main.mesh"),
        ("file://server/share/main.mesh", "//server/share/main.mesh"),
    ],
)
def test_drives_and_shares(uri: str, path: str) -> None:
    assert to_path(uri, windows=True) == path
    assert to_path(from_path(path), windows=True) == path


def test_a_drive_is_written_as_editors_do() -> None:
    assert from_path("C:/shop/main.mesh") == "file:///c%3A/shop/main.mesh"


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), min_size=1))
def test_there_and_back(parts: list[str]) -> None:
    path = "/" + "/".join(part for part in parts if part not in (".", ".."))
    if path != "/":
        assert to_path(from_path(path), windows=False) == path
