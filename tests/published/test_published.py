"""Our meshes say what the published ones say, in every state that was published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any, NamedTuple

import pytest

from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from tests.published.cases import Case, State, cases
from tests.published.comparison import differences, judged
from tests.published.facts import KINDS, Fact, in_file, published
from tests.published.meaning import NOT_COMPARED, meaning
from tests.published.names import Names
from tests.published.ours import ours

pytestmark = pytest.mark.published

_ACCOUNT = {"aws.account": "111122223333", "aws.region": "us-west-2", "aws.partition": "aws"}

_STATES = [pytest.param(case, state, id=f"{case.name}-{state.name}") for case in cases() for state in case.states]
_CASES = [pytest.param(case, id=case.name) for case in cases()]


@pytest.mark.parametrize(("case", "state"), _STATES)
def test_our_mesh_says_what_is_published(case: Case, state: State) -> None:
    """No fact differs but for the deviations that the case lists, and every one of those occurs."""
    options = Options(overlays=state.overlays, targets=(state.target,), set=_ACCOUNT)
    compilation = Compilation.of(case.meshes, options=options)
    errors = [finding for finding in compilation.diagnostics() if finding.severity is Severity.ERROR]
    _told(f"{finding.message} ({finding.help})" for finding in errors)

    names = Names(case.names_in(state), case.variables)
    theirs = meaning(names.renamed(fact) for fact in published(case, state))
    allowed = [one for one in case.allowed if not one.states or state.name in one.states]
    left, stale = judged(differences(theirs, meaning(ours(compilation.build(state.target)))), allowed)
    _told(
        (
            *map(str, left),
            *(f"{one.at}: is allowed, and is no longer so" for one in stale),
            *(f"{name}: is in the table of names, and names nothing" for name in names.unused),
        )
    )


def _told(problems: Iterable[str]) -> None:
    """Fail with every problem in full, which an assertion would cut short."""
    said = "\n".join(problems)
    if said:
        pytest.fail(said, pytrace=False)


@pytest.mark.parametrize("case", _CASES)
def test_nothing_is_left_out_unsaid(case: Case) -> None:
    """Whatever changes in a published file changes what is compared, but for what is listed as left out."""
    unsaid = set()
    for file in dict.fromkeys(file for state in case.states for file in state.files):
        for fact in in_file(case, file):
            said = meaning([fact])
            for path, changed in _changes(fact.body):
                if path in _NAMES or _OUT.intersection(path):
                    continue
                if meaning([fact._replace(body=changed)]) == said:
                    unsaid.add((fact.kind, *path))
    assert unsaid == set()


_OUT = {key for keys in NOT_COMPARED.values() for key in keys} - {"name"} | {"weight", "priority", "unit"}
"""Left out for a reason; a weight or a priority alone says nothing, and a unit that there is not is refused."""

_NAMES = {(key.lower(),) for kind in KINDS for key in (kind.named, kind.owner)}
"""Where a fact has its own name."""


def _changes(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The value with one leaf changed, and the path to that leaf; for every leaf."""
    if isinstance(value, Mapping | list):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            for path, changed in _changes(item):
                other = copy(value)
                other[key] = changed  # type: ignore[index]
                yield (key, *path), other
    elif isinstance(value, bool):
        yield (), not value
    else:
        yield (), value + 1 if isinstance(value, int) else f"{value}7"


class Line(NamedTuple):
    """A line of FACTS.txt that names a thing."""

    file: str
    kind: str
    name: str
    owner: str
    containers: tuple[str, ...]


_KINDS = {
    "Mesh": "mesh",
    "VirtualNode": "node",
    "VirtualRouter": "router",
    "Route": "route",
    "VirtualService": "virtual service",
    "VirtualGateway": "gateway",
    "GatewayRoute": "gateway route",
    "TD": "task",
    "SVC": "service",
    "Service": "registry",
    "PrivateDnsNamespace": "namespace",
    "Other": "mesh",
}
_RESOURCE = re.compile(rf" {{2,3}}(?P<kind>{'|'.join(_KINDS)}):? (?P<name>[^ ]+?)(?: on (?P<owner>[^ :]+))?:?(?: .*)?$")
_PARAMETER = re.compile(r"\{([^}=]+)(?:=[^}]*)?\}")
_CONTAINER = re.compile(r" {6}(?P<name>[^ ]+) img ")


@pytest.mark.parametrize("case", _CASES)
def test_no_line_of_the_facts_is_missed(case: Case) -> None:
    """Every thing that FACTS.txt names was read, with its containers, and nothing beside."""
    lines = list(_lines(case))
    read = {file: list(in_file(case, file)) for file in dict.fromkeys(line.file for line in lines)}
    missed = [line for line in lines if not any(_is(line, fact, case) for fact in read[line.file])]
    assert missed == []

    counted = Counter((file, fact.kind) for file, facts in read.items() for fact in facts)
    assert counted == Counter((line.file, line.kind) for line in lines)


@pytest.mark.parametrize("case", _CASES)
def test_every_file_belongs_to_a_state(case: Case) -> None:
    """Each file that FACTS.txt lists is compared in some state."""
    compared = {file for state in case.states for file in state.files}
    assert set() == {line.file for line in _lines(case)} - compared


def _lines(case: Case) -> Iterator[Line]:
    file = ""
    found: Line | None = None
    for text in (case.folder / "FACTS.txt").read_text(encoding="utf-8").splitlines():
        if text.startswith("## "):
            file = _file(case, text.removeprefix("## "))
            continue
        container = _CONTAINER.match(text)
        if container is not None and found is not None:
            found = found._replace(containers=(*found.containers, container["name"]))
            continue
        if found is not None:
            yield found
            found = None
        if text.strip():
            resource = _RESOURCE.match(text)
            assert resource is not None, text
            found = Line(file, _KINDS[resource["kind"]], resource["name"], resource["owner"] or "", ())
    if found is not None:
        yield found


def _file(case: Case, path: str) -> str:
    """The part of a path that lies in the folder of the case."""
    steps = path.split("/")
    return next(
        "/".join(steps[start:]) for start in range(len(steps)) if (case.folder / "/".join(steps[start:])).is_file()
    )


def _is(line: Line, fact: Fact, case: Case) -> bool:
    given = {**case.parameters, **case.parameters.get(line.file, {})}
    name, owner = (_PARAMETER.sub(lambda found: str(given[found[1]]), text) for text in (line.name, line.owner))
    containers = {container["name"] for container in fact.body.get("containerdefinitions", ())}
    return (
        fact.kind == line.kind
        and name in (fact.name, fact.logical, fact.source.rpartition("/")[2])
        and owner in ("", fact.owner)
        and set(line.containers) <= containers
    )
