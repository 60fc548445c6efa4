"""Configurations that do not get to their proxies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from meshc.backends.base import Unit
from meshc.backends.envoy.codes import BOOTSTRAP_DELIVERY
from meshc.backends.envoy.delivery import bootstrap_of
from meshc.backends.envoy.reached import listed
from meshc.diagnostics.model import Diagnostic
from meshc.source import Origin


class _Wrong(NamedTuple):
    """What is wrong at a line, as a sentence behind the names of whom it concerns where it has them."""

    origin: Origin
    message: str
    help: str
    plural: str = ""
    """The sentence behind several names; empty where it names nobody."""


def deliveries(units: Sequence[Unit]) -> Iterator[Diagnostic]:
    """One finding per line of the mesh however many proxies it concerns."""
    told: dict[_Wrong, dict[str, None]] = {}
    for unit in units:
        wrong = _wrong(unit)
        if wrong is not None:
            told.setdefault(wrong, {})[unit.name] = None
    for wrong, names in told.items():
        message = wrong.message
        if wrong.plural:
            message = f"{listed(tuple(names))} {wrong.plural if len(names) > 1 else wrong.message}"
        yield BOOTSTRAP_DELIVERY.at(wrong.origin, message, help=wrong.help)


def _wrong(unit: Unit) -> _Wrong | None:
    wanted, proxy = bootstrap_of(unit), unit.workload.proxy
    if proxy is None or wanted.source == "inline" or not unit.meshed:
        return None
    at = wanted.origin("source")
    if wanted.source == "image":
        if proxy.image is not None:
            return None
        return _Wrong(
            at,
            "a configuration in an image needs an image of your own, and `proxy` names none",
            "write `image = …` in `proxy`",
        )
    if wanted.location is None:
        return _Wrong(
            at,
            "a configuration from S3 comes from a bucket and a folder, and `bootstrap` names none",
            'write `location = "s3://bucket/folder"` in `bootstrap`',
        )
    if isinstance(wanted.location, str) and not wanted.location.startswith("s3://"):
        return _Wrong(
            wanted.origin("location"),
            f"`{wanted.location}` is no bucket and folder of S3",
            'write `location = "s3://bucket/folder"`',
        )
    if unit.workload.ecs.task_role is None and unit.workload.task is None:
        return _Wrong(
            at,
            "reads its configuration from S3, and its task has no role that lets it",
            "write `task-role = …` with the right to `s3:GetObject`",
            "read their configurations from S3, and their tasks have no role that lets them",
        )
    return None
