"""examples/01-demo/apply.sh, with something in place of the AWS CLI that writes down what it is asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import meshc

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "01-demo"

AWS = f"""#!{sys.executable}
import json, sys
from pathlib import Path
service, command, *options = sys.argv[1:]
log = Path(__file__).with_name("log")
if command == "get-operation":
    answer = {{"Operation": {{"Status": "SUCCESS", "Targets": {{"NAMESPACE": "ns-1"}}}}}}
else:
    body = json.loads(options[options.index("--cli-input-json") + 1])
    with log.open("a") as lines:
        print(json.dumps([service, command, body]), file=lines)
    answer = {{"OperationId": "op-1"}}
    if (service, command) == ("servicediscovery", "create-service"):
        name = body["Name"]
        answer = {{"Service": {{"Id": f"srv-{{name}}", "Arn": f"arn:srv-{{name}}", "Name": name}}}}
print(json.dumps(answer))
"""

KNOWN = {"vpc": "vpc-0a1b2c3d", "subnets": ["subnet-0a1b2c3d"], "security-groups": ["sg-0a1b2c3d"]}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The example, built for both targets with everything known that can be."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not there: apt-get install jq")
    parameters = tmp_path / "known.json"
    parameters.write_text(json.dumps(KNOWN))
    facts = ("aws.region=eu-central-1", "aws.account=111122223333", "aws.partition=aws")
    settings = [word for fact in facts for word in ("--set", fact)]
    ran = meshc("build", str(EXAMPLE), "-q", "-o", str(tmp_path / "build"), "--params", str(parameters), *settings)
    assert ran.code == 0, ran.err
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "aws").write_text(AWS)
    (tmp_path / "bin" / "aws").chmod(0o755)
    return tmp_path / "build"


def applied(folder: Path, *words: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The requests that the script makes."""
    binaries = folder.parent.parent / "bin"
    environment = {"PATH": os.pathsep.join((str(binaries), os.environ["PATH"])), "LC_ALL": "C.UTF-8"}
    subprocess.run([EXAMPLE / "apply.sh", folder, *words], env=environment, check=True, capture_output=True)
    log = binaries / "log"
    requests = [tuple(json.loads(line)) for line in log.read_text().splitlines()]
    log.unlink()
    return requests


@pytest.mark.parametrize("target", ("service-connect", "service-discovery"))
def test_everything_is_sent_in_order_and_filled_in(built: Path, target: str) -> None:
    folder = built / target
    operations = json.loads((folder / "manifest.json").read_text())["operations"]
    requests = applied(folder)
    assert len(requests) == sum(operation["phase"] in ("create", "put") for operation in operations)
    assert requests[0][:2] == ("servicediscovery", "create-private-dns-namespace")
    assert "${" not in json.dumps(requests)
    registered = [body for service, _, body in requests if service == "servicediscovery" and "NamespaceId" in body]
    assert {body["NamespaceId"] for body in registered} == {"ns-1"}
    user = next(
        body for _, command, body in requests if command == "create-service" and body.get("serviceName") == "user"
    )
    assert user["serviceRegistries"] == [{"registryArn": "arn:srv-user"}]

    later = applied(folder, "update")
    assert {command for _, command, _ in later} == {
        "register-task-definition",
        "register-scalable-target",
        "put-scaling-policy",
        "update-service",
    }
    assert all("Tags" not in body for _, command, body in later if command == "register-scalable-target")
    assert "${" not in json.dumps(later)


def test_an_update_goes_from_the_called_to_their_callers(built: Path) -> None:
    folder = built / "service-connect"
    applied(folder)
    order = [body["service"] for _, command, body in applied(folder, "update") if command == "update-service"]
    assert order.index("inventory") < order.index("contract-v1") < order.index("user")
