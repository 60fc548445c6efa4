"""What callers dial: an alias behind proxies, a name in Cloud Map elsewhere."""

from __future__ import annotations

import pytest

from meshc.backends.base import Address
from meshc.backends.loopback import CALL_PORT
from meshc.compilation import Compilation, Options
from meshc.ir.text import AddressPart, Late, Template
from tests.targets.meshes import API, CONNECT, DISCOVERY, book_of, service

WEB = 'service web { image = "acme/web:1" ; port = 80 ; calls api }\n'


def test_a_service_behind_proxies_has_the_port_for_callers() -> None:
    text = service("client-port = 80") + WEB
    assert book_of(text, CONNECT).address("web", "api", None) == Address("http", "api.demo.local", 80)
    assert book_of(text, DISCOVERY).address("web", "api", None) == Address("http", "api.demo.local", 8080)


def test_an_alias_is_what_proxies_know() -> None:
    text = service('alias = ["api"]') + WEB
    assert book_of(text, CONNECT).address("web", "api", None).host == "api"
    assert book_of(text, DISCOVERY).address("web", "api", None).host == "api.demo.local"


def test_the_version_with_the_most_weight_has_the_name() -> None:
    versions = "version v1 { weight = 10% }\nversion v2 { weight = 90% ; discovery { name = api-next } }"
    assert book_of(service(versions) + WEB, DISCOVERY).address("web", "api", None).host == "api-next.demo.local"


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_ports_and_protocols(target: str) -> None:
    text = 'service api { image = "x:1"\nport a { number = 1 ; protocol = grpc }\n'
    text += "port b { number = 2 ; protocol = redis }\n}\n"
    book = book_of(text + WEB.replace("calls api", "calls api.a"), target)
    assert book.address("web", "api", "a") == Address("http", "api.demo.local", 1)
    assert book.address("web", "api", "b") == Address("redis", "api.demo.local", 2)


def test_who_has_no_proxy_dials_the_task_itself() -> None:
    text = service("client-port = 80\nalias = ['x']".replace("'", '"'))
    text += 'service off { image = "x:1" ; port = 90 ; mesh = off ; calls api }\n'
    text += "client report { type = lambda ; calls api }\n"
    book = book_of(text + WEB.replace("calls api", "calls api ; calls off"), CONNECT)
    for caller in ("off", "report"):
        assert book.address(caller, "api", None) == Address("http", "api.demo.local", 8080)
    assert book.address("web", "off", None) == Address("http", "off.demo.local", 90)
    assert book.address("web", "api", None) == Address("http", "x", 80)


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_a_service_outside_the_proxies_serves_tls_itself(target: str) -> None:
    text = service('mesh = off\ntls { certificate = pem("/c.pem", "/k.pem") }') + WEB
    assert book_of(text, target).address("web", "api", None).scheme == "https"


def test_tls_of_a_proxy_is_none_of_the_applications_business() -> None:
    text = service('tls { certificate = pca("arn:aws:acm-pca:x") }') + WEB
    assert book_of(text, CONNECT).address("web", "api", None).scheme == "http"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("port = 5432 ; protocol = postgres", Address("postgres", "db.example.com", 5432)),
        ("port = 443 ; protocol = http ; encrypted = true", Address("https", "db.example.com", 443)),
        ("port = 80 ; protocol = http ; discovery { name = data }", Address("http", "data.demo.local", 80)),
        ("port = 443 ; protocol = http ; encrypted = true ; discovery { }", Address("https", "db.example.com", 443)),
    ],
)
@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_externals(lines: str, expected: Address, target: str) -> None:
    text = f'external db {{ host = "db.example.com" ; {lines} }}\n' + WEB.replace("calls api", "calls db")
    assert book_of(text, target).address("web", "db", None) == expected


def test_texts_are_filled_in() -> None:
    book = book_of(API + WEB, CONNECT)

    def text(attribute: str, address: str = "api") -> object:
        part = AddressPart.model_validate({"address": address, "attribute": attribute})
        return book.text(Template(template=("<", part, ">")), "web")

    assert text("host") == "<api.demo.local>"
    assert text("port") == "<8080>"
    assert text("address") == "<api.demo.local:8080>"
    assert text("url") == "<http://api.demo.local:8080>"
    assert text("port", "self") == "<80>"
    assert book.text("as it is", "web") == "as it is"


def test_late_parts_stay() -> None:
    text = 'mesh demo { vpc = "v" }\nparam zone { late = true }\nexternal db { host = param.zone ; port = 1 }\n'
    book = book_of(text + WEB.replace("calls api", "calls db"), CONNECT)
    part = AddressPart(address="db", attribute="address")
    assert book.text(Template(template=(part,)), "web") == Template(template=(Late(late="param.zone"), ":1"))


def test_without_the_name_of_the_namespace_proxies_know_the_bare_name() -> None:
    text = 'mesh demo { namespace = existing("ns-0abc") }\n' + API + WEB
    assert book_of(text, CONNECT).address("web", "api", None).host == "api"


def test_a_proxy_that_listens_for_each_call_is_what_its_application_dials() -> None:
    text = service("client-port = 80", "api") + 'external db { host = "db.example.com" ; port = 5432 }\n'
    text += 'external safe { host = "safe.example.com" ; port = 443 ; protocol = http ; encrypted = true }\n'
    text += 'service off { image = "x:1" ; port = 90 ; mesh = off ; calls api }\n'
    text += 'service web { image = "x:1" ; port = 80 ; calls api ; calls db ; calls safe ; calls off }\n'
    book = book_of(text, "envoy")
    listened = [book.address("web", callee, None) for callee in ("api", "db", "off")]
    assert [address.port for address in listened] == [CALL_PORT] * 3
    assert len({address.host for address in listened}) == 3
    assert all(str(address.host).startswith("127.") for address in listened)
    assert book.address("web", "safe", None) == Address("https", "safe.example.com", 443)
    assert book.address("off", "api", None) == Address("http", "api.demo.local", 8080)


@pytest.mark.parametrize(
    ("calls", "meant"), [(("b", "a"), "a"), (("b", "c"), "b"), (("c", "b"), "c"), (("c", "a", "b"), "a")]
)
def test_a_host_without_a_port_is_that_of_the_first_port_or_else_of_the_first_call(
    calls: tuple[str, ...], meant: str
) -> None:
    ports = "\n".join(f"port {name} {{ number = {ord(name)} ; protocol = http }}" for name in "abc")
    called = " ; ".join(f"calls api.{name}" for name in calls)
    text = f'service api {{ image = "x:1"\n{ports}\n}}\nservice web {{ image = "x:1" ; port = 80 ; {called} }}\n'
    book = book_of(text, "envoy")
    host = Template(template=(AddressPart(address="api", attribute="host"),))
    assert book.text(host, "web") == book.address("web", "api", meant).host


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_a_service_at_a_host_of_its_own_is_dialled_there(target: str) -> None:
    text = service('client-port = 80\ndiscovery { host = "lb.example.com" }') + WEB
    assert book_of(text, target).address("web", "api", None) == Address("http", "lb.example.com", 80)


def test_a_host_of_several_ports_is_told_where_each_call_has_an_address_of_its_own() -> None:
    text = """mesh demo { vpc = "vpc-1" ; discovery { type = private-dns } }
service billing {
  image = "acme/billing:1"
  port http { number = 8080 ; protocol = http }
  port grpc { number = 9090 ; protocol = grpc }
}
service user { image = "acme/user:1" ; env { B = "${billing.host}" } ; calls billing.http ; calls billing.grpc }
service shop { image = "acme/shop:1" ; env { B = "${billing.host}" } ; calls billing.grpc }
"""
    for target, told in (("envoy", ["`user` calls several ports of `billing`"]), ("service-connect", [])):
        compilation = Compilation.of({"main.mesh": text}, options=Options(targets=(target,)))
        findings = [finding for finding in compilation.diagnostics() if finding.code == "MC507"]
        assert [finding.message.partition(",")[0] for finding in findings] == told
