"""The formats in which findings are printed for programs, each written by the module of its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from meshc.diagnostics.model import Code, Diagnostic
from meshc.source import SourceMap


class Format(NamedTuple):
    """One way of printing findings to standard output."""

    module: str
    """In this package; it has `render(findings, sources, …) -> bytes`."""
    summary: str
    """What reads it."""
    takes: tuple[str, ...] = ("prefix",)
    """What `render` is given by name: any of `prefix` and `about`."""


class About(NamedTuple):
    """What a report tells of meshc itself."""

    version: str
    code: Callable[[str], Code | None]
    """The kind of finding of a code; None for one that has no page."""


FORMATS = {
    "concise": Format("concise", "a line each, for Vim and grep"),
    "json": Format("json", "schemas/diagnostic.schema.json", takes=()),
    "sarif": Format("sarif", "SARIF 2.1.0, for GitHub code scanning and others", takes=("prefix", "about")),
    "github": Format("github", "annotations of GitHub Actions"),
    "gitlab": Format("gitlab", "GitLab Code Quality"),
    "rdjson": Format("rdjson", "reviewdog"),
    "junit": Format("junit", "JUnit XML, for Jenkins and others"),
    "checkstyle": Format("checkstyle", "Checkstyle XML, for Jenkins and others"),
}
"""By name, in the order in which they are listed. Paths lead from the current folder, but in `json` from the root."""

NAMES = ("text", *FORMATS)
"""All that `--output-format` takes; `text` is for people and goes to standard error, `meshc.cli.findings` prints it."""


def render(name: str, findings: Sequence[Diagnostic], sources: SourceMap, *, prefix: str, about: About) -> bytes:
    """The findings in a format. `prefix` leads from the current folder to the root of the mesh."""
    from importlib import import_module

    format = FORMATS[name]
    module = import_module(f"meshc.diagnostics.render.{format.module}")
    given = {"prefix": prefix, "about": about}
    rendered: bytes = module.render(findings, sources, **{name: given[name] for name in format.takes})
    return rendered
