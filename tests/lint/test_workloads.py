"""Containers, volumes, logs, ranges, images and account ids."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.compilation import Compilation, Options
from meshc.ir.effective import EffectivePolicies
from meshc.lint.context import Context
from meshc.lint.registry import run
from tests.lint.meshes import compiled, findings, mesh, places, prefix, service, workload


def one(name: str, **work: Any) -> list[str]:
    return [finding.message for finding in findings(name, mesh(service("user", work=work)))]


def test_reversed_ranges() -> None:
    application = {
        "memory": 128,
        "memory_reservation": 256,
        "ulimits": [{"name": "nofile", "soft": 9, "hard": 8}, {"name": "core", "soft": 5, "hard": -1}],
    }
    assert one(
        "reversed-range",
        application=application,
        autoscale={"min": 3, "max": 2},
        deployment={"minimum_healthy": 100, "maximum": 50},
    ) == [
        "`min` of `user` is 3, which is above `max`, 2",
        "`minimum-healthy` of `user` is 100, which is above `maximum`, 50",
        "`memory-reservation` of container `app` is 256MiB, which is above `memory`, 128MiB",
        "`soft` of ulimit `nofile` of container `app` is 9, which is above `hard`, 8",
    ]
    assert one("reversed-range", autoscale={"min": 2, "max": 2}, deployment={"minimum_healthy": 100}) == []


def test_backoff_and_ranges_of_headers() -> None:
    backoff = {"retry": {"backoff": {"base": 250, "max": 100}}}
    (finding,) = findings("reversed-range", mesh(service("u"), defaults=backoff))
    assert finding.message == "`base` of the backoff of `defaults` is 250ms, which is above `max`, 100ms"

    def count(value: str | None) -> int:
        match = {"name": "x", "kind": "range", "value": value}
        return len(findings("reversed-range", mesh(service("u", routes=[prefix("/a", headers=[match])]))))

    assert [count(value) for value in ("1..5", "-5..5", "5..5", "5..1", "5", "a..b", None)] == [0, 0, 1, 1, 1, 1, 1]


def test_replicas_and_autoscale() -> None:
    scale = {"min": 2, "max": 4}
    assert one("replicas-outside-autoscale", replicas=1, autoscale=scale) == [
        "`replicas` of `user` is 1, below the `min` of its `autoscale`, 2"
    ]
    assert one("replicas-outside-autoscale", replicas=5, autoscale=scale) == [
        "`replicas` of `user` is 5, above the `max` of its `autoscale`, 4"
    ]
    assert one("replicas-outside-autoscale", replicas=2, autoscale=scale) == []
    assert one("replicas-outside-autoscale", autoscale=scale) == []
    assert one("replicas-outside-autoscale", replicas={"late": "param.n"}, autoscale=scale) == []
    assert one("replicas-outside-autoscale", replicas=5, autoscale={"min": 4, "max": 2}) == []


def test_health() -> None:
    assert one("health-timeout", application={"health": {"interval": 10_000, "timeout": 10_000}}) == [
        "a health check of `app` may take 10s, but the next one is due after 10s"
    ]
    assert one("health-timeout", application={"health": {"interval": 10_000, "timeout": 9_999}}) == []
    assert one("health-timeout", application={"health": {"timeout": 60_000}}) == []
    assert len(one("zero-duration", application={"health": {"interval": 0, "timeout": 0}})) == 2


def container(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "image": "i:1", **fields}


def waits(**conditions: str) -> list[dict[str, str]]:
    return [{"container": name, "condition": condition} for name, condition in conditions.items()]


@pytest.mark.parametrize(
    ("condition", "awaited", "fires"),
    [
        ("start", {}, False),
        ("healthy", {}, True),
        ("healthy", {"health": {"path": "/"}}, True),
        ("healthy", {"health": {"command": ["CMD", "true"]}}, False),
        ("complete", {}, True),
        ("success", {"essential": True}, True),
        ("success", {"essential": False}, False),
    ],
)
def test_conditions_of_dependencies(condition: str, awaited: dict[str, Any], fires: bool) -> None:
    work = {"application": {"depends_on": waits(x=condition)}, "sidecars": [container("x", **awaited)]}
    assert bool(one("container-dependency", **work)) is fires


def test_circles_of_containers() -> None:
    sidecars = [
        container("a", depends_on=waits(b="start")),
        container("b", depends_on=waits(c="start")),
        container("c", depends_on=waits(a="start")),
        container("d", depends_on=waits(a="start")),
    ]
    assert one("container-dependency", sidecars=sidecars) == [
        "the containers of `user` wait for each other: `a` → `b` → `c` → `a`"
    ]
    assert one("container-dependency", application={"depends_on": waits(app="start")}) == [
        "the containers of `user` wait for each other: `app` → `app`"
    ]
    assert one("container-dependency", sidecars=[*sidecars[:2], container("c")]) == []


def test_the_application_of_a_supplied_task_definition_is_not_judged() -> None:
    task = {"path": "t.json", "body": {"containerDefinitions": [{"name": "app"}]}}
    assert one("container-dependency", task=task, sidecars=[container("x", depends_on=waits(app="healthy"))]) == []


def test_mounts_and_volumes() -> None:
    def mounts(*paths: str) -> dict[str, Any]:
        return {"mounts": [{"volume": f"v{at}", "path": path} for at, path in enumerate(paths)]}

    volumes = [{"name": "v0"}, {"name": "v1"}]
    assert len(one("mount-path", volumes=volumes, application=mounts("/a", "/a/"))) == 1
    assert len(one("mount-path", volumes=volumes, application=mounts("a", "/b"))) == 1
    assert one("mount-path", volumes=volumes, application=mounts("/a", "/b")) == []
    assert one("mount-path", volumes=volumes, application=mounts("C:\\a", "/")) == []
    assert one("unused-volume", volumes=volumes, application=mounts("/a")) == [
        "volume `v1` of `user` is not mounted by any of its containers"
    ]
    assert one("unused-volume", volumes=volumes, sidecars=[container("x", **mounts("/a", "/b"))]) == []


def test_a_misspelt_mount_is_not_reported_as_an_unused_volume_too() -> None:
    misspelt = {"mounts": [{"volume": "scrach", "path": "/tmp"}]}
    assert one("unused-volume", volumes=[{"name": "scratch"}], application=misspelt) == []


def test_log_routers() -> None:
    firelens, awslogs = {"driver": "firelens"}, {"driver": "awslogs"}
    router = container("router", router={"type": "fluentbit"}, log=awslogs)
    missing, unused = "log-router-missing", "log-router-unused"
    assert len(one(missing, application={"log": firelens})) == 1
    assert len(one(missing, ecs={"log": firelens})) == 1
    assert one(missing, application={"log": awslogs}, ecs={"log": firelens}) == []
    assert one(missing, application={"log": firelens}, sidecars=[router]) == []
    assert one(missing, application={"log": firelens}, task={"path": "t", "body": {}}) == []
    assert one(unused, application={"log": firelens}, sidecars=[router]) == []
    assert one(unused, ecs={"log": firelens}, sidecars=[router]) == []
    assert one(unused, sidecars=[router]) == ["`router` is a log router, but no container of `user` logs to firelens"]


@pytest.mark.parametrize(
    ("image", "fires"),
    [
        ("acme/app", True),
        ("app", True),
        ("acme/app:latest", True),
        ("localhost:5000/app", True),
        ("acme/app:1.4", False),
        ("localhost:5000/app:1", False),
        ("acme/app@sha256:0123", False),
        ("acme/app:latest@sha256:0123", False),
        ({"template": ["acme/app:", {"late": "param.tag"}]}, False),
        ({"template": ["acme/app", {"late": "param.tag"}]}, False),
        ({"template": [{"late": "param.image"}]}, False),
        ({"template": [{"late": "aws.account"}, ".dkr.ecr.eu-west-1.amazonaws.com/app"]}, True),
        ({"template": [{"late": "param.registry"}, "/app:latest"]}, True),
    ],
)
def test_images(image: Any, fires: bool) -> None:
    assert bool(one("image-tag", application={"image": image})) is fires
    assert bool(one("image-tag", sidecars=[container("x") | {"image": image}])) is fires


def test_externals_that_nobody_calls() -> None:
    db = {"name": "db", "host": "h", "port": 5432}
    assert places("unused-external", mesh(service("u"), externals=[db])) == ["/externals/0"]
    assert places("unused-external", mesh(service("u", calls=[{"to": "db"}]), externals=[db])) == []
    assert places("unused-external", mesh(service("u"), externals=[{**db, "discovery": {}}])) == []
    assert places("unused-external", mesh(service("u", policy={"mirror": {"to": "db"}}), externals=[db])) == []
    client = {"name": "c", "type": "ec2", "calls": [{"to": "db"}]}
    assert places("unused-external", mesh(service("u"), externals=[db], clients=[client])) == []


HEAD = 'mesh demo { namespace = "demo.local" }\n'


def account_ids(text: str, **options: Any) -> list[str]:
    found = Compilation.of({"main.mesh": HEAD + text}, options=Options(**options)).diagnostics(())
    return [finding.message for finding in found if finding.name == "account-id"]


@pytest.mark.parametrize("account", ["111122223333", "000000000000"])
def test_account_ids_in_a_base_file(account: str) -> None:
    text = f"""\
service user {{
  image = "{account}.dkr.ecr.eu-west-1.amazonaws.com/app:1"
  task-role = "arn:aws:iam::{account}:role/app"
  env {{
    TOPIC = "arn:aws-cn:sns:cn-north-1:{account}:orders"
    KEY = ssm("arn:aws:ssm:eu-west-1:{account}:parameter/x")
  }}
  discovery {{ account = "{account}" }}
}}
"""
    assert account_ids(text) == [
        f"`image` of `user` holds the AWS account id {account}",
        f"`task-role` of `user` holds the AWS account id {account}",
        f"`TOPIC` of `user` holds the AWS account id {account}",
        f"`KEY` of `user` holds the AWS account id {account}",
        f"`account` of `user` holds the AWS account id {account}",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "111122223333",
        "order-111122223333",
        "tel:111122223333",
        "urn:isbn:111122223333:x",
        "https://example.com/111122223333/x",
        "arn:aws:s3:::bucket-111122223333",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::${aws.account}:role/app",
        "${aws.account}.dkr.ecr.eu-west-1.amazonaws.com/app:1",
        "111122223333.dkr.example.com/app:1",
        "registry.example.com/111122223333.dkr.ecr/app:1",
        "1111222233334444",
    ],
)
def test_twelve_digits_elsewhere_are_no_account(value: str) -> None:
    assert account_ids(f'service user {{ image = "i:1" ; env {{ X = "{value}" }} }}\n') == []


def test_an_overlay_may_name_the_account() -> None:
    text = 'service user { image = "i:1" }\n'
    text += 'overlay prod { service user { task-role = "arn:aws:iam::111122223333:role/app" } }\n'
    assert account_ids(text, overlays=("prod",)) == []


def test_an_account_given_on_the_command_line_is_not_in_the_mesh() -> None:
    text = 'param role\nservice user { image = "i:1" ; task-role = param.role }\n'
    assert account_ids(text, set={"role": "arn:aws:iam::111122223333:role/app"}) == []


def test_items_of_overlays_are_told_by_the_caller() -> None:
    compilation = Compilation.of(
        {"main.mesh": HEAD + 'service user { image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1" }\n'}
    )
    found = compilation.mesh
    assert found is not None
    (finding,) = run(Context(found))
    assert finding.primary is not None
    item = finding.primary.origin.item
    assert item is not None
    assert run(Context(found, EffectivePolicies(found), overlay_items=frozenset({item}))) == ()


def test_a_quiet_mesh() -> None:
    text = 'service user { image = "i:1" ; port = 80 ; protocol = http }\n'
    assert compiled(HEAD + text) == ()


def idle(*services: dict[str, Any], **fields: Any) -> list[str]:
    return [finding.message for finding in findings("setting-without-effect", mesh(*services, **fields))]


def test_at_a_host_of_its_own_nothing_is_registered() -> None:
    hosted = {"host": "lb.example.com", "ttl": 5000, "ip": "v4", "namespace": "x.local", "name": "u"}
    told = "of `user` has no effect: at a `host` of its own, nothing of it is registered"
    assert idle(service("user", discovery=hosted)) == [f"`ttl` {told}"]
    versions = [
        {"name": "v1", "workload": workload(), "discovery": {"host": "lb.example.com"}},
        {"name": "v2", "workload": workload(), "discovery": {"ttl": 5000}},
    ]
    assert idle(service("user", versions=versions)) == []
    assert idle(service("user", versions=versions, discovery={"host": "lb.example.com"})) == [f"`ttl` {told}"]


@pytest.mark.parametrize(
    ("discovery", "ends"),
    [
        ({"type": "http", "resolves": "dns"}, True),
        ({"type": "http", "resolves": "api"}, False),
        ({"type": "private-dns", "resolves": "dns"}, False),
    ],
)
def test_a_name_that_is_not_in_dns_is_not_resolved_there(discovery: dict[str, str], *, ends: bool) -> None:
    told = "has no effect: names of the type `http` are not in DNS"
    assert idle(service("user", discovery=discovery)) == [f"`resolves` of `user` {told}"] * ends
    assert idle(service("user"), discovery=discovery) == [f"`resolves` of `demo` {told}"] * ends
    elsewhere = {"type": "public-dns", "namespace": "x.example.com"}
    assert idle(service("user", discovery=elsewhere), discovery=discovery) == []


def test_a_bootstrap_that_comes_from_no_bucket_names_none() -> None:
    named = {"location": "s3://demo/envoy", "fetcher": "acme/fetch:1"}
    for source in ("inline", "image"):
        assert one("setting-without-effect", proxy={"bootstrap": {"source": source, **named}}) == [
            "`location` of `user` has no effect without `from = s3`",
            "`fetcher` of `user` has no effect without `from = s3`",
        ]
    assert one("setting-without-effect", proxy={"bootstrap": {"source": "s3", **named}}) == []
    usual = {"bootstrap": {"source": "s3", **named}}
    own = {"bootstrap": {"source": "image", **named}}
    assert idle(service("user", work={"proxy": own}), proxy=usual) == []


@pytest.mark.parametrize(
    ("discovery", "ends"),
    [({"prefer": "v6"}, True), ({"prefer": "v6", "ip": "v6"}, True), ({"prefer": "v6", "ip": "dual"}, False)],
)
def test_where_a_name_has_one_kind_of_addresses_none_is_preferred(discovery: dict[str, str], *, ends: bool) -> None:
    told = "has no effect without `ip = dual`"
    assert idle(service("user", discovery=discovery)) == [f"`prefer` of `user` {told}"] * ends
    everywhere = {"type": "private-dns", **discovery}
    assert idle(service("user"), discovery=everywhere) == [f"`prefer` of `demo` {told}"] * ends
    assert idle(service("user", discovery={"ip": "dual"}), discovery=everywhere) == []
    assert idle(service("user", discovery={**discovery, "host": "lb.example.com"})) == []
