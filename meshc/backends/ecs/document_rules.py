"""Every limit of the documents that the backend ecs writes."""

from __future__ import annotations

from meshc.backends.ecs import (
    capacity_rules,
    container_rules,
    count_rules,
    deployment_rules,
    fargate_rules,
    port_rules,
    service_rules,
    start_rules,
    tag_rules,
    task_rules,
)
from meshc.backends.limits import Limit

LIMITS: tuple[Limit, ...] = (
    *task_rules.LIMITS,
    *fargate_rules.LIMITS,
    *container_rules.LIMITS,
    *port_rules.LIMITS,
    *start_rules.LIMITS,
    *service_rules.LIMITS,
    *capacity_rules.LIMITS,
    *count_rules.LIMITS,
    *deployment_rules.LIMITS,
    *tag_rules.LIMITS,
)
"""Limits of task definitions, their containers, services, autoscaling and tags."""
