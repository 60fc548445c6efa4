"""Every example and golden builds; all judges take the bodies that come of one, and Envoy the bootstraps."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from meshc import data
from meshc.backends.envoy.bootstrap_rules import breaches
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.emission import TargetBuild
from meshc.project.reader import DiskReader
from meshc.targets.sunset import TARGET_ENDED
from tests.golden import cases
from tests.oracles.envoy import accepts
from tests.oracles.oracle import judge
from tests.oracles.roundtrip import DROPPED, round_trip
from tests.test_readme import run

EXAMPLES = sorted(path.parent for path in (Path(__file__).parent.parent / "examples").glob("*/*.mesh"))
KEPT = {("ecs", "RegisterTaskDefinition"), ("ecs", "CreateService")} | {key for key in DROPPED if key[0] != "ecs"}
"""What moto can be asked for again, beside everything of App Mesh."""
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
    "param.orders-tasks": 3,
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
    assert complaints(compilation) == []
    assert compilation.mesh is not None and compilation.targets == compilation.mesh.build
    assert (folder / "README.md").is_file()
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.mesh")))
    for overlay in re.findall(r"^overlay ([\w-]+)", text, re.MULTILINE):
        assert complaints(compilation.with_options(Options(overlays=(overlay,)))) == [], overlay


def complaints(compilation: Compilation) -> list[str]:
    """What is found, but for notes and for the end of App Mesh, of which everybody is warned who builds for it."""
    return [
        finding.message
        for finding in compilation.diagnostics()
        if finding.severity is not Severity.NOTE and finding.code != TARGET_ENDED.code
    ]


@pytest.mark.parametrize("folder", dict.fromkeys(EXAMPLES), ids=lambda folder: folder.name)
def test_the_commands_of_an_example_print_what_its_readme_says(
    folder: Path, tmp_path: Path, update_golden: bool
) -> None:
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8")
    place = shutil.copytree(folder, tmp_path / folder.name)
    steps = list(COMMANDS.finditer(text))
    printed = [run(step["commands"], place) for step in steps]
    if update_golden:
        for step, output in zip(reversed(steps), reversed(printed), strict=True):
            text = text[: step.start("output")] + output + text[step.end("output") :]
        readme.write_text(text, encoding="utf-8", newline="\n")
        return
    for step, output in zip(steps, printed, strict=True):
        assert output == step["output"], step["commands"]


COMMANDS = re.compile(
    r"^```sh\n(?P<commands>(?:(?!```).*\n)*)```\n\n```text\n(?P<output>(?:(?!```).*\n)*)```$", re.MULTILINE
)
"""Commands of a README with what they print."""


@pytest.mark.parametrize("name", MESHES)
def test_every_body_is_taken_by_every_judge(name: str) -> None:
    for build in builds(name):
        manifest = json.loads(build.manifest)
        assert list(SCHEMA.iter_errors(manifest)) == []
        requests = {entry["file"] for entry in manifest["operations"]}
        configurations = {entry["file"] for entry in manifest["configurations"]}
        assert requests & configurations == set()
        assert build.artifacts.keys() == requests | configurations == manifest["files"].keys()
        for entry in manifest["operations"]:
            body = json.loads(build.artifacts[entry["file"]])
            assert judge(*key(entry), body) == [], entry["file"]
            assert judge(*key(entry), filled(body, entry["fill"])) == [], entry["file"]


@pytest.mark.parametrize("name", MESHES)
def test_envoy_accepts_every_bootstrap(name: str) -> None:
    bootstraps = {file: text for build in builds(name) for file, text in configured(build)}
    assert bool(bootstraps) == any(build.target == "envoy" for build in builds(name))
    for file, bootstrap in bootstraps.items():
        assert list(breaches(yaml.load(bootstrap, yaml.CSafeLoader))) == [], file
    assert accepts(bootstraps) == {}


def configured(build: TargetBuild) -> Iterator[tuple[str, bytes]]:
    """The bootstraps of a build as proxies read them, with what the deployment knows filled in."""
    for entry in json.loads(build.manifest)["configurations"]:
        content = build.artifacts[entry["file"]].decode()
        for fill in entry["fill"]:
            content = content.replace(f"${{{fill['value']}}}", FACTS.get(fill["value"], "word"))
        assert "${" not in content, entry["file"]
        yield entry["file"], content.encode()


@pytest.mark.parametrize("name", MESHES)
def test_moto_keeps_what_it_is_sent(moto_endpoint: str, name: str) -> None:
    for build in builds(name):
        assert difference(moto_endpoint, build) == []


def difference(moto_endpoint: str, build: TargetBuild) -> list[str]:
    """What moto keeps otherwise than it was sent."""
    operations = json.loads(build.manifest)["operations"]
    sent = [entry for entry in operations if key(entry) in KEPT or entry["service"] == "appmesh"]
    # moto knows one account, which no other one shares a mesh with.
    sent = [entry for entry in sent if "meshOwner" not in json.loads(build.artifacts[entry["file"]])]
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
