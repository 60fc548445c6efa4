"""Timeouts, retries and what their arithmetic comes to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lint.meshes import GRPC, HTTP, TCP, compiled, findings, gateway, mesh, prefix, service, workload


def calls(to: str, **policy: Any) -> list[dict[str, Any]]:
    return [{"to": to, "policy": policy}]


def chain(*retries: int | None, **fields: Any) -> Any:
    """Services s0 → s1 → …; a number is what the author wrote for the call that leaves the service."""
    services = []
    for at, retry in enumerate(retries):
        policy = {} if retry is None else {"retry": {"max": retry} if retry else "off"}
        call = {"to": f"s{at + 1}", **({"policy": policy} if policy else {})}
        services.append(service(f"s{at}", calls=[call]))
    return mesh(*services, service(f"s{len(retries)}"), **fields)


@pytest.mark.parametrize(
    ("timeout", "retry", "fires"),
    [
        (1550, {"max": 2, "per_try": 500}, False),
        (1549, {"max": 2, "per_try": 500}, True),
        (1700, {"max": 2, "per_try": 500, "backoff": {"base": 100}}, False),
        (1699, {"max": 2, "per_try": 500, "backoff": {"base": 100}}, True),
        (1025, {"max": 1, "per_try": 500}, False),
        (100, {"max": 0, "per_try": 100}, False),
        (100, {"max": 2}, False),
        ("off", {"max": 2, "per_try": 500}, False),
        (100, "off", False),
        (400, {"max": 2, "per_try": 500}, False),
    ],
)
def test_retries_within_the_timeout(timeout: Any, retry: Any, fires: bool) -> None:
    found = mesh(service("user", policy={"timeout": timeout, "retry": retry}))
    assert bool(findings("retry-exceeds-timeout", found)) is fires


def test_the_arithmetic_is_shown_with_what_would_fit() -> None:
    found = mesh(service("user", policy={"timeout": 1000, "retry": {"max": 3, "per_try": 400}}))
    (finding,) = findings("retry-exceeds-timeout", found)
    assert finding.message == (
        "`timeout` of service `user` is 1s, but 4 tries of 400ms and 3 waits of 25ms make 1675ms: "
        "the last tries are cut off"
    )
    assert finding.help == "raise `timeout` to 1675ms, lower `per-try` to 231ms, or lower `max` to 1"


def test_the_ways_out_fit_exactly() -> None:
    for policy in ({"max": 3, "per_try": 231}, {"max": 1, "per_try": 400}):
        assert not findings("retry-exceeds-timeout", mesh(service("u", policy={"timeout": 1000, "retry": policy})))
    for policy in ({"max": 3, "per_try": 232}, {"max": 2, "per_try": 400}):
        assert findings("retry-exceeds-timeout", mesh(service("u", policy={"timeout": 1000, "retry": policy})))


def test_defaults_that_many_share_are_reported_once() -> None:
    text = 'mesh demo { namespace = "d.local" }\ndefaults { timeout = 1s ; retry { max = 2 ; per-try = 500ms } }\n'
    for name in "abc":
        text += f'service {name} {{ image = "i:1" ; port = 80 ; protocol = http ; connect-timeout = 1s }}\n'
    (finding,) = [finding for finding in compiled(text) if finding.name == "retry-exceeds-timeout"]
    assert finding.message.startswith("`timeout` of `defaults` is 1s")


def test_a_narrower_timeout_meets_the_retries_of_the_defaults() -> None:
    found = mesh(
        service("user", calls=calls("contract", timeout=800)),
        service("contract"),
        defaults={"timeout": 2000, "retry": {"max": 2, "per_try": 500}},
    )
    (finding,) = findings("retry-exceeds-timeout", found)
    assert finding.message.startswith("`timeout` of the calls of `user` to `contract` is 800ms")
    assert finding.primary is not None
    assert finding.primary.origin.item is not None
    assert finding.primary.origin.item.path == "/services/0/calls/0/policy"


def test_routes_of_services_calls_and_gateways_are_looked_at() -> None:
    slow = {"timeout": 800}
    found = mesh(
        service("user", calls=[{"to": "contract", "routes": [{"name": "r", "policy": {"timeout": 700}}]}]),
        service("contract", routes=[prefix("/a", name="r", policy=slow)]),
        gateways=[gateway(routes=[prefix("/a", destinations=[{"service": "contract"}], policy={"timeout": 600})])],
        defaults={"timeout": 2000, "retry": {"max": 2, "per_try": 500}},
    )
    subjects = [finding.message.split(" is ")[0] for finding in findings("retry-exceeds-timeout", found)]
    assert subjects == [
        "`timeout` of the route `r` of `contract`",
        "`timeout` of the calls of `user` to `contract`",
        "`timeout` of the route `/a/*` of `public`",
    ]


def test_built_in_retries_alone_are_no_finding() -> None:
    assert findings("retry-amplification", chain(None, None, None, None)) == []


@pytest.mark.parametrize(
    ("retries", "total"),
    [
        ((4, None), "15"),
        ((2, None), None),
        ((None, 5), "18"),
        ((2, 2, 2), "27"),
        ((2, 0, 2), None),
        ((9,), None),
        ((10,), "11"),
        ((1, 1, 1, 1), "16"),
        ((None, None, 1), "18"),
    ],
)
def test_retries_multiply(retries: tuple[int | None, ...], total: str | None) -> None:
    found = findings("retry-amplification", chain(*retries))
    assert [finding.message.split(" on the way")[0] for finding in found] == (
        [f"retries multiply one request to {total}"] if total else []
    )


def test_the_path_is_named() -> None:
    (finding,) = findings("retry-amplification", chain(None, 3))
    assert finding.message == "retries multiply one request to 12 on the way `s0` → `s1` → `s2` (3 × 4)"


def test_each_written_retry_is_told_with_its_worst_path() -> None:
    found = mesh(
        service("a", calls=[{"to": "m", "policy": {"retry": {"max": 4}}}]),
        service("b", calls=[{"to": "m", "policy": {"retry": {"max": 5}}}]),
        service("m", calls=[{"to": "z"}]),
        service("z"),
    )
    messages = [finding.message for finding in findings("retry-amplification", found)]
    assert messages == [
        "retries multiply one request to 18 on the way `b` → `m` → `z` (6 × 3)",
        "retries multiply one request to 15 on the way `a` → `m` → `z` (5 × 3)",
    ]


def test_cycles_and_long_paths_end() -> None:
    ring = [service(f"s{at}", calls=calls(f"s{(at + 1) % 50}", retry={"max": 3})) for at in range(50)]
    (finding,) = findings("retry-amplification", mesh(*ring))
    assert "more than 1,000,000" in finding.message
    assert "… 43 more …" in finding.message
    assert findings("retry-amplification", mesh(service("a", calls=calls("a", retry={"max": 20})))) == []


def test_a_gateway_and_the_routes_of_the_callee_count() -> None:
    found = mesh(
        service("user", calls=[{"to": "contract"}]),
        service("contract", routes=[prefix("/a", policy={"retry": {"max": 3}})]),
        gateways=[gateway(routes=[prefix("", destinations=[{"service": "user"}])])],
    )
    (finding,) = findings("retry-amplification", found)
    assert finding.message.endswith("on the way `public` → `user` → `contract` (3 × 4)")


def test_callers_without_a_proxy_do_not_retry() -> None:
    found = mesh(
        service("user", mesh=False, calls=calls("contract", retry={"max": 20})),
        service("contract"),
        clients=[{"name": "job", "type": "lambda", "calls": calls("contract", retry={"max": 20})}],
    )
    assert findings("retry-amplification", found) == []


def test_tcp_has_no_requests_to_repeat() -> None:
    found = mesh(service("a", calls=calls("b", retry={"max": 20})), service("b", ports=[TCP]))
    assert findings("retry-amplification", found) == []


def deadlines(outer: Any, inner: Any, **fields: Any) -> list[str]:
    found = mesh(
        service("user", calls=calls("contract", timeout=outer) if outer else [{"to": "contract"}]),
        service("contract", calls=calls("ledger", timeout=inner) if inner else [{"to": "ledger"}]),
        service("ledger"),
        **fields,
    )
    return [finding.message for finding in findings("deadline-exceeds-caller", found)]


def test_deadlines_along_a_path() -> None:
    assert deadlines(None, None) == []
    assert deadlines(2000, 2000) == []
    assert deadlines(2000, 1000) == []
    assert deadlines("off", "off") == []
    assert deadlines("off", 60_000) == []
    assert deadlines(2000, 3000) == [
        "`contract` waits up to 3s for `ledger`, but nobody waits for `contract` longer than 2s, not even `user`"
    ]
    assert deadlines(None, 30_000) == [
        "`contract` waits up to 30s for `ledger`, but nobody waits for `contract` longer than 15s, not even `user`"
    ]
    assert deadlines(2000, None) != []
    assert deadlines(2000, "off") == [
        "`contract` waits without a limit for `ledger`, but nobody waits for `contract` longer than 2s, not even `user`"
    ]


def test_one_patient_caller_is_enough() -> None:
    patient = gateway(routes=[prefix("", destinations=[{"service": "contract"}], policy={"timeout": 60_000})])
    assert deadlines(2000, 30_000, gateways=[patient]) == []
    client = {"name": "job", "type": "lambda", "calls": [{"to": "contract"}]}
    assert deadlines(2000, 30_000, clients=[client]) == []
    stream = gateway(routes=[prefix("", destinations=[{"service": "contract"}], stream=True)])
    assert deadlines(2000, 30_000, gateways=[stream]) == []


def test_a_database_behind_a_service_has_no_deadline() -> None:
    found = mesh(
        service("user", calls=calls("contract", timeout=2000)),
        service("contract", calls=[{"to": "db"}, {"to": "cache"}]),
        service("cache", ports=[TCP]),
        externals=[{"name": "db", "host": "db.example.com", "port": 5432, "protocol": "postgres"}],
    )
    assert findings("deadline-exceeds-caller", found) == []


@pytest.mark.parametrize(
    ("retry", "fires"),
    [
        ({"on": ["503"], "methods": ["POST"]}, True),
        ({"on": ["connect-failure", "gateway-error"], "methods": ["GET", "PATCH"]}, True),
        ({"methods": ["POST"]}, True),
        ({"on": ["connect-failure", "refused-stream"], "methods": ["POST"]}, False),
        ({"on": ["503"], "methods": ["GET", "PUT", "DELETE"]}, False),
        ({"on": ["503"]}, False),
        ({"max": 0, "on": ["503"], "methods": ["POST"]}, False),
        ("off", False),
    ],
)
def test_retries_that_may_act_twice(retry: Any, fires: bool) -> None:
    found = mesh(service("user", calls=calls("contract", retry=retry)), service("contract"))
    assert bool(findings("retry-unsafe-method", found)) is fires


def test_a_route_that_matches_no_unsafe_method_is_safe() -> None:
    retry = {"retry": {"on": ["503"], "methods": ["GET", "POST"]}}
    assert (
        findings("retry-unsafe-method", mesh(service("u", routes=[prefix("/a", methods=["GET"], policy=retry)]))) == []
    )
    assert len(findings("retry-unsafe-method", mesh(service("u", routes=[prefix("/a", policy=retry)])))) == 1


def test_per_try_above_the_timeout() -> None:
    assert len(findings("per-try-exceeds-timeout", mesh(service("u", policy={"retry": {"per_try": 16_000}})))) == 1
    assert findings("per-try-exceeds-timeout", mesh(service("u", policy={"retry": {"per_try": 15_000}}))) == []
    policy = {"retry": {"per_try": 16_000}, "timeout": "off"}
    assert findings("per-try-exceeds-timeout", mesh(service("u", policy=policy))) == []


def test_idle_before_timeout() -> None:
    def count(**policy: Any) -> int:
        return len(findings("idle-before-timeout", mesh(service("u", policy=policy))))

    assert count(timeout=600_000) == 1
    assert count(timeout=600_000, idle_timeout=600_000) == 0
    assert count(timeout=600_000, idle_timeout="off") == 0
    assert count(timeout="off") == 0
    assert count(idle_timeout=10_000) == 1
    assert count() == 0


def test_streams_and_timeouts() -> None:
    def count(**fields: Any) -> int:
        return len(findings("stream-timeout", mesh(service("u", **fields))))

    assert count(routes=[prefix("/a", stream=True, policy={"timeout": 1000})]) == 1
    assert count(routes=[prefix("/a", stream=True, policy={"timeout": "off", "idle_timeout": 1000})]) == 0
    assert count(routes=[prefix("/a", stream=True)], policy={"timeout": 1000}) == 0
    assert count(ports=[{**HTTP, "stream": True}], policy={"timeout": 1000}) == 1
    assert count(ports=[{**HTTP, "stream": True}]) == 0


def test_retries_that_never_happen() -> None:
    def messages(ports: list[dict[str, Any]] | None = None, **fields: Any) -> list[str]:
        found = mesh(service("u", ports=ports or [HTTP], **fields))
        return [finding.message for finding in findings("retry-without-effect", found)]

    assert messages(policy={"retry": {"on": ["503"]}}) == []
    assert messages(policy={"retry": {"on": ["connect-failure", "unavailable"]}}) == [
        "the retries of service `u` wait for `unavailable`, which only grpc answers; the protocol is http"
    ]
    assert messages([GRPC], policy={"retry": {"on": ["unavailable"]}}) == []
    on_post = prefix("/a", methods=["POST"], policy={"retry": {"on": ["503"]}})
    assert messages(routes=[on_post]) == [
        "the route `/a/*` matches only `POST`, but only `GET`, `HEAD` and `OPTIONS` are retried on an answer"
    ]
    widened = prefix("/a", methods=["POST"], policy={"retry": {"on": ["503"], "methods": ["POST"]}})
    assert messages(routes=[widened]) == []
    connection = prefix("/a", methods=["POST"], policy={"retry": {"on": ["connect-failure"]}})
    assert messages(routes=[connection]) == []
    defaults = mesh(service("u"), defaults={"retry": {"on": ["unavailable", "503"]}})
    assert findings("retry-without-effect", defaults) == []


@pytest.mark.parametrize(
    ("policy", "fires"),
    [
        ({"timeout": 1000}, True),
        ({"timeout": "off", "retry": "off", "rewrite": "off"}, False),
        ({"idle_timeout": 1000, "connect_timeout": 1000, "connection_pool": {"connections": 5}}, False),
        ({"outlier_detection": {"errors": 5}, "tls": {"server_name": "x"}}, False),
        ({"retry": {"max": 3}}, False),
        ({"retry": {"max": 3, "on": ["connect-failure"]}}, False),
        ({"retry": {"on": ["503"]}}, True),
        ({"retry": {"methods": ["GET"]}}, True),
        ({"rewrite": {"prefix": "/"}}, True),
        ({"headers": {"request": {"remove": ["a"]}}}, True),
        ({"rate_limit": {"rate": 5}}, True),
        ({"buffer": {"limit": 1}}, True),
        ({"fault": {"abort": {"status": 503}}}, True),
        ({"mirror": {"to": "x"}}, True),
        ({"load_balancing": {"algorithm": "random"}}, False),
        ({"load_balancing": {"affinity": {"by": "source-ip"}}}, False),
        ({"load_balancing": {"affinity": {"by": "cookie", "name": "s"}}}, True),
    ],
)
def test_policies_of_connections(policy: dict[str, Any], fires: bool) -> None:
    db = {"name": "db", "host": "h", "port": 5432, "protocol": "postgres"}
    found = [
        mesh(service("u", calls=calls("db", **policy)), externals=[db]),
        mesh(service("u"), externals=[{**db, "policy": policy}]),
        mesh(service("x", ports=[TCP], policy=policy)),
        mesh(service("u", calls=calls("x", **policy)), service("x", ports=[TCP])),
    ]
    assert {bool(findings("protocol-mismatch", each)) for each in found} == {fires}
    http = {**db, "protocol": "http"}
    assert not findings("protocol-mismatch", mesh(service("u", calls=calls("db", **policy)), externals=[http]))


def test_defaults_hold_where_they_can() -> None:
    assert findings("protocol-mismatch", mesh(service("x", ports=[TCP]), defaults={"timeout": 1000})) == []


def test_a_service_that_speaks_http_as_well_may_have_a_timeout() -> None:
    ports = [{**HTTP, "name": "a"}, {**TCP, "name": "b"}]
    assert findings("protocol-mismatch", mesh(service("x", ports=ports, policy={"timeout": 1000}))) == []


def test_grpc_requests_are_posts_without_a_query() -> None:
    def count(**route: Any) -> int:
        found = mesh(service("x", ports=[GRPC], routes=[prefix("a.B", **route)]))
        return len(findings("protocol-mismatch", found))

    assert count(methods=["GET"]) == 1
    assert count(methods=["POST"]) == 0
    assert count(query=[{"name": "q", "kind": "present"}]) == 1
    assert count(headers=[{"name": "q", "kind": "present"}]) == 0


@pytest.mark.parametrize(
    ("policy", "count"),
    [
        ({"timeout": 0}, 1),
        ({"idle_timeout": 0, "connect_timeout": 0}, 2),
        ({"retry": {"per_try": 0, "backoff": {"base": 0}}}, 2),
        ({"outlier_detection": {"interval": 0, "eject_for": 0, "eject_at_most": 0}}, 3),
        ({"timeout": "off", "retry": "off", "outlier_detection": {"errors": 5}}, 0),
    ],
)
def test_zero_durations(policy: dict[str, Any], count: int) -> None:
    assert len(findings("zero-duration", mesh(service("u"), defaults=policy))) == count
    assert len(findings("zero-duration", mesh(service("u", calls=calls("v", **policy)), service("v")))) == count


def test_a_single_version_without_weights_and_a_service_without_ports_are_fine() -> None:
    plain = mesh(service("u", ports=[], versions=[{"workload": workload()}]))
    from meshc.lint.context import Context
    from meshc.lint.registry import run

    assert run(Context(plain)) == ()
