"""Certificates, and who checks whose."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends.envoy import sds, tls
from meshc.backends.envoy.types import Message
from tests.backends.envoy.parts import Parts, contract, parts, refusal, user

PEM = 'pem("/tls/chain.pem", "/tls/key.pem")'
SERVED = f"tls {{ certificate = {PEM} }}"
OWN = {
    "tls_certificates": [
        {"certificate_chain": {"filename": "/tls/chain.pem"}, "private_key": {"filename": "/tls/key.pem"}}
    ]
}
CA = {"trusted_ca": {"filename": "/tls/ca.pem"}}


def _called(calls: str = "", callee: str = SERVED) -> Message:
    return parts(user(f"calls contract {{ {calls} }}") + contract(callee)).cluster("contract")


def _context(cluster: Message) -> Message:
    found: Message = dict(cluster["transport_socket"]["typed_config"])
    del found["@type"]
    return found


def _listening(lines: str, alpn: tuple[str, ...] = ()) -> Message | None:
    found = parts(user(lines))
    server = found.lowering.mesh.services[0].tls
    assert server is not None
    return tls.downstream(server, found.lowering, "user", alpn=alpn)


def _sds(name: str) -> Any:
    return {
        "name": name,
        "sds_config": {
            "resource_api_version": "V3",
            "api_config_source": {
                "api_type": "GRPC",
                "transport_api_version": "V3",
                "grpc_services": [{"envoy_grpc": {"cluster_name": "sds"}}],
            },
        },
    }


def test_what_is_served_with_tls_is_called_with_it() -> None:
    assert _context(_called()) == {
        "common_tls_context": {"alpn_protocols": ["http/1.1"]},
        "sni": "contract.demo.local",
    }


@pytest.mark.parametrize(
    ("protocol", "alpn"), [("http", ["http/1.1"]), ("http2", ["h2"]), ("grpc", ["h2"]), ("tcp", None)]
)
def test_what_a_caller_offers(protocol: str, alpn: list[str] | None) -> None:
    found = _context(_called(callee=f"protocol = {protocol}\n{SERVED}"))
    assert alpn == found["common_tls_context"].get("alpn_protocols")


@pytest.mark.parametrize(
    ("calls", "callee"),
    [
        ("", ""),
        ("tls = off", SERVED),
        ('tls { trust = pem("/tls/ca.pem") }', ""),
        ("", "tls { }"),
        ("", 'tls { certificate = acm("arn:aws:acm:eu-west-1:111122223333:certificate/1") }'),
        ("", f"protocol = udp ; {SERVED}"),
    ],
)
def test_what_cannot_be_served_is_called_in_plain(calls: str, callee: str) -> None:
    assert "transport_socket" not in _called(calls, callee)


def test_a_service_outside_the_proxies_serves_by_itself() -> None:
    assert "transport_socket" in _called(callee="mesh = off ; tls { }")


def test_how_the_server_is_verified() -> None:
    line = 'tls { trust = pem("/tls/ca.pem") ; names = ["spiffe://demo/contract", "a.example.com", "10.0.0.1"] }'
    expected = [("URI", "spiffe://demo/contract"), ("DNS", "a.example.com"), ("IP_ADDRESS", "10.0.0.1")]
    assert {
        **CA,
        "match_typed_subject_alt_names": [{"san_type": kind, "matcher": {"exact": name}} for kind, name in expected],
    } == _context(_called(line))["common_tls_context"]["validation_context"]


def test_what_the_caller_says_and_presents_of_itself() -> None:
    found = _context(_called(f'tls {{ server-name = "a.example.com" ; certificate = {PEM} }}'))
    assert found["sni"] == "a.example.com"
    assert {field: found["common_tls_context"][field] for field in OWN} == OWN


@pytest.mark.parametrize(
    ("external", "calls", "encrypted"),
    [
        ("", "", False),
        ("", "tls { }", True),
        ("encrypted = true", "", True),
        ("encrypted = true", "tls = off", False),
    ],
)
def test_an_external_is_called_with_tls_where_somebody_says_so(external: str, calls: str, encrypted: bool) -> None:
    text = f'external ledger {{ host = "ledger.example.com" ; port = 443 ; protocol = http ; {external} }}\n'
    cluster = parts(text + user(f"calls ledger {{ {calls} }}")).cluster("ledger")
    assert encrypted == ("transport_socket" in cluster)
    if encrypted:
        assert _context(cluster)["sni"] == "ledger.example.com"


def test_an_address_is_no_name_to_send() -> None:
    text = 'external ledger { host = "10.1.2.3" ; port = 443 }\n' + user("calls ledger { tls { } }")
    assert _context(parts(text).cluster("ledger")) == {"common_tls_context": {}}


def test_a_listener_shows_its_certificate() -> None:
    found = _listening(SERVED, ("h2", "http/1.1"))
    assert found is not None
    assert found["typed_config"]["common_tls_context"] == {**OWN, "alpn_protocols": ["h2", "http/1.1"]}
    assert "require_client_certificate" not in found["typed_config"]


def test_a_listener_asks_for_the_certificate_of_its_client() -> None:
    found = _listening(f'tls {{ certificate = {PEM} ; clients {{ trust = pem("/tls/ca.pem") ; names = ["a"] }} }}')
    assert found is not None
    names = [{"san_type": "DNS", "matcher": {"exact": "a"}}]
    assert {
        "common_tls_context": {
            **OWN,
            "validation_context": {**CA, "match_typed_subject_alt_names": names},
        },
        "require_client_certificate": True,
    } == _without_type(found)


def _without_type(found: Message) -> Message:
    return {field: value for field, value in found["typed_config"].items() if field != "@type"}


@pytest.mark.parametrize("certificate", ["", 'certificate = pca("arn:aws:acm-pca:eu-west-1:111122223333:x/1")'])
def test_without_a_certificate_of_its_own_a_proxy_serves_in_plain(certificate: str) -> None:
    assert _listening(f"tls {{ {certificate} }}") is None


def test_secrets_of_a_discovery_service() -> None:
    names = [{"san_type": "DNS", "matcher": {"exact": "a"}}]
    with_names = _context(_called('tls { trust = sds("ca") ; names = ["a"] ; certificate = sds("me") }'))
    assert {
        "tls_certificate_sds_secret_configs": [_sds("me")],
        "combined_validation_context": {
            "default_validation_context": {"match_typed_subject_alt_names": names},
            "validation_context_sds_secret_config": _sds("ca"),
        },
        "alpn_protocols": ["http/1.1"],
    } == with_names["common_tls_context"]
    without = _context(_called('tls { trust = sds("ca") }'))
    assert _sds("ca") == without["common_tls_context"]["validation_context_sds_secret_config"]


def _sockets(found: Parts) -> list[str]:
    clusters = [one for one in found.clusters.definitions() if one["name"] == sds.CLUSTER]
    endpoints = [one["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"] for one in clusters]
    return [endpoint["address"]["pipe"]["path"] for endpoint in endpoints]


SOCKET = 'proxy { sds-socket = "/run/sds.sock" }'


@pytest.mark.parametrize(
    ("lines", "sockets"),
    [
        ("", []),
        ('tls { certificate = sds("a") }', []),
        (f'tls {{ certificate = sds("a") }}\n{SOCKET}', ["/run/sds.sock"]),
        (f'tls {{ certificate = {PEM} ; clients {{ trust = sds("ca") }} }}\n{SOCKET}', ["/run/sds.sock"]),
        (f"tls {{ certificate = {PEM} }}\n{SOCKET}", []),
    ],
)
def test_the_discovery_service_is_a_cluster_where_it_is_needed(lines: str, sockets: list[str]) -> None:
    assert sockets == _sockets(parts(user(lines)))


def test_a_call_may_need_the_discovery_service() -> None:
    found = parts(user(f'calls contract {{ tls {{ trust = sds("ca") }} }}\n{SOCKET}') + contract(SERVED))
    found.cluster("contract")
    assert _sockets(found) == ["/run/sds.sock"]


@pytest.mark.parametrize(
    ("server", "client"),
    [
        (SERVED, ""),
        (SERVED, f'tls {{ trust = pem("/tls/ca.pem") ; names = ["spiffe://a", "b", "::1"] ; certificate = {PEM} }}'),
        ('tls { certificate = sds("a") ; clients { trust = sds("ca") ; names = ["b"] } }', 'tls { trust = sds("ca") }'),
        (
            'tls { certificate = sds("a") ; clients { trust = sds("ca") } }',
            'tls { trust = sds("ca") ; names = ["spiffe://a"] ; certificate = sds("me") }',
        ),
        (f'tls {{ certificate = {PEM} ; clients {{ trust = pem("/tls/ca.pem") ; names = ["b"] }} }}', "tls { }"),
    ],
)
def test_envoy_accepts_both_ends(server: str, client: str) -> None:
    found = parts(user(f"{server}\n{SOCKET}\ncalls contract {{ {client} }}") + contract(server))
    cluster = found.cluster("contract")
    served = next(one for one in found.lowering.mesh.services if one.name == "user").tls
    assert served is not None
    proxy = {
        "name": "envoy.filters.network.tcp_proxy",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
            "stat_prefix": "a",
            "cluster": cluster["name"],
        },
    }
    chain = {"filters": [proxy], "transport_socket": tls.downstream(served, found.lowering, "user", alpn=("h2",))}
    address = {"socket_address": {"address": "127.0.0.1", "port_value": 23080}}
    listener = {"name": "in", "address": address, "filter_chains": [chain]}
    assert refusal(found.clusters.definitions(), [listener]) == ""


def test_envoy_accepts_tls_for_http3() -> None:
    found = parts(user(SERVED))
    served = found.lowering.mesh.services[0].tls
    assert served is not None
    manager = {
        "name": "envoy.filters.network.http_connection_manager",
        "typed_config": {
            "@type": "type.googleapis.com/"
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "a",
            "codec_type": "HTTP3",
            "route_config": {"virtual_hosts": [{"name": "a", "domains": ["*"]}]},
        },
    }
    listener = {
        "name": "edge",
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": 8443, "protocol": "UDP"}},
        "udp_listener_config": {"quic_options": {}},
        "filter_chains": [{"filters": [manager], "transport_socket": tls.quic(served, found.lowering, "user")}],
    }
    assert refusal([], [listener]) == ""
