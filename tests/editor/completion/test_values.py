"""Values by type, and names in scope."""

from __future__ import annotations

import pytest

from tests.editor.completion.offered import accepted, asked, labels, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service a { protocol = ‸", ["http", "http2", "grpc", "tcp", "udp", "redis", "mongo", "postgres"]),
        ("service a { stream = ‸", ["true", "false"]),
        ("service a { timeout = ‸", ["off", "15s", "param.patience"]),
        ("service a { timeout = 2‸", ["off", "2ms", "2s", "2m", "2h", "param.patience"]),
        ("service a { timeout = 2.5m‸", ["off", "2.5ms", "2.5s", "2.5m", "2.5h", "param.patience"]),
        ("service a { memory = 512‸", ["512MiB", "512GiB", "512KiB", "512TiB"]),
        ("service a { rate-limit { rate = 100/‸", ["100/s", "100/m", "100/h"]),
        ("service a { version v { weight = ‸", ["rest"]),
        ("service a { version v { weight = 10‸", ["10%"]),
        ("service a { redirect { status = ‸", ["301", "302", "303", "307", "308"]),
        ("service a { subnets = ‸", ["param.subnets"]),
        ("service a { image = ‸", ["param.tag"]),
        ("param x { type = ‸", ["string", "number", "boolean", "duration", "size", "list"]),
        ("param x { type = list(‸", ["string"]),
        ("param x { default = ‸", []),
        ("service a { tls { certificate = ‸", ["pem", "acm", "pca", "sds"]),
        ("service a { tls { clients { trust = ‸", ["pem", "acm", "sds"]),
        ("service a { env { X = ‸", ["true", "false", "ssm", "secret", "param.tag"]),
        ("service a { labels { X = ‸", ["true", "false", "param.tag"]),
    ],
)
def test_values_of_a_type(text: str, expected: list[str]) -> None:
    assert expected == labels(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service a { calls ‸", ["billing.http", "billing.grpc", "contract", "在庫", "ledger"]),
        ("service contract { calls ‸", ["billing.http", "billing.grpc", "在庫", "ledger"]),
        ("service a {\n calls contract\n calls ‸\n}", ["billing.http", "billing.grpc", "在庫", "ledger"]),
        ("service a { calls contract { use ‸ } }", ["patient", "hasty"]),
        ("service a { use patient ; use ‸ }", ["hasty"]),
        ("service a { calls contract { route ‸", ["search"]),
        ('service a { version b { } ; version c { } ; route "/" { to = ‸', ["b", "c"]),
        ("service a { mirror { to = ‸", ["billing", "contract", "在庫"]),
        ("service a { health { port = ‸ } ; port b { } }", ["b"]),
        ("service a { volume data { } ; mount ‸", ["data"]),
        ("service a { container b { } ; container c { depends-on ‸", ["b"]),
        ('test "t" { from = ‸', ["billing", "contract", "在庫", "public"]),
        ("target ‸", ["service-connect", "service-discovery", "envoy", "app-mesh"]),
        ("target envoy { }\ntarget ‸", ["service-connect", "service-discovery", "app-mesh"]),
        ("mesh m { build = [envoy, ‸", ["service-connect", "service-discovery", "app-mesh"]),
    ],
)
def test_names_in_scope(text: str, expected: list[str]) -> None:
    assert expected == [label for label in labels(text) if label != "a"]


def test_a_gateway_leads_anywhere() -> None:
    found = labels('gateway g { route "/" { to = ‸')
    assert {"contract", "contract.v2", "billing.grpc", "ledger"} <= set(found)
    assert {"contract", "contract.v2"} <= set(labels('test "t" { expect { to = ‸'))


def test_names_with_dots_are_replaced_whole() -> None:
    assert (
        accepted('gateway g { route "/" { to = contract.v‸1', "contract.v2")
        == 'gateway g { route "/" { to = contract.v2'
    )
    assert (
        accepted("service a { retry { on = [gate‸way-err] } }", "gateway-error")
        == "service a { retry { on = [gateway-error] } }"
    )


def test_elements_of_lists() -> None:
    found = labels("service a { retry { on = [reset, ‸] } }")
    assert "gateway-error" in found
    assert "503" in found
    assert "reset" not in found
    assert (
        accepted("service a { retry { on = [‸\n  reset] } }", "gateway-error")
        == "service a { retry { on = [gateway-error,\n  reset] } }"
    ), "what stands before another element needs a comma"


def test_features_that_a_target_may_lose() -> None:
    found = labels("target envoy { accept = [‸] }")
    assert {"retry", "retry.on", "split", "gateway"} <= set(found)


def test_calls_have_their_arguments_filled_in() -> None:
    assert written("service a { env { X = ‸", "secret") == 'secret("${1:arn…}", "${2:password}")'
    assert accepted('service a { env { X = s‸("/x") } }', "ssm") == 'service a { env { X = ssm("/x") } }'


def test_a_name_that_is_no_word_is_quoted() -> None:
    text = 'policy "slow one" { timeout = 1s }\nservice a { use ‸ }'
    assert written(text, "slow one") == '"slow one"'


@pytest.mark.parametrize(
    "text",
    [
        "service a { timeout = ‸ 2s }",
        "service a { port = ‸",
        'service a { image = "‸',
        'service a { image = "acme/‸"',
        "service a { tiemout = ‸",
        "service a { retry { on = [reset ‸",
    ],
)
def test_nothing_is_offered_where_any_text_may_stand(text: str) -> None:
    assert None is asked(text)


def test_only_closed_sets_are_shown_unasked() -> None:
    for text, closed in (
        ("service a { protocol = ‸", True),
        ("service a { calls ‸", True),
        ('service a { image = "${‸"', True),
        ("service a { timeout = ‸", False),
        ("service a {‸", False),
    ):
        found = asked(text)
        assert found is not None
        assert closed == found.closed_set, text
