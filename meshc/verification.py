"""Every document against what AWS accepts, before any is written: schemas first, then limits of documentation text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from meshc.backends.base import Pointer, Ref, Resource
from meshc.backends.limits import Breach, Strength, check_documents, name_limit, suggestion
from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.source import Origin
from meshc.targets.schemas import is_valid, violations

TARGET_SCHEMA = Code(
    "MC601",
    "target-schema",
    "a document would not be accepted by the schema of its operation",
    "Every document is held against the published model of the AWS service before any is written. The value that is "
    "refused comes from the line shown; the limit is the service's, so another target may take the value.",
    'mesh demo { build = [service-discovery] ; vpc = "vpc-1" }\n'
    f'service {"a" * 64} {{ image = "acme/api:1" ; port = 8080 }}',
    'mesh demo { build = [service-discovery] ; vpc = "vpc-1" }\n'
    'service api { image = "acme/api:1" ; port = 8080 }\n'
    "target service-discovery { accept = [timeout, idle-timeout, retry] }",
)
TARGET_LIMIT = Code(
    "MC602",
    "target-limit",
    "a document would break a limit that stands in the documentation of the target",
    "Some limits are not in the published models, only in their text. `meshc limits` lists all of them with their "
    "sources. A limit that AWS raises on request is a warning, one that it never raises an error.",
    'mesh demo\nservice "契約" { image = "acme/api:1" ; port = 8080 }',
    'mesh demo\nservice contract { image = "acme/api:1" ; port = 8080 }',
)
_LONGEST_SHOWN = 40

CODES = (TARGET_SCHEMA, TARGET_LIMIT)


Request: TypeAlias = tuple[Resource, Any]
"""A request to AWS and its body as JSON has it."""


def requests(resources: Sequence[Resource], contents: Sequence[bytes]) -> list[Request]:
    """What of the documents AWS gets to see."""
    both = zip(resources, contents, strict=True)
    return [(resource, _loads(content)) for resource, content in both if resource.operation]


def refused(target: str, made: Sequence[Request]) -> Iterator[Diagnostic]:
    """What the schemas refuse, at the lines of the mesh that the documents come from."""
    for resource, body in made:
        if is_valid(resource.service, resource.operation, body):
            continue
        for pointer, message in violations(resource.service, resource.operation, body):
            yield TARGET_SCHEMA.at(
                resource.origin(pointer),
                _refused(target, resource, pointer, _at(body, pointer), message),
                help=_better(resource, body, pointer),
            )


def limited(target: str, made: Sequence[Request]) -> Iterator[Diagnostic]:
    """What breaks limits that are not in the schemas, which must have refused nothing."""
    resources = [resource for resource, _ in made]
    bodies = [body for _, body in made]
    seen: set[tuple[str, Any, str]] = set()
    names: dict[str, list[Breach]] = {}
    documents = [(resource.service, resource.operation, body) for resource, body in made]
    for breach in check_documents(documents, _links(resources)):
        resource = resources[breach.document]
        origin = resource.origin(breach.pointer)
        key = (breach.limit.id, origin, breach.message)
        if key in seen:
            continue
        seen.add(key)
        value = _at(bodies[breach.document], breach.pointer)
        if breach.limit.names is not None and isinstance(value, str) and not breach.limit.names.accepts(value):
            names.setdefault(value.partition(".")[0], []).append(breach)
            continue
        yield _finding(target, [breach], origin, _better(resource, bodies[breach.document], breach.pointer))
    for name, breaches in names.items():
        first = breaches[0]
        resource, body = resources[first.document], bodies[first.document]
        yield _finding(target, breaches, resource.origin(first.pointer), _one_for_all(name, breaches, resource, body))


def _finding(target: str, breaches: Sequence[Breach], origin: Origin, help: str) -> Diagnostic:
    """One finding about a name however many documents it stands in."""
    ids = ", ".join(dict.fromkeys(f"`{breach.limit.id}`" for breach in breaches))
    hard = any(breach.limit.strength is Strength.HARD for breach in breaches)
    return TARGET_LIMIT.at(
        origin,
        f"{breaches[0].message} (limit{'s' if ', ' in ids else ''} {ids} under `{target}`)",
        help=help,
        severity=Severity.ERROR if hard else Severity.WARNING,
    )


def _one_for_all(name: str, breaches: Sequence[Breach], resource: Resource, body: Any) -> str:
    """A spelling that every limit takes that the name breaks."""
    rules = [breach.limit.names for breach in breaches if breach.limit.names is not None]
    for rule in rules:
        better = rule.suggestion(name)
        if better != name and all(other.accepts(better) for other in rules):
            return f"`{better}` would do"
    return _better(resource, body, breaches[0].pointer)


def _refused(target: str, resource: Resource, pointer: Pointer, value: Any, message: str) -> str:
    """The sentence about a value that the schema refuses: for a name in words, not as a pattern."""
    what = f"`{_shown(pointer)}` of {resource.operation}"
    limit = name_limit(resource.service, resource.operation, pointer)
    if limit is None or limit.names is None or not isinstance(value, str) or limit.names.accepts(value):
        return f"{what} {message} (under `{target}`)"
    if len(value) > limit.names.longest:
        problem = f"has {len(value)} characters, and {limit.names.longest} are the most"
    else:
        shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
        problem = f"is `{shown}`, and takes {limit.names.spelling}"
    return f"{what} {problem} (limit `{limit.id}` under `{target}`)"


def _better(resource: Resource, body: Any, pointer: Pointer) -> str:
    """A spelling that would do in place of a name; none where the spelling is not what is wrong."""
    value = _at(body, pointer)
    name = suggestion(resource.service, resource.operation, pointer, value) if isinstance(value, str) else None
    return f"`{name}` would do" if name and name != value else ""


def _loads(content: bytes) -> Any:
    import orjson

    return orjson.loads(content)


def _at(body: Any, pointer: Pointer) -> Any:
    for part in pointer:
        try:
            body = body[part]
        except (KeyError, IndexError, TypeError):
            return None
    return body


def _shown(pointer: Pointer) -> str:
    text = ""
    for part in pointer:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "the body"


def _links(resources: Sequence[Resource]) -> dict[tuple[int, Pointer], int]:
    index_of = {resource.id: index for index, resource in enumerate(resources)}
    links: dict[tuple[int, Pointer], int] = {}
    for index, resource in enumerate(resources):
        if not resource.after:
            continue  # what refers to another resource comes after one, and task definitions are most of the output
        for pointer, ref in references(resource.body):
            made_by = index_of.get(ref.resource)
            if made_by is not None:
                links[index, pointer] = made_by
    return links


def references(body: Mapping[str, Any]) -> Iterator[tuple[Pointer, Ref]]:
    """Every place of a body that holds an attribute of another resource."""
    todo: list[tuple[Pointer, Any]] = [((), body)]
    while todo:
        pointer, container = todo.pop()
        for key, value in container.items() if isinstance(container, dict) else enumerate(container):
            # Plain values are most of a body: no pointer is made for them.
            if isinstance(value, (dict, list)):
                todo.append(((*pointer, key), value))
            elif isinstance(value, Ref):
                yield (*pointer, key), value
