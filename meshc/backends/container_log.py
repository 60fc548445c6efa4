"""Log configurations and secrets as ECS spells them, for containers and for the proxies that ECS runs itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, NotRequired, TypedDict

from meshc.backends.base import Lowering, Pointer, Unit
from meshc.backends.joined import joined
from meshc.ir.text import Late, Secret, Template, Text
from meshc.ir.workload import Log
from meshc.source import Origin


class SecretValue(TypedDict):
    """A value that ECS fetches when the container starts."""

    name: str
    valueFrom: Text


class LogConfiguration(TypedDict):
    """Where the output of a container goes."""

    logDriver: str
    options: NotRequired[dict[str, Text]]
    secretOptions: NotRequired[list[SecretValue]]


REGION = Template.model_construct(template=(Late.model_construct(late="aws.region"),))

_DRIVERS = {"firelens": "awsfirelens"}


def value_from(secret: Secret, lowering: Lowering, owner: str) -> Text:
    """The `valueFrom` of a secret: name or ARN, for a key of a JSON secret followed by the key.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    """
    name = lowering.text(secret.name, owner)
    return name if secret.key is None else joined(name, f":{secret.key}::")


class OptionConflict(NamedTuple):
    """An option of the driver that a setting of the log writes as well."""

    option: str
    setting: str
    setting_origin: Origin
    origin: Origin


def option_conflicts(log: Log) -> Iterator[OptionConflict]:
    """Options that say again what a setting of the same log says. Over a default an option may have its way."""
    fields = {option: field for field, option in _FIELDS_OF_OPTIONS if log.driver == "awslogs"}
    fields |= {option: field for field, option in _FIELDS_OF_EVERY_DRIVER}
    for further in log.options:
        field = fields.get(further.name)
        if field is not None and getattr(log, field) not in (None, False):
            yield OptionConflict(further.name, field, log.origin(field), further.origin())


def log_configuration(
    log: Log, lowering: Lowering, unit: Unit, origins: dict[Pointer, Origin], at: Pointer
) -> LogConfiguration:
    """The log configuration for a log; its origins are added under the pointer `at`.

    For CloudWatch Logs a log has the group `/ecs/<mesh>`, the region of the deployment and the unit's name as the
    prefix of its streams unless it says otherwise.
    """
    owner = unit.owner
    options: dict[str, Text] = {}
    origins[at] = log.origin()
    if log.driver == "awslogs":
        group = f"/ecs/{lowering.mesh.name}" if log.group is None else log.group
        options["awslogs-group"] = lowering.text(group, owner)
        options["awslogs-region"] = lowering.text(REGION if log.region is None else log.region, owner)
        options["awslogs-stream-prefix"] = unit.name if log.prefix is None else lowering.text(log.prefix, owner)
        if log.create:
            options["awslogs-create-group"] = "true"
        for field, option in _FIELDS_OF_OPTIONS:
            if option in options:
                origins[(*at, "options", option)] = log.origin(field)
    for field, option in _FIELDS_OF_EVERY_DRIVER:
        value = getattr(log, field)
        if value is not None:
            options[option] = f"{value}m" if field == "buffer" else value
            origins[(*at, "options", option)] = log.origin(field)
    secrets: list[SecretValue] = []
    for further in log.options:
        if isinstance(further.value, Secret):
            origins[(*at, "secretOptions", len(secrets))] = further.origin()
            secrets.append({"name": further.name, "valueFrom": value_from(further.value, lowering, owner)})
        else:
            origins[(*at, "options", further.name)] = further.origin()
            options[further.name] = lowering.text(further.value, owner)
    configuration: LogConfiguration = {"logDriver": _DRIVERS.get(log.driver, log.driver)}
    if options:
        configuration["options"] = options
    if secrets:
        configuration["secretOptions"] = secrets
    return configuration


_FIELDS_OF_OPTIONS = (
    ("group", "awslogs-group"),
    ("region", "awslogs-region"),
    ("prefix", "awslogs-stream-prefix"),
    ("create", "awslogs-create-group"),
)
_FIELDS_OF_EVERY_DRIVER = (("mode", "mode"), ("buffer", "max-buffer-size"))
