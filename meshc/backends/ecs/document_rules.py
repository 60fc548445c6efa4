"""Every limit of the documents that the backend ecs writes."""

from __future__ import annotations

from meshc.backends.ecs import container_rules, service_rules, tag_rules, task_rules
from meshc.backends.limits import Limit

LIMITS: tuple[Limit, ...] = (
    *task_rules.LIMITS,
    *container_rules.LIMITS,
    *service_rules.LIMITS,
    *tag_rules.LIMITS,
)
"""Limits of task definitions, containers, services and their tags."""
