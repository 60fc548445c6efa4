"""Where a proxy listens for each call."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.backends import loopback
from meshc.backends.loopback import Callee, addresses

ROOM = ip_network("127.64.0.0/12")
CALLEES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from([None, "http", "grpc"])), max_size=12)


@given(CALLEES)
def test_each_callee_has_an_address_of_its_own_in_the_order_of_the_calls(callees: list[Callee]) -> None:
    found = addresses("web", callees)
    assert list(found) == list(dict.fromkeys(callees))
    assert len(set(found.values())) == len(found)
    for address in found.values():
        assert ip_address(address) in ROOM
        assert address.rsplit(".", 1)[1] not in ("0", "255")


@given(CALLEES, CALLEES)
def test_a_call_that_is_added_moves_no_other(callees: list[Callee], more: list[Callee]) -> None:
    before, after = addresses("web", callees), addresses("web", [*more, *callees])
    assert {callee: after[callee] for callee in before} == before


def test_callers_and_ports_of_one_service_have_addresses_of_their_own() -> None:
    web = addresses("web", [("api", "http"), ("api", "grpc")])
    shop = addresses("shop", [("api", "http"), ("api", "grpc")])
    assert len({*web.values(), *shop.values()}) == 4


def test_two_that_meet_stand_next_to_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "_digest", lambda _caller, callee: 7 if callee[0] in "ab" else 8)
    found = addresses("web", [("b", None), ("c", None), ("a", None)])
    assert found == {("b", None): "127.64.0.9", ("c", None): "127.64.0.10", ("a", None): "127.64.0.8"}
