"""The shipped schemas are those of the model, and both libraries say the same of every body."""

from __future__ import annotations

import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshc import data
from meshc.backends.limits import Build, all_limits
from meshc.targets import schemas
from meshc.targets.schemas import explain, has_schema, is_valid, python_judge, rust_judge, violations

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "schemas" / "targets").rglob("*.schema.json"))
OPERATIONS = [(path.parent.name, path.name.removesuffix(".schema.json")) for path in FILES]


def generator() -> Any:
    spec = importlib.util.spec_from_file_location(
        "generate_target_schemas", ROOT / "scripts" / "generate_target_schemas.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def both(service: str, operation: str, body: object) -> list[tuple[tuple[str | int, ...], str]]:
    """What both libraries say, after it was seen to be the same."""
    text = data.read_text(f"schemas/targets/{service}/{operation}.schema.json")
    schema = json.loads(text)
    rust, python = rust_judge(text), python_judge(text)
    assert rust.is_valid(body) == python.is_valid(body)
    found = explain(schema, body, rust.failures(body))
    assert found == explain(schema, body, python.failures(body))
    assert found == violations(service, operation, body)
    assert bool(found) != rust.is_valid(body) == is_valid(service, operation, body)
    return found


def test_the_listed_operations_have_a_schema() -> None:
    listed = {(service, name) for service, names in generator().OPERATIONS.items() for name in names}
    assert listed == set(OPERATIONS)
    assert all(has_schema(*operation) for operation in OPERATIONS)
    assert not has_schema("ecs", "CreateCluster")


def test_the_schemas_are_those_of_the_model() -> None:
    versions = {json.loads(path.read_text("utf-8"))["source"]["version"] for path in FILES}
    assert len(versions) == 1
    rendered = generator().render()
    assert set(rendered) == set(FILES)
    if versions == {botocore.__version__}:
        assert {path: path.read_text("utf-8") for path in FILES} == rendered


def test_check_fails_for_a_changed_file(tmp_path: Path) -> None:
    script = tmp_path / "scripts" / "generate_target_schemas.py"
    script.parent.mkdir()
    script.write_text((ROOT / "scripts" / script.name).read_text("utf-8"), "utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, str(script), *arguments], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout

    assert run("--check")[0] == 1
    assert run()[0] == 0
    assert run("--check") == (0, "")
    (tmp_path / "schemas" / "targets" / "ecs" / "UpdateService.schema.json").write_text("{}\n", "utf-8")
    (tmp_path / "schemas" / "targets" / "ecs" / "Old.schema.json").write_text("{}\n", "utf-8")
    assert run("--check") == (
        1,
        "schemas/targets/ecs/UpdateService.schema.json\nschemas/targets/ecs/Old.schema.json\n",
    )
    run()
    assert run("--check") == (0, "")


@pytest.mark.parametrize("path", FILES, ids=[f"{service}-{name}" for service, name in OPERATIONS])
def test_a_schema_is_closed_and_says_where_it_is_from(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    assert schema["source"]["package"] == "botocore"
    for name, definition in schema["$defs"].items():
        if "properties" in definition:
            assert definition["additionalProperties"] is False, name
        if "pattern" in definition:
            assert definition["pattern"].startswith("^") and definition["pattern"].endswith("$")


BROKEN: dict[str, tuple[str, str, Any, list[tuple[tuple[str | int, ...], str]]]] = {
    "no object": ("ecs", "CreateService", [], [((), "is not an object")]),
    "missing": ("ecs", "CreateService", {}, [(("serviceName",), "is required")]),
    "unknown": (
        "ecs",
        "CreateService",
        {"serviceName": "a", "name": 1},
        [(("name",), "is not a field that AWS knows here")],
    ),
    "null": ("ecs", "CreateService", {"serviceName": None}, [(("serviceName",), "is not a string")]),
    "fraction": (
        "ecs",
        "CreateService",
        {"serviceName": "a", "desiredCount": 1.5},
        [(("desiredCount",), "is not a whole number")],
    ),
    "boolean for a number": (
        "ecs",
        "CreateService",
        {"serviceName": "a", "desiredCount": True},
        [(("desiredCount",), "is not a whole number")],
    ),
    "enum": (
        "ecs",
        "RegisterTaskDefinition",
        {"family": "a", "containerDefinitions": [{"portMappings": [{"appProtocol": "tcp"}]}]},
        [
            (
                ("containerDefinitions", 0, "portMappings", 0, "appProtocol"),
                "is `tcp`, which is not one of: http, http2, grpc",
            )
        ],
    ),
    "union": (
        "ecs",
        "CreateService",
        {"serviceName": "a", "serviceConnectConfiguration": {"enabled": True, "containerConfigurations": [{}]}},
        [(("serviceConnectConfiguration", "containerConfigurations", 0), "must have exactly one of: logLevel")],
    ),
    "maximum": (
        "servicediscovery",
        "CreateService",
        {"Name": "a", "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 2**31}]}},
        [(("DnsConfig", "DnsRecords", 0, "TTL"), "is 2147483648, more than 2147483647")],
    ),
    "minimum": (
        "servicediscovery",
        "DiscoverInstances",
        {"NamespaceName": "a", "ServiceName": "a", "MaxResults": 0},
        [(("MaxResults",), "is 0, less than 1")],
    ),
    "length": (
        "servicediscovery",
        "CreateService",
        {"Name": "a", "CreatorRequestId": "r" * 65},
        [(("CreatorRequestId",), "has 65 characters; AWS allows 64")],
    ),
    "line feed at the end": (
        "servicediscovery",
        "RegisterInstance",
        {"ServiceId": "a", "InstanceId": "a\n", "Attributes": {}},
        [(("InstanceId",), "is `a\\n`, which does not match ^[0-9a-zA-Z_/:.@-]+$")],
    ),
    "key": (
        "servicediscovery",
        "RegisterInstance",
        {"ServiceId": "a", "InstanceId": "a", "Attributes": {"a b": "c"}},
        [(("Attributes", "a b"), "has a name that is `a b`, which does not match ^[a-zA-Z0-9!-~]+$")],
    ),
    "too few entries": (
        "servicediscovery",
        "UpdateServiceAttributes",
        {"ServiceId": "a", "Attributes": {}},
        [(("Attributes",), "has 0 entries; at least 1 needed")],
    ),
    "several": (
        "ecs",
        "RegisterTaskDefinition",
        {"containerDefinitions": {}, "tags": [{"key": ""}] * 51, "volumes": [{"host": {"path": "/"}}]},
        [
            (("containerDefinitions",), "is not a list"),
            (("family",), "is required"),
            (("tags",), "has 51 entries; AWS allows 50"),
            *((("tags", index, "key"), "has 0 characters; at least 1 needed") for index in range(51)),
            (("volumes", 0, "host", "path"), "is not a field that AWS knows here"),
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_said(name: str) -> None:
    service, operation, body, expected = BROKEN[name]
    assert both(service, operation, body) == expected


def test_both_libraries_agree_on_every_example() -> None:
    for limit in all_limits():
        for example in (limit.at(), limit.past()):
            if not isinstance(example, Build):
                both(limit.service, limit.operations[0], example)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_both_libraries_agree_on_damaged_bodies(draw: st.DataObject) -> None:
    limits = [limit for limit in all_limits() if limit.scope == "document" and limit.id != "task-definition-size"]
    limit = draw.draw(st.sampled_from(limits))
    body = copy.deepcopy(limit.at())
    for _ in range(draw.draw(st.integers(1, 3))):
        damage(draw, body)
    both(limit.service, limit.operations[0], body)


def damage(draw: st.DataObject, value: Any) -> None:
    """Replaces, removes or adds something somewhere in a body."""
    values = st.one_of(
        st.none(), st.booleans(), st.integers(-(2**31), 2**32), st.floats(allow_nan=False), st.text(max_size=80)
    )
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        inner = [key for key in keys if isinstance(value[key], (dict, list)) and value[key]]
        if not inner or draw.draw(st.booleans()):
            break
        value = value[draw.draw(st.sampled_from(inner))]
    if isinstance(value, dict):
        match draw.draw(st.sampled_from(("replace", "remove", "add"))):
            case "replace" if keys:
                value[draw.draw(st.sampled_from(keys))] = draw.draw(values)
            case "remove" if keys:
                del value[draw.draw(st.sampled_from(keys))]
            case _:
                value[draw.draw(st.text(max_size=300))] = draw.draw(values)
    elif isinstance(value, list):
        value.append(draw.draw(values))


def test_the_other_library_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    schemas._judge.cache_clear()
    try:
        assert violations("ecs", "CreateService", {}) == [(("serviceName",), "is required")]
        assert is_valid("ecs", "CreateService", {"serviceName": "a"})
    finally:
        schemas._judge.cache_clear()


def test_a_missing_schema_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        violations("ecs", "CreateCluster", {})
