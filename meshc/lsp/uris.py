"""URIs of files to paths and back.

Clients spell the same file in several ways (`file:///c%3A/shop`, `file:///C:/shop`), so files are compared by path, and
a file that a client has opened is called by the URI that the client used.
"""

from __future__ import annotations

import os
import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

_DRIVE = re.compile(r"/[A-Za-z]:(?:/|$)")
_SAFE = "/"


def to_path(uri: str, *, windows: bool = os.name == "nt") -> str | None:
    """The path of a file with `/`, free of `.` and `..`; None for a URI that names no file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if parts.scheme != "file" or "\0" in path or path in ("", "/"):
        return None
    host = unquote(parts.netloc)
    if windows:
        path = path.replace("\\", "/")
        if _DRIVE.match(path):
            path = path[1].lower() + path[2:]
    if host and host.lower() != "localhost":
        path = f"//{host}{path}"
    return _normal(path)


def is_path(key: str) -> bool:
    """Whether the key of a text is a path, and no URI."""
    return key.startswith("/") or key[1:3] == ":/"


def from_path(path: str) -> str:
    """The URI of a path with `/`; a drive letter becomes a small one."""
    host = ""
    if path.startswith("//"):
        host, _, path = path[2:].partition("/")
        path = f"/{path}"
    elif re.match(r"[A-Za-z]:", path):
        path = f"/{path[0].lower()}%3A{quote(path[2:], _SAFE, errors='surrogateescape')}"
        return f"file://{path}"
    return f"file://{quote(host)}{quote(path, _SAFE, errors='surrogateescape')}"


def _normal(path: str) -> str:
    double = path.startswith("//")
    normal = posixpath.normpath(path)
    return normal if not double or normal.startswith("//") else f"/{normal}"
