"""What a name names: owners with who calls them, their ports, versions and routes, policies, parameters, targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from meshc.compilation import Compilation
from meshc.editor.hover import answers
from meshc.editor.hover.calls import address_of, of_call
from meshc.editor.hover.markup import Plain
from meshc.editor.hover.parameters import of_parameter
from meshc.editor.model.answers import by_owner, counted, differing, known_targets
from meshc.editor.model.owners import called, calls_of, owner, owners, ways
from meshc.editor.model.whence import whence
from meshc.editor.names.index import Names, Placed
from meshc.editor.names.symbols import Form, Space, Symbol
from meshc.editor.view import View
from meshc.ir.mesh import Client, External
from meshc.ir.workload import Gateway, Service
from meshc.shown import as_text

if TYPE_CHECKING:
    from meshc.incremental.snapshot import Owner
    from meshc.ir.traffic import Call
    from meshc.ir.workload import Port

_MOST = 8
"""Names in one line."""


def of_name(view: View, placed: Placed, markup: Plain) -> list[str]:
    """What there is to say of a name; nothing where the mesh does not know it."""
    mention = placed.mention
    symbol = Names(view.compilation).meant(mention.symbol)
    about_call = mention.word == "callee" or mention.form is Form.PATH
    if about_call and symbol.space in (Space.OWNER, Space.MEMBER) and mention.inside:
        found = _call(view, placed, symbol, markup)
        if found:
            return found
    tell = _TELL.get(symbol.space)
    return tell(view.compilation, symbol, markup) if tell is not None else []


def _call(view: View, placed: Placed, symbol: Symbol, markup: Plain) -> list[str]:
    compilation, mention = view.compilation, placed.mention
    caller = owner(compilation.mesh, mention.inside) if compilation.mesh is not None else None
    if caller is None:
        return []
    name = symbol.of or symbol.name
    calls = [call for call in calls_of(caller[1]) if call.to == name]
    if mention.form is Form.PATH:
        words = _path(view.file.text, placed.place.start).split(".")
        call = next((call for call in calls if call.port in words[1:]), calls[0] if calls else None)
        return address_of(compilation, caller[1].name, call, markup) if call is not None else []
    call = next((call for call in calls if _is_at(call, view, placed)), calls[0] if calls else None)
    return of_call(compilation, caller[1].name, call, markup) if call is not None else []


def _path(text: str, inside: int) -> str:
    """The path of the `${…}` that an offset is in."""
    return text[text.rfind("${", 0, inside + 1) + 2 :].partition("}")[0]


def _is_at(call: Call, view: View, placed: Placed) -> bool:
    origin = call.origin("to")
    return (
        origin.item is Names(view.compilation).parsed(placed).item
        and origin.start <= placed.mention.start
        and placed.mention.end <= origin.end
    )


def _owner(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    mesh = compilation.mesh
    found = owner(mesh, symbol.name) if mesh is not None else None
    if mesh is None or found is None:
        return []
    kind, node = found
    lines = [*_facts(node, markup)]
    callers = dict.fromkeys(way.caller for way in ways(mesh) if way.callee == symbol.name)
    if not isinstance(node, Client | Gateway):
        lines.append(f"called by {markup.names(callers, most=_MOST)}" if callers else "nobody calls it")
    calls = [called(call) for call in calls_of(node)]
    if calls:
        lines.append(f"calls {markup.names(dict.fromkeys(calls), most=_MOST)}")
    page = [f"{kind} {markup.code(symbol.name)}", markup.bullets(lines)]
    lost = []
    for target in known_targets(compilation):
        entries = by_owner(mesh, differing(compilation, target)).get(symbol.name, [])
        if entries:
            lost.append(f"{markup.strong(target)}: {counted(entries)}: {answers.names_of(entries, markup)}")
    return [*page, markup.bullets(lost)]


def _facts(node: Owner, markup: Plain) -> list[str]:
    """Ports, versions and routes."""
    if isinstance(node, External):
        tls = ", encrypted by the application" if node.tls else ""
        return [f"{markup.code(f'{as_text(node.host)}:{node.port}')}, {node.protocol}{tls}"]
    if isinstance(node, Client):
        place = " outside the VPC" if node.network == "outside" else ""
        return [f"{node.type}{place}, finds names by {'DNS' if node.resolves == 'dns' else 'the API'}; runs no proxy"]
    lines = [_port(port, markup) for port in node.ports]
    if isinstance(node, Service):
        if not node.mesh:
            lines.append("outside the proxies: registered by name only")
        named = [version for version in node.versions if version.name]
        total = sum(version.weight or 0 for version in named)
        if named:
            told = [f"{markup.code(version.name or '')} {_share(version.weight, total)}".rstrip() for version in named]
            lines.append(f"{'version' if len(named) == 1 else 'versions'} {', '.join(told)}")
    if node.routes:
        lines.append(f"{len(node.routes)} {'route' if len(node.routes) == 1 else 'routes'}")
    return lines


def _share(weight: float | None, total: float) -> str:
    return f"{weight * 100 / total:.4g}%" if weight is not None and total else "without a part of its own"


def _port(port: Port, markup: Plain) -> str:
    name = f"port {markup.code(port.name)}: " if port.name else "port "
    client = f", callers use {port.client_number}" if port.client_number != port.number else ""
    return f"{name}{port.number}, {port.protocol}{client}{', may stream' if port.stream else ''}"


def _member(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    """A port or a version."""
    found = owner(compilation.mesh, symbol.of) if compilation.mesh is not None else None
    node = found[1] if found is not None else None
    ports = node.ports if isinstance(node, Service | Gateway) else ()
    for port in ports:
        if port.name == symbol.name:
            return [f"{_port(port, markup)}, of {markup.code(symbol.of)}"]
    if isinstance(node, Service):
        total = sum(version.weight or 0 for version in node.versions)
        for version in node.versions:
            if version.name == symbol.name:
                workload = version.workload
                image = workload.application.image
                lines = [f"traffic {_share(version.weight, total)}"]
                if image is not None:
                    lines.append(f"image {markup.code(as_text(image))}")
                if workload.replicas is not None:
                    lines.append(f"replicas {markup.code(as_text(workload.replicas))}")
                if not version.deployed:
                    lines.append("others deploy it")
                return [f"version {markup.code(symbol.name)} of {markup.code(symbol.of)}", markup.bullets(lines)]
    return []


def _route(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    found = owner(compilation.mesh, symbol.of) if compilation.mesh is not None else None
    node = found[1] if found is not None else None
    if not isinstance(node, Service | Gateway):
        return []
    for route in node.routes:
        if route.name == symbol.name:
            lines = [f"path {markup.code(route.path.written)}"]
            if route.methods:
                lines.append(f"method {', '.join(route.methods)}")
            names = [
                ".".join(filter(None, (one.service or one.external, one.version or one.port)))
                for one in route.destinations
            ]
            lines.append(
                f"to {markup.names(dict.fromkeys(names), most=_MOST)}"
                if names
                else "the weights of the versions decide"
            )
            return [
                f"route {markup.code(symbol.name)} of {markup.code(symbol.of)}",
                markup.bullets(lines),
                markup.prose(whence(compilation, route.origin())),
            ]
    return []


def _policy(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    names = Names(compilation)
    declared = names.declarations(symbol)
    if not declared:
        return []
    parsed = names.parsed(declared[0])
    start, end = declared[0].mention.statement
    used = sum(1 for _ in names.written(symbol)) - len(declared)
    uses = f"Used {'once' if used == 1 else f'{used} times'}." if used else "Nothing uses it."
    return [f"policy {markup.code(symbol.name)}", markup.block(parsed.item.text[start:end]), uses]


def _target(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    from meshc.targets.table import PLANNED, TARGETS

    row = TARGETS.get(symbol.name)
    if row is None:
        planned = symbol.name in PLANNED
        return [f"target {markup.code(symbol.name)}", "It cannot be built yet."] if planned else []
    page = [f"target {markup.code(row.name)}: {markup.prose(row.title)}", markup.prose(f"{row.pattern}.")]
    if row.ended:
        page.append(f"AWS ended it on {row.ended}; move to {markup.names(dict.fromkeys(row.successors), most=_MOST)}.")
    if row.name in known_targets(compilation):
        entries = differing(compilation, row.name)
        told = f"{counted(entries)}: {answers.names_of(entries, markup)}" if entries else "nothing lost"
        page.append(f"This mesh: {told}")
    return page


def _overlay(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    applied = symbol.name in compilation.options.overlays
    state = "It is applied." if applied else "It is not applied: what is shown here is the mesh without it."
    return [f"overlay {markup.code(symbol.name)}", state]


def _mesh(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    mesh = compilation.mesh
    if mesh is None or mesh.name != symbol.name:
        return []
    counts: dict[str, int] = {}
    for kind, _ in owners(mesh):
        counts[kind] = counts.get(kind, 0) + 1
    lines = [", ".join(f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items())]
    lines.append(f"built for {markup.names(dict.fromkeys(compilation.targets), most=_MOST)}")
    return [f"mesh {markup.code(mesh.name)}", markup.bullets(list(filter(None, lines)))]


_TELL: Mapping[Space, Callable[[Compilation, Symbol, Plain], list[str]]] = {
    Space.OWNER: _owner,
    Space.MEMBER: _member,
    Space.ROUTE: _route,
    Space.POLICY: _policy,
    Space.PARAMETER: of_parameter,
    Space.TARGET: _target,
    Space.OVERLAY: _overlay,
    Space.MESH: _mesh,
}
