"""From a name to what declares it."""

from __future__ import annotations

import pytest

from meshc.editor.names.definition import definition
from tests.editor.marked import marked
from tests.editor.shops import SHOP


def lines_of(text: str, here: str) -> list[str]:
    """First lines of the blocks that are found from a place: where `‸` stands in a part of the text."""
    view = marked(text.replace(here.replace("‸", ""), here, 1))
    found = definition(view.view, view.offset)
    if found is None:
        return []
    return [block.split("\n")[0].split(" {")[0] for block in view.texts(target.block for target in found.targets)]


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        ("param.‸vpc", ["param vpc"]),
        ("to = con‸tract.v2 }\n  route", ["service contract"]),
        ("to = contract.‸v2 }\n  route", ["version v2"]),
        ("split { contract.v1‸", ["version v1"]),
        ("billing.‸http = 50%", ["port http"]),
        ("{ to = ‸v2 }", ["version v2"]),
        ("{ to = contract.‸v1 }", ["version v1"]),
        ("mount scr‸atch", ["volume scratch"]),
        ("depends-on sta‸tsd", ["container statsd"]),
        ("depends-on con‸tract", ["service contract"]),
        ("use pat‸ient", ["policy patient"]),
        ("calls billing.‸grpc", ["port grpc"]),
        ("port = ‸http }", ["port http"]),
        ("${con‸tract.url}", ["service contract"]),
        ("${se‸lf.grpc.port}", ["service billing"]),
        ("${self.‸grpc.port}", ["port grpc"]),
        ("${ledger‸.address}", ["external ledger"]),
        ("calls contract { route new-‸api", ['route "/v2/*" new-api']),
        ("from = re‸port", ["client report"]),
        ("expect { to = contract.v2‸ }", ["version v2"]),
        ("[en‸voy]", ["target envoy"]),
        ("  service con‸tract {\n    version", ["service contract"]),
        ("before = new-‸api", ['route "/v2/*" new-api']),
        ("to = ‸v3", ["version v3"]),
        ("service‸ contract", []),
        ("cpu = 0‸.25", []),
    ],
)
def test_a_name_leads_to_what_declares_it(here: str, expected: list[str]) -> None:
    assert lines_of(SHOP, here) == expected


def test_the_container_of_the_version_at_hand_comes_first() -> None:
    text = "service a { version v1 { container x {} ; depends-on x } ; version v2 { container x {} ; depends-on x‸ } }"
    here = marked(text)
    found = definition(here.view, here.offset)
    assert found is not None
    assert [target.name.start for target in found.targets] == [here.view.file.text.rindex("container x") + 10]


def test_a_name_that_two_declare_leads_to_both() -> None:
    here = marked("service a {}\nservice a {}\nclient c { calls ‸a }")
    found = definition(here.view, here.offset)
    assert found is not None
    assert len(found.targets) == 2


def test_a_path_leads_to_its_files() -> None:
    here = marked(
        {
            "main.mesh": 'mesh demo\nimport "./team‸s"\n',
            "teams/a.mesh": "service a {}\n",
            "teams/b.mesh": "service b {}\n",
        }
    )
    found = definition(here.view, here.offset)
    assert found is not None
    assert [target.name.path for target in found.targets] == ["teams/a.mesh", "teams/b.mesh"]
    assert here.view.file.text[found.start : found.end] == "./teams"


def test_a_task_definition_leads_to_its_file() -> None:
    here = marked({"main.mesh": 'mesh demo\nservice a { task = file("‸a.json") }\n', "a.json": "{}"})
    found = definition(here.view, here.offset)
    assert found is not None
    assert [target.name for target in found.targets] == [("a.json", 0, 0)]
