"""What is said of a target that AWS has ended."""

from __future__ import annotations

import pytest

from meshc.diagnostics.model import Diagnostic
from meshc.ir.effective import EffectivePolicies
from meshc.ir.features import features_used
from meshc.targets.gate import accepted, answered
from meshc.targets.sunset import ended
from meshc.targets.table import TARGETS
from tests.targets.meshes import API, mesh_of, service

BUILD = 'mesh demo { build = [app-mesh] ; vpc = "vpc-1" }\n'


def told(text: str, target: str = "app-mesh") -> list[Diagnostic]:
    mesh = mesh_of(text)
    uses = features_used(mesh, EffectivePolicies(mesh))
    return list(
        ended(target, mesh, lambda other: [one for one in answered(other, uses, accepted(other, mesh)) if one.differs])
    )


@pytest.mark.parametrize("target", [name for name, row in TARGETS.items() if not row.ended])
def test_nothing_is_said_of_what_lives(target: str) -> None:
    assert told(API, target) == []


def test_the_day_and_where_to_move() -> None:
    (found,) = told(BUILD + API)
    assert (found.code, found.severity) == ("MC511", "warning")
    assert found.message == "AWS ended App Mesh on 2026-09-30: what this build writes cannot be deployed any more"
    assert found.help == (
        "build for `envoy`, which has every feature of this mesh, "
        "or for `service-connect`, which has every feature of this mesh"
    )
    assert found.primary is not None


def test_what_this_mesh_would_lose_there() -> None:
    versions = "version v1 { weight = 90 }\nversion v2 { weight = 10 }\ntimeout = 1500ms"
    (found,) = told(BUILD + service(f"{versions}\nretry {{ max = 5 }}") + service("retry { max = 4 }", "web"))
    assert found.help == (
        "build for `envoy`, which has every feature of this mesh, "
        "or for `service-connect`, which loses split (service api), timeout (service api) and retry (2 times)"
    )


def test_what_nobody_wrote_is_not_lost() -> None:
    (found,) = told(BUILD + service("retry { max = 2 }"))
    assert "retry" not in found.help


def test_a_target_that_is_chosen_elsewhere_has_no_place() -> None:
    (found,) = told(API)
    assert found.primary is None


def test_a_long_circle_of_calls_is_not_told() -> None:
    names = [f"a-service-of-a-long-name-{index}" for index in range(3)]
    ring = "".join(service(f"calls {names[(index + 1) % 3]}", name) for index, name in enumerate(names))
    (found,) = told(BUILD + ring)
    assert found.help.endswith("which loses start-order (once)")


def test_what_is_accepted_there_already_is_told_apart() -> None:
    lines = "version v1 { weight = 90 }\nversion v2 { weight = 10 }\ntimeout = 1500ms\nretry { max = 5 }"
    accept = "target service-connect { accept = [%s] }\n"
    (found,) = told(BUILD + service(lines) + accept % "split, timeout")
    assert found.help.endswith(
        "which loses retry (service api) beside what you have accepted: split (service api) and timeout (service api)"
    )
    (found,) = told(BUILD + service(lines) + accept % "split, timeout, retry.max")
    assert found.help.endswith(
        "which loses only what you have accepted: split (service api), timeout (service api) and retry (service api)"
    )
    (found,) = told(BUILD + service(lines) + "target envoy { accept = [split] }\n")
    assert "accepted" not in found.help
