"""What is changed in a bootstrap so that many tasks run on one machine."""

from __future__ import annotations

import copy

import pytest

from ..oracles.sample_bootstrap import BOOTSTRAP
from .networks import Network, rewritten

NAMES = {"contract.v1.shop.local": "127.200.1.255"}


def at(host: str) -> dict[str, object]:
    return {"socket_address": {"address": host, "port_value": 1}}


def test_addresses_move_into_the_network_of_the_task() -> None:
    with Network() as network, Network() as other:
        assert network.outside != other.outside
        assert rewritten(at("0.0.0.0"), network, NAMES) == at(network.outside)
        assert rewritten(at("127.0.0.1"), network, NAMES) == at(network.inside)
        assert rewritten(at("contract.v1.shop.local"), network, NAMES) == at("127.200.1.255")
        block = network.outside.removesuffix(".1.255")
        assert rewritten([at("127.79.3.4")], network, NAMES) == [at(f"{block}.3.4")]


def test_a_name_that_nobody_has_is_not_asked_for() -> None:
    with Network() as network:
        with pytest.raises(LookupError, match=r"nowhere\.example\.com is neither"):
            rewritten(at("nowhere.example.com"), network, NAMES)
        with pytest.raises(ValueError, match=r"127\.1\.2\.3 is no address of a task"):
            rewritten(at("127.1.2.3"), network, NAMES)


def test_nothing_but_addresses_is_changed() -> None:
    before = copy.deepcopy(BOOTSTRAP)
    with Network() as network:
        hosts = _hosts(BOOTSTRAP)
        names = {host: f"127.199.0.{number}" for number, host in enumerate(sorted(hosts), 1)}
        after = rewritten(BOOTSTRAP, network, names)
    assert before == BOOTSTRAP
    back = {address: host for host, address in names.items()}
    with_names = {**back, network.outside: "0.0.0.0", network.inside: "127.0.0.1"}
    assert _restored(after, with_names) == BOOTSTRAP


def _hosts(value: object) -> set[str]:
    if isinstance(value, list):
        return {host for item in value for host in _hosts(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["socket_address"]["address"]} if "socket_address" in value else set()
    return own.union(*(_hosts(item) for item in value.values()))


def _restored(value: object, names: dict[str, str]) -> object:
    if isinstance(value, list):
        return [_restored(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _restored(item, names) for key, item in value.items()}
    if "socket_address" in found:
        place = found["socket_address"]
        found["socket_address"] = {**place, "address": names[place["address"]]}
    return found
