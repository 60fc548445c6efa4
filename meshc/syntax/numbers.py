"""What is wrong with a token that begins like a number and is none: a unit, two units, missing quotes, a spelling."""

from __future__ import annotations

import re
from typing import NamedTuple

from meshc.syntax.literals import scaled

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)([kKmMgGtT])(?:[iI]?[bB]?|[bB]ytes?)")
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)([A-Za-zµ]+)")
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/([A-Za-z]+)|(rps|rpm|qps))")
_STATUS = re.compile(r"([0-9])[xX]{2}")
_PLAIN = re.compile(r"([-+]?)([0-9_]*)(\.[0-9_]*)?")
_MISSPELT_NUMBER = re.compile(r"[-+]?(?:0[xXoObB][0-9a-fA-F_]+|[0-9.]+[eE][-+]?[0-9]+)")
_NEGATIVE = re.compile(r"-[0-9]")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(/[0-9]{1,3})?(?::[0-9]+)?")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){2,}[^/:]*")

_UNITS = {
    "ms": ("ms", 1), "msec": ("ms", 1), "msecs": ("ms", 1), "millis": ("ms", 1), "milliseconds": ("ms", 1),
    "s": ("s", 1), "sec": ("s", 1), "secs": ("s", 1), "second": ("s", 1), "seconds": ("s", 1),
    "m": ("m", 1), "min": ("m", 1), "mins": ("m", 1), "minute": ("m", 1), "minutes": ("m", 1),
    "h": ("h", 1), "hr": ("h", 1), "hrs": ("h", 1), "hour": ("h", 1), "hours": ("h", 1),
    "d": ("h", 24), "day": ("h", 24), "days": ("h", 24), "w": ("h", 168), "week": ("h", 168), "weeks": ("h", 168),
}  # fmt: skip
_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}


class BadNumber(NamedTuple):
    """The finding for a token: its code, message and help, and what to write if that is known."""

    code: str
    message: str
    help: str
    title: str = ""
    replacement: str = ""
    safe: bool = True


def diagnose(text: str) -> BadNumber:
    """Why a text that begins like a number is not a value."""
    return _size(text) or _duration(text) or _rate(text) or _status(text) or _number(text) or _unquoted(text)


def unquoted(text: str, what: str = "text") -> BadNumber:
    """A text that needs quotes."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return BadNumber(
        "MC123", f"{what} `{text}` needs quotes", f"write `{quoted}`", "put it in quotes", quoted, safe='"' not in text
    )


def _size(text: str) -> BadNumber | None:
    match = _SIZE.fullmatch(text)
    if match is None or text.endswith("m"):
        return None
    meant = f"{match[1]}{match[2].upper()}iB"
    return BadNumber(
        "MC121",
        f"`{text}` is not a size",
        f"sizes are binary, with the units KiB, MiB, GiB and TiB: write `{meant}`",
        f"write `{meant}`",
        meant,
        safe=text[-2:].lower() == "ib",
    )


def _duration(text: str) -> BadNumber | None:
    parts = _DURATION.findall(text)
    if not parts or "".join(map("".join, parts)) != text or any(unit.lower() not in _UNITS for _, unit in parts):
        return None
    total: int | float = 0
    for amount, word in parts:
        unit, factor = _UNITS[word.lower()]
        total += scaled(amount, factor * _MILLISECONDS[unit])
    meant = _spell_duration(total)
    if len(parts) > 1:
        return BadNumber(
            "MC122",
            f"the duration `{text}` has several units",
            f"a duration has one unit: write `{meant}`" if meant else "a duration has one unit",
            f"write `{meant}`",
            meant,
        )
    return BadNumber(
        "MC121",
        f"`{text}` is not a duration",
        "the units are ms, s, m and h" + (f": write `{meant}`" if meant else ""),
        f"write `{meant}`",
        meant,
    )


def _spell_duration(milliseconds: int | float) -> str:
    if isinstance(milliseconds, float) or milliseconds >= 10**15:
        return ""
    for unit, factor in (("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if milliseconds and milliseconds % factor == 0:
            return f"{milliseconds // factor}{unit}"
    return f"{milliseconds}ms"


def _rate(text: str) -> BadNumber | None:
    match = _RATE.fullmatch(text)
    if match is None:
        return None
    word = {"rps": "s", "qps": "s", "rpm": "m"}.get(match[3]) or (match[2] or "").lower()
    unit, factor = _UNITS.get(word, ("", 0))
    meant = f"{match[1]}/{unit}" if unit in ("s", "m", "h") and factor == 1 else ""
    return BadNumber(
        "MC121",
        f"`{text}` is not a rate",
        f"write `{meant}`" if meant else "a rate is a number per second, minute or hour, such as `100/s`",
        f"write `{meant}`",
        meant,
    )


def _status(text: str) -> BadNumber | None:
    match = _STATUS.fullmatch(text)
    if match is None:
        return None
    if match[1] in "12345":
        meant = f"{match[1]}xx"
        return BadNumber("MC121", f"`{text}` is not a class of statuses", f"write `{meant}`", f"write `{meant}`", meant)
    return BadNumber("MC121", f"there is no class of statuses `{text}`", "the classes are `1xx` to `5xx`")


def _number(text: str) -> BadNumber | None:
    match = _PLAIN.fullmatch(text)
    if match is not None:
        sign, whole, fraction = match[1], match[2].replace("_", ""), (match[3] or "").replace("_", "").rstrip(".")
        meant = ("-" if sign == "-" else "") + (whole or "0") + fraction
        if len(whole) > 15 or len(fraction) > 16:
            return BadNumber("MC124", f"`{text}` has too many digits", "a number has at most 15 digits on each side")
        return BadNumber("MC124", f"`{text}` is not a number", f"write `{meant}`", f"write `{meant}`", meant)
    if _MISSPELT_NUMBER.fullmatch(text):
        return BadNumber("MC124", f"`{text}` is not a number", "write it in decimal digits, without an exponent")
    if _NEGATIVE.match(text):
        return BadNumber("MC124", f"`{text}` cannot be negative", "only a plain number can have a minus sign")
    return None


def _unquoted(text: str) -> BadNumber:
    address = _ADDRESS.fullmatch(text)
    if address is not None:
        return unquoted(text, "the address range" if address[1] else "the IP address")
    if _VERSION.fullmatch(text):
        return unquoted(text, "the version")
    return unquoted(text)
