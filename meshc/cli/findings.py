"""How a command tells its findings, and whether they make it fail."""

from __future__ import annotations

from collections.abc import Sequence

from meshc.cli.console import Console
from meshc.diagnostics.model import Applicability, Diagnostic, Severity
from meshc.source import SourceMap


def tell(findings: Sequence[Diagnostic], sources: SourceMap, console: Console, *, prefix: str) -> None:
    """Write the findings and an empty line to standard error; `prefix` leads to their paths."""
    if findings:
        from meshc.diagnostics.render.palette import COLORED, PLAIN
        from meshc.diagnostics.render.terminal import render

        palette = COLORED if console.colored else PLAIN
        console.say(render(findings, sources, prefix=prefix, palette=palette) + "\n")


def printed(findings: Sequence[Diagnostic], sources: SourceMap, format: str, *, prefix: str) -> bytes:
    """The findings as a program reads them, in one of `meshc.diagnostics.render.formats.FORMATS`."""
    from meshc import __version__, catalogue
    from meshc.diagnostics.render.formats import About, render

    return render(format, findings, sources, prefix=prefix, about=About(__version__, catalogue.code))


def fail(findings: Sequence[Diagnostic], *, deny_warnings: bool) -> bool:
    """Whether an error is among the findings, or a warning where those are denied."""
    failing = {Severity.ERROR, Severity.WARNING} if deny_warnings else {Severity.ERROR}
    return any(finding.severity in failing for finding in findings)


def summary_line(findings: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning (\\`meshc explain MC201\\` tells more)`, ending with a newline."""
    from meshc.diagnostics.render.terminal import summary

    if not findings:
        return f"{summary(findings)}\n"
    worst = min(findings, key=lambda finding: list(Severity).index(finding.severity))
    return f"{summary(findings)} (`meshc explain {worst.code}` tells more)\n"


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def fix_hint(findings: Sequence[Diagnostic], *, fixing: bool, unsafe: bool) -> str:
    """The line that tells which findings could be fixed, ending with a newline; empty where none could."""
    kinds = [finding.fix.applicability for finding in findings if finding.fix is not None]
    safe, rest = kinds.count(Applicability.SAFE), kinds.count(Applicability.UNSAFE)
    if fixing:
        if unsafe or not rest:
            return ""
        return f"{counted(rest, 'finding')} more can be fixed with `--unsafe-fixes`, which may change the meaning\n"
    if unsafe:
        return f"{counted(safe + rest, 'finding')} can be fixed with `--fix --unsafe-fixes`\n" if safe + rest else ""
    if not safe:
        return f"{counted(rest, 'finding')} can be fixed with `--fix --unsafe-fixes`\n" if rest else ""
    more = f", {rest:,} more with `--unsafe-fixes`" if rest else ""
    return f"{counted(safe, 'finding')} can be fixed with `--fix`{more}\n"
