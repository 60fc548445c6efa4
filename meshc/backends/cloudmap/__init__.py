"""AWS Cloud Map: the names by which services are found without a proxy."""

from __future__ import annotations

from meshc.backends.cloudmap.lower import CloudMap

BACKEND = CloudMap()
