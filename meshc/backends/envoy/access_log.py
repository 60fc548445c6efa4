"""A line per request, written by the proxy."""

from __future__ import annotations

import json

from meshc.backends.envoy.types import FILE_ACCESS_LOG, STDOUT_ACCESS_LOG, Message, typed
from meshc.ir.observability import AccessLog
from meshc.ir.workload import Workload

_PATH = {True: "%PATH(WQ:ORIG_OR_PATH)%", False: "%PATH(NQ:ORIG_OR_PATH)%"}
"""The path that was asked for, with the query string and without.

https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/observability/access_log/usage
"""

_LINE = (
    '[%START_TIME%] "%REQ(:METHOD)% PATH %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% '
    '%DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" '
    '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"\n'
)
"""Envoy's own format, with a place for the path."""

_FIELDS = {
    "start_time": "%START_TIME%",
    "method": "%REQ(:METHOD)%",
    "path": "PATH",
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
    "upstream_cluster": "%UPSTREAM_CLUSTER%",
    "route_name": "%ROUTE_NAME%",
}
"""The same and more as fields of an object."""


def access_log(workload: Workload) -> list[Message]:
    """The access logs of a listener: one where the mesh asks for it, else none."""
    log = workload.access_log
    if log is None:
        return []
    if log.path is None:
        return [typed("envoy.access_loggers.stdout", STDOUT_ACCESS_LOG, log_format=_format(log))]
    return [typed("envoy.access_loggers.file", FILE_ACCESS_LOG, path=log.path, log_format=_format(log))]


def _format(log: AccessLog) -> Message:
    """An envoy.config.core.v3.SubstitutionFormatString."""
    path = _PATH[log.query]
    if log.fields is None:
        if log.format == "json":
            return {"json_format": {**_FIELDS, "path": path}}
        return _text(_LINE.replace("PATH", path, 1))
    fields = _object(log.fields) if log.format == "json" else None
    if fields is not None:
        return {"json_format": fields}
    return _text(log.fields if log.fields.endswith("\n") else f"{log.fields}\n")


def _text(line: str) -> Message:
    return {"text_format_source": {"inline_string": line}}


def _object(text: str) -> Message | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
