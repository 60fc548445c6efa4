"""Every target answers every feature, each answer once, with a source."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from meshc.backends.answers import Answer, AnswerKind, typical
from meshc.ir.features import Feature
from meshc.targets.known import unknown_targets
from meshc.targets.table import PLANNED, TARGETS, capabilities
from tests.targets.meshes import API, mesh_of

SOURCE = re.compile(r"https://\S+|botocore [a-z-]+ \d{4}-\d\d-\d\d \w+(\.\w+)?")
TARGET_NAMES = tuple(TARGETS)


@pytest.mark.parametrize("target", TARGET_NAMES)
def test_every_feature_is_answered_and_nothing_else(target: str) -> None:
    assert set(capabilities(target)) == set(Feature)


@pytest.mark.parametrize("target", TARGET_NAMES)
def test_no_feature_is_answered_by_two_backends(target: str) -> None:
    tables = [import_module(module).CAPABILITIES for module in TARGETS[target].capabilities]
    assert sum(map(len, tables)) == len(capabilities(target))


@pytest.mark.parametrize("target", TARGET_NAMES)
@pytest.mark.parametrize("feature", Feature, ids=str)
def test_an_answer_says_how_or_why_and_where_that_stands(target: str, feature: Feature) -> None:
    answer = typical(feature, capabilities(target))
    assert isinstance(answer, Answer)
    assert answer.detail
    assert SOURCE.fullmatch(answer.source), answer.source
    if answer.kind in (AnswerKind.LOST, AnswerKind.FIXED):
        assert answer.remedy
    for text in (answer.detail, answer.remedy):
        assert not text.endswith(".")


@pytest.mark.parametrize("target", TARGET_NAMES)
def test_members_named_as_sources_exist(target: str) -> None:
    botocore = pytest.importorskip("botocore.session")
    session = botocore.get_session()
    for feature in Feature:
        source = typical(feature, capabilities(target)).source
        if not source.startswith("botocore "):
            continue
        _, service, version, path = source.split()
        model = session.get_service_model(service, api_version=version)
        shape, _, member = path.partition(".")
        assert shape in model.shape_names
        assert not member or member in model.shape_for(shape).members


@pytest.mark.parametrize("target", TARGET_NAMES)
def test_backends_of_a_target_exist(target: str) -> None:
    for module in TARGETS[target].capabilities:
        assert import_module(module)
    assert TARGETS[target].backends[-1] == "ecs"


def test_no_target_is_both_built_and_planned() -> None:
    assert not set(PLANNED) & set(TARGETS)


def test_a_planned_target_is_refused_as_such() -> None:
    mesh = mesh_of("mesh demo { build = [elb, servce-connect] }\n" + API)
    assert [(finding.message, finding.help) for finding in unknown_targets(mesh, ())] == [
        (
            "target `elb` is planned, but this meshc does not build it yet",
            f"the targets are {', '.join(TARGETS)}",
        ),
        ("`servce-connect` is not a target that meshc builds", "did you mean `service-connect`?"),
    ]
