"""What App Mesh answers, where the answer depends on what exactly is asked."""

from __future__ import annotations

import pytest

from meshc.backends.answers import Answer, AnswerKind, answer_to
from meshc.backends.appmesh.capabilities import CAPABILITIES
from meshc.ir.feature import Feature, Use
from meshc.source import BUILT_IN, Item, Origin

WRITTEN = Origin(Item("main.mesh", "service user {}"), 0, 1)
EXACT, FIXED, EMULATED, LOST = AnswerKind.EXACT, AnswerKind.FIXED, AnswerKind.EMULATED, AnswerKind.LOST


def answer(
    feature: Feature, value: object, *, written: bool = True, unproxied: bool = False, subject: str = "service user"
) -> Answer:
    return answer_to(Use(feature, WRITTEN if written else BUILT_IN, subject, value, unproxied), CAPABILITIES)


@pytest.mark.parametrize(
    ("feature", "value", "kind"),
    [
        (Feature.ROUTE_PATH_PREFIX, "/*", EXACT),
        (Feature.ROUTE_PATH_PREFIX, "/v2/*", EMULATED),
        (Feature.ROUTE_METHOD, ["GET"], EXACT),
        (Feature.ROUTE_METHOD, ["GET", "HEAD"], EMULATED),
        (Feature.ROUTE_METHOD, ["PURGE"], LOST),
        (Feature.ROUTE_HEADER, {"name": "x", "kind": "range", "value": "1..3"}, EXACT),
        (Feature.ROUTE_HEADER, {"name": "x", "kind": "present", "negate": True}, EXACT),
        (Feature.ROUTE_HEADER, {"name": "x", "kind": "contains", "value": "a"}, EMULATED),
        (Feature.ROUTE_QUERY, {"name": "x", "kind": "exact", "value": "a"}, EXACT),
        (Feature.ROUTE_QUERY, {"name": "x", "kind": "present"}, EMULATED),
        (Feature.ROUTE_QUERY, {"name": "x", "kind": "prefix", "value": "a"}, LOST),
        (Feature.ROUTE_QUERY, {"name": "x", "kind": "exact", "value": "a", "negate": True}, LOST),
        (Feature.RETRY_ON, ["connect-failure", "gateway-error", "409"], EXACT),
        (Feature.RETRY_ON, ["connect-failure", "503"], FIXED),
        (Feature.RETRY_ON, ["reset"], FIXED),
        (Feature.RETRY_ON, ["503", "429"], LOST),
        (Feature.RETRY_ROUTE, "off", EXACT),
        (Feature.RETRY_ROUTE, {"max": 3, "on": ["server-error"], "per_try": 100}, EXACT),
        (Feature.RETRY_ROUTE, {"on": ["503"]}, FIXED),
        (Feature.RETRY_ROUTE, {"backoff": {"base": 100}}, LOST),
        (Feature.RETRY_ROUTE, {"methods": ["GET"]}, LOST),
        (Feature.OUTLIER_EJECT_AT_MOST, 50, EXACT),
        (Feature.OUTLIER_EJECT_AT_MOST, 12.5, FIXED),
        (Feature.BALANCING_ZONE_AWARE, False, EXACT),
        (Feature.BALANCING_ZONE_AWARE, True, LOST),
        (Feature.RATE_LIMIT_CALLER, {"rate": 1}, LOST),
        (Feature.RATE_LIMIT_CALLER, "off", EXACT),
        (Feature.CONNECTION_POOL_CALLER, "off", LOST),
        (Feature.TLS, {"mode": "strict", "certificate": "acm"}, EXACT),
        (Feature.TLS, {"mode": "strict", "certificate": "pca"}, LOST),
        (Feature.TLS_PERMISSIVE, {"mode": "permissive", "certificate": None}, LOST),
        (Feature.TLS_MUTUAL, {"trust": {"kind": "pem", "path": "/ca.pem"}}, EXACT),
        (Feature.TLS_MUTUAL, {"trust": {"kind": "acm", "arns": ["arn:x"]}}, LOST),
        (Feature.TLS_PRESENT, {"kind": "sds", "name": "me"}, EXACT),
        (Feature.TLS_PRESENT, {"kind": "acm", "arn": "arn:x"}, LOST),
        (Feature.GATEWAY, {"ports": [{"number": 80, "protocol": "http"}]}, EXACT),
        (Feature.GATEWAY, {"ports": [{"number": 80, "protocol": "tcp"}]}, LOST),
        (Feature.GATEWAY_TLS, {"mode": "strict", "certificate": {"kind": "acm", "arn": "arn:x"}}, EXACT),
        (Feature.GATEWAY_TLS, {"mode": "strict"}, LOST),
        (Feature.GATEWAY_ROUTE, {"kind": "string-prefix", "path": "/color1"}, EXACT),
        (Feature.GATEWAY_ROUTE, {"kind": "prefix", "path": ""}, EXACT),
        (Feature.GATEWAY_ROUTE, {"kind": "prefix", "path": "/v2"}, EMULATED),
        (Feature.GATEWAY_UNMATCHED, "deny", EXACT),
        (Feature.GATEWAY_UNMATCHED, "forward", LOST),
        (Feature.GATEWAY_POLICY, {"rewrite": {"prefix": "/"}}, EXACT),
        (Feature.GATEWAY_POLICY, {"timeout": 1000}, LOST),
        (Feature.GATEWAY_POLICY, {"fault": "off"}, EXACT),
        (Feature.GATEWAY_POLICY, {"tls": {"trust": {"kind": "acm"}}}, EMULATED),
        (Feature.GATEWAY_POLICY, {"connection-pool": {"connections": 3}}, EMULATED),
        (Feature.GATEWAY_POLICY, {"connection-pool": {"retries": 3}}, LOST),
        (Feature.GATEWAY_POLICY, {"tls": {"server_name": "x"}}, LOST),
        (Feature.EXTERNAL_POLICY, {"timeout": 1000}, EMULATED),
        (Feature.EXTERNAL_POLICY, {"tls": {"trust": {"kind": "pem"}}}, EXACT),
        (Feature.EXTERNAL_POLICY, {"tls": {"server_name": "db.example.com"}}, LOST),
        (Feature.EXTERNAL_POLICY, {"tls": {"certificate": {"kind": "acm", "arn": "arn:x"}}}, LOST),
        (Feature.MESH_OFF_POLICY, {"tls": {"trust": {"kind": "pem"}}}, EMULATED),
        (Feature.MESH_OFF_POLICY, {"tls": "off"}, EXACT),
        (Feature.GATEWAY_POLICY, {"tls": {"certificate": {"kind": "acm", "arn": "arn:x"}}}, LOST),
        (Feature.GATEWAY_POLICY, {"tls": "off"}, LOST),
        (Feature.EXTERNAL_POLICY, {"connection-pool": {"requests": 1}}, LOST),
        (Feature.EXTERNAL_POLICY, {"outlier-detection": {"errors": 3}}, EMULATED),
        (Feature.EXTERNAL_POLICY, {"mirror": "off"}, EXACT),
        (Feature.MESH_OFF_POLICY, {"connection-pool": {"requests": 1}}, LOST),
        (Feature.MESH_OFF_POLICY, {"client-port": 80}, LOST),
        (Feature.TRACING, "xray", EXACT),
        (Feature.TRACING, "datadog", EXACT),
        (Feature.TRACING, "zipkin", EMULATED),
        (Feature.TRACING, "otel", LOST),
        (Feature.TRACING_SAMPLING, 5, EXACT),
        (Feature.TRACING_SAMPLING, 0.5, FIXED),
        (Feature.TRACING_SAMPLING, {"provider": "xray", "sampling": 5}, EXACT),
        (Feature.TRACING_SAMPLING, {"provider": "zipkin", "sampling": 5}, LOST),
    ],
)
def test_an_answer_goes_by_what_is_asked(feature: Feature, value: object, kind: AnswerKind) -> None:
    assert answer(feature, value).kind is kind


def test_a_policy_of_one_caller_is_lost_where_that_of_its_callee_is_not() -> None:
    assert answer(Feature.EXTERNAL_POLICY, {"timeout": 1000}, subject="user → db").kind is LOST
    assert answer(Feature.TIMEOUT_CALLER, 1000, subject="user → contract").advice("user → contract") == (
        "write it in `service contract`, for all its callers"
    )
    found = answer(Feature.EXTERNAL_POLICY, {"timeout": 1000}, subject="user → db")
    assert found.advice("user → db") == "write it in `external db`, for all its callers"


def test_retries_that_nobody_wrote_are_those_of_app_mesh() -> None:
    own = ["connect-failure", "refused-stream", "503", "unavailable", "reset"]
    found = answer(Feature.RETRY_ON, ["connect-failure", "refused-stream", "503"], written=False)
    assert found.kind is FIXED
    assert (found.meets(own[:3]), found.meets(own)) == (False, True)


def test_a_rounded_share_is_told() -> None:
    assert answer(Feature.OUTLIER_EJECT_AT_MOST, 12.5).detail == "App Mesh counts whole percents: 13%"
    assert answer(Feature.TRACING_SAMPLING, 2.5).detail == "App Mesh's Envoy counts whole percents: 3%"


@pytest.mark.parametrize(
    ("feature", "proxied", "past"),
    [
        (Feature.PROTOCOL_UDP, LOST, EXACT),
        (Feature.ACCESS_LOG, EXACT, LOST),
        (Feature.GATEWAY_ROUTE_SPLIT, EMULATED, EXACT),
        (Feature.GATEWAY_POLICY, LOST, LOST),
        (Feature.ALIAS_OUTSIDE, EMULATED, LOST),
        (Feature.CLIENT_PORT, EXACT, LOST),
    ],
)
def test_what_no_proxy_minds(feature: Feature, proxied: AnswerKind, past: AnswerKind) -> None:
    assert [answer(feature, True, unproxied=unproxied).kind for unproxied in (False, True)] == [proxied, past]


def test_a_virtual_gateway_is_a_proxy_itself() -> None:
    use = Use(Feature.PROXY_LOG_LEVEL, WRITTEN, "gateway edge", "debug", unproxied=True, within=Feature.GATEWAY)
    assert answer_to(use, CAPABILITIES).kind is EXACT


def test_the_same_loss_of_tls_is_told_once() -> None:
    wish = {"mode": "strict", "certificate": "pca"}
    assert answer(Feature.TLS, wish) is answer(Feature.TLS_PCA, {"kind": "pca"})


def test_requests_that_an_application_encrypts_are_not_seen() -> None:
    for field, kind in (
        ("timeout", LOST),
        ("retry", LOST),
        ("idle-timeout", EMULATED),
        ("outlier-detection", EMULATED),
    ):
        assert answer(Feature.EXTERNAL_POLICY, {field: 1000}, unproxied=True).kind is kind


@pytest.mark.parametrize(
    "feature", [Feature.TLS_VERIFY, Feature.TLS_NAMES, Feature.TLS_PRESENT, Feature.TLS_SERVER_NAME]
)
def test_tls_of_single_routes(feature: Feature) -> None:
    of_call = answer(feature, "x", subject="web → user route part")
    of_service = answer(feature, "x", subject="service user route /part/*")
    assert (of_call.kind, of_service.kind) == (LOST, LOST)
    assert of_call.remedy == "write `tls` in the call itself, for all that goes to the service"
    assert of_service.remedy == "write `tls` in the calls of the service"
    if feature is not Feature.TLS_SERVER_NAME:
        assert answer(feature, "x", subject="web → user").kind is EXACT


def test_egress_of_a_mesh_that_another_account_owns_is_lost() -> None:
    for asked, kind in (("deny", AnswerKind.EXACT), ({"egress": "deny", "owner": "111122223333"}, AnswerKind.LOST)):
        answer = answer_to(Use(Feature.EGRESS, BUILT_IN, "mesh", asked), CAPABILITIES)
        assert answer.kind is kind
