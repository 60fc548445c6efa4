"""Who calls whom."""

from __future__ import annotations

import pytest

from meshc.editor.names.call_hierarchy import incoming, outgoing, party_at
from tests.editor.marked import Marked, marked
from tests.editor.shops import SHOP


def calls(here: Marked, name: str, *, out: bool) -> list[tuple[str, list[str]]]:
    compilation = here.view.compilation
    found = outgoing(compilation, name, here.view.path) if out else incoming(compilation, name)
    return [(f"{call.other.word} {call.other.name}", here.texts(call.at)) for call in found]


def test_calls_and_routes_of_gateways_come_in() -> None:
    assert calls(marked(SHOP), "contract", out=False) == [
        ("gateway public", ["to = contract.v2", "contract.v1 = 50%"]),
        ("service billing", ["calls contract"]),
        ("client report", ["calls contract"]),
    ]


def test_calls_and_routes_of_gateways_go_out() -> None:
    here = marked(SHOP)
    assert calls(here, "billing", out=True) == [
        ("service contract", ["calls contract"]),
        ("external ledger", ["calls ledger"]),
    ]
    assert calls(here, "public", out=True) == [
        ("service contract", ["to = contract.v2", "contract.v1 = 50%"]),
        ("service billing", ["billing.http = 50%"]),
    ]


def test_a_service_does_not_call_itself_by_its_routes() -> None:
    assert calls(marked(SHOP), "contract", out=True) == [("service billing", ["calls billing.grpc"])]


def test_what_nobody_declares_is_not_called() -> None:
    assert calls(marked("service a { calls b }"), "a", out=True) == []
    assert calls(marked("service a { calls b }"), "b", out=False) == [("service a", ["calls b"])]


def test_an_overlay_in_another_file_calls_from_there() -> None:
    here = marked(
        {"a.mesh": "service a { calls c }\nservice c {}", "b.mesh": "overlay o { service a { calls d } }\nservice d {}"}
    )
    found = incoming(here.view.compilation, "d")
    assert [(call.other.block.path, here.texts(call.at)) for call in found] == [("b.mesh", ["calls d"])]
    assert calls(here, "a", out=True) == [("service c", ["calls c"]), ("service d", [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service a { calls ‸b }\nservice b {}", "service b"),
        ("service a { port = ‸80 }", "service a"),
        ("‸service a { port = 80 }", "service a"),
        ('service a { env { A = "${s‸elf.port}" } }', "service a"),
        ("external e‸ { port = 80 }", "external e"),
        ("overlay o { service a { re‸plicas = 2 } }\nservice a {}", "service a"),
        ("mesh ‸demo", None),
        ("service a { calls ‸b }", None),
        ("‸", None),
    ],
)
def test_one_begins_at_a_name_or_inside_a_block(text: str, expected: str | None) -> None:
    here = marked(text)
    party = party_at(here.view, here.offset)
    assert (f"{party.word} {party.name}" if party else None) == expected
