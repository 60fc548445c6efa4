"""The comparison itself: what it takes as the same, and what not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.published.cases import Allowed
from tests.published.comparison import Difference, differences, judged
from tests.published.facts import Fact, folded
from tests.published.meaning import meaning
from tests.published.names import Names


def _route(name: str = "all", priority: int | None = None, **route: Any) -> Fact:
    spec: dict[str, Any] = {"httpRoute": {"match": {"prefix": "/"}, "action": {"weightedTargets": []}, **route}}
    if priority is not None:
        spec["priority"] = priority
    return Fact("route", name, "color", folded({"spec": spec}))


def _targets(**weights: int) -> dict[str, Any]:
    return {"weightedTargets": [{"virtualNode": node, "weight": weight} for node, weight in weights.items()]}


def test_weights_are_shares() -> None:
    """8 and 2 are 80 and 20, in any order; 0 is nothing."""
    one, other = _route(action=_targets(black=8, blue=2)), _route(action=_targets(blue=20, red=0, black=80))
    assert meaning([one]) == meaning([other])
    assert meaning([one])["route color/all / httproute / action / weightedtargets / black"] == Fraction(4, 5)


def test_durations_have_no_unit() -> None:
    """2 s are 2000 ms."""
    one = _route(retryPolicy={"perRetryTimeout": {"unit": "s", "value": 2}})
    other = _route(retryPolicy={"perRetryTimeout": {"unit": "ms", "value": 2000}})
    assert meaning([one]) == meaning([other])


def test_the_usual_limit_may_be_written() -> None:
    """15 s is what App Mesh does anyway."""
    assert meaning([_route(timeout={"perRequest": {"unit": "s", "value": 15}})]) == meaning([_route()])


def test_priorities_are_an_order() -> None:
    """Whatever the numbers are; a route without one comes last."""
    one = [_route("a", 900), _route("b", 2), _route("c")]
    other = [_route("a", 20), _route("b", 10), _route("c", 30)]
    assert meaning(one) == meaning(other)
    assert meaning(one) != meaning([_route("a", 1), *other[1:]])


def test_a_name_is_a_symbol() -> None:
    """Renamed wherever it stands, or it differs."""
    node = Fact("node", "blue-node", "", {"spec": {}})
    route = _route(action=_targets(**{"blue-node": 1}))
    names = Names({"node": {"blue-node": "blue"}}, {})
    assert meaning(map(names.renamed, (node, route))) == meaning(
        [Fact("node", "blue", "", {"spec": {}}), _route(action=_targets(blue=1))]
    )
    assert names.unused == []


def test_two_names_do_not_become_one() -> None:
    """Names are one to one."""
    names = Names({"node": {"blue-node": "blue"}}, {})
    names.ours("node", "blue-node")
    with pytest.raises(ValueError, match="both called `blue`"):
        names.ours("node", "blue")


def test_what_one_side_lacks_is_told_once() -> None:
    """Not property by property."""
    found = differences({"node a": "there", "node a / port": 80}, {"node b": "there", "node b / port": 80})
    assert [difference.place for difference in found] == ["node a", "node b"]


def test_an_allowance_holds_for_its_side_and_goes_stale() -> None:
    """What is allowed must occur."""
    lacking = Difference("service a / loadbalancers", "app:80", None)
    fitting = Allowed("service * / loadbalancers", "published", "none is made")
    other = Allowed("service * / loadbalancers", "ours", "one is made")
    assert judged([lacking], [fitting]) == ([], [])
    assert judged([lacking], [other]) == ([lacking], [other])
