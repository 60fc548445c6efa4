"""Settings and blocks, with what they are filled in with."""

from __future__ import annotations

import pytest

from tests.editor.completion.offered import accepted, asked, candidates, labels, written


def test_at_the_top_of_a_file() -> None:
    found = labels("ser‸")
    assert {"service", "gateway", "param", "overlay", "import"} <= set(found)
    assert "mesh" not in found, "rest.mesh has one, and it stands once"
    assert "defaults" in found
    assert written("ser‸", "service") == "service ${1:name} {\n  $0\n}"
    assert written("‸", "import") == 'import "${1:./}"'


def test_required_settings_come_first_and_are_filled_in() -> None:
    assert labels("external ledger {\n  ‸\n}")[:2] == ["host", "port"]
    assert written("‸", "external") == 'external ${1:name} {\n  host = "${2:example.com}"\n  port = ${3:8080}\n}'
    assert written("policy p { retry { ‸ } }", "backoff") == "backoff { base = ${1:1s} }"
    assert written("policy p {\n  retry {\n    ‸\n", "backoff") == "backoff {\n  base = ${1:1s}\n}"


def test_what_may_stand_once_and_already_stands_is_left_out() -> None:
    text = "service a {\n  port = 80\n  retry { max = 1 }\n  ‸\n  timeout = 2s\n  version v1 { }\n}\n"
    found = labels(text)
    assert not {"timeout", "retry"} & set(found)
    assert {"version", "idle-timeout", "calls"} <= set(found)
    assert "timeout" in labels("service a {\n  port = 80\n  tim‸ = 2s\n}\n"), "the one that is being written"


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("service a { ‸", "timeout", "timeout = ${1:15s}"),
        ("service a { ‸", "cpu", "cpu = ${1:0.25}"),
        ("service a { ‸", "image", 'image = "${1:image:tag}"'),
        ("service a { ‸", "calls", "calls ${1|billing.http,billing.grpc,contract,在庫,ledger|}"),
        ("service a { ‸", "alias", 'alias = ["${1:alias}"]'),
        ("service a { ‸", "task", 'task = file("${1:user.taskdef.json}")'),
        ("service a { ‸", "retry = off", "retry = off"),
        ("service a { retry { ‸", "methods", "methods = [${1:GET, HEAD, OPTIONS}]"),
        ("service a { tls { ‸", "mode", "mode = ${1|strict,permissive|}"),
        ("service a { tls { ‸", "certificate", 'certificate = pem("${1:/tls/chain.pem}", "${2:/tls/key.pem}")'),
        ("service a { calls contract { ‸", "route", "route ${1:search} { $0 }"),
        ("service a { ‸", "route", 'route "${1:/}" { $0 }'),
        ("service a { discovery { ‸", "type", "type = ${1|private-dns,http,public-dns|}"),
        ('service a { version v1 { } ; route "/" { split { ‸', "v1", "v1 = ${1:50%}"),
        ("overlay prod { ‸", "service", "service ${1|billing,contract,在庫|} { $0 }"),
    ],
)
def test_a_first_value_is_filled_in(text: str, label: str, expected: str) -> None:
    assert expected == written(text, label, choices=True)


def test_choices_are_written_for_editors_that_know_them() -> None:
    assert written("service a { ‸", "protocol") == "protocol = ${1:http}"


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("service a { tim‸ = 2s }", "timeout", "service a { timeout = 2s }"),
        ("service a { ret‸ { max = 1 } }", "retry", "service a { retry { max = 1 } }"),
        ("service a { out‸lier-detection { } }", "retry", "service a { retry { } }"),
        ("gate‸ public {", "gateway", "gateway public {"),
        ("service a { ro‸", "route", 'service a { route "/" {  }'),
    ],
)
def test_only_the_name_is_written_where_the_rest_stands(text: str, label: str, expected: str) -> None:
    assert expected == accepted(text, label)


def test_without_snippets_names_are_written() -> None:
    assert accepted("service a { tim‸", "timeout", snippets=False) == "service a { timeout"


@pytest.mark.parametrize(
    "text",
    [
        "service a { env { ‸ } }",
        "service a { unknown { ‸ } }",
        "service a { ‸ timeout = 2s }",
        "service a { timeout = 2s ‸ }",
        "service a { } ‸",
        "unknown ‸",
        "service ‸",
    ],
)
def test_nothing_is_offered_where_anything_or_nothing_may_stand(text: str) -> None:
    assert None is asked(text)


def test_overlays_say_what_they_remove() -> None:
    assert {"remove", "new"} <= set(labels("overlay prod { service contract { ‸ } }"))
    assert not {"remove", "new"} & set(labels("overlay prod { ‸ }"))
    assert "before" in labels('overlay prod { service contract { route "/x" { ‸ } } }')
    assert "before" not in labels('service contract { route "/x" { ‸ } }')
    assert labels("overlay prod { service contract { version ‸ } }") == ["v1", "v2"]
    assert labels("overlay prod { service contract {\n  version v1 { }\n  version ‸\n } }") == ["v2"]


def test_an_overlay_may_stand_in_several_files() -> None:
    assert labels("overlay prod { }\noverlay ‸") == ["prod"]


def test_a_setting_is_documented() -> None:
    found = candidates("service a { ‸ }")["timeout"]
    assert found.detail == "duration | off"
    assert "Limit for a whole request" in found.doc
    assert "Default: `15s`." in found.doc
    assert "Required." in candidates("external a { ‸ }")["host"].doc
