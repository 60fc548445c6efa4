"""Finds the rules by their file names, loads them at the first question, and runs them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from meshc.diagnostics.model import Code, Diagnostic
from meshc.lint import rules as _package
from meshc.lint.context import Context
from meshc.lint.rule import Rule, place
from meshc.lint.suppress import CODES as _SUPPRESSION_CODES


@cache
def rules() -> tuple[Rule, ...]:
    """Every built-in rule, in the order of its code, which its file name begins with."""
    stems = {
        name.partition(".")[0]
        for folder in _package.__path__
        for name in os.listdir(folder)  # noqa: PTH208 - pathlib is not loaded on this path
        if name.startswith("mc") and name.endswith((".py", ".pyc"))
    }
    modules = (import_module(f"{_package.__name__}.{stem}") for stem in sorted(stems))
    return tuple(Rule(module.CODE, module.check) for module in modules)


def external(name: str) -> Rule:
    """The rule of an installed module from outside, which has a `CODE` and a `check` like those here.

    Raises ValueError, with a sentence for a person, where it cannot be used.
    """
    try:
        module = import_module(name)
    except ImportError as error:
        raise ValueError(f"rule `{name}` of meshc.toml cannot be loaded: {error}") from error
    code, check = getattr(module, "CODE", None), getattr(module, "check", None)
    if not isinstance(code, Code) or not callable(check):
        raise ValueError(f"module `{name}` of meshc.toml is no rule: it needs a `CODE` and a `check`")
    package = import_module(name.partition(".")[0])
    return Rule(code, check, str(getattr(package, "__version__", "")))


def codes() -> tuple[Code, ...]:
    """The codes of the built-in rules and of the suppression comments."""
    return (*(rule.code for rule in rules()), *_SUPPRESSION_CODES)


def run(context: Context, of: Iterable[Rule] | None = None, *, further: Iterable[Rule] = ()) -> tuple[Diagnostic, ...]:
    """What the rules find in a mesh, rule by rule; what two versions of a service share is reported once.

    They are those of the package, or only `of`, and `further` from outside.
    """
    every = (*(rules() if of is None else of), *further)
    found = {_identity(finding): finding for rule in every for finding in rule.check(context)}
    return tuple(found.values())


def _identity(finding: Diagnostic) -> tuple[str, str, object]:
    """What makes two findings one."""
    return finding.code, finding.message, place(finding.primary.origin) if finding.primary is not None else None
