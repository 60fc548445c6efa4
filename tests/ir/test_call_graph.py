"""The order in which services start, and the cycles that forbid one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meshc.ir.call_graph import cycles, start_order
from meshc.ir.mesh import Mesh
from tests.backends.builders import mesh, service


def calling(edges: Sequence[tuple[str, str]], names: Sequence[str] = ()) -> Mesh:
    """A mesh of services with these calls, in the order in which the names come up."""
    calls: dict[str, list[object]] = {name: [] for name in (*names, *(name for edge in edges for name in edge))}
    for caller, callee in edges:
        calls[caller].append({"to": callee})
    return mesh(*(service(name, calls=own) for name, own in calls.items()))


def test_without_cycles_callees_come_first() -> None:
    source = calling([("a", "b"), ("b", "c"), ("a", "c")])
    order = start_order(source)
    assert order.names == ("c", "b", "a")
    assert order.waits == {"c": (), "b": ("c",), "a": ("b", "c")}
    assert cycles(source) == ()


def test_the_shortest_cycle_of_a_component_and_the_call_that_breaks_it() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "b")]
    (found,) = cycles(calling(edges))
    assert found.services == ("b", "c", "b")
    assert (found.breaks.caller, found.breaks.callee, found.enough) == ("b", "c", True)


def test_every_component_has_its_own() -> None:
    found = cycles(calling([("a", "b"), ("b", "a"), ("b", "x"), ("x", "y"), ("y", "z"), ("z", "x")]))
    assert [cycle.services for cycle in found] == [("a", "b", "a"), ("x", "y", "z", "x")]


def test_a_cycle_is_broken_where_it_is_told() -> None:
    order = start_order(calling([("a", "b"), ("b", "a")]))
    (found,) = cycles(calling([("a", "b"), ("b", "a")]))
    assert (found.breaks.caller, found.breaks.callee) == ("b", "a")
    assert order.waits == {"b": (), "a": ("b",)}


def test_when_no_single_call_is_enough_it_says_so() -> None:
    edges = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]
    (found,) = cycles(calling(edges))
    assert len(found.calls) == 2
    assert not found.enough


def test_calls_that_bind_nobody() -> None:
    source = mesh(
        service("a", calls=[{"to": "a"}, {"to": "db"}, {"to": "off"}]),
        service("off", calls=[{"to": "a"}], mesh=False),
        externals=[{"name": "db", "host": "db.example.com", "port": 1}],
    )
    assert cycles(source) == ()
    assert start_order(source).waits == {"a": ()}


def test_the_way_a_mesh_is_written_changes_nothing() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "b")]
    forwards, backwards = calling(edges), calling(edges[::-1])
    assert start_order(forwards) == start_order(backwards)
    assert cycles(forwards) == cycles(backwards)


def test_long_chains_and_rings_need_no_deep_stack() -> None:
    names = [f"s{index:05}" for index in range(5000)]
    chain = list(pairwise(names))
    assert start_order(calling(chain)).names[0] == names[-1]
    (found,) = cycles(calling([*chain, (names[-1], names[0])]))
    assert len(found.calls) == 5000
    assert found.enough


_NAMES = "abcdefg"
_EDGES = st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(_NAMES)), max_size=18, unique=True)


@given(_EDGES)
def test_an_order_holds_everyone_once_and_keeps_its_word(edges: list[tuple[str, str]]) -> None:
    source = calling(edges, _NAMES)
    order = start_order(source)
    assert sorted(order.names) == list(_NAMES)
    place = {name: index for index, name in enumerate(order.names)}
    for caller, callees in order.waits.items():
        assert all(place[callee] < place[caller] for callee in callees)
    if not cycles(source):
        waited = {(caller, callee) for caller, callees in order.waits.items() for callee in callees}
        assert waited == {edge for edge in edges if edge[0] != edge[1]}


@given(_EDGES)
def test_cycles_are_cycles_and_the_shortest(edges: list[tuple[str, str]]) -> None:
    found = cycles(calling(edges, _NAMES))
    for cycle in found:
        names = cycle.services
        assert names[0] == names[-1]
        assert len(set(names)) == len(names) - 1
        assert all(pair in edges for pair in pairwise(names))
        assert cycle.breaks in cycle.calls
        assert len(cycle.calls) == _girth(edges, set(_component(edges, names[0])))
        if cycle.enough:
            left = [edge for edge in edges if edge != cycle.breaks[:2]]
            again = cycles(calling(left, _NAMES))
            assert not any(set(other.services) & set(_component(edges, names[0])) for other in again)


def _reach(edges: list[tuple[str, str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        for caller, callee in edges:
            if caller == name and callee not in seen:
                seen.add(callee)
                todo.append(callee)
    return seen


def _component(edges: list[tuple[str, str]], name: str) -> set[str]:
    return {other for other in _reach(edges, name) if name in _reach(edges, other)}


def _girth(edges: list[tuple[str, str]], members: set[str]) -> int:
    """Length of the shortest cycle, by the paths of each length."""
    inner = [(a, b) for a, b in edges if a in members and b in members and a != b]
    paths = set(inner)
    for length in range(2, len(members) + 1):
        paths = {(a, d) for a, b in paths for c, d in inner if b == c}
        if any(a == b for a, b in paths):
            return length
    raise AssertionError
