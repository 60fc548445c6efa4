"""One mesh for one target: gate, plan, lower, encode, verify. What comes out is ready to be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from meshc.backends.base import NOTHING, Backend, Contribution, Encoded, Fill, Lowering, Resource
from meshc.backends.units import units
from meshc.diagnostics.model import Diagnostic, Severity
from meshc.encoders.api_json import encode, placeholders
from meshc.ir.features import features_used
from meshc.source import SourceMap
from meshc.targets import manifest as manifests
from meshc.targets.addresses import AddressBook
from meshc.targets.gate import gate
from meshc.targets.report import LossReport
from meshc.targets.table import TARGETS

if TYPE_CHECKING:
    from meshc.backends.ecs.size import Size
    from meshc.ir.effective import EffectivePolicies
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


class _Document(NamedTuple):
    """A resource encoded."""

    resource: Resource
    path: str
    encoded: Encoded

    @property
    def content(self) -> bytes:
        """The text."""
        return self.encoded.content


class Request(NamedTuple):
    """A mesh without errors, and what of its surroundings goes into the manifest."""

    mesh: Mesh
    policies: EffectivePolicies
    sources: SourceMap
    facts: Mapping[str, str]
    """Values of `aws.account`, `aws.region` and `aws.partition` that are known."""
    inputs: Mapping[str, bytes]
    """Every file that was read, by path."""
    overlays: tuple[str, ...]
    extensions: Mapping[str, str]
    """Versions of modules from outside, by name."""


def emit(request: Request, target: str) -> TargetBuild:
    """The documents of a mesh under a target. Raises KeyError for a target that is not in the table."""
    mesh = request.mesh
    uses = features_used(mesh, request.policies)
    report, findings = gate(target, uses, mesh)
    if TARGETS[target].ended:
        from meshc.targets.sunset import ended

        findings += tuple(ended(target, mesh, uses))
    if _has_error(findings):
        return TargetBuild(target, report, findings)
    row = TARGETS[target]
    all_units = units(mesh, gateways=row.gateways, attributes=row.attributes)
    book = AddressBook(mesh, target, all_units, request.facts)
    lowering = Lowering(mesh, target, all_units, request.policies, book)
    backends = [_backend(name) for name in TARGETS[target].backends]
    contributions: dict[str, tuple[Contribution, ...]] = {}
    for backend in backends:
        for contribution in backend.plan(lowering):
            contributions[contribution.unit] = (*contributions.get(contribution.unit, ()), contribution)
    for backend in backends:
        findings += backend.check(lowering, contributions)
    if _has_error(findings):
        return TargetBuild(target, report, findings)
    documents = [_encoded(resource) for backend in backends for resource in backend.lower(lowering, contributions)]
    from meshc.verification import verify

    findings += tuple(verify(target, [document.resource for document in documents], [d.content for d in documents]))
    if _has_error(findings):
        return TargetBuild(target, report, findings)
    artifacts = {document.path: document.content for document in documents}
    if len(artifacts) != len(documents):
        raise RuntimeError("two documents have the same path")
    from meshc.backends.ecs.size import sizes

    sized = tuple(sizes(lowering, contributions))
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


def _has_error(findings: Sequence[Diagnostic]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _backend(name: str) -> Backend:
    from importlib import import_module

    return cast(Backend, import_module(f"meshc.backends.{name.replace('-', '_')}").BACKEND)


def _encoded(resource: Resource) -> _Document:
    from meshc.output.names import file_stem

    stem, kind, ending = resource.file.rsplit(".", 2)
    encoded = resource.encoded or encode(resource.body)
    return _Document(resource, f"{resource.backend}/{file_stem(stem)}.{kind}.{ending}", encoded)


def _manifest(
    request: Request,
    target: str,
    documents: Sequence[_Document],
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


def _operations(documents: Sequence[_Document]) -> Iterator[manifests.ManifestOperation]:
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


def _configurations(documents: Sequence[_Document]) -> Iterator[manifests.ManifestConfiguration]:
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


def _fill(fill: Fill, by_id: Mapping[str, _Document]) -> manifests.ManifestFill:
    made_by = by_id.get(fill.resource) if fill.resource else None
    return {"pointer": fill.pointer, "value": fill.value, "file": made_by.path if made_by else None}
