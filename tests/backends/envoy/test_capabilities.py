"""What Envoy answers."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from meshc.backends.answers import AnswerKind, answer_to, typical
from meshc.backends.ecs.capabilities import CAPABILITIES as OF_ECS
from meshc.backends.envoy.capabilities import CAPABILITIES
from meshc.backends.registry_answers import EXTERNALS, REGISTERED
from meshc.ir.feature import Feature, Use
from meshc.source import BUILT_IN

EXACT, EMULATED, LOST = AnswerKind.EXACT, AnswerKind.EMULATED, AnswerKind.LOST
SOURCE = re.compile(r"https://\S+|botocore [a-z-]+ \d{4}-\d\d-\d\d \w+(\.\w+)?")


def kind(feature: Feature, value: object = True, subject: str = "", *, unproxied: bool = False) -> AnswerKind:
    return answer_to(Use(feature, BUILT_IN, subject, value, unproxied), CAPABILITIES).kind


def test_every_feature_is_answered_here_or_by_ecs() -> None:
    assert CAPABILITIES.keys() | OF_ECS.keys() == set(Feature)
    assert CAPABILITIES.keys() & OF_ECS.keys() == set()


@pytest.mark.parametrize("feature", CAPABILITIES, ids=str)
@pytest.mark.parametrize("unproxied", [False, True])
def test_an_answer_has_a_source_and_a_loss_a_remedy(feature: Feature, unproxied: bool) -> None:
    answer = typical(feature, CAPABILITIES, unproxied=unproxied)
    assert answer.detail and not answer.detail.endswith(".")
    assert SOURCE.fullmatch(answer.source)
    assert bool(answer.remedy) == (answer.kind in (LOST, AnswerKind.FIXED))


def test_what_is_lost() -> None:
    of_names = REGISTERED.keys() | EXTERNALS.keys()
    lost = {feature.value for feature in CAPABILITIES if typical(feature, CAPABILITIES).kind is LOST}
    assert lost - {feature.value for feature in of_names} == {
        "alias.outside",
        "alias.outside.more",
        "client-port.caller",
        "client.policy",
        "deployment.shift",
        "deployment.test-header",
        "deployment.test-header.tcp",
        "discovery.http",
        "gateway.expose",
        "load-balancing.zone-aware",
        "owner",
        "protocol.postgres",
        "stream.timeout",
        "timeout.tcp",
        "tls.acm",
        "tls.pca",
        "tls.unproxied-caller",
    }


@pytest.mark.parametrize(
    ("feature", "value", "subject", "unproxied", "expected"),
    [
        (Feature.DISCOVERY_HTTP, "http", "", True, EXACT),
        (Feature.DISCOVERY_RESOLVES, "dns", "", False, EXACT),
        (Feature.DISCOVERY_RESOLVES, "api", "", False, LOST),
        (Feature.DISCOVERY_RESOLVES, "api", "", True, EXACT),
        (Feature.BALANCING_ZONE_AWARE, False, "", False, EXACT),
        (Feature.CLIENT_PORT, 80, "service dns", True, EXACT),
        (Feature.CLIENT_PORT, 80, "gateway edge", True, LOST),
        (Feature.MESH_OFF_POLICY, {"timeout": 1}, "service legacy", False, EXACT),
        (Feature.MESH_OFF_POLICY, {"rate-limit": {"rate": 1}}, "service legacy", False, LOST),
        (Feature.MESH_OFF_POLICY, {"rate-limit": "off"}, "service legacy", False, EXACT),
        (Feature.MESH_OFF_POLICY, {"rate-limit": {"rate": 1}}, "web → legacy", False, EXACT),
        (Feature.MESH_OFF_POLICY, {"client-port": 80}, "service legacy", False, EMULATED),
        (Feature.MESH_OFF_POLICY, {"timeout": 1}, "legacy → web", True, LOST),
        (Feature.EXTERNAL_POLICY, {"timeout": 1}, "web → ledger", False, EXACT),
        (Feature.EXTERNAL_POLICY, {"timeout": 1}, "web → ledger", True, LOST),
        (Feature.CLIENT_POLICY, {"retry": "off"}, "report → web", False, EXACT),
        (Feature.PROTOCOL_POSTGRES, 5432, "external ledger", True, LOST),
        (Feature.TLS, {"mode": "strict", "certificate": "sds"}, "", False, EXACT),
        (Feature.TLS, {"mode": "strict", "certificate": "pca"}, "", False, LOST),
        (Feature.TLS_MUTUAL, {"trust": {"kind": "pem"}}, "", False, EXACT),
        (Feature.TLS_MUTUAL, {"trust": {"kind": "acm"}}, "", False, LOST),
        (Feature.TLS_VERIFY, {"kind": "acm"}, "", False, LOST),
        (Feature.TLS_PRESENT, {"kind": "pem"}, "", False, EXACT),
        (Feature.GATEWAY_TLS, {"certificate": {"kind": "pem"}}, "", False, EXACT),
        (Feature.GATEWAY_TLS, {"certificate": {"kind": "acm"}}, "", False, LOST),
        (Feature.GATEWAY_TLS, {"certificate": {"kind": "pem"}}, "", True, LOST),
        (Feature.GATEWAY_UNMATCHED, "deny", "", False, EXACT),
        (Feature.GATEWAY_UNMATCHED, "forward", "", False, EXACT),
        (Feature.GATEWAY_UNMATCHED, "forward", "", True, LOST),
        (Feature.PROTOCOL_REDIS, 6379, "", False, EMULATED),
        (Feature.GATEWAY_ROUTE, {}, "", True, LOST),
        (Feature.PROXY_IMAGE, "a", "", True, LOST),
        (Feature.TRACING_SAMPLING, 5, "", True, LOST),
        (Feature.TRACING_ENDPOINT, "127.0.0.1:4317", "", False, EXACT),
    ],
)
def test_answers_that_depend_on_what_is_asked(
    feature: Feature, value: object, subject: str, unproxied: bool, expected: AnswerKind
) -> None:
    assert kind(feature, value, subject, unproxied=unproxied) is expected


def _condition(kind: str, value: str | None, *, negate: bool = True) -> dict[str, object]:
    return {"name": "x", "kind": kind, "value": value, "negate": negate}


@pytest.mark.parametrize(
    ("condition", "of_header", "of_query"),
    [
        (_condition("regex", "a.*"), EXACT, EMULATED),
        (_condition("regex", ".*"), LOST, EMULATED),
        (_condition("regex", "(a|b)?"), LOST, EMULATED),
        (_condition("regex", r"\pN"), EXACT, EMULATED),
        (_condition("regex", ".*", negate=False), EXACT, EXACT),
        (_condition("exact", ""), LOST, EXACT),
        (_condition("exact", "a"), EXACT, EXACT),
        (_condition("prefix", ""), EXACT, EXACT),
        (_condition("range", "0..9"), EXACT, EXACT),
        (_condition("present", None), EXACT, EXACT),
    ],
)
def test_conditions_turned_round(condition: object, of_header: AnswerKind, of_query: AnswerKind) -> None:
    assert kind(Feature.ROUTE_HEADER, condition) is of_header
    assert kind(Feature.GATEWAY_ROUTE_HEADER, condition) is of_header
    assert kind(Feature.ROUTE_QUERY, condition) is of_query
    assert kind(Feature.GATEWAY_ROUTE_QUERY, condition) is of_query
    assert kind(Feature.GATEWAY_ROUTE_QUERY, condition, unproxied=True) is LOST


def test_a_certificate_of_the_wrong_kind_is_one_loss() -> None:
    asked = {"mode": "strict", "certificate": "acm"}
    of_tls = answer_to(Use(Feature.TLS, BUILT_IN, "", asked), CAPABILITIES)
    assert of_tls == typical(Feature.TLS_ACM, CAPABILITIES)


def test_answers_are_there_without_anything_heavy() -> None:
    asked = "import sys, meshc.backends.envoy.capabilities; print(*{'pydantic', 'yaml', 'orjson'} & sys.modules.keys())"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=20, check=True)
    assert run.stdout.strip() == ""
