"""Parts of bootstraps for tests: a mesh from text, its endpoints and clusters, and what the real Envoy says of them."""

from __future__ import annotations

from typing import NamedTuple

from meshc.backends.base import Lowering
from meshc.backends.envoy.clusters import Clusters
from meshc.backends.envoy.endpoints import Endpoint, Endpoints
from meshc.backends.envoy.types import INTERNAL_LISTENER, Message, typed
from meshc.backends.units import units
from meshc.ir.effective import EffectivePolicies
from meshc.ir.traffic import TrafficPolicy
from meshc.targets.addresses import AddressBook
from tests.oracles.envoy import accepts
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


def refusal(clusters: list[Message], listeners: list[Message] | None = None) -> str:
    """What the real Envoy says against a bootstrap of these; empty where it accepts it."""
    from meshc.encoders.envoy_yaml import encode

    name = "envoy.bootstrap.internal_listener"
    bootstrap = {
        "node": {"id": "user", "cluster": "demo"},
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 9901}}},
        "bootstrap_extensions": [typed(name, INTERNAL_LISTENER)],
        "static_resources": {"clusters": clusters, "listeners": listeners or []},
    }
    return accepts({"user": encode(bootstrap)[0]}).get("user", "")
