"""The order in which a build reaches the disk, which decides what a power cut can leave behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from meshc.output import durable

from .folder_model import NEW, OLD, build

Event = tuple[str, str]


@pytest.fixture(params=["one by one", "all at once", "no common flush"])
def events(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What a build from the old state to the new does: write, flush, rename (to), remove; paths below the folder."""
    build(tmp_path, OLD)
    recorded: list[Event] = []
    opened: dict[int, str] = {}

    def name_of(path: Any) -> str:
        return Path(os.path.relpath(os.fspath(path), tmp_path)).as_posix()

    def record(name: str, event: Callable[..., Event]) -> None:
        real = getattr(os, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            result = real(*args, **kwargs)
            if name == "open":
                opened[result] = name_of(args[0])
            else:
                recorded.append(event(*args))
            return result

        monkeypatch.setattr(os, name, call)

    def flush_all(path: str) -> bool:
        has_common_flush: bool = request.param == "all at once"
        if has_common_flush:
            recorded.append(("flush", "everything"))
        return has_common_flush

    record("open", lambda: ("", ""))
    record("write", lambda descriptor, _: ("write", opened[descriptor]))
    record("fsync", lambda descriptor: ("flush", opened[descriptor]))
    record("replace", lambda _, target: ("rename", name_of(target)))
    record("unlink", lambda path: ("remove", name_of(path)))
    monkeypatch.setattr(durable, "ONE_BY_ONE", 1000 if request.param == "one by one" else 0)
    monkeypatch.setattr(durable, "flush_file_system", flush_all)
    build(tmp_path, NEW)
    return recorded


JOURNAL = ".meshc-staging/journal.json"


def flushed_between(events: list[Event], start: int, end: int, path: str) -> bool:
    return any(event in (("flush", path), ("flush", "everything")) for event in events[start:end])


def test_every_new_file_is_durable_before_the_decision(events: list[Event]) -> None:
    decision = events.index(("rename", JOURNAL))
    written = {
        path: at for at, (kind, path) in enumerate(events) if kind == "write" and path.startswith(".meshc-staging/new/")
    }
    assert len(written) == 7
    for path, at in written.items():
        assert flushed_between(events, at, decision, path), path
        assert flushed_between(events, at, decision, path.rpartition("/")[0]), path


def test_the_decision_is_durable_before_anything_changes(events: list[Event]) -> None:
    decision = events.index(("rename", JOURNAL))
    draft = events.index(("flush", ".meshc-staging/journal.draft"))
    assert draft < decision
    outside = [
        at
        for at, (kind, path) in enumerate(events)
        if kind in ("write", "rename", "remove") and not path.startswith(".meshc-staging/")
    ]
    assert decision < outside[0]
    assert flushed_between(events, decision, outside[0], ".meshc-staging")
    assert flushed_between(events, decision, outside[0], ".")


def test_the_manifest_comes_last_and_removal_after_it(events: list[Event]) -> None:
    renamed = [path for kind, path in events if kind == "rename"]
    assert renamed[-1] == "manifest.json"
    removed = events.index(("remove", "ecs/gone.json"))
    assert events.index(("rename", "manifest.json")) < removed


def test_every_change_is_durable_before_the_journal_goes(events: list[Event]) -> None:
    forgotten = events.index(("remove", JOURNAL))
    for at, (kind, path) in enumerate(events):
        if kind in ("rename", "remove") and not path.startswith(".meshc-staging/"):
            assert at < forgotten
            folder = path.rpartition("/")[0] or "."
            gone = not any(other.startswith(f"{folder}/") for other in NEW) and folder != "."
            assert gone or flushed_between(events, at, forgotten, folder), path
    assert events[forgotten + 1] == ("flush", ".meshc-staging")
