"""Names: what they name, and what is to know of it."""

from __future__ import annotations

from meshc.compilation import Options
from tests.editor.hover.pages import SHOP, at, page, word


def test_a_call_tells_policy_address_and_losses() -> None:
    assert page(at("calls con", "tract {")) == (
        "`user → contract`: http, port 8080 of service `contract`\n\n"
        "- timeout `8s`, policy patient, main.mesh:3\n"
        "- idle-timeout `300s`, built-in default\n"
        "- retries `2`, built-in default\n"
        "- retried on `[connect-failure, refused-stream, 503]`, built-in default\n\n"
        "`user` dials `contract` at:\n\n"
        "- **service-connect**: `http://contract.demo.local:8080`\n\n"
        "**service-connect**\n\n"
        "- **lost** `timeout.caller`: Service Connect sets timeouts at the server "
        "(botocore ecs 2014-11-13 TimeoutConfiguration). Accepted as `timeout.caller`, main.mesh:24."
    )


def test_a_call_of_a_port_is_one_page_with_two_words() -> None:
    assert word(at("calls bill", "ing.grpc")) == "billing"
    assert word(at("calls billing.gr", "pc")) == "grpc"
    assert page(at("calls bill", "ing.grpc")) == page(at("calls billing.gr", "pc"))
    assert (page(at("calls bill", "ing.grpc")) or "").startswith("`contract → billing.grpc`: grpc, port 80 of service")


def test_an_address_is_told_for_each_target() -> None:
    text = page(at("${con", "tract.url}"), options=Options(targets=("service-connect", "envoy")))
    assert text == (
        "`user` dials `contract` at:\n\n"
        "- **service-connect**: `http://contract.demo.local:8080`\n"
        "- **envoy**: `http://127.66.11.54:25000`"
    )


def test_an_address_is_that_of_the_port_it_names() -> None:
    text = SHOP.replace(
        "  calls billing.grpc { retry { max = 1 } }\n",
        '  calls billing.http\n  calls billing.grpc { retry { max = 1 } }\n  env { B = "${billing.grpc.address}" }\n',
    )
    assert page(at("${bill", "ing.grpc.address}", text)) == page(at("${billing.gr", "pc.address}", text))
    assert (page(at("${bill", "ing.grpc.address}", text)) or "").endswith("`http://billing.demo.local:80`")


def test_a_service_tells_who_calls_it_and_what_is_lost() -> None:
    assert page(at("service con", "tract {\n")) == (
        "service `contract`\n\n"
        "- port 8080, http\n"
        "- called by `user`\n"
        "- calls `billing.grpc`\n\n"
        "- **service-connect**: 1 accepted: `retry.caller`"
    )
    assert page(at("service bil", "ling")) == (
        "service `billing`\n\n"
        "- port `http`: 8080, http\n"
        "- port `grpc`: 9090, grpc, callers use 80\n"
        "- called by `contract`"
    )


def test_owners_of_every_kind() -> None:
    assert page(at("client rep", "ort")) == (
        "client `report`\n\n- lambda, finds names by DNS; runs no proxy\n- calls `user`"
    )
    outside = 'mesh demo {}\nexternal led‸ger { host = "ledger.example" ; port = 5432 ; protocol = postgres }\n'
    assert page(outside) == "external `ledger`\n\n- `ledger.example:5432`, postgres\n- nobody calls it"
    gateway = (
        'mesh demo {}\ngateway pub‸lic { port = 80 ; route "/*" { to = a } }\nservice a { image = "a:1" ; port = 80 }\n'
    )
    assert (page(gateway) or "").startswith("gateway `public`\n\n- port 80, http\n- 1 route")


def test_ports_versions_and_routes() -> None:
    assert page(at("port gr", "pc")) == "port `grpc`: 9090, grpc, callers use 80, of `billing`"
    text = (
        'mesh demo {}\nservice a {\n  image = "a:1"\n  port = 80\n  version v1 { weight = rest }\n'
        '  version v2 { weight = 25% ; image = "a:2" }\n  route "/v2/*" new { method = [GET] ; to = v2 }\n}\n'
    )
    assert page(text.replace("version v2", "version v‸2")) == ("version `v2` of `a`\n\n- traffic 25%\n- image `a:2`")
    assert page(text.replace("to = v2", "to = v‸2")) == page(text.replace("version v2", "version v‸2"))
    assert page(text.replace("new {", "n‸ew {")) == (
        "route `new` of `a`\n\n- path `/v2/*`\n- method GET\n- to `v2`\n\nservice a, main.mesh:7"
    )
    assert "- versions `v1` 75%, `v2` 25%" in (page(text.replace("service a", "service ‸a")) or "")


def test_a_policy_shows_its_lines() -> None:
    assert (
        page(at("use pat", "ient")) == "policy `patient`\n\n```mesh\npolicy patient { timeout = 8s }\n```\n\nUsed once."
    )


def test_a_parameter_tells_its_value_and_who_gives_it() -> None:
    here = at("param.ta", "g}")
    assert page(here) == 'param `tag`: string\n\nwhat \\*runs\\*\n\nValue: `"1.4"`, its default.'
    assert (page(here, options=Options(set={"tag": "2"})) or "").endswith("Value: `2`, given from outside.")
    assert (page(here.replace('default = "1.4"', "late = true")) or "").endswith("The deployment supplies the value.")
    assert (page(here.replace('default = "1.4" ; ', "")) or "").endswith(
        "No value: give one with `--set tag=…`, or write a `default`."
    )


def test_a_target_tells_what_this_mesh_loses_of_it() -> None:
    assert page(at("build = [service-", "connect]")) == (
        "target `service-connect`: ECS Service Connect\n\n"
        "a proxy that ECS manages in every task, names known to the proxies.\n\n"
        "This mesh: 2 accepted: `retry.caller`, `timeout.caller`"
    )
    assert (page("mesh demo { build = [app-‸mesh] }") or "").startswith("target `app-mesh`: App Mesh")


def test_a_name_in_accept_tells_what_it_accepts() -> None:
    assert page(at("accept = [timeout.", "caller")) == (
        "`timeout.caller`\n\nA request timeout of one caller's own.\n\n"
        "- **lost** `timeout.caller`: Service Connect sets timeouts at the server "
        "(botocore ecs 2014-11-13 TimeoutConfiguration). `user → contract`"
    )
    assert (page(at("timeout.caller, re", "try]")) or "").startswith("`retry`\n\nStands for `retry.max`, `retry.on`")


def test_an_overlay_says_whether_it_is_applied() -> None:
    assert (page(at("overlay pr", "od")) or "").endswith("the mesh without it.")
    assert (page(at("overlay pr", "od"), options=Options(overlays=("prod",))) or "").endswith("It is applied.")


def test_the_mesh_counts_what_is_in_it() -> None:
    assert page(at("mesh de", "mo {")) == ("mesh `demo`\n\n- 3 services, 1 client\n- built for `service-connect`")


def test_a_suppressed_finding_says_what_it_means() -> None:
    text = SHOP.replace(
        '  image = "acme/billing:1"', '  # meshc: allow image-‸tag -- nightly\n  image = "acme/billing"'
    )
    assert word(text) == "image-tag"
    assert (page(text) or "").startswith("**MC432** `image-tag`, warning\n\n")
    assert page(text.replace("image-‸tag", "image-tag").replace("night", "ni‸ght")) is None
    assert page("# meshc: allow no-such-th‸ing -- because") is None


def test_japanese_names_and_windows_line_ends() -> None:
    text = SHOP.replace("contract", "契約").replace("\n", "\r\n")
    assert word(at("calls 契", "約 {", text)) == "契約"
    assert (page(at("calls 契", "約 {", text)) or "").startswith("`user → 契約`: http, port 8080 of service `契約`")


def test_the_quotes_of_a_name_belong_to_it() -> None:
    text = SHOP.replace("calls contract {", 'calls "contract" {')
    assert page(at('calls "con', 'tract" {', text)) == page(at("calls ", '"contract" {', text))
    assert word(at("calls ", '"contract" {', text)) == '"contract'
    assert word(at('calls "con', 'tract" {', text)) == "contract"


def test_names_cannot_become_markup() -> None:
    text = 'mesh demo {}\nservice "a`b" { image = "x:1" ; port = 80 }\nservice c { image = "x:1" ; calls "a‸`b" }\n'
    assert "`` a`b ``" in (page(text) or "")


def test_names_that_nothing_declares_have_no_page_of_their_own() -> None:
    text = page(SHOP + "service d { calls no‸body }\n") or ""
    assert text.startswith("**callee** of `calls`")
