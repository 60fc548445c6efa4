"""The names of a mesh: what every block may refer to, gathered from all files before any block is lowered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from meshc.diagnostics.model import Diagnostic, Label
from meshc.diagnostics.respelling import respelled
from meshc.semantics import codes
from meshc.semantics.bound import BoundBlock
from meshc.semantics.parameters import Parameters
from meshc.source import Origin


class Named(NamedTuple):
    """What others may know of a service, gateway, external or client."""

    kind: str
    name: str
    ports: tuple[tuple[str | None, str], ...]
    """Names and protocols; the only port of a service may have no name."""
    versions: tuple[str, ...]
    routes: tuple[str, ...]


class Declared(NamedTuple):
    """A block with what it declares and what is wrong with that."""

    block: BoundBlock
    named: Named
    findings: tuple[Diagnostic, ...]


V = TypeVar("V")


class Lookup(dict[str, V]):
    """Things by name; remembers which names were asked for."""

    __slots__ = ("asked",)

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name: str, default: V | None = None) -> V | None:  # type: ignore[override]
        """The thing of that name."""
        self.asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> V:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        if isinstance(name, str):
            self.asked.add(name)
        return super().__contains__(name)


class Asked(NamedTuple):
    """What lowering one block asked of the scope."""

    names: frozenset[str]
    policies: frozenset[str]
    everything: bool


@dataclass(slots=True)
class Scope:
    """Every name of a mesh; notes what is asked of it, so that an answer can be kept until what it rests on changes."""

    named: Lookup[Named]
    policies: Lookup[BoundBlock]
    parameters: Parameters
    uncertain: frozenset[str] = frozenset()
    """Words of damaged statements: one of them may be the declaration of what cannot be found."""
    used_policies: set[str] = field(default_factory=set)
    routed: Mapping[str, set[str]] = field(default_factory=dict)
    """Versions, by service, that a gateway's routes lead to."""
    _everything: bool = False

    def of_kind(self, *kinds: str) -> list[str]:
        """Names of those kinds."""
        return [named.name for named in self.named.values() if named.kind in kinds]

    def is_uncertain(self, name: str) -> bool:
        """Whether a damaged statement holds the word."""
        self._everything = True
        return name in self.uncertain

    def asked(self) -> Asked:
        """What was asked since the last time."""
        found = Asked(frozenset(self.named.asked), frozenset(self.policies.asked), self._everything)
        self.named.asked, self.policies.asked, self._everything = set(), set(), False
        return found

    def no_callee(self, origin: Origin, name: str) -> tuple[Diagnostic, ...]:
        """The finding about a name that should be of a service or external, and is not."""
        named = self.named.get(name)
        if named is not None:
            return (
                codes.UNDEFINED_NAME.at(
                    origin, f"`{name}` is a {named.kind}", help="a service or an external is expected here"
                ),
            )
        return self.undefined(origin, "service or external", name, self.of_kind("service", "external"))

    def undefined(
        self, origin: Origin, what: str, name: str, known: Iterable[str], *, of: str = "", help: str = ""
    ) -> tuple[Diagnostic, ...]:
        """The finding about a name that nothing declares; none where a damaged statement may declare it."""
        if self.is_uncertain(name):
            return ()
        near = respelled(origin, name, known, help)
        message = f"{what} `{name}`{f' of `{of}`' if of else ''} is not defined"
        return (codes.UNDEFINED_NAME.at(origin, message, label="not found", help=near.help, fix=near.fix),)


_RESERVED = ("self", "aws", "param")
_DECLARING = ("service", "gateway", "external", "client")


def gather(
    blocks: Mapping[str, list[BoundBlock]],
    parameters: Parameters,
    uncertain: frozenset[str],
    findings: list[Diagnostic],
    known: Mapping[int, Declared],
    declared: dict[int, Declared],
) -> Scope:
    """The names that the blocks declare, which are entered in `declared`, too.

    `known` holds what blocks declared in an earlier version, by their ids.
    """
    named: Lookup[Named] = Lookup()
    places: dict[str, Origin] = {}
    for kind in _DECLARING:
        for block in blocks.get(kind, ()):
            name = block.name
            if not name:
                continue
            if "." in name:
                findings.append(
                    codes.BAD_VALUE.at(
                        block.labels[0].origin,
                        f"the name `{name}` has a dot in it",
                        help=f"a dot leads from a service to its port or version: write `{name.replace('.', '-')}`",
                    )
                )
                continue
            if name in _RESERVED:
                findings.append(
                    codes.BAD_VALUE.at(
                        block.labels[0].origin,
                        f"`{name}` cannot be the name of a {kind}",
                        help=f"`${{{name}.…}}` means something else in strings: choose another name",
                    )
                )
                continue
            if name in named:
                _twice(kind, named[name].kind, name, block.labels[0].origin, places[name], findings)
                continue
            places[name] = block.labels[0].origin
            found = known.get(id(block))
            if found is None or found.block is not block:
                own: list[Diagnostic] = []
                found = Declared(block, _named(kind, block, own), tuple(own))
            declared[id(block)] = found
            named[name] = found.named
            findings += found.findings
    policies: Lookup[BoundBlock] = Lookup()
    for block in blocks.get("policy", ()):
        if block.name in policies:
            first = policies[block.name].labels[0].origin
            _twice("policy", "policy", block.name, block.labels[0].origin, first, findings)
        else:
            policies[block.name] = block
    return Scope(named, policies, parameters, uncertain, routed=_routed(blocks.get("gateway", ())))


def _routed(gateways: Iterable[BoundBlock]) -> dict[str, set[str]]:
    routed: dict[str, set[str]] = {}
    for gateway in gateways:
        for route in gateway.blocks.get("route", ()):
            split = route.one("split")
            for written in (route.get("to"), *(split.entries if split else ())):
                if isinstance(written, str):
                    service, _, member = written.partition(".")
                    routed.setdefault(service, set()).add(member)
    return routed


def _twice(kind: str, other: str, name: str, second: Origin, first: Origin, findings: list[Diagnostic]) -> None:
    findings.append(
        codes.DUPLICATE_NAME.at(
            second,
            f"{kind} `{name}` is declared twice"
            if kind == other
            else f"{kind} `{name}` has the name of {'an' if other == 'external' else 'a'} {other}",
            label="again here",
            secondary=(Label(first, "first here"),),
            help="rename one of them",
        )
    )


def _named(kind: str, block: BoundBlock, findings: list[Diagnostic]) -> Named:
    ports: list[tuple[str | None, str]] = []
    if "port" in block.settings:
        ports.append((None, _protocol(block, "tcp" if kind == "external" else "http")))
    members: dict[str, Origin] = {}
    for port in block.blocks.get("port", ()):
        ports.append((port.name, _protocol(port, "http")))
        members[port.name] = port.origin
    versions = []
    for version in block.blocks.get("version", ()):
        versions.append(version.name)
        if version.name in members:
            findings.append(
                codes.DUPLICATE_NAME.at(
                    version.origin,
                    f"version `{version.name}` of `{block.name}` has the name of a port",
                    secondary=(Label(members[version.name], "the port"),),
                    help=f"`{block.name}.{version.name}` could mean either: rename one",
                )
            )
    routes = [route.labels[1].value for route in block.blocks.get("route", ()) if len(route.labels) > 1]
    return Named(kind, block.name, tuple(ports), tuple(versions), tuple(routes))


def _protocol(block: BoundBlock, default: str) -> str:
    value = block.get("protocol")
    return value if isinstance(value, str) else default
