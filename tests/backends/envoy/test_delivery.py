"""How a bootstrap reaches its proxy."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.backends.envoy.meshes import built, head, planned, user

ROLE = 'task-role = "arn:aws:iam::111122223333:role/user"'
BUCKET = 'proxy { bootstrap { from = s3 ; location = "s3://shop/envoy/" } }'
GATEWAY = f'gateway edge {{ port = 80 ; {ROLE} ; {BUCKET} ; route "/*" {{ to = user }} }}'


def test_from_a_bucket_under_a_name_that_tells_the_content() -> None:
    found = built(head() + user(f"{ROLE}\n{BUCKET}"))
    content = found.build.artifacts["envoy/user.bootstrap.yaml"]
    address = f"s3://shop/envoy/user-{sha256(content).hexdigest()[:12]}.yaml"
    fetcher = found.container("user", "envoy-bootstrap")
    assert fetcher == {
        "name": "envoy-bootstrap",
        "image": "public.ecr.aws/aws-cli/aws-cli:2.27.49",
        "essential": False,
        "command": ["s3", "cp", address, "/bootstrap/envoy.yaml"],
        "mountPoints": [{"sourceVolume": "envoy-bootstrap", "containerPath": "/bootstrap", "readOnly": False}],
    }
    envoy = found.container("user", "envoy")
    assert envoy["command"][-2:] == ["-c", "/bootstrap/envoy.yaml"]
    assert envoy["dependsOn"] == [{"containerName": "envoy-bootstrap", "condition": "SUCCESS"}]
    assert envoy["mountPoints"] == [
        {"sourceVolume": "envoy-bootstrap", "containerPath": "/bootstrap", "readOnly": True}
    ]
    assert found.task("user")["volumes"] == [{"name": "envoy-bootstrap"}]
    (configuration,) = found.manifest()["configurations"]
    assert (configuration["file"], configuration["upload"]["to"]) == ("envoy/user.bootstrap.yaml", address)


def test_a_gateway_waits_for_what_reads_the_bucket() -> None:
    found = built(head() + user() + GATEWAY)
    container = found.container("edge", "edge")
    assert container["dependsOn"] == [{"containerName": "envoy-bootstrap", "condition": "SUCCESS"}]
    assert container["mountPoints"][0]["containerPath"] == "/bootstrap"
    assert container["command"][-2:] == ["-c", "/bootstrap/envoy.yaml"]
    assert found.container("edge", "envoy-bootstrap")["essential"] is False


def test_an_image_of_ones_own_reads_the_bucket() -> None:
    own = BUCKET.replace("from", 'fetcher = "acme/fetch:1" ; from')
    found = planned(head() + user(f"{ROLE}\n{own}")).of("user")
    assert found.containers[1]["image"] == "acme/fetch:1"
    assert found.origins["containers", 1, "image"].written


def test_a_late_bucket() -> None:
    text = head() + "param bucket { type = string ; late = true }\n"
    late = BUCKET.replace('"s3://shop/envoy/"', "param.bucket")
    found = built(text + user(f"{ROLE}\n{late}"))
    (configuration,) = found.manifest()["configurations"]
    assert configuration["upload"]["to"].startswith("${param.bucket}/user-")
    assert [fill["value"] for fill in configuration["upload"]["fill"]] == ["param.bucket"]


def test_in_an_image() -> None:
    found = built(head() + user('proxy { image = "acme/envoy:2" ; bootstrap { from = image } }'))
    assert found.container("user", "envoy")["command"][-2:] == ["-c", "/etc/envoy/envoy.yaml"]
    assert found.manifest()["configurations"][0]["upload"] is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (f"{ROLE} ; {BUCKET}", []),
        (BUCKET, ["MC521"]),
        (f"{ROLE} ; proxy {{ bootstrap {{ from = s3 }} }}", ["MC521"]),
        (f'{ROLE} ; proxy {{ bootstrap {{ from = s3 ; location = "shop/envoy" }} }}', ["MC521"]),
        ("proxy { bootstrap { from = image } }", ["MC521"]),
        ("mesh = off ; proxy { bootstrap { from = image } }", []),
        ("proxy { bootstrap { from = inline } }", []),
    ],
)
def test_a_delivery_that_cannot_work(lines: str, expected: list[str]) -> None:
    assert planned(head() + user(lines)).codes() == expected
