"""Scaling of a unit's service by Application Auto Scaling."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.base import Lowering, Pointer, Resource, Unit
from meshc.backends.ecs.model import ScalableTarget, ScalingPolicy
from meshc.backends.joined import joined
from meshc.backends.rounding import whole_seconds
from meshc.backends.tags import tags
from meshc.ir.text import Template, Text
from meshc.source import Origin

_DIMENSION = "ecs:service:DesiredCount"
_MEASURES = (("cpu", "ECSServiceAverageCPUUtilization"), ("memory", "ECSServiceAverageMemoryUtilization"))
_COOLDOWNS = (("scale_in_cooldown", "ScaleInCooldown"), ("scale_out_cooldown", "ScaleOutCooldown"))


def scaling(unit: Unit, lowering: Lowering) -> Iterator[Resource]:
    """The range of tasks, then a policy per measure; nothing where the mesh does not scale the unit."""
    autoscale = unit.workload.autoscale
    if autoscale is None:
        return
    name = joined("service/", _cluster_name(unit, lowering), f"/{unit.name}")
    target: ScalableTarget = {
        "ServiceNamespace": "ecs",
        "ResourceId": name,
        "ScalableDimension": _DIMENSION,
        "MinCapacity": autoscale.min,
        "MaxCapacity": autoscale.max,
    }
    id = f"ecs/{unit.name}/scalable-target"
    range_origins: dict[Pointer, Origin] = {
        (): autoscale.origin(),
        ("MinCapacity",): autoscale.origin("min"),
        ("MaxCapacity",): autoscale.origin("max"),
    }
    registration = Resource(
        id=id,
        backend="ecs",
        file=f"{unit.name}.scalable-target.json",
        service="application-autoscaling",
        operation="RegisterScalableTarget",
        body=target,
        origins=range_origins,
        phase="put",
        after=(f"ecs/{unit.name}/service",),
    )
    named = list(tags(unit.workload.ecs, lowering, unit.owner))
    if named:
        tagged: ScalableTarget = {**target, "Tags": {tag.name: tag.value for tag in named}}
        tag_origins: dict[Pointer, Origin] = {("Tags", tag.name): tag.origin for tag in named}
        yield registration._replace(body=tagged, origins=range_origins | tag_origins, phase="create")
        # Application Auto Scaling refuses tags for a target that it knows already:
        # https://github.com/terraform-aws-modules/terraform-aws-rds-aurora/pull/420
        yield registration._replace(
            id=f"ecs/{unit.name}/update-scalable-target",
            file=f"{unit.name}.update-scalable-target.json",
            phase="update",
            after=(id,),
        )
    else:
        yield registration
    for field, metric in _MEASURES:
        use = getattr(autoscale, field)
        if use is None:
            continue
        place: Pointer = ("TargetTrackingScalingPolicyConfiguration",)
        origins: dict[Pointer, Origin] = {(): autoscale.origin(), (*place, "TargetValue"): autoscale.origin(field)}
        policy: ScalingPolicy = {
            "PolicyName": f"{unit.name}-{field}",
            "ServiceNamespace": "ecs",
            "ResourceId": name,
            "ScalableDimension": _DIMENSION,
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": use,
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
            },
        }
        for cooldown, key in _COOLDOWNS:
            wait = getattr(autoscale, cooldown)
            if wait is not None:
                policy["TargetTrackingScalingPolicyConfiguration"][key] = whole_seconds(wait)
                origins[(*place, key)] = autoscale.origin(cooldown)
        yield Resource(
            id=f"ecs/{unit.name}/scaling-policy-{field}",
            backend="ecs",
            file=f"{unit.name}.scaling-policy-{field}.json",
            service="application-autoscaling",
            operation="PutScalingPolicy",
            body=policy,
            origins=origins,
            phase="put",
            after=(id,),
        )


def _cluster_name(unit: Unit, lowering: Lowering) -> Text:
    """The name of the unit's cluster, which is the end of its ARN; a late value as a whole must be a name."""
    cluster = unit.workload.ecs.cluster
    if cluster is None:
        return "default"
    text = lowering.text(cluster, unit.owner)
    parts = text.template if isinstance(text, Template) else (text,)
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if isinstance(part, str) and "/" in part:
            return joined(Template(template=(part.rpartition("/")[2], *parts[index + 1 :])))
    return text
