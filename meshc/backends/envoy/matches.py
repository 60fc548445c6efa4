"""Which requests a route takes: paths, methods, hosts, headers and query parameters."""

from __future__ import annotations

import re

from meshc.backends.envoy.number_ranges import range_pattern
from meshc.backends.envoy.types import Message
from meshc.ir.traffic import PathMatch, Route, ValueMatch

_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]*")
"""Characters that nobody has to encode in a query string. RFC 3986, section 2.3."""

_ORIGINAL_PATH = "x-envoy-original-path"
"""Where Envoy keeps the path of a request that it gives another.

https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/http/http_filters/router_filter#http-headers-set
"""

EVERYTHING: Message = {"prefix": "/"}
"""The match of a route that takes every request."""


def route_match(route: Route, methods: tuple[str, ...] | None = None, *, by_host: bool) -> Message:
    """The match of a route: an envoy.config.route.v3.RouteMatch.

    `methods` stands for those of the route where it is given. `by_host` says whether the host is part of the match;
    elsewhere a virtual host has looked at it.
    """
    match = path_match(route.path)
    headers = [_method(wanted)] if (wanted := route.methods if methods is None else methods) else []
    if by_host and route.host is not None and route.host != "*":
        headers.append(_host(route.host))
    headers += [header_match(condition) for condition in route.headers]
    parameters: list[Message] = []
    for condition in route.query:
        if condition.negate and condition.kind != "present":
            headers.append(_without_parameter(condition))
        else:
            parameters.append(_parameter(condition))
    if headers:
        match["headers"] = headers
    if parameters:
        match["query_parameters"] = parameters
    return match


def rewritten_match(route: Route) -> Message:
    """The match of a route behind the proxy that gave its requests another path, by the path that they had before."""
    match = {**route_match(route, by_host=False), **EVERYTHING}
    for field in ("path", "path_separated_prefix", "safe_regex"):
        match.pop(field, None)
    before = {"name": _ORIGINAL_PATH, "string_match": {"safe_regex": {"regex": _path_pattern(route.path)}}}
    match["headers"] = [before, *match.get("headers", ())]
    return match


def _path_pattern(path: PathMatch) -> str:
    """A regular expression for a path with its query string."""
    if path.kind == "regex":
        return rf"(?:{path.value})(?:\?.*)?"
    value = re.escape(on_wire(path))
    if path.kind == "exact":
        return rf"{value}(?:\?.*)?"
    if path.kind == "string-prefix" or on_wire(path) == "/":
        return f"{value}.*"
    return f"{value}(?:[/?].*)?"


def takes_everything(route: Route) -> bool:
    """Whether no request passes the route by; its host is not looked at."""
    if route.methods or route.headers or route.query:
        return False
    return route.path.kind in ("prefix", "string-prefix") and on_wire(route.path) == "/"


def path_match(path: PathMatch) -> Message:
    """The path of a match. A path of gRPC gets the `/` that it has on the wire."""
    if path.kind == "regex":
        return {"safe_regex": {"regex": path.value}}
    value = on_wire(path)
    if path.kind == "exact":
        return {"path": value}
    if path.kind == "string-prefix" or value == "/":
        return {"prefix": value}
    if value.endswith("/"):
        # Envoy refuses a separated prefix that ends with a separator.
        return {"safe_regex": {"regex": f"{re.escape(value)}(?:/.*)?"}}
    return {"path_separated_prefix": value}


def on_wire(path: PathMatch) -> str:
    """The path of what is no regular expression, as requests have it; `/` for every path."""
    return path.value if path.value.startswith("/") else f"/{path.value}"


def header_match(condition: ValueMatch) -> Message:
    """A condition on a header: an envoy.config.route.v3.HeaderMatcher.

    A negated condition holds for a request without the header, too. Envoy would pass such a request over unless it is
    told to take a missing header for an empty one.
    """
    match: Message = {"name": condition.name}
    value = condition.value or ""
    if condition.kind == "present" or (not value and condition.kind in ("prefix", "suffix", "contains")):
        match["present_match"] = True
    elif condition.kind == "range":
        start, end = _bounds(value)
        match["range_match"] = {"start": start, "end": end}
    elif condition.kind == "regex":
        match["string_match"] = {"safe_regex": {"regex": value}}
    else:
        match["string_match"] = {condition.kind: value}
    if condition.negate:
        match["invert_match"] = True
        if "present_match" not in match:
            match["treat_missing_header_as_empty"] = True
    return match


def _method(methods: tuple[str, ...]) -> Message:
    wanted = {"exact": methods[0]} if len(methods) == 1 else {"safe_regex": {"regex": "|".join(methods)}}
    return {"name": ":method", "string_match": wanted}


def host_name(host: str) -> str:
    """A host of the mesh without what makes no difference: its port and the case of its letters."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _host(host: str) -> Message:
    """The host that was asked for, in any case of letters and with any port."""
    host = host_name(host)
    name = f"[^:]+{re.escape(host[1:])}" if host.startswith("*.") else re.escape(host)
    return {"name": ":authority", "string_match": {"safe_regex": {"regex": rf"(?i){name}(?::\d+)?"}}}


def _bounds(value: str) -> tuple[int, int]:
    low, _, high = value.partition("..")
    return int(low), int(high)


def _parameter(condition: ValueMatch) -> Message:
    """A condition on a query parameter: an envoy.config.route.v3.QueryParameterMatcher.

    Envoy compares the text as it stands in the request, so a value with other than plain characters is looked for
    encoded and not.
    """
    value = condition.value or ""
    if condition.kind == "present" or (not value and condition.kind in ("prefix", "suffix", "contains")):
        return {"name": condition.name, "present_match": not condition.negate}
    if condition.kind not in ("regex", "range") and _UNRESERVED.fullmatch(value):
        return {"name": condition.name, "string_match": {condition.kind: value}}
    return {"name": condition.name, "string_match": {"safe_regex": {"regex": _value_pattern(condition)}}}


def _without_parameter(condition: ValueMatch) -> Message:
    """The negation of a condition on a query parameter, which Envoy only has for headers: the path holds the query."""
    pattern = f"[^?]*\\?(?:.*&)?{_encoded(condition.name)}=(?:{_value_pattern(condition)})(?:&.*)?"
    if condition.kind in ("prefix", "suffix", "contains") and not condition.value:
        pattern = f"[^?]*\\?(?:.*&)?{_encoded(condition.name)}(?:[=&].*)?"
    return {"name": ":path", "string_match": {"safe_regex": {"regex": pattern}}, "invert_match": True}


def _value_pattern(condition: ValueMatch) -> str:
    """A regular expression for the values that meet the condition, as they stand in a query string."""
    value = condition.value or ""
    if condition.kind == "regex":
        return value
    if condition.kind == "range":
        return range_pattern(*_bounds(value))
    text = _encoded(value)
    if condition.kind == "prefix":
        return f"{text}[^&]*"
    if condition.kind == "suffix":
        return f"[^&]*{text}"
    return f"[^&]*{text}[^&]*" if condition.kind == "contains" else text


def _encoded(text: str) -> str:
    """A regular expression for a text in a query string, where each character may be encoded."""
    return "".join(_character(character) for character in text)


def _character(character: str) -> str:
    if _UNRESERVED.fullmatch(character):
        return re.escape(character)
    encoded = "".join(_octet(octet) for octet in character.encode())
    forms = [encoded]
    if character not in "&#":
        forms.append(re.escape(character))
    if character == " ":
        forms.append(r"\+")
    return f"(?:{'|'.join(forms)})"


def _octet(octet: int) -> str:
    """A percent-encoded octet, with digits in either case."""
    digits = f"{octet:02X}"
    return "%" + "".join(digit if digit.isdigit() else f"[{digit}{digit.lower()}]" for digit in digits)
