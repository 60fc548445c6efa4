"""A task definition that the user supplies, before meshc amends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

READ_ONLY = frozenset(
    {
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
        "deregisteredAt",
        "deleteRequestedAt",
    }
)
"""Fields that DescribeTaskDefinition answers and RegisterTaskDefinition does not take.

The members of botocore's ecs TaskDefinition that are none of RegisterTaskDefinitionRequest.
"""


def strip_read_only(body: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The body as RegisterTaskDefinition takes it, and the names of what was left out.

    Takes both what one writes for `register-task-definition` and what `describe-task-definition` prints, which has
    the task definition one level down and its tags beside it.
    """
    described = body.get("taskDefinition")
    if isinstance(described, Mapping):
        tags = body.get("tags")
        body = {**described, "tags": tags} if tags and "tags" not in described else described
    kept = {name: value for name, value in body.items() if name not in READ_ONLY}
    return kept, tuple(name for name in body if name in READ_ONLY)
