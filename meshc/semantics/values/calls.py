"""Calls: certificates, authorities, files, paths, regular expressions, namespaces."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

from meshc.language import values as types
from meshc.language.values import CALLS
from meshc.semantics import codes
from meshc.semantics.bound import INVALID, Deferred
from meshc.semantics.values.reader import Fields, Reader
from meshc.semantics.values.texts import arguments_of, read_string
from meshc.syntax import ast
from meshc.syntax.ast import Value


def read_call(reader: Reader, node: Value, type_: types.CallType) -> Any:
    if type_.or_string and type(node) is ast.String:
        value = reader.text(node)
        if isinstance(value, Deferred):
            return value._replace(type=type_)
        if value is not INVALID and not isinstance(value, str):
            return read_string(reader, node, types.StringType())
        return _SHAPES[type_.shape](reader, node, "", [value]) if value is not INVALID else INVALID
    examples = " or ".join(f"`{CALLS[name].example}`" for name in type_.calls)
    if type(node) is not ast.Call:
        expected = f"a string or {examples}" if type_.or_string else examples
        return reader.wrong(node, expected)
    if node.name in CALLS and node.name not in type_.calls:
        return reader.wrong(node, examples)
    arguments = arguments_of(reader, node)
    if arguments is INVALID:
        return INVALID
    if isinstance(arguments, Deferred):
        return Deferred(node, type_, reader.item)
    return _SHAPES[type_.shape](reader, node, node.name, arguments)


def _certificate(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name == "pem":
        if len(arguments) != 2:
            return reader.wrong(node, '`pem("/tls/chain.pem", "/tls/key.pem")`, chain and key')
        return {"kind": "pem", "chain": arguments[0], "key": arguments[1]}
    if name == "sds":
        return _sds(reader, node, arguments)
    if name == "acm":
        if len(arguments) != 1:
            return reader.wrong(node, "one certificate")
        return {"kind": "acm", "arn": arguments[0]}
    fields = dict(zip(("arn", "kms_key", "role"), arguments, strict=False))
    return {"kind": "pca", **fields}


def _trust(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name == "pem":
        if len(arguments) != 1:
            return reader.wrong(node, '`pem("/tls/ca.pem")`, one file')
        return {"kind": "pem", "path": arguments[0]}
    if name == "sds":
        return _sds(reader, node, arguments)
    return {"kind": "acm", "arns": tuple(arguments)}


def _sds(reader: Reader, node: Any, arguments: list[Any]) -> Any:
    if not isinstance(arguments[0], str):
        return reader.wrong(node, "a name known when compiling")
    return {"kind": "sds", "name": arguments[0]}


def _file(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if not isinstance(arguments[0], str):
        return reader.wrong(node, "a path known when compiling")
    return arguments[0]


def _namespace(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name != "existing":
        return {"name": arguments[0]}
    namespace = {"existing": arguments[0]}
    if len(arguments) > 1:
        if not isinstance(arguments[1], str):
            return reader.wrong(node, "a name known when compiling")
        namespace["name"] = arguments[1]
    return namespace


_ONLY_RE2 = re.compile(r"\\[pP](?:\{\^?\w+\}|\w)|\\z|\[:\^?\w+:\]")
"""What RE2 knows and Python's expressions do not; each stands for something of the kind of a character."""
_REPEATS = re.compile(r"(?<!\\)\{(\d+)(?:,(\d+))?")
_NOT_RE2 = re.compile(r"\(\?(?:[=!>]|<[=!])|\\[1-9]|\(\?P=|(?<!\\)[*+?}]\+")


def _regex(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    text = arguments[0]
    if not isinstance(text, str):
        return reader.wrong(node, "a regular expression known when compiling")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(_ONLY_RE2.sub(r"\\w", text))
        problem = "RE2 has neither look-around nor back references" if _NOT_RE2.search(text) else ""
        if any(int(times) > 1000 for both in _REPEATS.findall(text) for times in both if times):
            problem = "RE2 repeats nothing more than 1000 times"
    except (re.error, OverflowError, RecursionError) as error:
        problem = str(error)
    if problem:
        reader.findings.append(
            codes.BAD_REGEX.at(reader.origin(node), f"this regular expression is not valid: {problem}")
        )
        return INVALID
    return text


def _path(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name == "regex":
        text = _regex(reader, node, name, arguments)
        return INVALID if text is INVALID else Fields(kind="regex", value=text)
    path: str = arguments[0]
    if path.endswith("/*"):
        return Fields(kind="prefix", value=path[:-2])
    if path.endswith("*"):
        path, kind = path[:-1], "string-prefix"
    else:
        kind = "exact"
    if "*" in path:
        reader.findings.append(
            codes.BAD_VALUE.at(
                reader.origin(node),
                f"`*` may only stand at the end of a path: `{arguments[0]}`",
                help='write `"/v2/*"` for a path and all below it, or `regex("…")`',
            )
        )
        return INVALID
    return Fields(kind=kind, value=path)


_SHAPES: dict[str, Callable[[Reader, Any, str, list[Any]], Any]] = {
    "certificate": _certificate,
    "trust": _trust,
    "file": _file,
    "namespace": _namespace,
    "regex": _regex,
    "path": _path,
}
