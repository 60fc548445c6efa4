"""One mesh for one target, with its manifest: ready to be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from meshc.backends.base import NOTHING, Fill
from meshc.diagnostics.model import Diagnostic
from meshc.encoders.api_json import placeholders
from meshc.source import SourceMap
from meshc.survey import Document, Survey, has_error
from meshc.targets import manifest as manifests
from meshc.targets.gate import loss_report
from meshc.targets.report import LossReport

if TYPE_CHECKING:
    from meshc.backends.ecs.size import Size
    from meshc.ir.feature import Use
    from meshc.ir.mesh import Mesh


class TargetBuild(NamedTuple):
    """Everything about a mesh under one target. Without an error among the findings there are documents."""

    target: str
    report: LossReport
    diagnostics: tuple[Diagnostic, ...]
    artifacts: Mapping[str, bytes] = NOTHING
    """Documents by path below the folder of the target."""
    manifest: bytes = b""
    sizes: tuple[Size, ...] = ()
    services: int = 0
    calls: int = 0


class Request(NamedTuple):
    """A mesh, and what of its surroundings goes into the manifest."""

    mesh: Mesh
    sources: SourceMap
    inputs: Mapping[str, bytes]
    """Every file that was read, by path."""
    overlays: tuple[str, ...]
    extensions: Mapping[str, str]
    """Versions of modules from outside, by name."""


def emit(request: Request, survey: Survey, uses: Iterable[Use], findings: tuple[Diagnostic, ...]) -> TargetBuild:
    """The documents of a mesh under a target; `findings` are all that there are."""
    target, mesh = survey.target, request.mesh
    report = loss_report(target, uses, mesh)
    if has_error(findings):
        return TargetBuild(target, report, findings)
    documents = survey.documents
    artifacts = {document.path: document.content for document in documents}
    if len(artifacts) != len(documents):
        raise RuntimeError("two documents have the same path")
    from meshc.backends.ecs.size import sizes

    sized = tuple(sizes(survey.lowering, survey.contributions))
    return TargetBuild(
        target,
        report,
        findings,
        artifacts,
        _manifest(request, target, documents, artifacts, report, sized),
        sized,
        len(mesh.services),
        sum(len(caller.calls) for group in (mesh.services, mesh.gateways, mesh.clients) for caller in group),
    )


def _manifest(
    request: Request,
    target: str,
    documents: Sequence[Document],
    artifacts: Mapping[str, bytes],
    report: LossReport,
    sized: Sequence[Size],
) -> bytes:
    from meshc import __version__

    counts = report.counts
    return manifests.encode(
        {
            "version": manifests.FORMAT_VERSION,
            "meshc": __version__,
            "extensions": dict(request.extensions),
            "format": "api",
            "mesh": request.mesh.name,
            "target": target,
            "overlays": list(request.overlays),
            "inputs": manifests.digests(request.inputs),
            "files": manifests.digests(artifacts),
            "operations": list(_operations(documents)),
            "configurations": list(_configurations(documents)),
            "report": {
                "exact": counts["exact"],
                "fixed": counts["fixed"],
                "emulated": counts["emulated"],
                "lost": counts["lost"],
                "features": cast(Any, report.as_json(request.sources.describe)),
            },
            "sizes": [
                {
                    "unit": size.unit,
                    "containers_cpu": size.app_cpu,
                    "containers_memory": size.app_memory,
                    "proxy_cpu": size.proxy_cpu,
                    "proxy_memory": size.proxy_memory,
                    "task_cpu": size.task_cpu,
                    "task_memory": size.task_memory,
                }
                for size in sized
            ],
        }
    )


_PHASES = {"create": 0, "put": 0, "query": 1, "update": 2}


def _operations(documents: Sequence[Document]) -> Iterator[manifests.ManifestOperation]:
    by_id = {document.resource.id: document for document in documents if document.resource.operation}
    ids = sorted(by_id, key=lambda id: _PHASES[by_id[id].resource.phase])
    for id in manifests.in_order(ids, {id: by_id[id].resource.after for id in ids}):
        document = by_id[id]
        resource = document.resource
        yield {
            "file": document.path,
            "service": resource.service,
            "operation": resource.operation,
            "phase": resource.phase,
            "after": sorted(by_id[other].path for other in resource.after if other in by_id),
            "fill": [_fill(fill, by_id) for fill in document.encoded.fills],
        }


def _configurations(documents: Sequence[Document]) -> Iterator[manifests.ManifestConfiguration]:
    for document in documents:
        resource = document.resource
        if resource.operation:
            continue
        upload: manifests.ManifestUpload | None = None
        if resource.upload is not None:
            address, fills = placeholders(resource.upload)
            upload = {"to": address.decode(), "fill": [_fill(fill, {}) for fill in fills]}
        yield {
            "file": document.path,
            "program": resource.service,
            "fill": [_fill(fill, {}) for fill in document.encoded.fills],
            "upload": upload,
        }


def _fill(fill: Fill, by_id: Mapping[str, Document]) -> manifests.ManifestFill:
    made_by = by_id.get(fill.resource) if fill.resource else None
    return {"pointer": fill.pointer, "value": fill.value, "file": made_by.path if made_by else None}
