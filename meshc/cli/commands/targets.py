"""Print what each target makes of every feature of the language: exact, fixed, emulated or lost.

The names of features are those that `accept` takes; a name stands for its parts, `retry` for `retry.on`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from meshc.cli.console import Console
from meshc.cli.mesh_arguments import check_targets
from meshc.cli.parser import one_of

if TYPE_CHECKING:
    from meshc.backends.answers import Answer
    from meshc.ir.feature import Feature

EXAMPLE = "meshc targets service-connect --format markdown"

Matrix: TypeAlias = "Mapping[str, Mapping[Feature, Answer]]"
"""Answers by target and feature."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("target", metavar="TARGET", nargs="*", help="only these; of a single one, the details")
    parser.add_argument("--format", **one_of("format", ("text", "json", "markdown")), default="text", help="(text)")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the matrix."""
    from meshc import catalogue

    check_targets(arguments.target)
    wanted = tuple(dict.fromkeys(arguments.target)) or tuple(catalogue.targets())
    matrix = {name: catalogue.answers(name) for name in wanted}
    if arguments.format == "json":
        console.data(_json(matrix))
    elif arguments.format == "markdown":
        console.data(_markdown(matrix))
    else:
        console.data(_details(*matrix.values()) if len(matrix) == 1 else _overview(matrix))
    return 0


def _features(matrix: Matrix) -> tuple[Feature, ...]:
    return tuple(next(iter(matrix.values())))


def _overview(matrix: Matrix) -> str:
    from meshc.cli.tables import columns

    rows = [("", *matrix, "")]
    rows += [
        (feature.value, *(answers[feature].kind.value for answers in matrix.values()), feature.doc)
        for feature in _features(matrix)
    ]
    return columns(rows) + "\n`meshc targets TARGET` tells how, and what to do about what is lost.\n"


def _details(answers: Mapping[Feature, Answer]) -> str:
    from meshc.cli.tables import columns

    return columns([(feature.value, answer.kind.value, _told(answer)) for feature, answer in answers.items()])


def _told(answer: Answer) -> str:
    return f"{answer.detail}; {answer.advice()}" if answer.remedy else answer.detail


def _markdown(matrix: Matrix) -> str:
    from meshc.cli.tables import markdown

    return markdown(
        ("feature", "what it is", *matrix),
        [
            (f"`{feature.value}`", feature.doc, *(_cell(answers[feature]) for answers in matrix.values()))
            for feature in _features(matrix)
        ],
    )


def _cell(answer: Answer) -> str:
    source = f"[source]({answer.source})" if answer.source.startswith("https://") else f"({answer.source})"
    return f"**{answer.kind.value}**: {_told(answer)} {source}"


def _json(matrix: Matrix) -> bytes:
    from json import dumps

    features = [
        {
            "feature": feature.value,
            "description": feature.doc,
            "answers": {
                target: {
                    "answer": answers[feature].kind.value,
                    "detail": answers[feature].detail,
                    "remedy": answers[feature].advice(),
                    "source": answers[feature].source,
                }
                for target, answers in matrix.items()
            },
        }
        for feature in _features(matrix)
    ]
    return (dumps({"version": 1, "targets": list(matrix), "features": features}, indent=2) + "\n").encode()
