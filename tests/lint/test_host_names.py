"""Hosts of externals, and of services that are reached at a name of the user's own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lint.meshes import compiled, findings, mesh, places, service, workload

NAME = "host-name"


def hosted(host: Any, **fields: Any) -> Any:
    return mesh(externals=[{"name": "db", "host": host, "port": 5432, **fields}])


@pytest.mark.parametrize(
    "host",
    [
        "db",
        "db.example.com",
        "db.example.com.",
        "DB.Example.COM",
        "_db._tcp.example.com",
        "my_db.example.com",
        "xn--bcher-kva.example",
        "bücher.example",
        "在庫.店.local",
        "10.0.0.7",
        "::1",
        "fd00::1:5432",
        "::ffff:10.0.0.7",
        "fe80::1%eth0",
    ],
)
def test_names_and_addresses_are_fine(host: str) -> None:
    assert not findings(NAME, hosted(host))


@pytest.mark.parametrize(
    ("host", "fault", "help"),
    [
        ("", "is empty", "write a host name or an IP address, alone"),
        ("https://db.example.com", "is a URL: `https://` is no part of a host", 'write `host = "db.example.com"`'),
        ("tcp://db:5432/x", "is a URL: `tcp://` is no part of a host", 'write `host = "db"`'),
        ("redis://user:secret@db/0", "is a URL: `redis://` is no part of a host", 'write `host = "db"`'),
        ("http://[::1]:80/", "is a URL: `http://` is no part of a host", 'write `host = "::1"`, and `port = 80`'),
        ("https://", "is a URL: `https://` is no part of a host", "write a host name or an IP address, alone"),
        ("db.example.com/orders", "has a path, which is no part of a host", 'write `host = "db.example.com"`'),
        ("10.0.0.0/8", "has a path, which is no part of a host", 'write `host = "10.0.0.0"`'),
        ("//db", "has a path, which is no part of a host", "write a host name or an IP address, alone"),
        ("db:5432", "has a port: `:5432` is no part of a host", 'write `host = "db"`'),
        ("db:5433", "has a port: `:5433` is no part of a host", 'write `host = "db"`, and `port = 5433`'),
        ("db:", "has a port: `:` is no part of a host", 'write `host = "db"`'),
        ("10.0.0.7:5432", "has a port: `:5432` is no part of a host", 'write `host = "10.0.0.7"`'),
        ("[fd00::1]:5432", "has a port: `:5432` is no part of a host", 'write `host = "fd00::1"`'),
        ("[fd00::1]", "has brackets, which an address has only in a URL", 'write `host = "fd00::1"`'),
        (" db", "has blanks or line breaks in it, which are in no host name", 'write `host = "db"`'),
        ("my db", "has blanks or line breaks in it, which are in no host name", None),
        ("db\n", "has blanks or line breaks in it, which are in no host name", 'write `host = "db"`'),
        ("user@db", "has `@` in it, which is in no host name", 'write `host = "db"`'),
        ("db?x=1", "has `?` in it, which is in no host name", 'write `host = "db"`'),
        ("a:b:c", "has `:` in it, which is in no host name", None),
        ("db:" + "9" * 5000, None, 'write `host = "db"`'),
    ],
)
def test_what_is_wrong_and_what_would_do(host: str, fault: str | None, help: str | None) -> None:
    (finding,) = findings(NAME, hosted(host, tls=True))
    if fault is not None:
        assert finding.message == f"`host` of `db` {fault}"
    assert finding.help == (help or "write a host name or an IP address, alone")


def test_a_url_of_https_asks_who_speaks_tls() -> None:
    (finding,) = findings(NAME, hosted("https://db:5433/"))
    assert finding.help == (
        'write `host = "db"`, and `port = 5433`, and `encrypted = true` where the application speaks TLS itself'
    )


@pytest.mark.parametrize(
    ("parts", "fires"),
    [
        ([{"late": "param.host"}], False),
        (["sqs.", {"late": "aws.region"}, ".amazonaws.com"], False),
        ([{"late": "param.prefix"}, "::1"], False),
        (["db.", {"late": "param.domain"}, ":5432"], False),
        (["https://sqs.", {"late": "aws.region"}, ".amazonaws.com"], True),
        ([{"late": "param.host"}, "/orders"], True),
        ([{"late": "param.host"}, " "], True),
    ],
)
def test_of_late_values_only_what_is_wrong_whatever_they_are(parts: Any, fires: bool) -> None:
    found = findings(NAME, hosted({"template": parts}))
    assert [finding.help for finding in found] == (["write the host alone"] if fires else [])


def test_services_and_versions_have_hosts_too() -> None:
    versions = [
        {"name": "a", "workload": workload(), "discovery": {"host": "a:80"}},
        {"name": "b", "workload": workload(), "discovery": {"host": "b.example.com"}},
    ]
    found = mesh(service("old", discovery={"host": "http://old"}), service("twin", versions=versions))
    assert places(NAME, found) == ["/services/0/discovery", "/services/1/versions/0/discovery"]


def test_a_host_that_versions_share_is_reported_once_at_its_line() -> None:
    text = """mesh demo { namespace = "d.local" }
service old {
  image = "i:1"
  port = 80
  discovery { host = "old.example.com:80" }
  version a { weight = 1 }
  version b { weight = 1 }
}
"""
    (finding,) = (finding for finding in compiled(text) if finding.name == NAME)
    assert finding.message == "`host` of `old` has a port: `:80` is no part of a host"


@given(st.text(alphabet=st.sampled_from("ab1.:/@[]?#%- \n\\\"'ü"), max_size=12))
def test_what_is_proposed_is_never_reported(host: str) -> None:
    for finding in findings(NAME, hosted(host)):
        head, _, rest = finding.help.partition('write `host = "')
        if not head and rest:
            assert not findings(NAME, hosted(rest.partition('"`')[0]))
