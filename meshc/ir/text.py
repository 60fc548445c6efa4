"""A string whose value may not be known yet.

A literal is a plain `str`. A `Template` mixes literals with parts that become known later: parameters and account
facts at deployment, addresses once the target is chosen.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from meshc.ir.base import Node


class Late(Node):
    """A value that the deployment supplies: `param.NAME`, `aws.account`, `aws.region` or `aws.partition`."""

    late: str


class AddressPart(Node):
    """What a service or external is reachable at, under the target being built."""

    address: str
    """The name of the service or external; `self` for the service itself."""
    port: str | None = None
    """The port's name, where the service has several."""
    attribute: Literal["host", "port", "address", "url"]


class Template(Node):
    """A string with parts that become known later; at least one part is not a literal."""

    template: tuple[str | Late | AddressPart, ...]


Text: TypeAlias = str | Template


class Secret(Node):
    """A value that ECS fetches when the container starts."""

    store: Literal["ssm", "secretsmanager"]
    name: Text
    """Name or ARN of the parameter, ARN of the secret."""
    key: str | None = None
    """The key inside a secret that holds a JSON object."""


TextList: TypeAlias = tuple[Text, ...] | Late


def literal(text: Text | None) -> str | None:
    """The text where it is known when compiling, else None: a check that meets None has no answer."""
    return text if isinstance(text, str) else None
