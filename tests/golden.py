"""The cases whose whole output is kept for people to review, and what stands in their `expected` folders."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from meshc.compilation import Compilation, Options, TextReader
from meshc.diagnostics.model import Severity
from meshc.diagnostics.render.terminal import render
from meshc.project.reader import DiskReader

FOLDER = Path(__file__).parent / "cases"
DOCUMENT = "main.ir.json"
NO_OPTIONS = Options()


class Case(NamedTuple):
    """A folder with a mesh, and in `case.toml` the options that it is compiled with."""

    folder: Path
    options: Options

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.name

    @property
    def is_invalid(self) -> bool:
        """Whether the case is about findings: there must be an error, and nothing is built."""
        return self.name.startswith("invalid-")

    @property
    def expected(self) -> Path:
        """The folder of what must come out."""
        return self.folder / "expected"

    def compilation(self) -> Compilation:
        """The case from its source."""
        return Compilation.load(".", options=self.options, reader=DiskReader(str(self.folder)))


def cases() -> list[Case]:
    """Every case, by name."""
    return [_case(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def _case(folder: Path) -> Case:
    settings = folder / "case.toml"
    said = tomllib.loads(settings.read_text(encoding="utf-8")) if settings.is_file() else {}
    return Case(
        folder, Options(tuple(said.get("overlays", ())), said.get("set", {}), {}, tuple(said.get("targets", ())))
    )


def output(compilation: Compilation, *, is_invalid: bool) -> dict[str, bytes]:
    """Everything that comes of a compilation, by path below `expected`; findings only where it is invalid."""
    findings = compilation.diagnostics()
    found = {"diagnostics.txt": render(findings, compilation.source_map).encode()} if findings else {}
    has_error = any(finding.severity is Severity.ERROR for finding in findings)
    assert has_error == is_invalid, found.get("diagnostics.txt", b"there is no finding").decode()
    if is_invalid:
        return found
    found["ir.json"] = compilation.ir_document()
    return found | documents(compilation)


def documents(compilation: Compilation) -> dict[str, bytes]:
    """The documents and manifests of every target, by path below `expected`."""
    found: dict[str, bytes] = {}
    for target in compilation.targets:
        build = compilation.build(target)
        found |= {f"{target}/{path}": content for path, content in build.artifacts.items()}
        found[f"{target}/manifest.json"] = as_golden(build.manifest)
    return found


def as_golden(manifest: bytes) -> bytes:
    """A manifest that the next version of meshc does not change."""
    return json.dumps(json.loads(manifest) | {"meshc": "VERSION"}, indent=2, ensure_ascii=False).encode() + b"\n"


def from_document(document: bytes, options: Options = NO_OPTIONS) -> Compilation:
    """A mesh from its IR document, as another tool would hand it in."""
    return Compilation.load(DOCUMENT, options=options, reader=TextReader({DOCUMENT: document.decode()}))


def as_written(document: bytes) -> Any:
    """An IR document without the origins that only say that it was read from a document."""
    body = json.loads(document)
    body["origins"] = {at: origin for at, origin in body["origins"].items() if origin != f"{DOCUMENT}:1"}
    return body


def without_inputs(manifest: bytes) -> Any:
    """A manifest without what tells of the way that the mesh was read."""
    return {key: value for key, value in json.loads(manifest).items() if key not in ("inputs", "overlays")}


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path with `/`."""
    if not folder.is_dir():
        return {}
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def replace(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Makes a folder hold these files and no others."""
    for path in files(folder).keys() - contents.keys():
        (folder / path).unlink()
    for path, content in contents.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.is_file() or place.read_bytes() != content:
            place.write_bytes(content)
    for below in sorted(folder.rglob("*"), reverse=True):
        if below.is_dir() and not any(below.iterdir()):
            below.rmdir()
