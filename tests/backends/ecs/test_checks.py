"""What the backend finds wrong before it writes anything, beside sizes and supplied task definitions."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends.ecs.checks import check
from tests.backends.builders import mesh, prepared, running, service, with_origins

OPTION = {"name": "awslogs-group", "value": "/y"}
CONFLICT = {"group": "/x", "options": [OPTION]}


def messages(source: Any) -> list[str]:
    found = check(prepared(with_origins(source)), {})  # type: ignore[arg-type]
    assert all(finding.code == "MC322" and finding.primary and len(finding.secondary) == 1 for finding in found)
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    ("log", "option", "setting"),
    [
        (CONFLICT, "awslogs-group", "group"),
        ({"region": "r", "options": [{"name": "awslogs-region", "value": "s"}]}, "awslogs-region", "region"),
        (
            {"prefix": "p", "options": [{"name": "awslogs-stream-prefix", "value": "q"}]},
            "awslogs-stream-prefix",
            "prefix",
        ),
        (
            {"create": True, "options": [{"name": "awslogs-create-group", "value": "false"}]},
            "awslogs-create-group",
            "create",
        ),
        ({"mode": "blocking", "options": [{"name": "mode", "value": "non-blocking"}]}, "mode", "mode"),
        (
            {"driver": "splunk", "buffer": 25, "options": [{"name": "max-buffer-size", "value": "1m"}]},
            "max-buffer-size",
            "buffer",
        ),
    ],
)
def test_an_option_does_not_overwrite_a_setting(log: dict[str, Any], option: str, setting: str) -> None:
    expected = f"the option `{option}` of the log says again what its setting `{setting}` says"
    assert messages(mesh(running({"log": log}))) == [expected]


@pytest.mark.parametrize(
    "log",
    [
        {"options": [OPTION]},
        {"driver": "splunk", "group": "/x", "options": [OPTION]},
        {"group": "/x", "options": [{"name": "awslogs-datetime-format", "value": "%H"}]},
    ],
)
def test_an_option_may_stand_in_place_of_a_default(log: dict[str, Any]) -> None:
    assert messages(mesh(running({"log": log}))) == []


@pytest.mark.parametrize(
    "written",
    [
        {"sidecars": [{"name": "s", "image": "s", "log": CONFLICT}]},
        {"proxy": {"log": CONFLICT}},
        {"ecs": {"log": CONFLICT}},
    ],
)
def test_every_log_is_looked_at(written: dict[str, Any]) -> None:
    assert len(messages(mesh(running(**written)))) == 1


def test_a_log_that_many_share_is_told_once() -> None:
    source = mesh(service("user"), service("web"))
    shared = mesh(running(ecs={"log": CONFLICT})).services[0].versions[0].workload.ecs
    services = tuple(
        one.model_copy(
            update={
                "versions": tuple(
                    version.model_copy(update={"workload": version.workload.model_copy(update={"ecs": shared})})
                    for version in one.versions
                )
            }
        )
        for one in source.services
    )
    found = check(prepared(source.model_copy(update={"services": services})), {})
    assert [finding.code for finding in found] == ["MC322"]
