"""What is shown between the lines."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.compilation import Options
from meshc.editor.inlay import hints
from meshc.editor.view import View
from tests.editor.hover.pages import SHOP
from tests.editor.marked import marked


def shown(text: str | Mapping[str, str], *, options: Options | None = None) -> str:
    """The file with its hints in it."""
    view = marked(text, options=options).view
    out = view.file.text
    for hint in reversed(hints(view, 0, len(out))):
        out = f"{out[: hint.offset]}‹{''.join(part.text for part in hint.parts)}›{out[hint.offset :]}"
    return out


def lines(text: str, *, options: Options | None = None) -> list[str]:
    """The lines that have hints."""
    return [line.strip() for line in shown(text, options=options).splitlines() if "‹" in line]


def test_timeout_and_retries_of_calls_and_the_protocol_of_ports() -> None:
    assert lines(SHOP) == [
        "port = 8080‹protocol http›",
        "calls contract‹timeout 8s · 2 retries› { use patient }",
        "calls billing.grpc‹timeout 5s› { retry { max = 1 } }",
    ]


def test_each_value_leads_to_where_it_is_written() -> None:
    view: View = marked(SHOP).view
    call = hints(view, SHOP.index("calls contract"), SHOP.index("calls contract") + 20)[0]
    told = [
        (part.text, part.tooltip, part.origin and view.compilation.source_map.describe(part.origin))
        for part in call.parts
    ]
    assert told == [
        ("timeout 8s", "policy patient, main.mesh:3", "main.mesh:3"),
        (" · ", "", None),
        ("2 retries", "built-in default", None),
    ]


def test_only_the_range_is_looked_at() -> None:
    here = marked(SHOP)
    start = SHOP.index("calls billing.grpc")
    assert len(hints(here.view, start, start + 30)) == 1
    assert hints(here.view, 0, 10) == []


def test_what_is_written_is_not_repeated() -> None:
    text = SHOP.replace("calls contract { use patient }", "calls contract { timeout = 3s ; retry = off }")
    assert not any("calls contract" in line for line in lines(text))
    text = SHOP.replace("calls contract { use patient }", "calls contract { timeout = 3s }")
    assert "calls contract‹2 retries› { timeout = 3s }" in lines(text)


def test_words_for_one_retry_none_and_no_timeout() -> None:
    text = SHOP.replace("timeout = 5s", "timeout = off ; retry { max = 1 }").replace("{ use patient }", "")
    assert "calls contract‹timeout off · 1 retry›" in lines(text)
    assert "calls contract‹timeout off · no retries›" in lines(text.replace("max = 1", "max = 0", 1))
    assert "calls contract‹timeout off · no retries›" in lines(text.replace("retry { max = 1 }", "retry = off", 1))


def test_calls_without_a_proxy_or_without_requests_have_none() -> None:
    text = (
        'mesh demo {}\nservice a { image = "a:1" ; calls db ; calls secure }\n'
        'external db { host = "db.example" ; port = 5432 ; protocol = postgres }\n'
        'external secure { host = "s.example" ; port = 443 ; protocol = http ; encrypted = true }\n'
        'client job { type = lambda ; calls b }\nservice b { image = "b:1" ; port = 80 ; protocol = tcp }\n'
        'service c { image = "c:1" ; mesh = off ; calls b }\n'
    )
    assert lines(text) == []
    assert lines('mesh demo {}\nexternal db { host = "db.example" ; port = 5432 }\n') == [
        'external db { host = "db.example" ; port = 5432‹protocol tcp› }'
    ]


def test_an_overlay_that_is_applied_decides() -> None:
    text = SHOP.replace("service contract { replicas = 6 }", "policy patient { timeout = 9s }")
    assert "calls contract‹timeout 8s · 2 retries› { use patient }" in lines(text)
    assert "calls contract‹timeout 9s · 2 retries› { use patient }" in lines(text, options=Options(overlays=("prod",)))


def test_broken_files_have_the_hints_of_what_is_whole() -> None:
    assert "calls contract‹timeout 8s · 2 retries› { use patient }" in lines(SHOP + "service x {\n  calls \n")
    for text in ("", "service", "service a {", "mesh demo {}\nservice { calls x }\nservice a { calls }"):
        assert lines(text) == []


def test_of_two_services_of_one_name_the_first_is_the_one() -> None:
    text = SHOP + 'service user { image = "x:1" ; port = 81 ; calls contract }\n'
    assert sum("calls contract‹" in line for line in lines(text)) == 1


def test_japanese_names_and_windows_line_ends() -> None:
    text = SHOP.replace("contract", "契約").replace("\n", "\r\n")
    assert "calls 契約‹timeout 8s · 2 retries› { use patient }" in lines(text)
