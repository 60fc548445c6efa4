"""Meshes for the tests of targets, from text."""

from __future__ import annotations

from meshc.backends.units import units
from meshc.compilation import Compilation
from meshc.diagnostics.model import Diagnostic
from meshc.ir.effective import EffectivePolicies
from meshc.ir.features import features_used
from meshc.ir.mesh import Mesh
from meshc.targets.addresses import AddressBook
from meshc.targets.gate import gate
from meshc.targets.report import LossReport

HEAD = 'mesh demo { vpc = "vpc-1" }\n'
API = 'service api { image = "acme/api:1" ; port = 8080 }\n'
CONNECT = "service-connect"
DISCOVERY = "service-discovery"


def mesh_of(text: str) -> Mesh:
    """The mesh of a text; the `mesh` block may be left out."""
    mesh = Compilation.of({"main.mesh": text if text.lstrip().startswith("mesh") else HEAD + text}).mesh
    assert mesh is not None
    return mesh


def gated(text: str, target: str) -> tuple[LossReport, tuple[Diagnostic, ...]]:
    """Report and findings of a text under a target."""
    mesh = mesh_of(text)
    return gate(target, features_used(mesh, EffectivePolicies(mesh)), mesh)


def book_of(text: str, target: str) -> AddressBook:
    """The addresses of a text under a target."""
    mesh = mesh_of(text)
    return AddressBook(mesh, target, units(mesh))


def service(lines: str, name: str = "api") -> str:
    """A service with further lines."""
    return f'service {name} {{ image = "acme/{name}:1" ; port = 8080\n{lines}\n}}\n'
