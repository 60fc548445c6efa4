"""A service out of an ECS task definition, for `meshc init --from-taskdef`.

Two ways: as settings of the language, where it has words for all that the definition says; else the definition stays
as it is, and the service names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshc.cli.first_mesh import label, quoted

_READ_ONLY = frozenset(
    {
        "taskDefinitionArn",
        "revision",
        "status",
        "requiresAttributes",
        "compatibilities",
        "registeredAt",
        "registeredBy",
        "deregisteredAt",
    }
)
_TASK = frozenset(
    {
        "family",
        "containerDefinitions",
        "cpu",
        "memory",
        "networkMode",
        "requiresCompatibilities",
        "executionRoleArn",
        "taskRoleArn",
    }
)
_CONTAINER = frozenset(
    {
        "name",
        "image",
        "cpu",
        "memory",
        "memoryReservation",
        "essential",
        "portMappings",
        "environment",
        "secrets",
        "command",
        "entryPoint",
        "workingDirectory",
        "user",
        "logConfiguration",
        "healthCheck",
    }
)
_LOG_OPTIONS = {"awslogs-group": "group", "awslogs-region": "region", "awslogs-stream-prefix": "prefix"}
_SECRET = re.compile(r"(arn:[\w-]+:secretsmanager:[^:]+:\d+:secret:[^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?")


class TaskDefinitionError(ValueError):
    """The document is none; the message says what it lacks."""


class NoWords(Exception):  # noqa: N818 -- an answer: the language cannot say what the definition says
    """The language has no words for something in the definition."""


def definition_of(document: object) -> dict[str, Any]:
    """The task definition in a document, which may be what `describe-task-definition` prints."""
    if isinstance(document, dict) and isinstance(document.get("taskDefinition"), dict):
        document = document["taskDefinition"]
    if not isinstance(document, dict):
        raise TaskDefinitionError("it is not a JSON object")
    containers = document.get("containerDefinitions")
    if not isinstance(containers, list) or not containers:
        raise TaskDefinitionError("it has no `containerDefinitions`")
    for container in containers:
        if not isinstance(container, dict) or not isinstance(container.get("name"), str):
            raise TaskDefinitionError("an entry of `containerDefinitions` has no `name`")
        if not isinstance(container.get("portMappings", []), list) or not all(
            isinstance(mapping, dict) for mapping in container.get("portMappings", [])
        ):
            raise TaskDefinitionError(
                f"the `portMappings` of container `{container['name']}` are not a list of objects"
            )
    if not isinstance(document.get("family", ""), str):
        raise TaskDefinitionError("its `family` is not a string")
    return document


def service_name(definition: Mapping[str, Any]) -> str:
    """A name for the service, of characters that every target takes."""
    family = definition.get("family") or application(definition)["name"]
    return re.sub(r"[^a-z0-9_-]+", "-", family.lower()).strip("-_") or "app"


def application(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """The container that is most likely the application: an essential one that listens, else the first."""
    containers: Sequence[Mapping[str, Any]] = definition["containerDefinitions"]
    listening = [c for c in containers if c.get("portMappings") and c.get("essential", True)]
    return (listening or [c for c in containers if c.get("essential", True)] or containers)[0]


def as_settings(definition: Mapping[str, Any]) -> str:
    """The service in words of the language. NoWords where it has none for some of it."""
    try:
        return _block(definition, list(_settings(definition)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NoWords from error


def as_file(definition: Mapping[str, Any], path: str) -> str:
    """The service with its definition left in a file; `path` is relative to the mesh, with `/`."""
    container = application(definition)
    lines = [f"task = file({quoted(path)})", f"container = {label(container['name'])}"]
    try:
        lines += _ports(container.get("portMappings", []))
    except (NoWords, ValueError, TypeError, KeyError):
        lines.append("# its ports could not be read: add `port = …` and `protocol = …`")
    return _block(definition, lines)


def _block(definition: Mapping[str, Any], lines: Sequence[str]) -> str:
    body = "".join(f"  {line}\n" for text in lines for line in text.split("\n"))
    return f"\nservice {label(service_name(definition))} {{\n{body}}}\n"


def _settings(definition: Mapping[str, Any]) -> Iterator[str]:
    _expect(
        definition.keys() - {key for key, value in definition.items() if value in ([], {}, None)} <= _TASK | _READ_ONLY
    )
    _expect(len(definition["containerDefinitions"]) == 1)
    _expect(definition.get("networkMode") == "awsvpc")
    compatibilities = definition.get("requiresCompatibilities") or ["EC2"]
    _expect(compatibilities in (["FARGATE"], ["EC2"]))
    (container,) = definition["containerDefinitions"]
    _expect({key for key, value in container.items() if value not in ([], {}, None)} <= _CONTAINER)
    _expect(container.get("essential", True) is True)
    accounts = _accounts(definition)
    if compatibilities == ["EC2"]:
        yield "launch = ec2"
    yield f"image = {_text(container['image'], accounts)}"
    cpu = int(container.get("cpu") or definition.get("cpu") or 0)
    if cpu:
        yield f"cpu = {cpu / 1024:g}"
    memory = container.get("memory") or (None if container.get("memoryReservation") else definition.get("memory"))
    if memory:
        yield f"memory = {_memory(int(memory))}"
    if container.get("memoryReservation"):
        yield f"memory-reservation = {_memory(int(container['memoryReservation']))}"
    yield from _ports(container.get("portMappings", []))
    for key, setting in (("entryPoint", "entrypoint"), ("command", "command")):
        if container.get(key):
            yield f"{setting} = [{', '.join(_text(word, accounts) for word in container[key])}]"
    for key, setting in (("workingDirectory", "directory"), ("user", "user")):
        if container.get(key):
            yield f"{setting} = {_text(container[key], accounts)}"
    for key, setting in (("executionRoleArn", "execution-role"), ("taskRoleArn", "task-role")):
        if definition.get(key):
            yield f"{setting} = {_text(definition[key], accounts)}"
    yield from _log(container.get("logConfiguration"), accounts)
    yield from _health(container.get("healthCheck"))
    variables = [f"{_key(v['name'])} = {_text(v['value'], accounts)}" for v in container.get("environment") or ()]
    variables += [f"{_key(s['name'])} = {_secret(s['valueFrom'], accounts)}" for s in container.get("secrets") or ()]
    if variables:
        yield "env {\n" + "".join(f"  {variable}\n" for variable in variables) + "}"


def _expect(known: bool) -> None:
    if not known:
        raise NoWords


def _ports(mappings: Sequence[Mapping[str, Any]]) -> list[str]:
    found: list[tuple[int, str, str]] = []
    for mapping in mappings:
        number = int(mapping["containerPort"])
        _expect(mapping.keys() <= {"containerPort", "hostPort", "protocol", "name", "appProtocol"})
        _expect(mapping.get("hostPort") in (None, 0, number))
        transport = mapping.get("protocol", "tcp")
        protocol = mapping.get("appProtocol") or transport
        _expect(protocol in ("http", "http2", "grpc", "tcp", "udp"))
        found.append((number, protocol, mapping.get("name") or f"{protocol}-{number}"))
    if len(found) == 1:
        return [f"port = {found[0][0]}", f"protocol = {found[0][1]}"]
    return [f"port {label(name)} {{ number = {number} ; protocol = {protocol} }}" for number, protocol, name in found]


def _log(configuration: Mapping[str, Any] | None, accounts: Sequence[str]) -> Iterator[str]:
    if not configuration:
        return
    options = dict(configuration.get("options") or {})
    _expect(configuration["logDriver"] == "awslogs" and not configuration.get("secretOptions"))
    lines = [
        f"{setting} = {_text(options.pop(key), accounts)}" for key, setting in _LOG_OPTIONS.items() if key in options
    ]
    if options.pop("awslogs-create-group", "false") == "true":
        lines.append("create = true")
    _expect(not options)
    yield f"log {{ {' ; '.join(lines)} }}"


def _health(check: Mapping[str, Any] | None) -> Iterator[str]:
    if not check:
        return
    lines = [f"command = [{', '.join(quoted(word) for word in check['command'])}]"]
    for key, setting in (("interval", "interval"), ("timeout", "timeout"), ("startPeriod", "start-period")):
        if check.get(key):
            lines.append(f"{setting} = {int(check[key])}s")
    if check.get("retries"):
        lines.append(f"unhealthy = {int(check['retries'])}")
    _expect(check.keys() <= {"command", "interval", "timeout", "startPeriod", "retries"})
    yield f"health {{ {' ; '.join(lines)} }}"


def _secret(place: str, accounts: Sequence[str]) -> str:
    match = _SECRET.fullmatch(place)
    if match is None:
        _expect(":secretsmanager:" not in place)
        return f"ssm({_text(place, accounts)})"
    arn, key, stage, version = match.groups()
    _expect(not stage and not version)
    return f"secret({_text(arn, accounts)}{f', {quoted(key)}' if key else ''})"


def _accounts(definition: Mapping[str, Any]) -> list[str]:
    """The accounts that the definition names as its own."""
    arns = [definition.get(key) or "" for key in ("taskDefinitionArn", "executionRoleArn", "taskRoleArn")]
    return sorted({match[1] for arn in arns if (match := re.match(r"arn:[^:]*:[^:]*:[^:]*:(\d{12}):", arn))})


def _text(value: str, accounts: Sequence[str]) -> str:
    """A string, with the account of the definition left to the deployment."""
    text = quoted(value)
    for account in accounts if len(accounts) == 1 else ():
        text = re.sub(rf"(?<!\d){account}(?!\d)", "${aws.account}", text)
    return text


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else quoted(name)


def _memory(mebibytes: int) -> str:
    return f"{mebibytes // 1024}GiB" if mebibytes % 1024 == 0 else f"{mebibytes}MiB"
