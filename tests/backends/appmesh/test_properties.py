"""What holds for the App Mesh documents of all meshes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings

from meshc.backends.limits import Strength, check_documents
from tests.strategies import Drawn, meshes

from .built import resources, written


def _named(body: Any) -> Iterator[tuple[str, str]]:
    """Every virtual node, router, service and gateway that a specification names."""
    if isinstance(body, dict):
        for member, value in body.items():
            if member in _KINDS and isinstance(value, str):
                yield _KINDS[member], value
            else:
                yield from _named(value)
    elif isinstance(body, list):
        for value in body:
            yield from _named(value)


_KINDS = {
    "virtualNode": "VirtualNode",
    "virtualNodeName": "VirtualNode",
    "virtualRouterName": "VirtualRouter",
    "virtualServiceName": "VirtualService",
    "virtualGatewayName": "VirtualGateway",
}
_NAMES = {
    "CreateVirtualNode": "virtualNodeName",
    "CreateVirtualRouter": "virtualRouterName",
    "CreateVirtualService": "virtualServiceName",
    "CreateVirtualGateway": "virtualGatewayName",
}


@settings(max_examples=60, deadline=None)
@given(meshes())
def test_what_is_named_is_made_and_nothing_is_past_a_limit(drawn: Drawn) -> None:
    found = [(resource, written(resource)) for resource in resources(drawn.text).values()]
    made = {
        (resource.operation.removeprefix("Create"), body[_NAMES[resource.operation]])
        for resource, body in found
        if resource.operation in _NAMES
    }
    named = {name for _resource, body in found for name in _named(body)}
    assert named - made == set()
    documents = [("appmesh", resource.operation, body) for resource, body in found]
    breaches = [breach for breach in check_documents(documents) if breach.limit.strength is Strength.HARD]
    assert [(breach.limit.id, breach.message) for breach in breaches] == []


@settings(max_examples=60, deadline=None)
@given(meshes())
def test_each_comes_after_what_it_names_and_all_of_it_is_there(drawn: Drawn) -> None:
    seen: set[str] = set()
    every = {resource.id for resource in resources(drawn.text).values()}
    for resource in resources(drawn.text).values():
        assert set(resource.after) <= every
        if resource.phase == "create":
            assert set(resource.after) <= seen
            seen.add(resource.id)
