"""YAML that holds values: no dates, no tags, no numbers that change their spelling."""

from __future__ import annotations

import json
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from meshc.cli.errors import CommandError
from meshc.cli.parameters import is_plain, lowered

_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str, path: str) -> Any:
    """The value that a text holds. CommandError, which names `path`, where it is not YAML or not a plain value."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
        return None if node is None else _Values(path).of(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise CommandError(f"`{path}` is not YAML: {lowered(error.problem or 'it cannot be read')}{where}") from error
    except yaml.YAMLError as error:
        raise CommandError(f"`{path}` is not YAML: it holds characters that YAML does not allow") from error
    except RecursionError as error:
        raise CommandError(f"`{path}` is nested too deeply") from error


class _Values:
    """Turns nodes of YAML into values; an anchor that is used often is turned once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._made: dict[int, Any] = {}
        self._open: set[int] = set()

    def of(self, node: Node) -> Any:
        """The value of a node and of all below it."""
        if id(node) in self._made:
            return self._made[id(node)]
        if id(node) in self._open:
            raise CommandError(f"`{self._path}`, line {node.start_mark.line + 1}: this value contains itself")
        self._open.add(id(node))
        made: Any
        if isinstance(node, SequenceNode):
            made = [self.of(entry) for entry in node.value]
        elif isinstance(node, MappingNode):
            made = self._mapping(node)
        else:
            made = self._scalar(node)
        self._open.remove(id(node))
        self._made[id(node)] = made
        return made

    def _mapping(self, node: MappingNode) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                raise CommandError(f"`{self._path}`, line {line}: a name is expected in front of the colon")
            if key.value in values:
                raise CommandError(f"`{self._path}`, line {line}: `{key.value}` is there twice", "remove one of them")
            values[key.value] = self.of(value)
        return values

    def _scalar(self, node: Node) -> Any:
        text: str = node.value
        tag = node.tag
        if tag == f"{_TAG}null":
            return None
        if tag == f"{_TAG}bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if tag in (f"{_TAG}int", f"{_TAG}float") and is_plain(text):
            return json.loads(text)
        if tag.startswith("!"):
            line = node.start_mark.line + 1
            raise CommandError(f"`{self._path}`, line {line}: the tag `{tag}` has no meaning here", "write the value")
        return text
