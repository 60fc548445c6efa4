"""Finds and parses the files of a mesh: those of a folder, or one file, and all that they import.

Nothing here touches a disk: a `FileReader` does, on the caller's behalf.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from meshc.diagnostics.model import Diagnostic
from meshc.semantics import codes
from meshc.source import Item, Origin, SourceFile
from meshc.syntax.again import parse_again
from meshc.syntax.ast import Block, String
from meshc.syntax.parser import parse
from meshc.syntax.result import ParsedItem, ParseResult


class LoadError(Exception):
    """The mesh cannot be read at all; the message is for a person."""


class FileReader(Protocol):
    """Access to the files below the root of a mesh; paths are relative to it, with `/`."""

    def meshes(self, folder: str) -> list[str] | None:
        """Names of the `.mesh` files of a folder, sorted; None where there is no such folder."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raises OSError where it cannot be read."""


class Loaded(NamedTuple):
    """The files of a mesh, parsed, in the order of their paths."""

    files: Mapping[str, SourceFile]
    parsed: tuple[ParseResult, ...]
    findings: tuple[Diagnostic, ...]
    digests: Mapping[str, bytes]
    """The bytes of every file, for the digests in the manifest."""


def load(entries: Sequence[str], reader: FileReader, earlier: Mapping[str, ParseResult] | None = None) -> Loaded:
    """Loads the files named and what they import; `earlier` results are used again for what did not change."""
    loader = _Loader(reader, earlier or {})
    for path in entries:
        loader.add(path)
    loader.follow()
    loader.find_cycles()
    results = tuple(loader.results[path] for path in sorted(loader.results))
    return Loaded(
        {result.file.path: result.file for result in results}, results, tuple(loader.findings), loader.contents
    )


def resolve(path: str, target: str) -> str | None:
    """The path that `target`, written in the file `path`, names; None where it lies outside the root."""
    if target.startswith("/") or "\\" in target or "\0" in target:
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return None if joined == ".." or joined.startswith("../") else joined


class _Loader:
    def __init__(self, reader: FileReader, earlier: Mapping[str, ParseResult]) -> None:
        self.reader = reader
        self.earlier = earlier
        self.results: dict[str, ParseResult] = {}
        self.contents: dict[str, bytes] = {}
        self.findings: list[Diagnostic] = []
        self.queue: list[str] = []
        self.imports: dict[str, list[tuple[str, Origin]]] = {}

    def add(self, path: str) -> bool:
        """Reads and parses a file once; False where there is none."""
        if path in self.results:
            return True
        try:
            content = self.reader.read(path)
        except OSError as error:
            raise LoadError(f"cannot read `{path}`: {error.strerror or error}") from error
        if content is None:
            return False
        self.contents[path] = content
        file = SourceFile(path, self._decode(path, content))
        earlier = self.earlier.get(path)
        if earlier is not None and earlier.file.text == file.text:
            result = earlier
        else:
            result = parse_again(file, earlier) if earlier is not None else parse(file)
        self.results[path] = result
        self.queue.append(path)
        return True

    def _decode(self, path: str, content: bytes) -> str:
        if b"\0" in content:
            self._unreadable(path, 1, "it holds NUL bytes, so it is not a text file")
            return ""
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self._unreadable(path, line, f"byte 0x{content[error.start]:02x} in line {line} is not UTF-8")
            return ""

    def _unreadable(self, path: str, line: int, why: str) -> None:
        origin = Origin(Item(path, "", line), 0, 0)
        self.findings.append(
            codes.UNREADABLE.at(origin, f"`{path}` cannot be read: {why}", help="save the file as UTF-8, or rename it")
        )

    def follow(self) -> None:
        """Loads what the files in the queue import, until nothing new comes."""
        while self.queue:
            path = self.queue.pop()
            for _, parsed in self.results[path].items:
                for statement in parsed.statements:
                    if isinstance(statement, Block) and statement.kind.text == "import":
                        self._import(path, parsed, statement)

    def _import(self, path: str, parsed: ParsedItem, statement: Block) -> None:
        if len(statement.labels) != 1 or not isinstance(statement.labels[0], String):
            return
        label = statement.labels[0]
        target = label.literal
        if not target:
            return
        origin = Origin(parsed.item, label.span.start, label.span.end)
        resolved = resolve(path, target)
        if resolved is None:
            self.findings.append(
                codes.IMPORT.at(
                    origin,
                    f"`{target}` lies outside the root of the mesh",
                    help="imports stay below the nearest `meshc.toml` above the mesh, else below the folder compiled",
                )
            )
            return
        paths = self.imports.setdefault(path, [])
        names = self.reader.meshes(resolved)
        if names is not None:
            if not names:
                self.findings.append(codes.IMPORT.at(origin, f"folder `{target}` holds no `.mesh` files"))
            for name in names:
                member = posixpath.normpath(posixpath.join(resolved, name))
                if self.add(member):
                    paths.append((member, origin))
        elif self.add(resolved):
            paths.append((resolved, origin))
        else:
            self.findings.append(
                codes.IMPORT.at(
                    origin, f"`{target}` does not exist", help="the path is relative to the file that imports"
                )
            )

    def find_cycles(self) -> None:
        """Reports each import that closes a circle."""
        done: set[str] = set()
        for start in sorted(self.imports):
            trail = [start]
            on_trail = {start}
            todo = [iter(self.imports.get(start, ()))]
            if start in done:
                continue
            while todo:
                entry = next(todo[-1], None)
                if entry is None:
                    todo.pop()
                    finished = trail.pop()
                    on_trail.discard(finished)
                    done.add(finished)
                    continue
                target, origin = entry
                if target in on_trail:
                    circle = [*trail[trail.index(target) :], target]
                    self.findings.append(
                        codes.IMPORT.at(
                            origin,
                            "files import each other in a circle: " + " → ".join(f"`{path}`" for path in circle),
                            help="remove one of the imports; every block of a mesh sees every other anyway",
                        )
                    )
                elif target not in done:
                    trail.append(target)
                    on_trail.add(target)
                    todo.append(iter(self.imports.get(target, ())))
