"""Why a text is not laid out: where its tokens go together is not known as long as it has syntax errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.source import SourceFile, SourceMap
from meshc.syntax.parser import parse
from meshc.syntax.result import ParseResult


class Refusals(NamedTuple):
    """The syntax findings of files, in the order of the files, and what shows their places."""

    findings: tuple[Diagnostic, ...]
    sources: SourceMap


def is_refused(result: ParseResult) -> bool:
    """Whether a file has a syntax error."""
    return any(finding.severity is Severity.ERROR for _, item in result.items for finding in item.diagnostics)


def refusals(files: Iterable[SourceFile]) -> Refusals:
    """What is wrong with the syntax of files."""
    results = [parse(file) for file in files]
    items = [(offset, item) for result in results for offset, item in result.items]
    return Refusals(
        tuple(finding for _, item in items for finding in item.diagnostics),
        SourceMap({result.file.path: result.file for result in results}, {item.item: at for at, item in items}),
    )
