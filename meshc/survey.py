"""What a target makes of a mesh, or of a part of one, and what is wrong with that: stage by stage, nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from meshc.backends.base import Backend, Contribution, Encoded, Lowering, Resource
from meshc.backends.units import units
from meshc.diagnostics.model import Diagnostic, Severity
from meshc.encoders.api_json import encode
from meshc.targets.addresses import AddressBook
from meshc.targets.reachable import namespace_findings, unreachable
from meshc.targets.table import TARGETS

if TYPE_CHECKING:
    from meshc.ir.effective import EffectivePolicies
    from meshc.ir.mesh import Mesh
    from meshc.verification import Request


class Document(NamedTuple):
    """A resource encoded."""

    resource: Resource
    path: str
    encoded: Encoded

    @property
    def content(self) -> bytes:
        """The text."""
        return self.encoded.content


class Survey:
    """One mesh under one target.

    A stage may be asked for only where no stage before it has an error: first what can be reached, then what the
    backends have checked, then what of the documents is refused, then what is limited. Raises KeyError for a target
    that is not in the table.
    """

    def __init__(self, mesh: Mesh, policies: EffectivePolicies, facts: Mapping[str, str], target: str) -> None:
        """`facts` are values of `aws.account`, `aws.region` and `aws.partition` that are known."""
        self.mesh = mesh
        self.target = target
        self._policies = policies
        self._facts = facts
        self._row = TARGETS[target]

    @cached_property
    def reached(self) -> tuple[Diagnostic, ...]:
        """What cannot be found."""
        return (*namespace_findings(self.mesh), *unreachable(self.mesh, self.target))

    @cached_property
    def lowering(self) -> Lowering:
        """The mesh as backends see it."""
        found = units(self.mesh, gateways=self._row.gateways, attributes=self._row.attributes)
        book = AddressBook(self.mesh, self.target, found, self._facts)
        return Lowering(self.mesh, self.target, found, self._policies, book)

    @cached_property
    def _backends(self) -> tuple[Backend, ...]:
        return tuple(_backend(name) for name in self._row.backends)

    @cached_property
    def contributions(self) -> Mapping[str, tuple[Contribution, ...]]:
        """What the backends add to each other's documents, by unit."""
        found: dict[str, tuple[Contribution, ...]] = {}
        for backend in self._backends:
            for contribution in backend.plan(self.lowering):
                found[contribution.unit] = (*found.get(contribution.unit, ()), contribution)
        return found

    @cached_property
    def checked(self) -> tuple[Diagnostic, ...]:
        """What the backends find wrong before they make documents."""
        contributions = self.contributions
        return tuple(finding for backend in self._backends for finding in backend.check(self.lowering, contributions))

    @cached_property
    def documents(self) -> Sequence[Document]:
        """What would be written."""
        contributions = self.contributions
        return [
            _encoded(resource) for backend in self._backends for resource in backend.lower(self.lowering, contributions)
        ]

    @cached_property
    def _requests(self) -> Sequence[Request]:
        from meshc.verification import requests

        documents = self.documents
        return requests([document.resource for document in documents], [document.content for document in documents])

    @cached_property
    def refused(self) -> tuple[Diagnostic, ...]:
        """What of the documents the schemas of AWS refuse."""
        from meshc.verification import refused

        return tuple(refused(self.target, self._requests))

    @cached_property
    def limited(self) -> tuple[Diagnostic, ...]:
        """What of the documents breaks a limit."""
        from meshc.verification import limited

        found = tuple(limited(self.target, self._requests))
        # The bodies are as large as all the rest, and nobody asks for them again.
        del self._requests
        return found


def has_error(findings: Sequence[Diagnostic]) -> bool:
    """Whether there is an error among them."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _backend(name: str) -> Backend:
    from importlib import import_module

    return cast(Backend, import_module(f"meshc.backends.{name.replace('-', '_')}").BACKEND)


def _encoded(resource: Resource) -> Document:
    from meshc.output.names import file_stem

    stem, kind, ending = resource.file.rsplit(".", 2)
    encoded = resource.encoded or encode(resource.body)
    return Document(resource, f"{resource.backend}/{file_stem(stem)}.{kind}.{ending}", encoded)
