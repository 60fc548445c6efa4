"""What holds for the bootstraps of all meshes; the real Envoy is asked about them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from meshc.backends.envoy.bootstrap_rules import broken
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from tests.oracles.envoy import accepts
from tests.strategies import Drawn, meshes

MESHES = meshes(found_by_dns=True)
ENVOY = Options(targets=("envoy",))
EXAMPLES = 40
NIGHTLY = bool(os.environ.get("MESHC_NIGHTLY"))
ASKED = 3_000 if NIGHTLY else 250
"""Distinct bootstraps that Envoy is asked about: 45 ms each."""


def bootstraps(text: str) -> dict[str, bytes]:
    """The bootstraps of a mesh by unit; none where the mesh has an error."""
    compilation = Compilation.of({"main.mesh": text}, options=ENVOY)
    if any(finding.severity is Severity.ERROR for finding in compilation.diagnostics()):
        return {}
    return {
        path.removeprefix("envoy/").removesuffix(".bootstrap.yaml"): content
        for path, content in compilation.build("envoy").artifacts.items()
        if path.startswith("envoy/")
    }


def parsed(content: bytes) -> Any:
    """A bootstrap as Envoy reads it."""
    import yaml

    return yaml.load(content, yaml.CSafeLoader)


def listening(bootstrap: Mapping[str, Any]) -> dict[str, Any]:
    """Where each listener of a bootstrap is, by name."""
    return {listener["name"]: listener.get("address") for listener in bootstrap["static_resources"]["listeners"]}


@settings(max_examples=EXAMPLES)
@given(MESHES)
def test_every_name_in_a_bootstrap_leads_to_something_and_nothing_is_there_twice(drawn: Drawn) -> None:
    for content in bootstraps(drawn.text).values():
        assert list(broken(parsed(content))) == []


@settings(max_examples=EXAMPLES)
@given(MESHES, st.data())
def test_another_call_moves_no_listener(drawn: Drawn, data: st.DataObject) -> None:
    before = bootstraps(drawn.text)
    if not before:
        return
    callers = [index for index, block in enumerate(drawn.blocks) if block.startswith("service ")]
    chosen = data.draw(st.sampled_from(callers))
    blocks = list(drawn.blocks)
    blocks[chosen] = blocks[chosen].replace("{\n", "{\n  calls newcomer\n", 1)
    blocks.append('external newcomer { host = "new.example.com" ; port = 80 ; protocol = http }')
    after = bootstraps("\n".join(blocks))
    assert after.keys() >= before.keys()
    for unit, content in before.items():
        kept, now = listening(parsed(content)), listening(parsed(after[unit]))
        assert kept.items() <= now.items()


def test_envoy_accepts_every_bootstrap() -> None:
    meshes_by_bootstrap: dict[bytes, str] = {}

    @settings(max_examples=ASKED, phases=(Phase.generate,), database=None, derandomize=not NIGHTLY)
    @given(MESHES)
    def collect(drawn: Drawn) -> None:
        if len(meshes_by_bootstrap) < ASKED:
            meshes_by_bootstrap.update(dict.fromkeys(bootstraps(drawn.text).values(), drawn.text))

    collect()
    asked = {f"{number}": content for number, content in enumerate(meshes_by_bootstrap)}
    assert len(asked) > ASKED * 0.8
    refused = accepts(asked)
    told = [f"{said}\n\n{meshes_by_bootstrap[asked[number]]}" for number, said in refused.items()]
    assert not told, f"Envoy refuses {len(told)} of {len(asked)}, the first with: {told[0]}"
