"""A line per request, written by the proxy."""

from __future__ import annotations

from meshc.backends import access_lines
from meshc.backends.envoy.types import FILE_ACCESS_LOG, STDOUT_ACCESS_LOG, Message, typed
from meshc.ir.observability import AccessLog
from meshc.ir.workload import Workload

_PATH = {True: "%PATH(WQ:ORIG_OR_PATH)%", False: "%PATH(NQ:ORIG_OR_PATH)%"}
"""The path that was asked for, with the query string and without.

https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/observability/access_log/usage
"""

_MORE = {"upstream_cluster": "%UPSTREAM_CLUSTER%", "route_name": "%ROUTE_NAME%"}


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
            return {"json_format": {**access_lines.fields(path), **_MORE}}
        return _text(access_lines.text(path))
    fields = access_lines.own_fields(log.fields) if log.format == "json" else None
    return {"json_format": fields} if fields is not None else _text(access_lines.own_text(log.fields))


def _text(line: str) -> Message:
    return {"text_format_source": {"inline_string": line}}
