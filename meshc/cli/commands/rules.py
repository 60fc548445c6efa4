"""List everything that meshc finds: its code, what it counts as here, whether it can be ignored, and fixed.

PATH is a file or folder: the settings of its project hold, and rules that they name are listed, too."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.cli.parser import one_of
from meshc.diagnostics.model import Severity

if TYPE_CHECKING:
    from meshc.diagnostics.model import Code
    from meshc.project.settings import Project

EXAMPLE = "meshc rules --output-format json"

_OFF = "off"


class _Listed(NamedTuple):
    """A kind of finding in a project."""

    code: Code
    here: Severity | None
    """What it counts as; None where it is not told."""
    ignorable: bool
    fix: str
    """`safe`, `unsafe`, or empty: the best that a finding of this kind may bring."""
    module: str
    """Of a rule from outside; else empty."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="whose settings hold (.)")
    parser.add_argument("--output-format", **one_of("output format", ("text", "json")), default="text", help="(text)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the list."""
    import os

    from meshc.project.place import project_root
    from meshc.project.settings import Project, read_project

    if not os.path.exists(arguments.path):  # noqa: PTH110
        raise CommandError(f"there is no file or folder `{arguments.path}`", "name one whose settings should hold")
    at = os.path.abspath(arguments.path)  # noqa: PTH100
    root = project_root(at if os.path.isdir(at) else os.path.dirname(at))  # noqa: PTH112, PTH120
    listed = _listed(read_project(root) if root is not None else Project())
    console.data(_json(listed) if arguments.output_format == "json" else _text(listed))
    return 0


def _listed(project: Project) -> list[_Listed]:
    from meshc.fixes import SAFELY_FIXED, UNSAFELY_FIXED
    from meshc.lint.selection import can_be_ignored, severity_of
    from meshc.project.settings import known_codes

    codes = known_codes(project.rules)
    built_in = len(codes) - len(project.rules)
    modules = ("",) * built_in + project.rules
    return [
        _Listed(
            code,
            severity_of(code.code, code.name, code.severity, project.selection),
            can_be_ignored(code),
            "safe" if code.code in SAFELY_FIXED else "unsafe" if code.code in UNSAFELY_FIXED else "",
            module,
        )
        for code, module in zip(codes, modules, strict=True)
    ]


def _text(listed: Sequence[_Listed]) -> str:
    from meshc.cli.tables import columns

    rows = [("code", "name", "here", "ignorable", "fix", "summary")]
    for one in listed:
        here = one.here.value if one.here is not None else _OFF
        changed = f" ({one.code.severity.value})" if one.here is not one.code.severity else ""
        ignorable = "no" if not one.ignorable else "its warnings" if one.code.severity is Severity.ERROR else "yes"
        rows.append((one.code.code, one.code.name, here + changed, ignorable, one.fix or "-", one.code.summary))
    return columns(rows)


def _json(listed: Sequence[_Listed]) -> bytes:
    from json import dumps

    rules = [
        {
            "code": one.code.code,
            "name": one.code.name,
            "summary": one.code.summary,
            "severity": one.here.value if one.here is not None else _OFF,
            "default": one.code.severity.value,
            "ignorable": one.ignorable,
            "fix": one.fix or None,
            "module": one.module or None,
        }
        for one in listed
    ]
    return (dumps({"version": 1, "rules": rules}, indent=2, ensure_ascii=False) + "\n").encode()
