"""Every limit of the documents that the backend appmesh writes."""

from __future__ import annotations

from meshc.backends.appmesh import (
    listener_rules,
    match_rules,
    name_rules,
    quota_rules,
    route_limits,
    route_rules,
    schema_limits,
)
from meshc.backends.limits import Limit

LIMITS: tuple[Limit, ...] = (
    *name_rules.LIMITS,
    *schema_limits.LIMITS,
    *route_limits.LIMITS,
    *listener_rules.LIMITS,
    *route_rules.LIMITS,
    *match_rules.LIMITS,
    *quota_rules.LIMITS,
)
"""Limits of meshes, virtual nodes, routers, services and gateways, and of their routes."""
