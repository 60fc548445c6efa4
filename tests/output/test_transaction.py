"""What a build makes of its folder, and what it refuses to touch."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.output.transaction import Difference, Outcome, OutputError, commit, compare, recover

from .folder_model import FOREIGN, NEW, OLD, build, contents, manifest_of, marks, owned, tree


def test_makes_the_folder_with_its_parents(tmp_path: Path) -> None:
    outcome = build(tmp_path / "a" / "b", NEW)
    assert outcome == Outcome(written=tuple(sorted([*NEW, "manifest.json"])), unchanged=(), removed=())
    assert tree(tmp_path / "a" / "b") == contents(NEW)


def test_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build(Path("out"), NEW)
    assert tree(tmp_path / "out") == contents(NEW)
    build(Path("out"), {})
    assert tree(tmp_path / "out") == contents({})


def test_changes_only_what_differs(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    before = marks(tmp_path)
    assert build(tmp_path, NEW) == Outcome(
        written=(
            "ecs/api.json",
            "ecs/new.json",
            "fresh/b.json",
            "fresh/deep/a.json",
            "manifest.json",
            "turned",
            "turns/into.json",
        ),
        unchanged=("cloudmap/namespace.json", "ecs/kept.json"),
        removed=(
            "ecs/gone.json",
            "gone/deep/a.json",
            "gone/deep/b.json",
            "turned/x.json",
            "turned/y/z.json",
            "turns",
        ),
    )
    assert tree(tmp_path) == contents(NEW)
    kept = (tmp_path / "ecs" / "kept.json").as_posix()
    assert marks(tmp_path)[kept] == before[kept]


def test_an_unchanged_build_writes_nothing(tmp_path: Path) -> None:
    build(tmp_path, NEW)
    before = marks(tmp_path)
    assert build(tmp_path, NEW) == Outcome((), tuple(sorted([*NEW, "manifest.json"])), ())
    assert compare(tmp_path, NEW, manifest_of(NEW), owned) == ()
    assert recover(tmp_path) is False
    assert marks(tmp_path) == before


def test_compare_says_what_commit_would_do(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    before = marks(tmp_path)
    found = compare(tmp_path, NEW, manifest_of(NEW), owned)
    assert marks(tmp_path) == before
    assert Difference("ecs/api.json", "changed") in found
    assert Difference("ecs/new.json", "missing") in found
    assert Difference("gone/deep/a.json", "left over") in found
    outcome = build(tmp_path, NEW)
    assert [difference.path for difference in found] == sorted(outcome.written + outcome.removed)


def test_compare_with_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    found = compare(tmp_path / "out", {"a.json": b""}, b"{}", owned)
    assert found == (Difference("a.json", "missing"), Difference("manifest.json", "missing"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_its_own_that_was_edited_is_rewritten_or_removed(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / "ecs" / "api.json").write_bytes(b"edited\n")
    (tmp_path / "ecs" / "gone.json").write_bytes(b"edited\n")
    build(tmp_path, NEW)
    assert tree(tmp_path) == contents(NEW)


def test_files_of_others_stay(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / FOREIGN).write_bytes(b"by hand\n")
    (tmp_path / "gone" / "deep" / "mine").write_bytes(b"by hand\n")
    build(tmp_path, {})
    assert tree(tmp_path) == {
        **contents({}),
        "ecs": None,
        FOREIGN: b"by hand\n",
        "gone": None,
        "gone/deep": None,
        "gone/deep/mine": b"by hand\n",
    }


def test_a_file_of_others_with_the_same_bytes_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "ecs").mkdir()
    (tmp_path / "ecs" / "api.json").write_bytes(NEW["ecs/api.json"])
    before = marks(tmp_path / "ecs" / "api.json")
    assert "ecs/api.json" in build(tmp_path, NEW).unchanged
    assert marks(tmp_path / "ecs" / "api.json") == before
    build(tmp_path, {})
    assert tree(tmp_path) == contents({})


def foreign_file(folder: Path) -> None:
    (folder / "ecs" / "new.json").write_bytes(b"by hand\n")


def folder_for_a_file(folder: Path) -> None:
    (folder / "ecs" / "new.json").mkdir()


def foreign_file_in_a_folder_that_turns(folder: Path) -> None:
    (folder / "turned" / "mine").write_bytes(b"by hand\n")


def empty_folder_in_a_folder_that_turns(folder: Path) -> None:
    (folder / "turned" / "mine").mkdir()


def file_for_a_folder(folder: Path) -> None:
    (folder / "fresh").write_bytes(b"by hand\n")


def pipe_for_a_file(folder: Path) -> None:
    os.mkfifo(folder / "ecs" / "new.json")


def link_for_a_file(folder: Path) -> None:
    (folder / "ecs" / "new.json").symlink_to(folder.parent / "outside" / "secret")


def link_for_an_old_file(folder: Path) -> None:
    (folder / "ecs" / "api.json").unlink()
    (folder / "ecs" / "api.json").symlink_to(folder.parent / "outside" / "secret")


def link_for_a_folder(folder: Path) -> None:
    (folder / "fresh").symlink_to(folder.parent / "outside")


def link_for_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").rename(folder.parent / "outside" / "manifest.json")
    (folder / "manifest.json").symlink_to(folder.parent / "outside" / "manifest.json")


def folder_for_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()


IN_THE_WAY: Mapping[Callable[[Path], None], str] = {
    foreign_file: "`{}/ecs/new.json` was not written by meshc and differs",
    folder_for_a_file: "`{}/ecs/new.json` is a folder, but meshc writes a file there; move or delete it",
    foreign_file_in_a_folder_that_turns: "`{}/turned` is a folder, but meshc writes a file there; move or delete it",
    empty_folder_in_a_folder_that_turns: "`{}/turned` is a folder, but meshc writes a file there; move or delete it",
    file_for_a_folder: "`{}/fresh` is a file, but meshc writes a folder there; move or delete it",
    pipe_for_a_file: "`{}/ecs/new.json` is a special file, but meshc writes a file there",
    link_for_a_file: "`{}/ecs/new.json` is a link, and meshc does not write through links; remove it",
    link_for_an_old_file: "`{}/ecs/api.json` is a link, and meshc does not write through links; remove it",
    link_for_a_folder: "`{}/fresh` is a link, and meshc does not write through links; remove it",
    link_for_the_manifest: "`{}/manifest.json` is a link, and meshc does not write through links; remove it",
    folder_for_the_manifest: "`{}/manifest.json` is a folder, but meshc writes a file there; move or delete it",
}


@pytest.mark.parametrize("place", IN_THE_WAY, ids=lambda place: place.__name__)
def test_refuses_what_is_in_the_way_and_changes_nothing(tmp_path: Path, place: Callable[[Path], None]) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret\n")
    build(folder, OLD)
    place(folder)
    before = marks(tmp_path)
    for attempt in (lambda: build(folder, NEW), lambda: compare(folder, NEW, manifest_of(NEW), owned)):
        with pytest.raises(OutputError) as raised:
            attempt()
        assert IN_THE_WAY[place].format(folder.as_posix()) in raised.value.message
        assert marks(tmp_path) == before


def test_a_link_to_the_folder_itself_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    build(tmp_path / "link", NEW)
    assert tree(tmp_path / "real") == contents(NEW)


def test_what_replaced_an_old_file_is_not_removed_with_it(tmp_path: Path) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    build(folder, OLD)
    (folder / "gone").rename(outside)
    (folder / "gone").symlink_to(outside)
    (folder / "ecs" / "gone.json").unlink()
    (folder / "ecs" / "gone.json").symlink_to(outside / "deep" / "a.json")
    (folder / "ecs" / "kept.json").unlink()
    (folder / "ecs" / "kept.json").mkdir()
    build(folder, {})
    assert sorted(tree(folder)) == ["ecs", "ecs/gone.json", "ecs/kept.json", "gone", "manifest.json"]
    assert sorted(tree(outside)) == ["deep", "deep/a.json", "deep/b.json"]


@pytest.mark.parametrize(
    "manifest",
    [b"", b"not json", b"<<<<<<< HEAD\n{}", b"{}", b"[]", b"\xff\xfe", b'{"files": {"a": "1"}', b'"files"'],
)
def test_a_damaged_manifest(tmp_path: Path, manifest: bytes) -> None:
    build(tmp_path, OLD)
    (tmp_path / "manifest.json").write_bytes(manifest)
    before = marks(tmp_path)
    with pytest.raises(
        OutputError, match=r"manifest\.json` is damaged: .*; restore it from version control, or delete"
    ):
        build(tmp_path, NEW)
    assert marks(tmp_path) == before


OUTSIDE = [
    "../outside",
    "../../x",
    "ecs/../../outside",
    "/etc/hostname",
    "",
    ".",
    "..",
    "a//b",
    "./a",
    "a/",
    "C:/x",
    "C:x",
    "a\\..\\..\\x",
    ".. /x",
    "a\0b",
    "\ud800",
    ".meshc-staging/x",
    ".MESHC-staging/x",
    ".meshc-lock",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_manifest_that_lists_a_place_outside_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside").write_bytes(b"not yours\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text(json.dumps({"files": {path: "0"}}))
    before = marks(tmp_path)
    with pytest.raises(OutputError, match=r"`.*manifest\.json` is damaged: it lists "):
        build(tmp_path / "out", NEW)
    assert marks(tmp_path) == before


@pytest.mark.parametrize("path", [*OUTSIDE, "manifest.json", "manifest.json/x"])
def test_an_artifact_outside_the_folder_is_a_fault_of_the_caller(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError):
        build(tmp_path / "out", {path: b""})
    assert list(tmp_path.iterdir()) == []


def test_an_artifact_below_another_is_a_fault_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        build(tmp_path, {"a": b"", "a/b/c": b""})


JOURNALS = [
    "",
    "not json",
    "[]",
    "{}",
    '{"version": 1}',
    '{"version": 2, "clear": [], "add": [], "replace": [], "remove": []}',
    '{"version": 1, "clear": [], "add": [], "replace": [], "remove": "x"}',
    '{"version": 1, "clear": [], "add": [], "replace": [], "remove": [1]}',
    '{"version": 1, "clear": [], "add": [], "replace": [], "remove": ["../outside/secret"]}',
    '{"version": 1, "clear": [], "add": [], "replace": [], "remove": ["link/secret"]}',
    '{"version": 1, "clear": ["link/deep/secret"], "add": [], "replace": [], "remove": []}',
    '{"version": 1, "clear": [], "add": ["link/new"], "replace": [], "remove": []}',
    "[" * 100_000,
]


@pytest.mark.parametrize("journal", JOURNALS, ids=range(len(JOURNALS)))
def test_a_damaged_journal(tmp_path: Path, journal: str) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "secret").write_bytes(b"not yours\n")
    (outside / "deep" / "secret").write_bytes(b"not yours\n")
    build(folder, OLD)
    (folder / "link").symlink_to(outside)
    (folder / ".meshc-staging" / "new" / "link").mkdir(parents=True)
    (folder / ".meshc-staging" / "new" / "link" / "new").write_bytes(b"")
    (folder / ".meshc-staging" / "journal.json").write_text(journal)
    before = marks(tmp_path)
    for attempt in (lambda: build(folder, NEW), lambda: recover(folder)):
        with pytest.raises(OutputError, match=r"journal\.json`, left by an interrupted build, is damaged; restore"):
            attempt()
    assert marks(tmp_path) == before


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_staging_folder_that_is_none(tmp_path: Path, kind: str) -> None:
    build(tmp_path / "out", OLD)
    staging = tmp_path / "out" / ".meshc-staging"
    if kind == "file":
        staging.write_bytes(b"by hand\n")
    else:
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "mine").write_bytes(b"by hand\n")
        staging.symlink_to(tmp_path / "outside")
    before = marks(tmp_path)
    with pytest.raises(OutputError, match=r"is not the folder that meshc keeps there; move or delete it"):
        build(tmp_path / "out", NEW)
    assert marks(tmp_path) == before


def test_a_link_in_the_staging_folder_is_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "mine").write_bytes(b"by hand\n")
    (tmp_path / "out" / ".meshc-staging").mkdir(parents=True)
    (tmp_path / "out" / ".meshc-staging" / "link").symlink_to(tmp_path / "outside")
    build(tmp_path / "out", NEW)
    assert tree(tmp_path / "out") == contents(NEW)
    assert (tmp_path / "outside" / "mine").read_bytes() == b"by hand\n"


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"by hand\n")
    for folder, message in (("out", "is not a folder"), ("out/deeper", "a part of the path is not a folder")):
        with pytest.raises(OutputError, match=message):
            build(tmp_path / folder, NEW)
    with pytest.raises(OutputError, match="is not a folder"):
        compare(tmp_path / "out", NEW, manifest_of(NEW), owned)
    assert (tmp_path / "out").read_bytes() == b"by hand\n"


def test_a_link_to_nowhere_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="is not a folder"):
        build(tmp_path / "out", NEW)
    assert not (tmp_path / "nowhere").exists()


def test_a_path_too_long(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"the path is too long while writing .*: nothing was changed"):
        build(tmp_path / "out", {"x" * 300: b""})
    assert list(tmp_path.iterdir()) == []


def test_more_files_than_are_flushed_one_by_one(tmp_path: Path) -> None:
    files = {f"ecs/{number // 3}/{number}.json": b"x" * number for number in range(400)}
    build(tmp_path, files)
    assert tree(tmp_path) == contents(files)
    build(tmp_path, {})
    assert tree(tmp_path) == contents({})


NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


def without_files_below_files(files: dict[str, bytes]) -> dict[str, bytes]:
    return {
        path: content
        for path, content in files.items()
        if not any(path.startswith(f"{other}/") for other in files if other != path)
    }


FILES = st.dictionaries(PATHS, st.sampled_from([b"", b"1", b"22"]), max_size=8).map(without_files_below_files)


@settings(max_examples=60, deadline=None)
@given(states=st.lists(FILES, min_size=1, max_size=4))
def test_the_folder_holds_exactly_what_the_last_build_made(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    for files in states:
        found = compare(folder, files, manifest_of(files), owned)
        outcome = commit(folder, files, manifest_of(files), owned=owned)
        assert [difference.path for difference in found] == sorted({*outcome.written, *outcome.removed})
        assert tree(folder) == contents(files)
