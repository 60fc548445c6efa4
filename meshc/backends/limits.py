"""Limits of AWS that stand in documentation text: what a limit is, where to find all of them, how to check documents.

A limit belongs to one field of one request body, so a body is walked once and only the limits of the fields that it
has are looked at. A limit whose `check` and `across` are None is enforced by the JSON Schema of the operation; it is
listed so that `meshc limits` can print it and a test can hold it to its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, cached_property
from importlib import import_module
from typing import Any, Literal, NamedTuple, TypeAlias

from meshc.backends.names import NameRule

Pointer: TypeAlias = tuple[str | int, ...]
"""A place in a JSON document: keys and indexes from the root."""

Found: TypeAlias = tuple[Pointer, str]
"""A place below the value that was checked, and what is wrong there."""

Check: TypeAlias = Callable[[Any, Any], Iterable[Found]]
"""Looks at the value of the limit's field and at the whole body, which is known to pass its schema."""


SERVICE_OPERATIONS = ("CreateService", "UpdateService")
"""Operations of ECS whose bodies describe a service."""


class Document(NamedTuple):
    """One request body and the operation that it is for."""

    service: str
    operation: str
    body: Any


class Build:
    """All request bodies of one build.

    `links` says for a place that holds the id of something made in the same build, such as `NamespaceId`, which
    document makes it: from the index of the document and the pointer to the index of the other.
    """

    def __init__(self, documents: Sequence[Document], links: Mapping[tuple[int, Pointer], int]) -> None:
        self.documents = documents
        self.links = links

    def of(self, service: str, *operations: str) -> Iterator[tuple[int, Any]]:
        """Index and body of the documents for these operations."""
        indexes: list[int] = []
        for operation in operations:
            indexes += self._indexes.get((service, operation), ())
        if len(operations) > 1:
            indexes.sort()
        for index in indexes:
            yield index, self.documents[index].body

    @cached_property
    def _indexes(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for index, document in enumerate(self.documents):
            found.setdefault((document.service, document.operation), []).append(index)
        return found

    def linked(self, index: int, *pointer: str | int) -> int | None:
        """The index of the document that makes what the place names, where it is one of this build."""
        return self.links.get((index, pointer))

    @cached_property
    def running(self) -> tuple[tuple[int, Any, Any], ...]:
        """Index and body of each ECS service with the task definition that it runs, where that is known."""
        families = {body["family"]: body for _index, body in self.of("ecs", "RegisterTaskDefinition")}
        found = []
        for index, body in self.of("ecs", *SERVICE_OPERATIONS):
            linked = self.linked(index, "taskDefinition")
            if linked is not None:
                task = self.documents[linked].body
            else:
                named = body.get("taskDefinition", "")
                task = families.get(named) or families.get(named.rpartition(":")[0])
            if task is not None:
                found.append((index, body, task))
        return tuple(found)


class Strength(StrEnum):
    """How firm a limit is: AWS refuses, AWS refuses unless a quota was raised, or AWS advises."""

    HARD = "hard"
    ADJUSTABLE = "adjustable"
    ADVICE = "advice"


class Limit(NamedTuple):
    """One limit of one field, with a body at the limit and one past it."""

    id: str
    """Name in kebab-case, unique."""
    backend: Literal["ecs", "service-connect", "cloudmap", "appmesh"]
    service: str
    """AWS service as botocore names it."""
    operations: tuple[str, ...]
    """Operations whose bodies have the field."""
    field: str
    """The field, such as `containerDefinitions[].name`; empty for the body as a whole."""
    statement: str
    """The limit in one line."""
    value: str
    """The limiting value with its unit."""
    source: str
    """Address of a page, or the member of the botocore model whose documentation says so."""
    at: Callable[[], Any]
    """Makes a body, or a build, that is just within the limit."""
    past: Callable[[], Any]
    """Makes a body, or a build, that is just past it."""
    check: Check | None = None
    across: Callable[[Build], Iterable[tuple[int, Pointer, str]]] | None = None
    """Looks at all documents of a build; gives the index of a document, a place in it and what is wrong."""
    strength: Strength = Strength.HARD
    names: NameRule | None = None
    """How the field's value is spelled where it is a name, for a suggestion."""

    @property
    def scope(self) -> Literal["document", "build"]:
        """Whether one document is enough to see that the limit is broken."""
        return "build" if self.across else "document"

    @property
    def in_schema(self) -> bool:
        """Whether the JSON Schema of the operation enforces the limit."""
        return self.check is None and self.across is None


class Breach(NamedTuple):
    """A limit that a document, told by its index, breaks, and where; the message names the value and the limit."""

    document: int
    pointer: Pointer
    limit: Limit
    message: str


_BACKENDS = ("ecs", "service_connect", "cloudmap", "appmesh")


@cache
def all_limits() -> tuple[Limit, ...]:
    """Every limit of every backend, in a fixed order."""
    return tuple(
        limit for backend in _BACKENDS for limit in import_module(f"meshc.backends.{backend}.document_rules").LIMITS
    )


def check_documents(
    documents: Iterable[tuple[str, str, Any]], links: Mapping[tuple[int, Pointer], int] | None = None
) -> Iterator[Breach]:
    """Every limit that the bodies of one build break: those of single documents first, in order.

    Each body must pass the schema of its operation. `links` is described at `Build`.
    """
    build = Build(tuple(Document(*document) for document in documents), links or {})
    for index, (service, operation, body) in enumerate(build.documents):
        for limit, pointer, message in check_body(service, operation, body):
            yield Breach(index, pointer, limit, message)
    for limit in all_limits():
        if limit.across is not None:
            for index, pointer, message in limit.across(build):
                yield Breach(index, pointer, limit, message)


def check_body(service: str, operation: str, body: Any) -> list[tuple[Limit, Pointer, str]]:
    """Every limit that one body breaks by itself. The body must pass its schema."""
    found: list[tuple[Limit, Pointer, str]] = []
    node = _nodes().get((service, operation))
    if node is not None:
        _walk(node, body, body, (), found)
    return found


def name_limit(service: str, operation: str, pointer: Pointer) -> Limit | None:
    """The limit on the spelling of the name at this place; None where the place holds no name."""
    field = ".".join("[]" if isinstance(part, int) else part for part in pointer).replace(".[]", "[]")
    for limit in all_limits():
        if limit.names and limit.field == field and limit.service == service and operation in limit.operations:
            return limit
    return None


def suggestion(service: str, operation: str, pointer: Pointer, name: str) -> str | None:
    """A legal name near one that broke a limit or the schema at this place; None where the place holds no name."""
    limit = name_limit(service, operation, pointer)
    return limit.names.suggestion(name) if limit is not None and limit.names is not None else None


class _Node:
    """The limits of one field, and the fields below it."""

    __slots__ = ("entry", "limits", "members")

    def __init__(self) -> None:
        self.limits: list[tuple[Limit, Check]] = []
        self.members: dict[str, _Node] = {}
        self.entry: _Node | None = None

    def below(self, step: str) -> _Node:
        """The node of a member, or of the entries of a list for `[]`; made on first use."""
        if step != "[]":
            return self.members.setdefault(step, _Node())
        self.entry = self.entry or _Node()
        return self.entry


@cache
def _nodes() -> dict[tuple[str, str], _Node]:
    roots: dict[tuple[str, str], _Node] = {}
    for limit in all_limits():
        if limit.check is None:
            continue
        for operation in limit.operations:
            node = roots.setdefault((limit.service, operation), _Node())
            for step in filter(None, limit.field.replace("[]", ".[]").split(".")):
                node = node.below(step)
            node.limits.append((limit, limit.check))
    return roots


def _walk(node: _Node, value: Any, body: Any, pointer: Pointer, found: list[tuple[Limit, Pointer, str]]) -> None:
    for limit, check in node.limits:
        for below, message in check(value, body):
            found.append((limit, pointer + below, message))
    if node.members:
        members = node.members
        for name, member in value.items():
            child = members.get(name)
            if child is None:
                continue
            if child.members or child.entry is not None:
                _walk(child, member, body, (*pointer, name), found)
                continue
            # Most fields have nothing below: their limits are looked at here, without a call and a pointer for each.
            for limit, check in child.limits:
                for below, message in check(member, body):
                    found.append((limit, (*pointer, name, *below), message))
    elif node.entry is not None:
        entry = node.entry
        for index, element in enumerate(value):
            _walk(entry, element, body, (*pointer, index), found)
