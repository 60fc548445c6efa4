"""What holds for every mesh below the root of a project: `meshc.toml`, or `[tool.meshc]` of `pyproject.toml`.

[extensions]
rules = ["acme_mesh.rules.no_latest_image"]     # modules that are installed beside meshc

[lint]
select = ["MC4"]                                # only these warnings and notes; codes, their beginnings, or names
ignore = ["account-id"]

[lint.severity]
image-tag = "error"                             # or "warning", "note", "off"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from meshc.diagnostics.model import Severity
from meshc.diagnostics.suggest import did_you_mean
from meshc.lint.selection import EVERYTHING, Selection
from meshc.project.errors import ProjectError
from meshc.project.files import SettingsFile, settings_file

if TYPE_CHECKING:
    from meshc.diagnostics.model import Code


class Project(NamedTuple):
    """The settings of a project."""

    rules: tuple[str, ...] = ()
    """Modules of further rules; code from outside runs only when it is named here."""
    selection: Selection = EVERYTHING
    """Which findings it wants to hear of."""


_KNOWN = {"extensions": ("rules",), "lint": ("select", "ignore", "severity")}
_OFF = "off"
_COUNTS = (*(severity.value for severity in Severity), _OFF)


def read_project(root: str) -> Project:
    """The settings at the root of a project; those of an empty file where there is none.

    ProjectError where the file cannot be used.
    """
    file = settings_file(root)
    if file is None or not file.content:
        return Project()
    for table, settings in file.content.items():
        if table not in _KNOWN:
            raise _wrong(file, table, f"there is no table `{table}`", did_you_mean(table, _KNOWN))
        if not isinstance(settings, dict):
            raise _wrong(file, table, f"`{table}` is not a table", f"write `[{table}]`")
        for name in settings:
            if name not in _KNOWN[table]:
                message = f"there is no setting `{table}.{name}`"
                raise _wrong(file, name, message, did_you_mean(name, _KNOWN[table]))
    rules = _words(file, "extensions", "rules", "module names")
    select = _words(file, "lint", "select", "codes or names of findings")
    ignore = _words(file, "lint", "ignore", "codes or names of findings")
    counts = _counts(file)
    if not (select or ignore or counts):
        return Project(rules)
    return Project(rules, _selection(file, known_codes(rules), select, ignore, counts))


def known_codes(rules: Sequence[str]) -> tuple[Code, ...]:
    """Every code that settings may name, with those of rules from outside. ProjectError where one cannot be loaded."""
    from meshc import catalogue
    from meshc.lint.registry import external

    try:
        return (*catalogue.codes().values(), *(external(name).code for name in rules))
    except ValueError as error:
        raise ProjectError(str(error)) from error


def checked(word: str, codes: Sequence[Code], setting: str, *, hides: bool = False) -> str:
    """A word as a `Selection` has it; ProjectError, which names the setting, where it stands for nothing.

    With `hides` also where it stands for nothing that can be hidden.
    """
    return _checked(word, codes, setting, None if hides else Severity.ERROR)


def _checked(word: str, codes: Sequence[Code], setting: str, counts_as: Severity | None) -> str:
    """What is selected counts as an error does: nothing is made less of."""
    from meshc.lint.selection import refusal, spelt

    known = spelt(word, codes)
    refused = refusal(known or word, codes, counts_as)
    if refused is not None or known is None:
        assert refused is not None
        raise ProjectError(f"`{setting}`: {refused.message}", refused.help)
    return known


def _selection(
    file: SettingsFile, codes: Sequence[Code], select: Iterable[str], ignore: Iterable[str], counts: Mapping[str, str]
) -> Selection:
    from meshc.lint.selection import exactness

    def read(word: str, setting: str, counts_as: Severity | None) -> str:
        try:
            return _checked(word, codes, f"lint.{setting}", counts_as)
        except ProjectError as error:
            raise _wrong(file, word, error.message, error.help) from error

    severities: dict[str, Severity | None] = {}
    for word, wanted in counts.items():
        counts_as = None if wanted == _OFF else Severity(wanted)
        severities[read(word, "severity", counts_as)] = counts_as
    hidden = []
    for code in codes:
        exact = {exactness(word, code.code, code.name): counts_as for word, counts_as in severities.items()}
        if exact and max(exact) >= 0 and exact[max(exact)] is None:
            hidden.append(code.code)
    return Selection(
        select=tuple(read(word, "select", Severity.ERROR) for word in select),
        ignore=(*(read(word, "ignore", None) for word in ignore), *hidden),
        severities={word: severity for word, severity in severities.items() if severity is not None},
    )


def _words(file: SettingsFile, table: str, name: str, what: str) -> tuple[str, ...]:
    words = file.content.get(table, {}).get(name, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _wrong(file, name, f"`{table}.{name}` is not a list of {what}", f'write `{name} = ["…"]`')
    return tuple(words)


def _counts(file: SettingsFile) -> dict[str, str]:
    counts: Any = file.content.get("lint", {}).get("severity", {})
    if not isinstance(counts, dict):
        raise _wrong(
            file, "severity", "`lint.severity` is not a table", 'write `[lint.severity]`, then `NAME = "note"`'
        )
    listed = ", ".join(f'"{count}"' for count in _COUNTS)
    for word, count in counts.items():
        if not isinstance(count, str) or count not in _COUNTS:
            near = did_you_mean(count, _COUNTS) if isinstance(count, str) else ""
            raise _wrong(file, word, f"`lint.severity` takes {listed} for `{word}`", near)
    return counts


def _wrong(file: SettingsFile, word: str, message: str, help: str) -> ProjectError:
    """What is wrong in a file, with the line if it can be told: TOML does not say where a value stands."""
    from meshc.project.lines import line_of

    line = line_of(file.text, file.table, word)
    return ProjectError(f"`{file.path}`{f', line {line}' if line else ''}: {message}", help)
