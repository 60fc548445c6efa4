"""Shares as Envoy counts them."""

from __future__ import annotations

from meshc.backends.envoy.types import Message

_DENOMINATORS = ((1, "HUNDRED"), (100, "TEN_THOUSAND"), (10_000, "MILLION"))
"""envoy.type.v3.FractionalPercent.DenominatorType, and its parts in one percent."""


def fractional_percent(percent: float) -> Message:
    """A share in percent as an envoy.type.v3.FractionalPercent, to a millionth."""
    for scale, name in _DENOMINATORS:
        numerator = round(percent * scale, 6)
        if numerator == int(numerator) or name == "MILLION":
            break
    message: Message = {"numerator": round(numerator)}
    if name != "HUNDRED":
        message["denominator"] = name
    return message
