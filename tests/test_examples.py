"""Every example and golden builds, and every body that comes of one is taken by all judges of AWS bodies."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from meshc import data
from meshc.cli.reader import DiskReader
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.emission import TargetBuild
from tests.golden import cases
from tests.oracles.oracle import judge
from tests.oracles.roundtrip import DROPPED, round_trip

EXAMPLES = sorted(path.parent for path in (Path(__file__).parent.parent / "examples").glob("*/*.mesh"))
KEPT = {("ecs", "RegisterTaskDefinition"), ("ecs", "CreateService")} | {key for key in DROPPED if key[0] != "ecs"}
"""What moto can be asked for again."""
ANSWERS = {"Id": "ns-0a1b2c3d", "Arn": "arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-0a1b2c3d"}
FACTS: Mapping[str, Any] = {
    "aws.account": "111122223333",
    "aws.region": "eu-central-1",
    "aws.partition": "aws",
    "ecs.subnets": ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
    "param.subnets": ["subnet-0a1b2c3d"],
    "param.security-groups": ["sg-0a1b2c3d"],
    "param.groups": ["sg-0a1b2c3d", "sg-1a2b3c4d"],
    "param.vpc": "vpc-0a1b2c3d",
    "param.tasks": 3,
}
"""What whoever deploys may fill in; a parameter that is not here is a word."""


MESHES = (*(path.name for path in dict.fromkeys(EXAMPLES)), *(case.name for case in cases() if not case.is_invalid))


@cache
def builds(name: str) -> tuple[TargetBuild, ...]:
    """An example or a golden for each of its targets."""
    case = next((case for case in cases() if case.name == name), None)
    folder = next((folder for folder in EXAMPLES if folder.name == name), None)
    compilation = case.compilation() if case else Compilation.load(".", reader=DiskReader(str(folder)))
    return tuple(compilation.build(target) for target in compilation.targets)


@pytest.mark.parametrize("folder", dict.fromkeys(EXAMPLES), ids=lambda folder: folder.name)
def test_an_example_builds_for_all_its_targets_without_warnings(folder: Path) -> None:
    compilation = Compilation.load(".", reader=DiskReader(str(folder)))
    assert [f.message for f in compilation.diagnostics() if f.severity is not Severity.NOTE] == []
    assert compilation.mesh is not None and compilation.targets == compilation.mesh.build
    assert (folder / "README.md").is_file()
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.mesh")))
    for overlay in re.findall(r"^overlay ([\w-]+)", text, re.MULTILINE):
        changed = compilation.with_options(Options(overlays=(overlay,)))
        assert [f.message for f in changed.diagnostics() if f.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("name", MESHES)
def test_every_body_is_taken_by_every_judge(name: str) -> None:
    for build in builds(name):
        manifest = json.loads(build.manifest)
        assert list(SCHEMA.iter_errors(manifest)) == []
        assert build.artifacts.keys() == {entry["file"] for entry in manifest["operations"]} == manifest["files"].keys()
        for entry in manifest["operations"]:
            body = json.loads(build.artifacts[entry["file"]])
            assert judge(*key(entry), body) == [], entry["file"]
            assert judge(*key(entry), filled(body, entry["fill"])) == [], entry["file"]


@pytest.mark.parametrize("name", MESHES)
def test_moto_keeps_what_it_is_sent(moto_endpoint: str, name: str) -> None:
    for build in builds(name):
        assert difference(moto_endpoint, build) == []


def difference(moto_endpoint: str, build: TargetBuild) -> list[str]:
    """What moto keeps otherwise than it was sent."""
    sent = [entry for entry in json.loads(build.manifest)["operations"] if key(entry) in KEPT]
    index = {entry["file"]: at for at, entry in enumerate(sent)}
    bodies, links = [], {}
    for at, entry in enumerate(sent):
        body = filled(json.loads(build.artifacts[entry["file"]]), entry["fill"])
        if "networkConfiguration" in body:  # moto cannot do without groups, which AWS can
            body["networkConfiguration"]["awsvpcConfiguration"].setdefault("securityGroups", ["sg-0a1b2c3d"])
        bodies.append((*key(entry), body))
        for fill in entry["fill"]:
            if fill["file"] is not None:
                links[at, steps(fill["pointer"])] = index[fill["file"]]
    return round_trip(moto_endpoint, bodies, links)


SCHEMA = Draft202012Validator(json.loads(data.read_text("schemas/manifest.schema.json")))


def key(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["service"], entry["operation"]


def steps(pointer: str) -> tuple[str | int, ...]:
    parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    return tuple(int(part) if part.isdigit() else part for part in parts)


def filled(body: Any, fills: list[dict[str, Any]]) -> Any:
    """A body as it is sent: with legal values where the manifest says that something belongs, and no placeholder."""
    for fill in fills:
        *above, last = steps(fill["pointer"])
        place = body
        for step in above:
            place = place[step]
        name = fill["value"]
        if fill["file"] is not None:
            place[last] = ANSWERS.get(name, name.lower())
            continue
        value = FACTS.get(name, "word")
        if isinstance(place[last], str):
            assert f"${{{name}}}" in place[last], fill
            place[last] = place[last].replace(f"${{{name}}}", value)
        else:
            place[last] = value
    assert "${" not in json.dumps(body), body
    return body
