"""Faults that a proxy injects."""

from __future__ import annotations

from meshc.backends.envoy.durations import duration
from meshc.backends.envoy.fractions import fractional_percent
from meshc.backends.envoy.types import FAULT, Message, typed
from meshc.ir.traffic import Fault

NAME = "envoy.filters.http.fault"


def fault(wish: Fault | None) -> Message:
    """The configuration of the filter, for all requests or those of a route; without a wish it does nothing."""
    message: Message = {"@type": FAULT}
    if wish is not None and wish.delay is not None and wish.delay.time > 0:
        message["delay"] = {
            "fixed_delay": duration(wish.delay.time),
            "percentage": fractional_percent(wish.delay.share),
        }
    if wish is not None and wish.abort is not None:
        message["abort"] = {"http_status": wish.abort.status, "percentage": fractional_percent(wish.abort.share)}
    return message


def fault_filter(wish: Fault | None) -> Message:
    """The filter, with what holds for requests on routes that say nothing themselves."""
    return typed(NAME, FAULT, **{field: value for field, value in fault(wish).items() if field != "@type"})
