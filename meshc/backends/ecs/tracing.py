"""The collector of spans that runs in each task where the mesh names an image for it."""

from __future__ import annotations

from meshc.backends.base import Lowering, Pointer, Unit
from meshc.backends.collectors import COLLECTORS
from meshc.backends.container_log import log_configuration
from meshc.backends.ecs.model import ContainerDefinition
from meshc.source import Origin

MEMORY_RESERVATION = 256
"""MiB kept free for the collector, as AWS does for the X-Ray daemon.

https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-ecs.html
"""


def collector_definition(
    lowering: Lowering, unit: Unit, origins: dict[Pointer, Origin], at: Pointer
) -> ContainerDefinition | None:
    """The collector's container, or None where none is asked for; its origins are added under the pointer `at`."""
    tracing = unit.workload.tracing
    if tracing is None or tracing.sidecar is None:
        return None
    collector = COLLECTORS[tracing.provider]
    origins[at] = tracing.origin()
    origins[(*at, "image")] = tracing.origin("sidecar")
    body: ContainerDefinition = {
        "name": collector.name,
        "image": lowering.text(tracing.sidecar, unit.owner),
        "memoryReservation": MEMORY_RESERVATION,
        "portMappings": [{"containerPort": collector.port, "protocol": collector.protocol}],
        "essential": False,
    }
    log = unit.workload.ecs.log
    if log is not None:
        body["logConfiguration"] = log_configuration(log, lowering, unit, origins, (*at, "logConfiguration"))
    return body
