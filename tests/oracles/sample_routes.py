"""The routes of the hand-written bootstrap."""

from __future__ import annotations

from .sample_parts import FAULT, HTTP_FILTERS, RETRIES, Message, percent, rate_limit

_WEIGHTED: Message = {
    "clusters": [{"name": "contract.v1:8080", "weight": 90}, {"name": "contract.v2:8080", "weight": 10}]
}

CALL_ROUTES: list[Message] = [
    {
        "name": "search",
        "match": {
            "path_separated_prefix": "/v2/search",
            "headers": [
                {"name": ":method", "string_match": {"exact": "GET"}},
                {"name": "x-version", "range_match": {"start": 2, "end": 5}},
                {"name": "x-debug", "present_match": True},
                {"name": "x-old", "present_match": True, "invert_match": True},
                {"name": "x-user", "string_match": {"safe_regex": {"regex": "a.*"}}},
                {"name": "x-pre", "string_match": {"prefix": "p"}},
            ],
            "query_parameters": [
                {"name": "q", "present_match": True},
                {"name": "lang", "string_match": {"exact": "de"}},
            ],
        },
        "route": {
            "weighted_clusters": _WEIGHTED,
            "prefix_rewrite": "/search",
            "timeout": "15s",
            "idle_timeout": "300s",
            "max_stream_duration": {"max_stream_duration": "60s", "grpc_timeout_header_max": "60s"},
            "retry_policy": RETRIES,
            "hash_policy": [{"header": {"header_name": "x-user"}}, {"connection_properties": {"source_ip": True}}],
            "request_mirror_policies": [
                {
                    "cluster": "contract.v2:8080",
                    "runtime_fraction": {"default_value": percent(5)},
                    "disable_shadow_host_suffix_append": True,
                }
            ],
            "auto_host_rewrite": True,
        },
        "request_headers_to_add": [
            {"header": {"key": "x-caller", "value": "user"}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
        ],
        "request_headers_to_remove": ["x-internal"],
        "response_headers_to_add": [{"header": {"key": "x-mesh", "value": "shop 100%%"}}],
        "response_headers_to_remove": ["server"],
        "typed_per_filter_config": {
            "envoy.filters.http.fault": FAULT["typed_config"],
            "envoy.filters.http.buffer": {"@type": f"{HTTP_FILTERS}.buffer.v3.BufferPerRoute", "disabled": True},
            "envoy.filters.http.local_ratelimit": rate_limit("search", 5, "10s"),
        },
        "tracing": {"random_sampling": percent(50)},
    },
    {
        "name": "colour",
        "match": {"safe_regex": {"regex": "/colou?r/[0-9]+"}},
        "route": {
            "cluster": "contract.v1:8080",
            "regex_rewrite": {"pattern": {"regex": "^/colou?r/(.*)$"}, "substitution": "/c/\\1"},
            "timeout": "0s",
            "host_rewrite_literal": "contract.shop.local",
        },
    },
    {
        "name": "moved",
        "match": {"path": "/old"},
        "redirect": {"host_redirect": "new.example.com", "path_redirect": "/new", "response_code": "FOUND"},
    },
    {
        "name": "robots",
        "match": {"path": "/robots.txt"},
        "direct_response": {"status": 200, "body": {"inline_string": "User-agent: *\n"}},
        "response_headers_to_add": [{"header": {"key": "content-type", "value": "text/plain"}}],
    },
    {
        "name": "grpc",
        "match": {"prefix": "/rates.Rates/", "grpc": {}},
        "route": {
            "cluster": "rates:9090",
            "timeout": "0s",
            "max_stream_duration": {"grpc_timeout_header_max": "0s"},
            "retry_policy": {"retry_on": "connect-failure,unavailable,resource-exhausted", "num_retries": 2},
        },
    },
    {
        "name": "default",
        "match": {"prefix": "/"},
        "route": {
            "weighted_clusters": _WEIGHTED,
            "hash_policy": [{"cookie": {"name": "session", "ttl": "0s"}}, {"query_parameter": {"name": "user"}}],
        },
    },
]
"""Every kind of match, action and setting of a route."""
