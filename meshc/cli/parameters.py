"""The file of `--params`: YAML, JSON, or what `terraform output -json` prints.

Values keep the spelling of the file where a reader of YAML would change it: `1.10` stays `1.10`, `no` stays `no`, a
date stays what was written. What type is meant is said by the parameter in the mesh, not by the file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from meshc.cli.errors import CommandError

_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9]|\.0)?")
_TERRAFORM_KEYS = frozenset({"value", "type", "sensitive"})


class Given(NamedTuple):
    """The values of a file of parameters, and which of them may mean nothing to the mesh."""

    values: dict[str, object]
    spare: frozenset[str]
    """Outputs of Terraform: a configuration has more of them than a mesh takes."""


def read_parameters(path: str) -> Given:
    """The values by name. CommandError where the file cannot be read or holds no values by name."""
    text = _read(path)
    if not text.strip():
        return Given({}, frozenset())
    if _is_json(text, path):
        values = _from_json(text, path)
    else:
        from meshc.cli.plain_yaml import read_yaml

        values = read_yaml(text, path)
    if values is None:
        return Given({}, frozenset())
    if not isinstance(values, dict):
        raise CommandError(f"`{path}` holds no parameters: expected names with values, such as `tag: 1.4.2`")
    outputs = frozenset(name for name, value in values.items() if _is_output(value))
    return Given({name: value["value"] if name in outputs else value for name, value in values.items()}, outputs)


def _read(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"`{path}` is not UTF-8: byte {error.start + 1} is wrong") from error
    except OSError as error:
        from meshc.output.errors import reason

        raise CommandError(f"cannot read the parameters in `{path}`: {reason(error)}") from error
    except ValueError as error:  # a NUL in the path
        raise CommandError(f"cannot read the parameters in `{path}`: not a path") from error


def _is_json(text: str, path: str) -> bool:
    return path.endswith(".json") or text.lstrip().startswith("{")


def _is_output(value: Any) -> bool:
    """Whether this is an output as `terraform output -json` prints it."""
    return isinstance(value, dict) and {"value", "type"} <= value.keys() <= _TERRAFORM_KEYS


def _from_json(text: str, path: str) -> Any:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in found:
            if name in values:
                raise CommandError(f"`{path}` has `{name}` twice", "remove one of them")
            values[name] = value
        return values

    def number(written: str) -> int | float | str:
        return json.loads(written) if is_plain(written) else written

    try:
        return json.loads(
            text, object_pairs_hook=pairs, parse_float=number, parse_int=number, parse_constant=lambda word: word
        )
    except json.JSONDecodeError as error:
        raise CommandError(
            f"`{path}` is not JSON: {lowered(error.msg)} in line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise CommandError(f"`{path}` is nested too deeply") from error


def is_plain(written: str) -> bool:
    """Whether a number is written as it would be printed, so that reading it as a number loses nothing."""
    return len(written) <= 15 and _PLAIN.fullmatch(written) is not None


def lowered(sentence: str) -> str:
    """A sentence as the second half of another."""
    return sentence[:1].lower() + sentence[1:]
