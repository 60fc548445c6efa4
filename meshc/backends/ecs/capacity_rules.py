"""What ECS asks of where the tasks of a service run: launch type, capacity providers, and what only Fargate has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, at_most, here
from meshc.backends.ecs.fargate import PROVIDERS
from meshc.backends.limits import SERVICE_OPERATIONS, Build, Found, Limit, Pointer

_limit = partial(Limit, backend="ecs", service="ecs", operations=SERVICE_OPERATIONS)
_across = partial(Limit, backend="ecs", service="ecs", operations=("CreateService",))


def _place(body: Mapping[str, Any]) -> Literal["FARGATE", "EC2"] | None:
    """What tasks run on; None where the body does not tell, as an update does not that leaves it as it is."""
    strategy = body.get("capacityProviderStrategy")
    if strategy:
        return "FARGATE" if any(item["capacityProvider"] in PROVIDERS for item in strategy) else "EC2"
    launch = body.get("launchType")
    return launch if launch in ("FARGATE", "EC2") else None


def _one_way(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if body.get("launchType") and body.get("capacityProviderStrategy"):
        return ((("launchType",), "`launchType` and `capacityProviderStrategy` are both given; ECS takes one"),)
    return FINE


def _public_address(value: str, body: Mapping[str, Any]) -> Iterable[Found]:
    if value != "ENABLED" or _place(body) != "EC2":
        return FINE
    return here("`assignPublicIp` is ENABLED; ECS gives a public address only to tasks on Fargate")


def _version(value: str, body: Mapping[str, Any]) -> Iterable[Found]:
    if _place(body) != "EC2":
        return FINE
    return here(f"`platformVersion` is {value}; only tasks on Fargate have one")


def _unmixed(strategy: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    names = [item["capacityProvider"] for item in strategy]
    other = next((index for index, name in enumerate(names) if (name in PROVIDERS) != (names[0] in PROVIDERS)), None)
    if other is None:
        return FINE
    message = f"`capacityProviderStrategy` has `{names[0]}` and `{names[other]}`; ECS does not mix Fargate with groups"
    return (((other, "capacityProvider"), f"{message} of instances"),)


def _bases(strategy: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    based = [index for index, item in enumerate(strategy) if item.get("base", 0) > 0]
    if len(based) <= 1:
        return FINE
    first, second = (strategy[index]["capacityProvider"] for index in based[:2])
    return (((based[1], "base"), f"`base` is given for `{first}` and for `{second}`; ECS takes it for one provider"),)


def _weights(strategy: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    if len(strategy) <= 1 or any(item.get("weight", 0) > 0 for item in strategy):
        return FINE
    return here("`weight` is 0 or left out for every one of several capacity providers; ECS wants one above 0")


def _compatible(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        place, allowed = _place(body), task.get("requiresCompatibilities")
        if place is not None and allowed and place not in allowed:
            member = "capacityProviderStrategy" if body.get("capacityProviderStrategy") else "launchType"
            message = f"`{member}` places tasks on {place}, but `{task['family']}` requires {', '.join(allowed)}"
            yield index, (member,), message


def _strategy(*providers: tuple[str, int, int], **changes: Any) -> dict[str, Any]:
    """A service with these providers, each with weight and base."""
    strategy = [{"capacityProvider": name, "weight": weight, "base": base} for name, weight, base in providers]
    return samples.service(capacityProviderStrategy=strategy, **{"launchType": None, **changes})


def _public(launch: str) -> dict[str, Any]:
    awsvpc = {"subnets": ["subnet-0a"], "assignPublicIp": "ENABLED"}
    return samples.service(launchType=launch, networkConfiguration={"awsvpcConfiguration": awsvpc})


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="capacity",
        field="",
        statement="A service has a launch type or a capacity provider strategy, not both; Fargate Spot is a provider.",
        value="1 of launchType, capacityProviderStrategy",
        source=sources.ecs("CreateService.launchType"),
        check=_one_way,
        at=lambda: _strategy(("FARGATE", 1, 0)),
        past=lambda: _strategy(("FARGATE", 1, 0), launchType="FARGATE"),
    ),
    _limit(
        id="capacity-providers",
        field="capacityProviderStrategy",
        statement="A capacity provider strategy has up to 20 providers.",
        value="20 providers",
        source=sources.ecs("CreateService.capacityProviderStrategy"),
        check=at_most("capacityProviderStrategy", 20),
        at=lambda: _strategy(*((f"provider-{number}", 1, 0) for number in range(20))),
        past=lambda: _strategy(*((f"provider-{number}", 1, 0) for number in range(21))),
    ),
    _limit(
        id="capacity-providers-unmixed",
        field="capacityProviderStrategy",
        statement="A capacity provider strategy is of Fargate or of groups of instances, not of both.",
        value="FARGATE and FARGATE_SPOT, or others",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html",
        check=_unmixed,
        at=lambda: _strategy(("FARGATE", 1, 0), ("FARGATE_SPOT", 1, 0)),
        past=lambda: _strategy(("FARGATE", 1, 0), ("instances", 1, 0)),
    ),
    _limit(
        id="capacity-provider-base",
        field="capacityProviderStrategy",
        statement="One provider of a capacity provider strategy has a base.",
        value="1 base",
        source=sources.ecs("CapacityProviderStrategyItem.base"),
        check=_bases,
        at=lambda: _strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 1, 0)),
        past=lambda: _strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 1, 1)),
    ),
    _limit(
        id="capacity-provider-weight",
        field="capacityProviderStrategy",
        statement="Of several capacity providers at least one has a weight above 0, which is what no weight means.",
        value="1 weight above 0",
        source=sources.ecs("CapacityProviderStrategyItem.weight"),
        check=_weights,
        at=lambda: _strategy(("FARGATE", 1, 0), ("FARGATE_SPOT", 0, 0)),
        past=lambda: _strategy(("FARGATE", 0, 0), ("FARGATE_SPOT", 0, 0)),
    ),
    _limit(
        id="public-address",
        field="networkConfiguration.awsvpcConfiguration.assignPublicIp",
        statement="Only tasks on Fargate get a public address.",
        value="DISABLED on EC2",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
        check=_public_address,
        at=lambda: _public("FARGATE"),
        past=lambda: _public("EC2"),
    ),
    _limit(
        id="platform-version",
        field="platformVersion",
        statement="Only tasks on Fargate have a platform version.",
        value="none on EC2",
        source=sources.ecs("CreateService.platformVersion"),
        check=_version,
        at=lambda: samples.service(platformVersion="1.4.0"),
        past=lambda: samples.service(platformVersion="1.4.0", launchType="EC2"),
    ),
    _across(
        id="service-compatibility",
        field="",
        statement="A service runs on what its task definition requires: FARGATE, or EC2 for groups of instances.",
        value="a member of requiresCompatibilities",
        source=sources.ecs("RegisterTaskDefinition.requiresCompatibilities"),
        across=_compatible,
        at=lambda: samples.build(samples.ec2_task(), samples.service(launchType="EC2")),
        past=lambda: samples.build(samples.ec2_task(), samples.service()),
    ),
)
