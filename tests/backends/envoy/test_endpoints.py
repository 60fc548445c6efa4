"""Where a proxy finds what it sends traffic to."""

from __future__ import annotations

import pytest

from meshc.ir.text import Template
from meshc.ir.traffic import Route
from tests.backends.envoy.parts import Parts, contract, parts, user

VERSIONS = """
version v1 { weight = 90% }
version v2 { weight = 10% ; MORE }
"""


def _two(more: str = "", lines: str = "") -> Parts:
    return parts(user() + contract(lines + VERSIONS.replace("MORE", more)))


def _destinations(found: Parts, route: Route | None = None) -> list[tuple[str, float]]:
    service = next(one for one in found.lowering.mesh.services if one.name == "contract")
    return [
        (endpoint.name, share) for endpoint, share in found.endpoints.destinations(service, service.ports[0], route)
    ]


def _routes(found: Parts) -> tuple[Route, ...]:
    return next(one for one in found.lowering.mesh.services if one.name == "contract").routes


def test_a_service_is_behind_the_proxy_of_its_unit() -> None:
    found = parts(user() + contract()).endpoint("contract")
    assert (found.name, found.host, found.port) == ("contract:8080", "contract.demo.local", 23080)
    assert found.unit is not None
    assert found.unit.name == "contract"


def test_a_version_has_the_discovery_name_of_its_unit() -> None:
    found = _two()
    v1, v2 = found.endpoint("contract", "v1"), found.endpoint("contract", "v2")
    assert (v1.name, v1.host) == ("contract.v1:8080", "contract.demo.local")
    assert (v2.name, v2.host) == ("contract.v2:8080", "contract-v2.demo.local")


def test_without_a_version_it_is_the_one_with_the_names_of_the_service() -> None:
    found = _two()
    assert found.endpoint("contract", "v1") == found.endpoint("contract")


def test_a_version_that_others_deploy_is_found_as_if_it_was_deployed_here() -> None:
    found = _two("deploy = off").endpoint("contract", "v2")
    assert (found.host, found.port, found.unit) == ("contract-v2.demo.local", 23080, None)


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ('discovery { name = "canary" }', "canary.demo.local"),
        ('discovery { namespace = "other.local" }', "contract-v2.other.local"),
        ('discovery { attributes { stage = "canary" } }', "contract-v2.demo.local"),
    ],
)
@pytest.mark.parametrize("deployed", ["", " ; deploy = off"])
def test_a_version_may_be_registered_elsewhere(line: str, host: str, deployed: str) -> None:
    assert host == _two(line + deployed).endpoint("contract", "v2").host


def test_a_version_has_the_ports_of_its_own_task() -> None:
    found = _two('container log { image = "acme/log:1" ; ports = [23080] }')
    assert (found.endpoint("contract", "v1").port, found.endpoint("contract", "v2").port) == (23080, 23081)


def test_outside_the_proxies_a_service_listens_itself() -> None:
    found = parts(user() + contract("mesh = off")).endpoint("contract")
    assert (found.host, found.port) == ("contract.demo.local", 8080)


def test_behind_a_name_of_the_users_own_the_port_is_that_for_callers() -> None:
    found = parts(user() + contract('client-port = 80 ; discovery { host = "lb.example.com" }')).endpoint("contract")
    assert (found.host, found.port) == ("lb.example.com", 80)


def test_a_host_may_be_known_only_later() -> None:
    text = 'param lb { type = string ; late = true }\nexternal ledger { host = "${param.lb}" ; port = 443 }\n'
    found = parts(text + user("calls ledger")).external("ledger")
    assert isinstance(found.host, Template)
    assert (found.name, found.port) == ("ledger:443", 443)


def test_without_the_name_of_the_namespace_the_name_stands_alone() -> None:
    head = 'mesh demo { namespace = existing("ns-1") ; vpc = "vpc-1" }\n'
    assert parts(head + user() + contract()).endpoint("contract").host == "contract"


def test_the_weights_decide_where_no_route_does() -> None:
    assert _destinations(_two()) == [("contract.v1:8080", 90), ("contract.v2:8080", 10)]


def test_one_version_alone_gets_everything() -> None:
    assert _destinations(parts(user() + contract())) == [("contract:8080", 100)]


def test_a_route_names_its_destinations() -> None:
    found = _two(
        lines='route "/a" { to = v2 }\nroute "/b" { split { v1 = 30% ; v2 = 70% } }\nroute "/c" { timeout = 1s }'
    )
    assert [_destinations(found, route) for route in _routes(found)] == [
        [("contract.v2:8080", 100)],
        [("contract.v1:8080", 30), ("contract.v2:8080", 70)],
        [("contract.v1:8080", 90), ("contract.v2:8080", 10)],
    ]


def test_who_has_no_part_is_no_destination() -> None:
    found = _two(lines='route "/a" { split { v1 = 100% ; v2 = 0% } }')
    assert _destinations(found, _routes(found)[0]) == [("contract.v1:8080", 100)]


def test_each_endpoint_is_made_once() -> None:
    found = _two()
    assert found.endpoint("contract", "v2") is found.endpoint("contract", "v2")


def test_a_version_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(KeyError):
        _two().endpoint("contract", "v3")
