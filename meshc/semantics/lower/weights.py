"""Arithmetic of splits: shares, whole numbers and `rest`."""

from __future__ import annotations

from typing import Any

from meshc.diagnostics.model import Diagnostic
from meshc.semantics import codes
from meshc.source import Origin


def relative_weights(
    weights: dict[str, tuple[Any, Origin]], place: Origin, what: str, findings: list[Diagnostic]
) -> dict[str, float]:
    """The weights of a split as numbers relative to each other; empty after a finding.

    Shares must add up to 100 %; `rest` is what the others leave.
    """
    parts = {name: value for name, (value, _) in weights.items() if isinstance(value, tuple) and value[0] == "parts"}
    shares = {
        name: value[1] for name, (value, _) in weights.items() if isinstance(value, tuple) and value[0] == "share"
    }
    rests = [name for name, (value, _) in weights.items() if value == "rest"]
    if parts and (shares or rests):
        odd = next(iter(shares or rests))
        findings.append(
            codes.WEIGHT_MIX.at(
                weights[odd][1],
                f"{what} mixes whole numbers with shares",
                help="use shares everywhere, or whole numbers",
            )
        )
        return {}
    if parts:
        return {name: float(value[1]) for name, value in parts.items()}
    if len(rests) > 1:
        findings.append(
            codes.WEIGHT_MIX.at(
                weights[rests[1]][1], f"{what} has `rest` twice", help="give all but one of them a share"
            )
        )
        return {}
    total = round(sum(shares.values()), 6)
    if total > 100 or (total != 100 and not rests):
        written = " + ".join(f"{share:g}%" for share in shares.values())
        findings.append(
            codes.SPLIT_SUM.at(
                place,
                f"{what} adds up to {total:g}%, not 100%: {written}",
                help="" if total > 100 else f"{100 - total:g}% is missing: one of the weights may be `rest`",
            )
        )
        return {}
    result: dict[str, float] = {}
    for name in weights:
        result[name] = round(100 - total, 6) if name in rests else float(shares[name])
    return result
