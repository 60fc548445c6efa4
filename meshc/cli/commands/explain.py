"""Print the page of a finding: what it means, why it matters, a mesh that has it and the same mesh put right.

A finding goes by its code or its name. Without one, all of them are listed."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.diagnostics.model import Code
from meshc.diagnostics.suggest import did_you_mean

EXAMPLE = "meshc explain MC201"

_WIDTH = 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("code", metavar="CODE", nargs="*", help="such as MC201 or undefined-name")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the pages, or the list."""
    from meshc import catalogue

    if not arguments.code:
        console.data(listing(catalogue.codes().values()))
        return 0
    pages = []
    for word in arguments.code:
        found = catalogue.code(word)
        if found is None:
            known = [name for code in catalogue.codes().values() for name in (code.code, code.name)]
            raise CommandError(
                f"no finding goes by `{word}`", did_you_mean(word, known) or "`meshc explain` lists all of them"
            )
        pages.append(page(found))
    console.data("\n".join(pages))
    return 0


def listing(codes: Iterable[Code]) -> str:
    """One line for each kind of finding."""
    from meshc.cli.tables import columns

    return columns([(code.code, code.name, code.severity.value, code.summary) for code in codes])


def page(code: Code) -> str:
    """What there is to say about one kind of finding."""
    from textwrap import fill

    paragraphs = [" ".join(paragraph.split()) for paragraph in code.explanation.strip().split("\n\n")]
    return "\n".join(
        [
            f"{code.code} {code.name} ({code.severity.value})",
            "",
            fill(_sentence(code.summary), _WIDTH),
            "",
            *(line for paragraph in paragraphs for line in (fill(paragraph, _WIDTH), "")),
            *_options(code),
            "With this finding:",
            "",
            _example(code.bad),
            "",
            "Without:",
            "",
            _example(code.good),
            "",
        ]
    )


def _sentence(summary: str) -> str:
    sentence = summary[:1].upper() + summary[1:]
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _options(code: Code) -> list[str]:
    if not code.options:
        return []
    options = " ".join(f"--set {name}={value}" for name, value in code.options.items())
    return [f"The examples are compiled with `{options}`.", ""]


def _example(example: str | Mapping[str, str]) -> str:
    if isinstance(example, str):
        return _indented(example)
    return "\n\n".join(f"    # {path}\n{_indented(text)}" for path, text in example.items())


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())
