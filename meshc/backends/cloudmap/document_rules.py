"""Every limit of the documents that the backend cloudmap writes."""

from __future__ import annotations

from meshc.backends.cloudmap import instance_rules, registry_rules, schema_limits
from meshc.backends.limits import Limit

LIMITS: tuple[Limit, ...] = (*schema_limits.LIMITS, *registry_rules.LIMITS, *instance_rules.LIMITS)
"""Limits of namespaces, services and instances."""
