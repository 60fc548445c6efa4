"""When an instance that answers with errors is left out for a while."""

from __future__ import annotations

from math import floor

from meshc.backends.envoy.durations import duration
from meshc.backends.envoy.types import Message
from meshc.ir.traffic import OutlierDetection, TrafficPolicy


def outlier_detection(policy: TrafficPolicy) -> Message | None:
    """The passive health check of a cluster; None where nobody asked for one.

    `errors` counts answers with 5xx and connections that fail, which Envoy reads as such. What Envoy looks at beside
    that by itself, the share of an instance's successes, is off: nobody wrote it. Fields left open have the defaults
    of envoy.config.cluster.v3.OutlierDetection: 5 errors, looked at every 10 s, out for 30 s, at most 10 %.
    """
    wish = policy.outlier_detection
    if not isinstance(wish, OutlierDetection):
        return None
    found: Message = {"consecutive_5xx": 5 if wish.errors is None else wish.errors}
    if wish.interval is not None:
        found["interval"] = duration(wish.interval)
    if wish.eject_for is not None:
        # Envoy multiplies the time by the number of ejections; with both equal an instance is out for that long each
        # time.
        found["base_ejection_time"] = found["max_ejection_time"] = duration(wish.eject_for)
    if wish.eject_at_most is not None:
        found["max_ejection_percent"] = floor(wish.eject_at_most)
    found["enforcing_consecutive_5xx"] = 100
    found["enforcing_success_rate"] = 0
    return found
