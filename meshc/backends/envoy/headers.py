"""Headers that a proxy adds and removes."""

from __future__ import annotations

from meshc.backends.base import Lowering
from meshc.backends.envoy.types import Message, typed
from meshc.backends.joined import joined
from meshc.ir.text import AddressPart, Text
from meshc.ir.traffic import HeaderEdits, Headers, TrafficPolicy

WITHOUT_ORIGINAL_PATH: Message = {
    "early_header_mutation_extensions": [
        typed(
            "envoy.http.early_header_mutation.header_mutation",
            "type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
            mutations=[{"remove": "x-envoy-original-path"}],
        )
    ]
}
"""Fields of a connection manager that drop what a request says of the path that it had before: the proxy of the called
chooses by it where a route of the service gives requests another.

Envoy itself drops the headers by which a request would give itself other timeouts and retries than the mesh has, but
where it counts who asks as internal, which it does nowhere unless it is told to.
https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/http/http_conn_man/headers#x-envoy-internal
"""


def header_edits(policy: TrafficPolicy, lowering: Lowering, owner: str) -> Message:
    """The edits as fields of a route. Envoy removes first, so a header that is removed and added is replaced."""
    headers = policy.headers
    if not isinstance(headers, Headers):
        return {}
    fields: Message = {}
    for direction, edits in (("request", headers.request), ("response", headers.response)):
        if edits is not None:
            fields.update(_edits(direction, edits, lowering, owner))
    return fields


def _edits(direction: str, edits: HeaderEdits, lowering: Lowering, owner: str) -> Message:
    fields: Message = {}
    if edits.add:
        fields[f"{direction}_headers_to_add"] = [
            {"header": {"key": header.name, "value": _literal(lowering.text(header.value, owner))}}
            for header in edits.add
        ]
    if edits.remove:
        fields[f"{direction}_headers_to_remove"] = list(edits.remove)
    return fields


def _literal(value: Text) -> Text:
    """The text without a meaning for Envoy, which reads what stands between two `%` as a command."""
    if isinstance(value, str):
        return value.replace("%", "%%")
    known = (part for part in value.template if not isinstance(part, AddressPart))
    return joined(*(part.replace("%", "%%") if isinstance(part, str) else part for part in known))
