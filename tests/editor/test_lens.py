"""What stands above blocks."""

from __future__ import annotations

from meshc.compilation import Options
from meshc.editor.lens import lenses
from tests.editor.hover.pages import SHOP
from tests.editor.marked import marked


def told(text: str, *, options: Options | None = None) -> list[tuple[str, str]]:
    """Every lens, with the head that it stands above."""
    here = marked(text, options=options)
    return [(here.view.file.text[lens.start : lens.end], lens.title) for lens in lenses(here.view)]


def test_callers_of_services_and_losses_of_targets() -> None:
    assert told(SHOP) == [
        ("mesh demo", "service-connect: 2 accepted"),
        ("service user", "1 caller"),
        ("service user", "service-connect: 1 accepted"),
        ("service contract", "1 caller"),
        ("service contract", "service-connect: 1 accepted"),
        ("service billing", "1 caller"),
    ]


def test_what_is_lost_and_what_is_accepted() -> None:
    text = SHOP.replace("timeout.caller, ", "").replace("calls billing.grpc {", "calls billing.grpc { timeout = 1s ;")
    assert ("service contract", "service-connect: 1 lost, 1 accepted") in told(text)
    assert ("mesh demo", "service-connect: 1 lost, 1 accepted") in told(text)


def test_each_target_has_its_line() -> None:
    found = told(SHOP, options=Options(targets=("service-connect", "envoy")))
    assert found[:2] == [("mesh demo", "service-connect: 2 accepted"), ("mesh demo", "envoy: nothing lost")]


def test_the_places_of_a_line() -> None:
    here = marked(SHOP)
    sources = here.view.compilation.source_map
    places = {
        (SHOP[lens.start : lens.end], lens.title): [sources.describe(origin) for origin in lens.places]
        for lens in lenses(here.view)
    }
    assert places["service billing", "1 caller"] == ["main.mesh:16"]
    assert places["service user", "1 caller"] == ["main.mesh:23"]
    assert places["service contract", "service-connect: 1 accepted"] == ["main.mesh:16"]


def test_a_gateway_calls_what_its_routes_lead_to_and_a_caller_counts_once() -> None:
    text = (
        'mesh demo { build = [envoy] }\nservice a { image = "a:1" ; port = 80 }\n'
        'gateway g { port = 80 ; route "/x" { to = a } ; route "/y" { to = a } }\n'
        'service b { image = "b:1" ; port = 80 ; calls a }\n'
    )
    assert ("service a", "2 callers") in told(text)
    assert ("service b", "no callers") in told(text)


def test_services_of_another_file_count() -> None:
    here = marked({"a.mesh": "mesh demo {}\nservice a { port = 80 }\n", "b.mesh": "service b { calls a }\n"})
    assert [lens.title for lens in lenses(here.view)][1:] == ["1 caller"]


def test_losses_are_told_of_what_has_no_error() -> None:
    found = told(SHOP.replace("calls billing.grpc {", "calls nobody ; calls billing.grpc {"))
    assert ("service contract", "1 caller") in found
    assert ("service contract", "service-connect: 1 accepted") not in found
    assert ("service user", "service-connect: 1 accepted") in found
    assert not any(title.startswith("service-connect") for head, title in found if head == "mesh demo")


def test_without_a_mesh_there_are_none() -> None:
    assert told("service a { port = 80 }\n") == []
    assert told("") == []


def test_of_two_services_of_one_name_the_first_is_the_one() -> None:
    assert (
        sum(
            title == "1 caller" for head, title in told(SHOP + "service user { port = 81 }\n") if head == "service user"
        )
        == 1
    )


def test_japanese_names_and_windows_line_ends() -> None:
    assert ("service 契約", "1 caller") in told(SHOP.replace("contract", "契約").replace("\n", "\r\n"))
