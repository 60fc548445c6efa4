"""What is changed in a bootstrap so that many tasks run on one machine."""

from __future__ import annotations

import re

import pytest
import yaml

from meshc.encoders.envoy_yaml import encode, parts

from ..oracles.sample_bootstrap import BOOTSTRAP
from .networks import Network, rewritten

NAMES = {"contract.shop.local": "127.200.1.255"}
BLOCKS = encode(BOOTSTRAP).content.decode()
LINE = "".join(str(part) for part in parts(BOOTSTRAP))


def at(host: str) -> str:
    return f'address:\n  socket_address: {{address: "{host}", port_value: 1}}\n'


def test_addresses_move_into_the_network_of_the_task() -> None:
    with Network() as network, Network() as other:
        assert network.outside != other.outside
        assert rewritten(at("0.0.0.0"), network, NAMES) == at(network.outside)
        assert rewritten(at("127.0.0.1"), network, NAMES) == at(network.inside)
        assert rewritten(at("contract.shop.local"), network, NAMES) == at("127.200.1.255")
        block = network.outside.removesuffix(".1.255")
        assert rewritten(at("127.79.3.4"), network, NAMES) == at(f"{block}.3.4")


def test_a_name_that_nobody_has_is_not_asked_for() -> None:
    with Network() as network:
        with pytest.raises(LookupError, match=r"nowhere\.example\.com is neither"):
            rewritten(at("nowhere.example.com"), network, NAMES)
        with pytest.raises(ValueError, match=r"127\.1\.2\.3 is no address of a task"):
            rewritten(at("127.1.2.3"), network, NAMES)


@pytest.mark.parametrize("text", (BLOCKS, LINE), ids=("blocks", "line"))
def test_nothing_but_addresses_is_changed(text: str) -> None:
    hosts = hosts_of(yaml.safe_load(text))
    assert hosts == hosts_of(BOOTSTRAP)
    # As long as what they replace, so that everything else stays where it is.
    names = {host: "x" * len(host) for host in hosts}
    with Network() as network:
        after = rewritten(text, network, names)
    changed = [index for index, (one, other) in enumerate(zip(text, after, strict=True)) if one != other]
    places = [span for host in hosts for span in re.finditer(f'address: "{re.escape(host)}"', text)]
    assert all(any(place.start() < index < place.end() for place in places) for index in changed)
    assert hosts_of(yaml.safe_load(after)) == set(names.values())


def hosts_of(value: object) -> set[str]:
    """The hosts of every socket in a bootstrap."""
    if isinstance(value, list):
        return {host for item in value for host in hosts_of(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["socket_address"]["address"]} if "socket_address" in value else set()
    return own.union(*(hosts_of(item) for item in value.values()))
