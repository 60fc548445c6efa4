"""Whatever happens during a build, the folder is as before or as wanted, at the latest after the next run."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshc.output import durable
from meshc.output.transaction import OutputError, compare, recover

from .faults import Killed, faults
from .folder_model import FOREIGN, NEW, OLD, OTHER, build, contents, manifest_of, owned, tree

FLUSHING = {"one by one": (1000, True), "all at once": (0, True), "no common flush": (0, False)}


@pytest.fixture(params=FLUSHING)
def flushing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    few, has_common_flush = FLUSHING[request.param]
    monkeypatch.setattr(durable, "ONE_BY_ONE", few)
    monkeypatch.setattr(durable, "flush_file_system", lambda path: has_common_flush)


def start(folder: Path, files: Mapping[str, bytes]) -> None:
    build(folder, files)
    (folder / FOREIGN).write_bytes(b"by hand\n")


def expected(files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    return {**contents(files), "ecs": None, FOREIGN: b"by hand\n"}


def files_of(wanted: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in expected(wanted).items() if content is not None}


def files(folder: Path) -> dict[str, bytes]:
    """An empty folder that cannot be removed is left: the files alone count where a single call fails."""
    return {path: content for path, content in tree(folder).items() if content is not None}


def number_of_calls(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    with faults(monkeypatch) as counted:
        start(folder, OLD)
        before = counted.calls
        build(folder, NEW)
    assert tree(folder) == expected(NEW)
    return counted.calls - before


@pytest.mark.usefixtures("flushing")
def test_killed_at_every_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = []
    for at in range(1, number_of_calls(tmp_path / "count", monkeypatch) + 1):
        folder = tmp_path / str(at)
        with faults(monkeypatch):
            start(folder, OLD)
        with faults(monkeypatch, at, "kill"), pytest.raises(Killed):
            build(folder, NEW)
        with faults(monkeypatch):
            recover(folder)
            assert tree(folder) in (expected(OLD), expected(NEW)), at
            states.append(tree(folder) == expected(NEW))
            build(folder, NEW)
            assert tree(folder) == expected(NEW), at
    # Once decided, always completed: the states change from old to new exactly once.
    assert [key for key, _ in itertools.groupby(states)] == [False, True]


@pytest.mark.usefixtures("flushing")
@pytest.mark.parametrize("failure", ["error once", "disk full"])
def test_failing_at_every_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
    for at in range(1, number_of_calls(tmp_path / "count", monkeypatch) + 1):
        folder = tmp_path / str(at)
        with faults(monkeypatch):
            start(folder, OLD)
        message = ""
        with faults(monkeypatch, at, failure):
            try:
                build(folder, NEW)
            except OutputError as error:
                message = error.message
        with faults(monkeypatch):
            if "nothing was changed" in message:
                assert files(folder).items() >= files_of(OLD).items(), at
            recover(folder)
            assert files(folder) in (files_of(OLD), files_of(NEW)), at
            assert message or files(folder) == files_of(NEW), at
            build(folder, OTHER)
            assert files(folder) == files_of(OTHER), at


@pytest.mark.usefixtures("flushing")
def test_killed_while_making_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with faults(monkeypatch) as counted:
        build(tmp_path / "count" / "out", NEW)
    for at in range(1, counted.calls + 1):
        folder = tmp_path / str(at) / "out"
        with faults(monkeypatch, at, "kill"), pytest.raises(Killed):
            build(folder, NEW)
        with faults(monkeypatch):
            recover(folder)
            assert not folder.exists() or tree(folder) in ({}, contents(NEW)), at
            build(folder, NEW)
            assert tree(folder) == contents(NEW), at


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(1, 90), second=st.integers(1, 60), wanted=st.sampled_from([OLD, NEW, OTHER]))
def test_killed_again_while_recovering(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    first: int,
    second: int,
    wanted: Mapping[str, bytes],
) -> None:
    folder = tmp_path_factory.mktemp("out")
    with faults(monkeypatch):
        start(folder, OLD)
    for at, files in ((first, NEW), (second, wanted)):
        with faults(monkeypatch, at, "kill"), contextlib.suppress(Killed):
            build(folder, files)
    with faults(monkeypatch):
        recover(folder)
        assert tree(folder) in (expected(OLD), expected(NEW), expected(wanted))
        build(folder, wanted)
        assert tree(folder) == expected(wanted)


def test_compare_reports_an_unfinished_change_and_leaves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = set()
    for at in range(1, number_of_calls(tmp_path / "count", monkeypatch) + 1):
        folder = tmp_path / str(at)
        with faults(monkeypatch):
            start(folder, OLD)
        with faults(monkeypatch, at, "kill"), pytest.raises(Killed):
            build(folder, NEW)
        before = tree(folder)
        found = compare(folder, NEW, manifest_of(NEW), owned)
        assert tree(folder) == before
        if (folder / ".meshc-staging").exists():
            assert (".meshc-staging", "left over") in [(difference.path, difference.kind) for difference in found]
            kinds.add(len(found) == 1)
        else:
            assert tree(folder) == expected(OLD) or tree(folder) == expected(NEW)
    assert kinds == {True, False}


def test_what_is_left_of_a_killed_build_is_ignored_by_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with faults(monkeypatch, 12, "kill"), pytest.raises(Killed):
        build(tmp_path / "out", NEW)
    assert (tmp_path / "out" / ".meshc-staging" / ".gitignore").read_bytes() == b"*\n"


def test_a_file_that_appears_after_the_decision_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with faults(monkeypatch):
        start(tmp_path, OLD)
    at = 1
    while not (tmp_path / ".meshc-staging" / "journal.json").exists():
        with faults(monkeypatch, at, "kill"), pytest.raises(Killed):
            build(tmp_path, NEW)
        at += 1
    (tmp_path / "fresh").write_bytes(b"by hand\n")
    with pytest.raises(OutputError, match=r"`.*/fresh` appeared while meshc was about to write it"):
        build(tmp_path, NEW)
    assert (tmp_path / "fresh").read_bytes() == b"by hand\n"
    (tmp_path / "fresh").unlink()
    build(tmp_path, NEW)
    assert tree(tmp_path) == expected(NEW)
