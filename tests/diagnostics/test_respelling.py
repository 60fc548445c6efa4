"""A misspelt name has a fix where the name is a word of its own in the text."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation
from meshc.diagnostics.model import Applicability
from meshc.diagnostics.respelling import Respelling, respelled
from meshc.fixes import applied, compatible
from meshc.source import Item, Origin

HEAD = 'mesh demo { namespace = "demo.local" }\nparam tag { type = string ; default = "1" }\n'
SERVICES = """\
policy patient { timeout = 9s }
service contract { image = "acme/contract:1" ; cpu = 1 ; memory = 2GiB ; port grpc { number = 1 ; protocol = grpc } }
"""
USER = 'service user { image = "acme/user:1" ; cpu = 0.25 ; memory = 512MiB ; BODY }\n'


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("calls contrat.grpc", "calls contract.grpc"),
        ("calls contract.grcp", "calls contract.grpc"),
        ('calls "contrat.grpc"', 'calls "contract.grpc"'),
        ("calls contract.grpc ; use patiant", "calls contract.grpc ; use patient"),
        ("env { A = param.tagg }", "env { A = param.tag }"),
        ('env { A = "v${param.tagg}" }', 'env { A = "v${param.tag}" }'),
        ('env { A = "${aws.regio}" }', 'env { A = "${aws.region}" }'),
        ('env { A = "${contract.grpc.hots}" }', 'env { A = "${contract.grpc.host}" }'),
    ],
)
def test_the_fix_spells_the_name_as_it_was_meant(wrong: str, right: str) -> None:
    text, expected = (HEAD + SERVICES + USER.replace("BODY", body) for body in (wrong, right))
    compilation = Compilation.of({"main.mesh": text})
    changes = compatible(compilation.diagnostics(), compilation.source_map, applicabilities=set(Applicability))
    assert applied(text, changes["main.mesh"]) == expected


def test_there_is_no_fix_where_it_is_not_clear_what_to_replace() -> None:
    item = Item("main.mesh", "contrat contrat-2 contrat")
    known = ("contract", "1.4.2", "a b")
    assert respelled(Origin(item, 0, 25), "contrat", known) == Respelling("did you mean `contract`?", None)
    assert respelled(Origin(item, 8, 25), "contrat", known).fix is not None
    assert respelled(Origin(item, 0, 25), "a-b", known) == Respelling("did you mean `a b`?", None)
    assert respelled(Origin(None, 0, 0, "retry"), "contrat", known) == Respelling("did you mean `contract`?", None)
    assert respelled(Origin(item, 0, 25), "zzz", known, "say `zz`") == Respelling("say `zz`", None)
