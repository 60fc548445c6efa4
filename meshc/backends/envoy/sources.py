"""Where the documentation of Envoy stands."""

from __future__ import annotations

DOCS = "https://www.envoyproxy.io/docs/envoy/v1.40.0"
API = f"{DOCS}/api-v3"
"""The reference of the messages that a bootstrap is made of."""
