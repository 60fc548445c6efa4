"""One mesh through all stages, lazily and once: what the command line and the editor ask their questions of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.selection import EVERYTHING, Selection
from meshc.semantics import codes
from meshc.semantics.loader import FileReader, Loaded, LoadError, resolve
from meshc.semantics.loader import load as load_files
from meshc.semantics.memory import Memory
from meshc.semantics.model import SemanticModel, analyse
from meshc.semantics.parameters import ACCOUNT_FACTS
from meshc.source import Item, Origin, SourceFile, SourceMap

if TYPE_CHECKING:
    from meshc.emission import TargetBuild
    from meshc.incremental.memory import Look
    from meshc.incremental.memory import Memory as FindingsMemory
    from meshc.incremental.parts import Part
    from meshc.ir.effective import EffectivePolicies
    from meshc.ir.feature import Use
    from meshc.ir.mesh import Mesh
    from meshc.lint.rule import Rule
    from meshc.shown import ShownValue
    from meshc.syntax.result import ParsedItem, ParseResult
    from meshc.targets.gate import Answered

DEFAULT_TARGET = "service-connect"

__all__ = ["Compilation", "FileReader", "LoadError", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chooses beside the mesh: overlays in order, values of parameters, targets."""

    overlays: tuple[str, ...] = ()
    set: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    spare: frozenset[str] = frozenset()
    """Names of `params` that the mesh need not have."""
    targets: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Modules of further rules, from outside meshc."""
    selection: Selection = EVERYTHING
    """Which warnings and notes are told, and what they count as."""

    @property
    def given(self) -> dict[str, object]:
        """Values of parameters by name; `set` beats `params`."""
        return {**self.params, **self.set}


class TextReader:
    """Files held in memory, by path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def meshes(self, folder: str) -> list[str] | None:
        """Names of the `.mesh` files of a folder, sorted; None where there is no such folder."""
        prefix = "" if folder in ("", ".") else f"{folder}/"
        if prefix and not any(path.startswith(prefix) for path in self._files):
            return None
        below = (path.removeprefix(prefix) for path in self._files if path.startswith(prefix))
        return sorted(name for name in below if "/" not in name and name.endswith(".mesh"))

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        text = self._files.get(path)
        return None if text is None else text.encode("utf-8", "surrogateescape")


class Compilation:
    """A mesh under some options. Immutable: a changed text makes a new one that shares what did not change."""

    def __init__(
        self, entries: Sequence[str], options: Options, reader: FileReader, earlier: Compilation | None = None
    ) -> None:
        """What did not change since an `earlier` version of the mesh is taken from there, findings included."""
        self.entries = tuple(entries)
        self.options = options
        self.reader = reader
        self._read: dict[str, bytes] = {}
        known = earlier if earlier is not None and not earlier._is_document else None
        self._earlier_parsed: Mapping[str, ParseResult] = known._parsed_last if known is not None else {}
        self._earlier_memory: Memory | None = known._memory_last if known is not None else None
        self._found: FindingsMemory | None = known._found if known is not None else None

    @staticmethod
    def of(files: Mapping[str, str], *, options: Options | None = None) -> Compilation:
        """The mesh of files given as text by path; every file named `.mesh` at the top takes part."""
        names = sorted(path for path in files if "/" not in path and not path.endswith(".json"))
        return Compilation(names, options or Options(), TextReader(files))

    @staticmethod
    def load(
        path: str, *, options: Options | None = None, reader: FileReader, earlier: Compilation | None = None
    ) -> Compilation:
        """The mesh at a path below the reader's root: a file, a folder, or an IR document (`.json`).

        An `earlier` version, of the same files or of others, makes it cheaper and changes nothing else.
        Raises LoadError where there is no mesh, or where it cannot be read.
        """
        try:
            names = reader.meshes(path)
        except OSError as error:
            raise LoadError(f"cannot read `{path}`: {error.strerror or error}") from error
        if names is None:
            return Compilation([path], options or Options(), reader, earlier)
        if not names:
            raise LoadError(f"folder `{path}` holds no `.mesh` files; `meshc init` writes one to start from")
        prefix = "" if path in ("", ".") else f"{path.rstrip('/')}/"
        return Compilation([prefix + name for name in names], options or Options(), reader, earlier)

    def with_text(self, path: str, text: str) -> Compilation:
        """The same mesh with another text for one file."""
        return self.with_texts({path: text})

    def with_texts(self, texts: Mapping[str, str]) -> Compilation:
        """The same mesh with other texts for some files, by path."""
        return Compilation(self.entries, self.options, _overlaid(self.reader, texts), self)

    def with_options(self, options: Options) -> Compilation:
        """The same files under other options."""
        return Compilation(self.entries, options, self.reader, self)

    @cached_property
    def _is_document(self) -> bool:
        return len(self.entries) == 1 and self.entries[0].endswith(".json")

    @property
    def _parsed_last(self) -> Mapping[str, ParseResult]:
        """The files as they were parsed last: here, or where nobody has asked here yet, earlier."""
        return self.files if "_loaded" in self.__dict__ else self._earlier_parsed

    @property
    def _memory_last(self) -> Memory | None:
        return self._model.memory if "_model" in self.__dict__ else self._earlier_memory

    @cached_property
    def _loaded(self) -> Loaded:
        loaded = load_files(self.entries, self.reader, self._earlier_parsed)
        for entry in self.entries:
            if entry not in loaded.files:
                raise LoadError(f"there is no file `{entry}`")
        # Kept any longer, every version would keep all of those before it.
        self._earlier_parsed = {}
        return loaded

    @cached_property
    def files(self) -> Mapping[str, ParseResult]:
        """Every file of the mesh, parsed, by path; none of an IR document."""
        return {} if self._is_document else {result.file.path: result for result in self._loaded.parsed}

    @cached_property
    def _model(self) -> SemanticModel:
        loaded = self._loaded
        model = analyse(
            loaded.parsed,
            overlays=self.options.overlays,
            given=self.options.given,
            expected=tuple(name for name in self.options.given if name not in self.options.spare),
            read_file=self._read_named,
            incomplete=bool(loaded.findings),
            earlier=self._earlier_memory,
        )
        self._earlier_memory = None
        return model

    @cached_property
    def _document(self) -> tuple[Mesh | None, tuple[Diagnostic, ...]]:
        from meshc.ir.document import from_json

        path = self.entries[0]
        odd = [f"--overlay {name}" for name in self.options.overlays]
        odd += [f"--set {name}" for name in self.options.set if name not in ACCOUNT_FACTS]
        if odd:
            raise LoadError(f"`{odd[0]}` says nothing to an IR document, which has neither overlays nor parameters")
        content = self._bytes(path)
        if content is None:
            raise LoadError(f"there is no file `{path}`")
        mesh = from_json(path, content)
        if not isinstance(mesh, list):
            return mesh, ()
        origin = Origin(Item(path, "", 1), 0, 0)
        return None, tuple(
            codes.IR_DOCUMENT.at(origin, f"{problem.message} (at `{problem.pointer or '/'}`)") for problem in mesh
        )

    def _bytes(self, path: str) -> bytes | None:
        if path not in self._read:
            try:
                content = self.reader.read(path)
            except OSError as error:
                raise LoadError(f"cannot read `{path}`: {error.strerror or error}") from error
            if content is None:
                return None
            self._read[path] = content
        return self._read[path]

    def _read_named(self, mesh_file: str, named: str) -> bytes | str:
        path = resolve(mesh_file, named)
        if path is None:
            return "lies outside the root of the mesh"
        content = self._bytes(path)
        return "does not exist" if content is None else content

    @property
    def facts(self) -> dict[str, str]:
        """Facts of the deployment that were given: `aws.account`, `aws.region`, `aws.partition`."""
        given = self.options.given
        return {name: str(given[name]) for name in ACCOUNT_FACTS if name in given}

    @property
    def inputs(self) -> dict[str, bytes]:
        """Every file that took part, by path."""
        loaded = {} if self._is_document else dict(self._loaded.digests)
        return dict(sorted({**loaded, **self._read}.items()))

    @cached_property
    def mesh(self) -> Mesh | None:
        """The IR; None where there is no mesh."""
        return self._document[0] if self._is_document else self._model.mesh

    @cached_property
    def source_map(self) -> SourceMap:
        """Where everything is."""
        if self._is_document:
            return SourceMap({self.entries[0]: SourceFile(self.entries[0], "")}, {})
        offsets = {parsed.item: offset for result in self._loaded.parsed for offset, parsed in result.items}
        return SourceMap(self._loaded.files, offsets)

    @cached_property
    def policies(self) -> EffectivePolicies:
        """The traffic policies in force."""
        from meshc.ir.effective import EffectivePolicies

        assert self.mesh is not None
        return EffectivePolicies(self.mesh)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The targets chosen, or those that the mesh names, or the usual one."""
        if self.options.targets:
            return self.options.targets
        from meshc.targets.table import TARGETS

        named = tuple(name for name in (self.mesh.build if self.mesh else ()) if name in TARGETS)
        return tuple(dict.fromkeys(named)) or (DEFAULT_TARGET,)

    @cached_property
    def own_findings(self) -> tuple[Diagnostic, ...]:
        """What is found without regard to a target."""
        from meshc.incremental.stages import of_rules
        from meshc.targets.known import unknown_targets

        found: list[Diagnostic] = []
        if self._is_document:
            found += self._document[1]
        else:
            found += self._loaded.findings
            found += (finding for parsed in self._items for finding in parsed.diagnostics)
            found += self._model.findings
        if self.mesh is not None:
            found += unknown_targets(self.mesh, self.options.targets)
            for stage in of_rules(self._further_rules):
                found += self._look.find(stage)
            self._whole.forget_context()
            if not self.mesh.services and not any(finding.severity is Severity.ERROR for finding in found):
                found.append(codes.EMPTY_MESH.at(self.mesh.origin(), f"mesh `{self.mesh.name}` has no services"))
        return tuple(found)

    @cached_property
    def _whole(self) -> Part:
        from meshc.incremental.parts import Part

        assert self.mesh is not None
        return Part(self.mesh, self.facts, self._overlay_items, self.policies)

    @cached_property
    def _overlay_items(self) -> frozenset[Item]:
        return frozenset() if self._is_document else self._model.overlay_items

    @cached_property
    def _look(self) -> Look:
        """The mesh in the light of earlier versions."""
        from meshc.incremental.memory import Memory as FindingsMemory

        if self._found is None:
            self._found = FindingsMemory()
        return self._found.look(self._whole, self.source_map.items, self.facts, self._overlay_items)

    @cached_property
    def _of_targets(self) -> dict[str, tuple[Diagnostic, ...]]:
        return {}

    def _findings_of(self, target: str) -> tuple[Diagnostic, ...]:
        """What is wrong with the mesh under a target; the mesh must have no error without it."""
        if target not in self._of_targets:
            from meshc.incremental.targets import findings

            self._of_targets[target] = findings(self._look, target)
        return self._of_targets[target]

    @cached_property
    def _further_rules(self) -> tuple[Rule, ...]:
        from meshc.lint.registry import external

        try:
            return tuple(external(name) for name in self.options.rules)
        except ValueError as error:
            raise LoadError(str(error)) from error

    @property
    def extensions(self) -> dict[str, str]:
        """Versions of the modules from outside that take part, by name."""
        return {name: rule.version for name, rule in zip(self.options.rules, self._further_rules, strict=True)}

    def diagnostics(self, targets: Sequence[str] | None = None) -> tuple[Diagnostic, ...]:
        """Every finding, causes before consequences: syntax errors, other errors, warnings, notes, each in file order.

        Findings of the targets are among them unless there are errors without them.
        """
        found = dict.fromkeys(self.own_findings)
        if self.mesh is not None and not any(finding.severity is Severity.ERROR for finding in found):
            for target in self.targets if targets is None else targets:
                found.update(dict.fromkeys(self._findings_of(target)))
        if self.mesh is not None:
            self._look.end()
        from meshc.lint import selection
        from meshc.lint.suppress import apply

        idle = frozenset() if self._is_document else self._model.idle_items
        told = selection.apply(apply(found, self._items, self._codes, idle=idle), self.options.selection)
        return self._sorted(told)

    @property
    def _items(self) -> Iterator[ParsedItem]:
        if not self._is_document:
            yield from (parsed for result in self._loaded.parsed for _, parsed in result.items)

    def _codes(self) -> Iterator[Code]:
        """Every code that a suppression may name."""
        from meshc import catalogue

        yield from catalogue.codes().values()
        yield from (rule.code for rule in self._further_rules)

    def _sorted(self, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        def place(finding: Diagnostic) -> tuple[int, str, int, str, str]:
            origin = finding.primary.origin if finding.primary else None
            path, offset = ("", -1) if origin is None or origin.item is None else self.source_map.offset(origin)
            return (_rank(finding), path, offset, finding.code, finding.message)

        return tuple(sorted(findings, key=place))

    def uses(self) -> tuple[Use, ...]:
        """What the mesh asks of a target, in the order of the mesh."""
        return tuple(self._look.used.all()) if self.mesh is not None else ()

    def differing(self, target: str) -> tuple[Answered, ...]:
        """What a target gives otherwise than the mesh asks for it, accepted or not."""
        return tuple(self._look.used.differing(target)) if self.mesh is not None else ()

    def build(self, target: str) -> TargetBuild:
        """The documents of one target; asked again, the same."""
        if target not in self._builds:
            from meshc.emission import Request, emit

            assert self.mesh is not None
            findings = self._findings_of(target)
            request = Request(self.mesh, self.source_map, self.inputs, self.options.overlays, self.extensions)
            self._builds[target] = emit(request, self._whole.survey(target), self._look.used.all(), findings)
        return self._builds[target]

    @cached_property
    def _builds(self) -> dict[str, TargetBuild]:
        return {}

    def ir_document(self) -> bytes:
        """The IR as a document with its origins."""
        from meshc.ir.document import to_json

        assert self.mesh is not None
        return to_json(self.mesh, self.source_map.describe)

    def show(self) -> tuple[ShownValue, ...]:
        """Every value in force, with its origin."""
        from meshc.shown import show

        return show(self.mesh, self.policies) if self.mesh is not None else ()


_RANKS = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.NOTE: 3}


def _rank(finding: Diagnostic) -> int:
    return 0 if finding.code.startswith("MC1") else _RANKS[finding.severity]


class _Overlaid:
    """A reader with other texts for some files."""

    def __init__(self, below: FileReader, texts: Mapping[str, str]) -> None:
        self.below = below
        self.texts = texts

    def meshes(self, folder: str) -> list[str] | None:
        """As the reader below says."""
        return self.below.meshes(folder)

    def read(self, path: str) -> bytes | None:
        """The other text where there is one, else what the reader below has."""
        text = self.texts.get(path)
        return self.below.read(path) if text is None else text.encode("utf-8", "surrogateescape")


def _overlaid(reader: FileReader, texts: Mapping[str, str]) -> _Overlaid:
    """One layer, however often texts change."""
    if isinstance(reader, _Overlaid):
        return _Overlaid(reader.below, {**reader.texts, **texts})
    return _Overlaid(reader, dict(texts))
