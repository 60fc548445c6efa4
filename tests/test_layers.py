"""Dependencies point down: which part of the package may import which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "meshc"

TOP = {"catalogue", "compilation", "emission", "fixes", "incremental", "shown", "survey", "verification"}
SHARED = {f"backends.{name}" for name in ("base", "answers", "limits", "joined", "loopback", "units")}
ALLOWED: dict[str, set[str]] = {
    "source": set(),
    "data": set(),
    "output": set(),
    "diagnostics": {"source"},
    "language": {"source"},
    "syntax": {"source", "diagnostics", "language"},
    "ir": {"source", "data"},
    "semantics": {"source", "diagnostics", "language", "syntax", "ir"},
    "lint": {"source", "diagnostics", "ir", "semantics.model", "syntax.ast", "syntax.result"},
    # A bootstrap stands as text in the command line of a task definition.
    "backends": {"source", "diagnostics", "ir", "encoders.envoy_yaml"},
    "targets": {"source", "data", "diagnostics", "ir", *SHARED},
    "encoders": {"ir", "backends.base"},
    # Where a mesh stands on the disk: the same for the command line and the editor, which do not know each other.
    "project": {
        "diagnostics",
        "syntax",
        "semantics.loader",
        "lint.registry",
        "lint.selection",
        "output",
        "catalogue",
        "compilation",
    },
    "editor": {"source", "diagnostics", "language", "syntax", "semantics", "ir", "lint", "targets", "backends", *TOP},
    "lsp": {"__version__", "source", "diagnostics", "language", "syntax", "editor", "project", "lint.selection", *TOP},
    "cli": {
        "__version__",
        "source",
        "diagnostics",
        "language",
        "output",
        "project",
        "syntax.format",
        "lint.selection",
        *TOP,
        "targets.manifest",
        "lsp.server",
        "backends.answers",
    },
}
"""By the part that imports. A name stands for all below it; every part may import itself."""
BELOW_TOP = {"__version__"} | ALLOWED.keys() - {"cli", "lsp", "editor", "project"} | TOP
FOR_TYPES = {"cli": {"ir", "targets", "backends", "syntax"}}
"""What may be imported for annotations only."""


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module, or name in a module, of the package that a file imports, and whether for annotations only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = [
        node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    for_types = {id(inner) for node in guarded for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "meshc":
            for alias in node.names:
                yield f"{node.module}.{alias.name}".removeprefix("meshc."), id(node) in for_types
        elif isinstance(node, ast.Import):
            for alias in node.names:
                assert not alias.name.startswith("meshc"), f"{path}: write `from meshc… import`"
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: imports are absolute"


def below(name: str, parts: set[str]) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in parts)


@pytest.mark.parametrize("part", [*ALLOWED, *sorted(TOP), "__init__"])
def test_a_part_imports_only_what_lies_below_it(part: str) -> None:
    place = ROOT / part
    allowed = {part} | (BELOW_TOP if part in TOP else ALLOWED.get(part, set()))
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [ROOT / f"{part}.py"]:
        for name, for_types in imports(path):
            fine = allowed | (FOR_TYPES.get(part, set()) if for_types else set())
            assert below(name, fine), f"{path.relative_to(ROOT)} imports {name}"


def test_every_part_has_its_place() -> None:
    parts = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert parts - {"__init__"} == ALLOWED.keys() | TOP


def test_no_backend_knows_another() -> None:
    families = {path.name for path in (ROOT / "backends").iterdir() if (path / "__init__.py").is_file()}
    for family in families:
        for path in (ROOT / "backends" / family).rglob("*.py"):
            others = {f"backends.{other}" for other in families - {family}}
            assert not any(below(name, others) for name, _ in imports(path)), path
    for path in (ROOT / "backends").glob("*.py"):
        assert not any(below(name, {f"backends.{family}" for family in families}) for name, _ in imports(path)), path


def test_only_the_command_line_touches_disk_environment_and_clock() -> None:
    outside = {"os", "pathlib", "shutil", "tempfile", "time", "datetime", "socket", "random", "locale", "subprocess"}
    # The last two read what is shipped with the package.
    with_access = {"cli", "lsp", "output", "project", "data.py", "lint/registry.py"}
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        if inside.parts[0] in with_access or inside.as_posix() in with_access:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not outside & {name.split(".")[0] for name in names}, inside
