"""Every limit of what the backend service-connect adds to ECS services."""

from __future__ import annotations

from meshc.backends.limits import Limit
from meshc.backends.service_connect import namespace_rules, offer_rules

LIMITS: tuple[Limit, ...] = (*offer_rules.LIMITS, *namespace_rules.LIMITS)
"""Limits of one service, then those of all services of a namespace."""
