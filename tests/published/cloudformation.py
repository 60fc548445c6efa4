"""CloudFormation templates: reading them, and what their functions come to once the parameters have values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml

NO_VALUE = object()
"""What `AWS::NoValue` stands for: the property is not given."""

_PSEUDO = {"AWS::NoValue": NO_VALUE, "AWS::AccountId": "111122223333", "AWS::Region": "us-west-2"}

_VARIABLE = re.compile(r"\$\{([^}!]+)\}")


class _Loader(yaml.SafeLoader):
    """YAML in which `!Name value` is `{Fn::Name: value}`."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    return {"Ref" if suffix == "Ref" else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


class Made(NamedTuple):
    """A resource of a template, its properties worked out."""

    logical: str
    type: str
    properties: dict[str, Any]


class Template:
    """A template under values for its parameters, and for what other stacks and load balancers would supply.

    `names` has the property of each type that a reference to it is read as.
    """

    def __init__(self, text: str, given: Mapping[str, Any], names: Mapping[str, str]) -> None:
        self._template: dict[str, Any] = yaml.load(text, Loader=_Loader)
        self._given = given
        self._names = names
        self._resources: dict[str, dict[str, Any]] = self._template["Resources"]

    def resources(self) -> Iterator[Made]:
        """The resources of the types in `names` whose condition holds."""
        for logical, resource in self._resources.items():
            if resource["Type"] in self._names and self._holds(resource.get("Condition")):
                properties = self.value(resource.get("Properties", {}))
                yield Made(logical, resource["Type"], properties)

    def value(self, value: Any) -> Any:
        """A value with every function in it worked out. Raises KeyError for what nobody supplies."""
        if isinstance(value, list):
            return [item for item in map(self.value, value) if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](self, argument)
            if name.startswith("Fn::"):
                raise KeyError(f"{name} is not known")
        made = {key: self.value(item) for key, item in value.items()}
        return {key: item for key, item in made.items() if item is not NO_VALUE}

    def reference(self, name: str) -> Any:
        """What `!Ref` gives: the value of a parameter, or the name of a resource."""
        if name in self._given:
            return self._given[name]
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self._resources:
            return self._name(name)
        return self._template["Parameters"][name]["Default"]

    def attribute(self, argument: str | list[str]) -> Any:
        """What `!GetAtt` gives: the name of a resource where it is one of ours, else what the case supplies."""
        path = argument if isinstance(argument, str) else ".".join(argument)
        return self._given[path] if path in self._given else self._name(path.partition(".")[0])

    def substituted(self, argument: str | list[Any]) -> str:
        """What `!Sub` gives."""
        text, own = (argument, {}) if isinstance(argument, str) else argument
        values = self.value(own)

        def replaced(found: re.Match[str]) -> str:
            name = found[1]
            if name in values:
                return str(values[name])
            return str(self.attribute(name) if "." in name else self.reference(name))

        return _VARIABLE.sub(replaced, text)

    def supplied(self, argument: Any) -> Any:
        """What another stack exports."""
        name = self.value(argument)
        return self._given.get(name, f"import {name}")

    def chosen(self, argument: list[Any]) -> Any:
        """What `!If` gives."""
        condition, yes, no = argument
        return self.value(yes if self._holds(condition) else no)

    def _name(self, logical: str) -> Any:
        resource = self._resources[logical]
        name = resource.get("Properties", {}).get(self._names.get(resource["Type"], ""))
        return logical if name is None else self.value(name)

    def _holds(self, condition: str | None) -> bool:
        return condition is None or bool(self.value(self._template["Conditions"][condition]))


def _equal(template: Template, argument: list[Any]) -> bool:
    first, second = (str(template.value(item)).lower() for item in argument)
    return first == second


_FUNCTIONS: Mapping[str, Callable[[Template, Any], Any]] = {
    "Ref": Template.reference,
    "Fn::GetAtt": Template.attribute,
    "Fn::Sub": Template.substituted,
    "Fn::ImportValue": Template.supplied,
    "Fn::If": Template.chosen,
    "Fn::Join": lambda template, argument: argument[0].join(map(str, template.value(argument[1]))),
    "Fn::Equals": _equal,
    "Fn::Not": lambda template, argument: not template.value(argument[0]),
}
