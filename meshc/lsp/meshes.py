"""Which mesh a file belongs to, and the newest compilation of every mesh that is open.

A file belongs to the mesh of its own folder where one of those files has a `mesh` block, else to that of the nearest
folder above which imports it, else to one that is open and imports it, else to its own folder all the same. Above the
root of its project, or else of the client's workspace, nothing is looked for; below a folder nothing ever is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from meshc.compilation import Compilation, LoadError, Options
from meshc.lsp.buffers import Buffer, Buffers
from meshc.lsp.disk import Disk, Reader, is_mesh
from meshc.lsp.projects import Projects
from meshc.lsp.uris import is_path
from meshc.syntax.ast import Block
from meshc.syntax.result import ParseResult


class OpenMesh:
    """A mesh on the disk, or a text without a place, and its newest compilation."""

    def __init__(self, root: str | None, entry: str) -> None:
        self.root = root
        """The folder that imports cannot leave; None for a text without a place."""
        self.entry = entry
        """What is compiled, relative to the root."""
        self.compilation: Compilation | None = None
        """The newest version; None until there is one, and where the mesh cannot be read at all."""
        self.problem = ""
        """Why there is no newest version, or what it does without."""
        self._disk = Disk(root)
        self.buffers: Mapping[str, Buffer] = {}
        """The open texts, of this mesh and others, when it was compiled."""
        self._options: Options | None = None
        """Those of the newest version; None where another is due."""

    def compare_disk(self) -> None:
        """Look at the disk again. Where a file has changed that is no mesh file, nothing of before is used again."""
        folders, files = self._disk.compare()
        if folders or files:
            self._options = None
        if any(not is_mesh(path) for path in files):
            self.compilation = None

    def refresh(self, buffers: Mapping[str, Buffer], options: Options) -> Compilation | None:
        """The version of now."""
        if self.buffers is not buffers or self._options != options:
            inside = self._inside(buffers)
            unchanged = self._options == options and inside == self._inside(self.buffers)
            self.buffers, self._options = buffers, options
            if unchanged:
                return self.compilation
            texts = {path: buffer.text for path, buffer in inside.items()}
            try:
                version = Compilation.load(
                    self.entry, options=options, reader=Reader(self._disk, texts), earlier=self.compilation
                )
                self.compilation, self.problem = _with_its_overlays(version)
            except LoadError as error:
                self.compilation, self.problem = None, str(error)
        return self.compilation

    def path_of(self, key: str) -> str | None:
        """The path relative to the root of what has a key; None where it lies outside."""
        if self.root is None:
            return self.entry if key == self.key_of(self.entry) else None
        return _below(self.root, key)

    def key_of(self, path: str) -> str:
        """The key of a path relative to the root."""
        return path if self.root is None else posixpath.join(self.root, path)

    def _inside(self, buffers: Mapping[str, Buffer]) -> dict[str, Buffer]:
        """Those below the root, by path."""
        placed = ((self.path_of(key), buffer) for key, buffer in buffers.items())
        return {path: buffer for path, buffer in placed if path is not None}


class Meshes:
    """All meshes of which a file is open."""

    def __init__(self, buffers: Buffers, projects: Projects, options: Callable[[str | None], Options]) -> None:
        """`options` gives those of a mesh below a root."""
        self._buffers = buffers
        self._projects = projects
        self._options = options
        self._known: dict[tuple[str | None, str], OpenMesh] = {}
        self._of: dict[str, OpenMesh] = {}
        self._shapes: dict[str, tuple[ParseResult, object]] = {}

    def of(self, key: str) -> OpenMesh | None:
        """The mesh of a file, or of a text without a place, with its newest compilation; None where there is none."""
        mesh = self._of.get(key)
        if mesh is None:
            mesh = self._found(key)
            if mesh is None:
                return None
            self._of[key] = mesh
        self.refresh(mesh)
        if mesh.problem and key in self._buffers.by_key:
            self._projects.problem(mesh.problem)
        return mesh

    def last(self, key: str) -> OpenMesh | None:
        """The mesh as `of` gave it last, be there a newer version or not; as `of` gives it where that was not asked."""
        return self._of.get(key) or self.of(key)

    def open(self) -> Iterator[OpenMesh]:
        """Every mesh of which a file is open, with its newest compilation, each once."""
        seen: dict[int, OpenMesh] = {}
        for key in self._buffers.by_key:
            mesh = self.of(key)
            if mesh is not None:
                seen[id(mesh)] = mesh
        self._prune(seen.values())
        yield from seen.values()

    @property
    def count(self) -> int:
        """How many meshes are kept."""
        return len(self._known)

    def forget(self) -> None:
        """Look at the disk again, and ask again which mesh each file belongs to."""
        self._of = {}
        self._projects.forget()
        for mesh in self._known.values():
            mesh.compare_disk()

    def edited(self, key: str) -> None:
        """A text has changed; where its `mesh` or `import` statements did, files may belong to other meshes."""
        mesh = self.of(key)
        path = mesh.path_of(key) if mesh else None
        if mesh is None or path is None:
            return
        result = mesh.compilation.files.get(path) if mesh.compilation else None
        if result is None:
            self._of = {}
            return
        before = self._shapes.get(key)
        if before is None or before[0] is not result:
            shape = _shape(result)
            self._shapes[key] = result, shape
            if before is not None and before[1] != shape:
                self._of = {}

    def refresh(self, mesh: OpenMesh) -> Compilation | None:
        """The newest compilation of a mesh; None where it cannot be read."""
        return mesh.refresh(self._buffers.by_key, self._options(mesh.root))

    def _found(self, key: str) -> OpenMesh | None:
        buffer = self._buffers.by_key.get(key)
        if not is_path(key):
            return self._mesh(None, key) if buffer is not None else None
        folder, name = posixpath.split(key)
        if not is_mesh(name):
            return self._alone(key) if buffer is not None else None
        own: OpenMesh | None = None
        for above in self._projects.folders_from(folder):
            root = self._projects.root(above) or above
            mesh = self._mesh(root, _below(root, above) or ".")
            compilation = self.refresh(mesh)
            if compilation is None and above == folder and buffer is not None:
                self._projects.problem(mesh.problem)
            if compilation is None or mesh.path_of(key) not in compilation.files:
                continue
            if above == folder:
                own = mesh
            if any(_has_mesh_block(result) for result in compilation.files.values()):
                return mesh
        return self._beside(key) or own or (self._alone(key) if buffer is not None else None)

    def _beside(self, key: str) -> OpenMesh | None:
        """An open mesh that imports the file from a folder beside its own."""
        for mesh in self._known.values():
            compilation = self.refresh(mesh) if mesh.compilation is not None else None
            if (
                compilation is not None
                and mesh.path_of(key) in compilation.files
                and any(_has_mesh_block(result) for result in compilation.files.values())
            ):
                return mesh
        return None

    def _alone(self, key: str) -> OpenMesh:
        folder, name = posixpath.split(key)
        root = self._projects.root(folder) or folder
        return self._mesh(root, posixpath.normpath(posixpath.join(_below(root, folder) or ".", name)))

    def _mesh(self, root: str | None, entry: str) -> OpenMesh:
        return self._known.setdefault((root, entry), OpenMesh(root, entry))

    def _prune(self, used: Iterable[OpenMesh]) -> None:
        kept = {id(mesh) for mesh in used}
        if len(kept) != len(self._known):
            self._known = {at: mesh for at, mesh in self._known.items() if id(mesh) in kept}
            self._of = {key: mesh for key, mesh in self._of.items() if id(mesh) in kept}
            self._shapes = {key: shape for key, shape in self._shapes.items() if key in self._buffers.by_key}


def _below(root: str, path: str) -> str | None:
    """The path relative to the root; empty for the root itself, None outside."""
    if path == root:
        return ""
    start = root if root.endswith("/") else f"{root}/"
    return path[len(start) :] if path.startswith(start) else None


def _with_its_overlays(version: Compilation) -> tuple[Compilation, str]:
    """The version with those overlays only that its mesh declares, and what is left out: a person sets them for all.

    LoadError where the mesh cannot be read.
    """
    files, wanted = version.files.values(), version.options.overlays
    if not wanted:
        return version, ""
    declared = {
        getattr(label, "text", None) or getattr(label, "literal", None)
        for result in files
        for block in _blocks(result)
        if block.kind.text == "overlay"
        for label in block.labels[:1]
    }
    missing = [name for name in wanted if name not in declared]
    if not missing:
        return version, ""
    overlays = tuple(name for name in wanted if name in declared)
    names = " or ".join(f"`{name}`" for name in missing)
    problem = f"the mesh has no overlay {names}, which the setting `meshc.overlays` names; it is shown without"
    return version.with_options(replace(version.options, overlays=overlays)), problem


def _has_mesh_block(result: ParseResult) -> bool:
    return any(block.kind.text == "mesh" for block in _blocks(result))


def _blocks(result: ParseResult) -> Iterator[Block]:
    for _, parsed in result.items:
        for statement in parsed.statements:
            if isinstance(statement, Block):
                yield statement


def _shape(result: ParseResult) -> object:
    """What of a file decides which mesh it and others belong to."""
    return tuple(
        (
            block.kind.text,
            tuple(getattr(label, "literal", "") for label in block.labels) * (block.kind.text == "import"),
        )
        for block in _blocks(result)
        if block.kind.text in ("mesh", "import")
    )
