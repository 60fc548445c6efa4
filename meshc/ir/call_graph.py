"""Who must run before whom: the order of services along their calls, and the cycles that leave no such order.

A task behind a proxy of some targets resolves only what existed before the task started, so what is called must run
before what calls it. The names are taken in alphabetical order throughout, so the order in which a mesh is written
changes nothing. Calls to externals, to services outside the proxies, and of a service to itself bind nobody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from meshc.ir.mesh import Mesh
from meshc.source import Origin

_PATIENCE = 1_000_000
"""Calls looked at in search of the shortest cycle of one component; with more, the shortest found so far is told."""


class CallEdge(NamedTuple):
    """A service or gateway calls a service, and where that is written."""

    caller: str
    callee: str
    origin: Origin


class CallCycle(NamedTuple):
    """Services that wait for each other.

    `calls` are in order and end where they began; `breaks` is the one of them to remove, and `enough` says whether
    the services that wait for each other can start once it is gone.
    """

    calls: tuple[CallEdge, ...]
    breaks: CallEdge
    enough: bool

    @property
    def services(self) -> tuple[str, ...]:
        """The services in the order of their calls, the first again at the end."""
        return (*(call.caller for call in self.calls), self.calls[-1].callee)


class StartOrder(NamedTuple):
    """Callees before callers; `waits` says for each caller which callees it waits for, cycles broken."""

    names: tuple[str, ...]
    waits: Mapping[str, tuple[str, ...]]


_Graph = Mapping[str, Mapping[str, Origin]]


def cycles(mesh: Mesh) -> tuple[CallCycle, ...]:
    """For each group of services that all wait for each other its shortest cycle, by name."""
    graph = _graph(mesh)
    return tuple(_cycle(_within(graph, group)) for group in sorted(_components(graph)) if len(group) > 1)


def start_order(mesh: Mesh) -> StartOrder:
    """An order in which services and gateways can start.

    Where services wait for each other, the call that `cycles` names is not waited for, then whatever else closes a
    cycle on the way from the first of them by name.
    """
    graph = _graph(mesh)
    done: dict[str, tuple[str, ...]] = {}
    for group in _components(graph):
        if len(group) == 1:
            done[group[0]] = tuple(graph[group[0]])
            continue
        found = _cycle(_within(graph, group)).breaks
        skipped = {(found.caller, found.callee)}
        members = frozenset(group)
        for name in _callees_first(graph, group, skipped):
            kept = (callee for callee in graph[name] if callee not in members or callee in done)
            done[name] = tuple(callee for callee in kept if (name, callee) not in skipped)
    return StartOrder(tuple(done), done)


def _graph(mesh: Mesh) -> _Graph:
    """The calls by caller and callee, both by name; of several calls to one service the first."""
    callees = {service.name for service in mesh.services if service.mesh}
    graph: dict[str, dict[str, Origin]] = {}
    for service in mesh.services:
        if service.mesh:
            calls = graph.setdefault(service.name, {})
            for call in service.calls:
                if call.to in callees and call.to != service.name:
                    calls.setdefault(call.to, call.origin())
    for gateway in mesh.gateways:
        calls = graph.setdefault(gateway.name, {})
        for call in gateway.calls:
            if call.to in callees:
                calls.setdefault(call.to, call.origin())
        for route in gateway.routes:
            for destination in route.destinations:
                if destination.service in callees and destination.service is not None:
                    calls.setdefault(destination.service, destination.origin())
    return {name: dict(sorted(graph[name].items())) if len(graph[name]) > 1 else graph[name] for name in sorted(graph)}


def _components(graph: _Graph) -> list[list[str]]:
    """Strongly connected components, callees before callers, the members of each by name. Tarjan, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[list[str]] = []
    for root in graph:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, callees = work[-1]
            for callee in callees:
                if callee not in index:
                    index[callee] = low[callee] = len(index)
                    stack.append(callee)
                    on_stack.add(callee)
                    work.append((callee, iter(graph[callee])))
                    break
                if callee in on_stack:
                    low[name] = min(low[name], index[callee])
            else:
                work.pop()
                if work:
                    caller = work[-1][0]
                    low[caller] = min(low[caller], low[name])
                if low[name] == index[name]:
                    group = [stack.pop()]
                    while group[-1] != name:
                        group.append(stack.pop())
                    on_stack.difference_update(group)
                    found.append(sorted(group))
    return found


def _within(graph: _Graph, group: list[str]) -> _Graph:
    members = frozenset(group)
    return {name: {callee: at for callee, at in graph[name].items() if callee in members} for name in group}


def _cycle(graph: _Graph) -> CallCycle:
    """The shortest cycle of a strongly connected graph."""
    path = _shortest_cycle(graph)
    calls = tuple(
        CallEdge(caller, callee, graph[caller][callee])
        for caller, callee in zip(path, path[1:] + path[:1], strict=True)
    )
    steps = len(calls) * sum(map(len, graph.values()))
    if all(len(callees) == 1 for callees in graph.values()):
        return CallCycle(calls, calls[-1], enough=True)
    if steps <= _PATIENCE:
        for call in reversed(calls):
            if _can_start_without(graph, call):
                return CallCycle(calls, call, enough=True)
    return CallCycle(calls, calls[-1], enough=False)


def _shortest_cycle(graph: _Graph) -> list[str]:
    # A cycle whose members all have one call is the whole graph, so only the others need to be tried.
    starts = [name for name, callees in graph.items() if len(callees) > 1] or [next(iter(graph))]
    best: list[str] = []
    patience = _PATIENCE
    for start in starts:
        came_from: dict[str, str] = {}
        depth = {start: 0}
        queue = deque((start,))
        while queue:
            name = queue.popleft()
            if best and depth[name] + 1 >= len(best):
                break
            patience -= len(graph[name])
            if start in graph[name]:
                best = [name]
                while best[-1] != start:
                    best.append(came_from[best[-1]])
                best.reverse()
                break
            for callee in graph[name]:
                if callee not in depth:
                    depth[callee] = depth[name] + 1
                    came_from[callee] = name
                    queue.append(callee)
        if len(best) == 2 or (best and patience < 0):
            break
    first = best.index(min(best))
    return best[first:] + best[:first]


def _can_start_without(graph: _Graph, removed: CallEdge) -> bool:
    """Whether nothing waits for itself once a call is gone."""
    callers = dict.fromkeys(graph, 0)
    for name, callees in graph.items():
        for callee in callees:
            if (name, callee) != removed[:2]:
                callers[callee] += 1
    free = [name for name, count in callers.items() if count == 0]
    for name in free:
        for callee in graph[name]:
            if (name, callee) != removed[:2]:
                callers[callee] -= 1
                if callers[callee] == 0:
                    free.append(callee)
    return len(free) == len(graph)


def _callees_first(graph: _Graph, group: list[str], skipped: set[tuple[str, str]]) -> list[str]:
    """The members of a component, callees before callers wherever no cycle forbids it. Without recursion."""
    members = frozenset(group)
    seen: set[str] = set()
    order: list[str] = []
    for root in group:
        if root in seen:
            continue
        seen.add(root)
        work = [(root, iter(graph[root]))]
        while work:
            name, callees = work[-1]
            for callee in callees:
                if callee in members and callee not in seen and (name, callee) not in skipped:
                    seen.add(callee)
                    work.append((callee, iter(graph[callee])))
                    break
            else:
                work.pop()
                order.append(name)
    return order
