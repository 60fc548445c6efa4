"""Formats of access logs, and that the real Envoy takes them with the extension that App Mesh gives its own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.oracles.envoy import accepts
from tests.oracles.sample_parts import API, address, typed

from .built import plain, specs


def file(lines: str) -> Any:
    head = f'mesh demo {{ vpc = "vpc-1" ; access-log {{ {lines} }} }}\n'
    return specs(head + plain("port = 8080"))["api/virtual-node"]["logging"]["accessLog"]["file"]


def test_query_strings_are_logged_only_where_somebody_asks_for_it() -> None:
    without = "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%"
    assert f'"%REQ(:METHOD)% {without} %PROTOCOL%"' in file("")["format"]["text"]
    assert {"key": "path", "value": without} in file("format = json")["format"]["json"]
    assert "format" not in file("query = true")
    both = file("format = json ; query = true")["format"]["json"]
    assert {"key": "path", "value": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"} in both


def test_a_line_ends() -> None:
    assert file('fields = "%PROTOCOL%"')["format"] == {"text": "%PROTOCOL%\n"}
    assert file('fields = "%PROTOCOL%\\n"')["format"] == {"text": "%PROTOCOL%\n"}


@pytest.mark.parametrize("lines", ["", "format = json", "format = json ; query = true"])
def test_envoy_takes_the_format(lines: str) -> None:
    made = file(lines)["format"]
    log_format: dict[str, Any] = {"json_format": {one["key"]: one["value"] for one in made.get("json", ())}}
    if "text" in made:
        log_format = {"text_format_source": {"inline_string": made["text"]}}
    formatter = f"{API}.extensions.formatter.req_without_query.v3.ReqWithoutQuery"
    log_format["formatters"] = [typed("envoy.formatter.req_without_query", formatter)]
    log = typed(
        "envoy.access_loggers.file",
        f"{API}.extensions.access_loggers.file.v3.FileAccessLog",
        path="/dev/stdout",
        log_format=log_format,
    )
    manager = typed(
        "envoy.filters.network.http_connection_manager",
        f"{API}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="ingress",
        access_log=[log],
        route_config={"name": "none", "virtual_hosts": []},
        http_filters=[typed("envoy.filters.http.router", f"{API}.extensions.filters.http.router.v3.Router")],
    )
    listener = {"name": "ingress", "address": address("127.0.0.1", 15000), "filter_chains": [{"filters": [manager]}]}
    bootstrap = json.dumps({"static_resources": {"listeners": [listener]}}).encode()
    assert accepts({"bootstrap": bootstrap}, warnings=False) == {}
