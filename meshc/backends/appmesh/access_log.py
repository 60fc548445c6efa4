"""The access log of a proxy."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshc.backends.base import Pointer
from meshc.ir.observability import AccessLog
from meshc.source import Origin

STANDARD_OUTPUT = "/dev/stdout"

_PATH = "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"
_WITHOUT_QUERY = "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%"
"""What the proxies of App Mesh know beside Envoy's own operators.

https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-logs.html
"""

TEXT = (
    '[%START_TIME%] "%REQ(:METHOD)% PATH %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% '
    '%DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" '
    '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"\n'
).replace("PATH", _WITHOUT_QUERY, 1)
"""Envoy's own text format, but for the query of the path.

https://www.envoyproxy.io/docs/envoy/v1.34.0/configuration/observability/access_log/usage
"""

JSON_FIELDS = {
    "start_time": "%START_TIME%",
    "method": "%REQ(:METHOD)%",
    "path": _WITHOUT_QUERY,
    "protocol": "%PROTOCOL%",
    "response_code": "%RESPONSE_CODE%",
    "response_flags": "%RESPONSE_FLAGS%",
    "bytes_received": "%BYTES_RECEIVED%",
    "bytes_sent": "%BYTES_SENT%",
    "duration": "%DURATION%",
    "upstream_service_time": "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%",
    "x_forwarded_for": "%REQ(X-FORWARDED-FOR)%",
    "user_agent": "%REQ(USER-AGENT)%",
    "request_id": "%REQ(X-REQUEST-ID)%",
    "authority": "%REQ(:AUTHORITY)%",
    "upstream_host": "%UPSTREAM_HOST%",
}
"""The same as JSON."""


class Log(NamedTuple):
    """A `logging` member, with origins by pointers into it."""

    body: dict[str, Any]
    origins: dict[Pointer, Origin]


def logging(log: AccessLog | None) -> Log | None:
    """Where lines go and what they hold; a format only where it is not the one that the proxy has anyway."""
    if log is None:
        return None
    file: dict[str, Any] = {"path": log.path or STANDARD_OUTPUT}
    place = ("accessLog", "file")
    origins: dict[Pointer, Origin] = {(): log.origin(), (*place, "path"): log.origin("path")}
    if log.format == "json":
        fields = _own_fields(query=log.query) if log.fields is None else _fields(log.fields)
        file["format"] = {"json": [{"key": key, "value": value} for key, value in fields.items()]}
        origins[(*place, "format")] = log.origin("format" if log.fields is None else "fields")
    elif log.fields is not None:
        # Envoy puts no line feed between two lines.
        file["format"] = {"text": log.fields if log.fields.endswith("\n") else f"{log.fields}\n"}
        origins[(*place, "format")] = log.origin("fields")
    elif not log.query:
        file["format"] = {"text": TEXT}
        origins[(*place, "format")] = log.origin("query")
    return Log({"accessLog": {"file": file}}, origins)


def _own_fields(*, query: bool) -> dict[str, str]:
    return {**JSON_FIELDS, "path": _PATH} if query else JSON_FIELDS


def _fields(written: str) -> dict[str, str]:
    """The members of a JSON object of one's own; what is no such object is one member."""
    import json

    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return {"line": written}
    return {str(key): value if isinstance(value, str) else json.dumps(value) for key, value in found.items()}
