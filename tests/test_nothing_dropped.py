"""Nothing is dropped in silence: whatever is deleted from a mesh, some document, answer or note is not the same.

The meshes in `tests/complete` together use every kind of block, setting and map of the language, and everything that a
target loses is accepted. Each statement and each field of their IR is deleted in turn.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from meshc.compilation import Compilation, LoadError, Options
from meshc.diagnostics.model import Severity
from meshc.ir.features import features_used
from meshc.language.kinds import Kind
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.syntax.ast import Block, Setting, Statement, String, Word
from meshc.targets.gate import gate
from meshc.targets.report import LossReport
from meshc.targets.table import TARGETS
from tests.golden import from_document

FOLDER = Path(__file__).parent / "complete"
SHARED = "accept.mesh"
"""Accepts every loss; it is part of each of the meshes."""
MESHES = [path.stem for path in sorted(FOLDER.glob("*.mesh")) if path.name != SHARED]
OVERLAYS = {"overlay": ("production",)}
TELLS = ("MC438", "MC5", "MC6")
"""Findings that tell what becomes of a field."""

Kinds: TypeAlias = Mapping[str, Kind]
Place: TypeAlias = tuple[str | int, ...]

EXCEPTIONS = {
    "param.description": "it is for people who read the mesh",
    "test": "what is expected of a request takes no part in a build; `meshc test` will run it",
    "target": "it says what may be lost, and everything may be lost here",
    "mesh.build": "it says what is built when no target is named, and here each is",
}
"""What may go unnoticed, and why; everything inside it too."""


@cache
def whole(name: str) -> Compilation:
    """A mesh with everything accepted, which has no error."""
    texts = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.*")}
    files = {path: text for path, text in texts.items() if "/" in path or path in (f"{name}.mesh", SHARED, "own.json")}
    options = Options(overlays=OVERLAYS.get(name, ()), targets=tuple(TARGETS))
    compilation = Compilation.of(files, options=options)
    assert [f.message for f in compilation.diagnostics() if f.severity is Severity.ERROR] == []
    return compilation


def noted(compilation: Compilation) -> dict[str, Any]:
    """What the report of each target will say of the mesh, which is soon found; nothing where there is no mesh."""
    if compilation.mesh is None:
        return {}
    uses = tuple(features_used(compilation.mesh, compilation.policies))
    return {target: _entries(gate(target, uses, compilation.mesh)[0]) for target in TARGETS}


def _entries(report: LossReport) -> list[Any]:
    return [
        (entry.feature, entry.answer, entry.detail, entry.subjects, entry.values, entry.accepted)
        for entry in report.entries
    ]


def seen(compilation: Compilation, target: str) -> Any:
    """Everything else that tells a user something about the mesh under a target; None where there is an error."""
    try:
        findings = compilation.diagnostics((target,))
    except LoadError:
        return None
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None
    told = {f.message for f in findings if f.code.startswith(TELLS) and f.code != "MC505"}
    return dict(compilation.build(target).artifacts), told


class Before(NamedTuple):
    """What is noted and seen of a mesh from which nothing is deleted, under each target."""

    noted: dict[str, Any]
    seen: dict[str, Any]

    @classmethod
    def of(cls, compilation: Compilation) -> Before:
        """A mesh that has no error. What is made so far is left to itself: looking through it again takes long."""
        found = cls(noted(compilation), {target: seen(compilation, target) for target in TARGETS})
        assert None not in found.seen.values()
        gc.collect()
        gc.freeze()
        return found

    def silent(self, changed: Compilation) -> list[str]:
        """The targets that let a change pass without a word; documents are made only where the report is the same."""
        try:
            now = noted(changed)
        except LoadError:
            return []
        return [
            target
            for target in TARGETS
            if now.get(target) == self.noted[target] and seen(changed, target) == self.seen[target]
        ]


def statements(kinds: Kinds, among: tuple[Statement, ...], path: str = "") -> Iterator[tuple[str, int, int]]:
    """Every statement among some: its path in the language, as `service.version.image`, and its place."""
    for statement in among:
        word = word_of(statement.key if isinstance(statement, Setting) else statement.kind)
        inner = f"{path}.{word}" if path else word
        yield inner, statement.span.start, statement.span.end
        if isinstance(statement, Block) and statement.body:
            kind = kinds[word]
            if kind.entries is not None:
                yield from ((f"{inner}.*", entry.span.start, entry.span.end) for entry in statement.body)
            else:
                yield from statements(kind.kinds, statement.body, inner)


def word_of(key: Word | String) -> str:
    return key.text if isinstance(key, Word) else str(key.literal)


def paths(kinds: Kinds, path: str = "") -> Iterator[str]:
    """Every setting, map and block of the table of the language, as `statements` spells them."""
    for kind in kinds.values():
        inner = f"{path}.{kind.name}" if path else kind.name
        yield inner
        if kind.name == "overlay":
            yield from (f"{inner}.{name}" for name in kind.kinds)
            continue
        yield from (f"{inner}.{name}" for name in kind.settings)
        if kind.entries is not None:
            yield f"{inner}.*"
        yield from paths(kind.kinds, inner)


def found(name: str) -> Iterator[tuple[str, str, int, int]]:
    """Every statement of a mesh: its file, its path in the language, and where in the file it stands."""
    for result in whole(name)._loaded.parsed:
        if result.file.path == SHARED:
            continue
        for offset, parsed in result.items:
            for path, start, end in statements(TOP_LEVEL, parsed.statements):
                yield result.file.path, path, offset + start, offset + end


def excepted(path: str) -> bool:
    plain = path.removeprefix("overlay.")
    return any(plain == name or plain.startswith(f"{name}.") for name in EXCEPTIONS)


def test_the_meshes_use_the_whole_language() -> None:
    used = {path for name in MESHES for _, path, _, _ in found(name)} | {"target", "target.accept"}
    only_in_overlays = {"service.route.before", "gateway.route.before"}
    assert sorted(set(paths(TOP_LEVEL)) - used - only_in_overlays) == []
    in_overlays = {path.rpartition(".")[2] for path in used if path.startswith("overlay.")}
    assert {"before", *OVERLAY_SETTINGS} <= in_overlays


@pytest.mark.parametrize("name", MESHES)
def test_no_statement_is_dropped_in_silence(name: str, record_property: pytest.RecordProperty) -> None:
    before = Before.of(whole(name))
    dropped, count = [], 0
    for file, path, start, end in found(name):
        if excepted(path) or (name in OVERLAYS and not path.startswith("overlay")):
            continue  # what an overlay replaces may go without a trace
        count += 1
        text = whole(name).source_map.files[file].text
        changed = whole(name).with_text(file, text[:start] + text[end:])
        line = text.count("\n", 0, start) + 1
        dropped += [f"{file}:{line} {path} under {target}" for target in before.silent(changed)]
    record_property("summary", f"nothing dropped: {count} statements of {name}.mesh deleted")
    assert dropped == []


def fields(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every field below a value of JSON; a text with late parts is one."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        if isinstance(key, str):
            yield (*place, key)
        if key != "template":
            yield from fields(inner, (*place, key))


def is_excepted(document: Any, place: Place) -> bool:
    """Whether a field of the IR may go unnoticed: it is no part of a build, or nobody wrote it."""
    if place[0] in ("tests", "targets", "build") or place[-1] == "description":
        return True
    if place[0] == "ecs":
        return True  # every workload carries it, with its own on top
    if place[-1] == "weight" and place[-2] == 0 and len(at(document["mesh"], place[:-2])) == 1:
        return True  # one version alone gets everything
    origin = document["origins"].get("".join(f"/{step}" for step in place), ":")
    return ":" not in origin


def at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


def without(document: Any, place: Place) -> bytes:
    return json.dumps(document | {"mesh": _without(document["mesh"], *place)}).encode()


def _without(value: Any, step: str | int, *further: str | int) -> Any:
    changed = value.copy()
    if further:
        changed[step] = _without(value[step], *further)
    else:
        del changed[step]
    return changed


@pytest.mark.parametrize("name", MESHES)
def test_no_field_of_the_ir_is_dropped_in_silence(
    name: str, record_property: pytest.RecordProperty, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The models refuse what the schema refuses, and do so faster.
    monkeypatch.setattr("meshc.ir.document._schema_problems", lambda document: [])
    document = json.loads(whole(name).ir_document())
    before = Before.of(from_document(json.dumps(document).encode(), Options(targets=tuple(TARGETS))))
    dropped, count = [], 0
    for place in fields(document["mesh"]):
        if is_excepted(document, place):
            continue
        count += 1
        changed = from_document(without(document, place), Options(targets=tuple(TARGETS)))
        where = "/".join(map(str, place))
        dropped += [f"{where} under {target}" for target in before.silent(changed)]
    record_property("summary", f"nothing dropped: {count} fields of the IR of {name}.mesh deleted")
    assert dropped == []
