"""What ECS asks of the deployments of a service, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, here, within
from meshc.backends.limits import Check, Found, Limit

_SERVICE = ("CreateService", "UpdateService")
_limit = partial(Limit, backend="ecs", service="ecs", operations=_SERVICE)


def _strategy(deployment: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    strategy = deployment.get("strategy", "ROLLING")
    for member, wanted in (("canaryConfiguration", "CANARY"), ("linearConfiguration", "LINEAR")):
        if member in deployment and strategy != wanted:
            yield (member,), f"`{member}` is given with the strategy {strategy}; it belongs to {wanted}"


def _bake_time(deployment: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if deployment.get("strategy") != "BLUE_GREEN" or "bakeTimeInMinutes" in deployment:
        return FINE
    return ((("bakeTimeInMinutes",), "`bakeTimeInMinutes` is missing; the strategy BLUE_GREEN needs it"),)


def _circuit_breaker(deployment: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    strategy = deployment.get("strategy", "ROLLING")
    if strategy == "ROLLING" or not deployment.get("deploymentCircuitBreaker", {}).get("enable"):
        return FINE
    return ((("deploymentCircuitBreaker",), f"`deploymentCircuitBreaker` is on with {strategy}; it needs ROLLING"),)


def _tenths(name: str, least: float) -> Check:
    def check(value: float, body: Any) -> Iterable[Found]:
        if abs(value * 10 - round(value * 10)) > 1e-6:
            return here(f"`{name}` is {value:g}; ECS takes multiples of 0.1")
        return within(name, least, 100)(value, body)

    return check


def _deployed(**deployment: Any) -> dict[str, Any]:
    return samples.service(deploymentConfiguration=deployment)


def _breaker(strategy: str) -> dict[str, Any]:
    return _deployed(
        strategy=strategy, bakeTimeInMinutes=5, deploymentCircuitBreaker={"enable": True, "rollback": True}
    )


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="deployment-strategy",
        field="deploymentConfiguration",
        statement="Canary and linear settings are given with the strategy of their name only.",
        value="CANARY or LINEAR",
        source=sources.ecs("DeploymentConfiguration.canaryConfiguration"),
        check=_strategy,
        at=lambda: _deployed(strategy="CANARY", canaryConfiguration={}),
        past=lambda: _deployed(strategy="LINEAR", canaryConfiguration={}),
    ),
    _limit(
        id="deployment-bake-time",
        field="deploymentConfiguration",
        statement="A blue/green deployment has a bake time.",
        value="bakeTimeInMinutes",
        source=sources.ecs("DeploymentConfiguration.bakeTimeInMinutes"),
        check=_bake_time,
        at=lambda: _deployed(strategy="BLUE_GREEN", bakeTimeInMinutes=0),
        past=lambda: _deployed(strategy="BLUE_GREEN"),
    ),
    _limit(
        id="deployment-circuit-breaker",
        field="deploymentConfiguration",
        statement="The deployment circuit breaker works with rolling deployments only.",
        value="ROLLING",
        source=sources.ecs("DeploymentConfiguration.deploymentCircuitBreaker"),
        check=_circuit_breaker,
        at=lambda: _breaker("ROLLING"),
        past=lambda: _breaker("BLUE_GREEN"),
    ),
    _limit(
        id="canary-percent",
        field="deploymentConfiguration.canaryConfiguration.canaryPercent",
        statement="A canary gets 0.1 to 100 percent of the traffic, in steps of 0.1.",
        value="0.1..100 %",
        source=sources.ecs("CanaryConfiguration.canaryPercent"),
        check=_tenths("canaryPercent", 0.1),
        at=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryPercent": 0.1}),
        past=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryPercent": 0.05}),
    ),
    _limit(
        id="canary-bake-time",
        field="deploymentConfiguration.canaryConfiguration.canaryBakeTimeInMinutes",
        statement="A canary bakes for up to 1440 minutes.",
        value="0..1440 min",
        source=sources.ecs("CanaryConfiguration.canaryBakeTimeInMinutes"),
        check=within("canaryBakeTimeInMinutes", 0, 1440, "min"),
        at=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryBakeTimeInMinutes": 1440}),
        past=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryBakeTimeInMinutes": 1441}),
    ),
    _limit(
        id="linear-step",
        field="deploymentConfiguration.linearConfiguration.stepPercent",
        statement="A linear deployment moves 3 to 100 percent of the traffic at a time, in steps of 0.1.",
        value="3..100 %",
        source=sources.ecs("LinearConfiguration.stepPercent"),
        check=_tenths("stepPercent", 3),
        at=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepPercent": 3.0}),
        past=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepPercent": 2.9}),
    ),
    _limit(
        id="linear-bake-time",
        field="deploymentConfiguration.linearConfiguration.stepBakeTimeInMinutes",
        statement="A step of a linear deployment bakes for up to 1440 minutes.",
        value="0..1440 min",
        source=sources.ecs("LinearConfiguration.stepBakeTimeInMinutes"),
        check=within("stepBakeTimeInMinutes", 0, 1440, "min"),
        at=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepBakeTimeInMinutes": 1440}),
        past=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepBakeTimeInMinutes": 1441}),
    ),
)
