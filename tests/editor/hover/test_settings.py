"""Settings and blocks: the table's line, what is in force, and what the targets make of it."""

from __future__ import annotations

from meshc.compilation import Options
from meshc.editor.hover.markup import PLAIN
from tests.editor.hover.pages import SHOP, at, page, word


def test_a_setting_of_the_defaults_says_for_which_calls_it_holds() -> None:
    assert page(at("timeout", " = 5s")) == (
        "**timeout**: duration or `off`\n\n"
        "Limit for a whole request, retries included; none for tcp and kin.\n\n"
        "Default: `15s`\n\n"
        "Holds for 2 of 3 calls. The others:\n\n"
        "- `user → contract`: `8s`, policy patient, main.mesh:3\n\n"
        "**service-connect**\n\n"
        "- exact `timeout`: `perRequestTimeoutSeconds` of the port "
        "(botocore ecs 2014-11-13 TimeoutConfiguration.perRequestTimeoutSeconds)."
    )


def test_plain_text_has_no_markup() -> None:
    text = page(at("timeout", " = 5s"), markup=PLAIN)
    assert text is not None
    assert text.startswith("timeout: duration or `off`\n\nLimit for a whole request")
    assert "**" not in text


def test_a_value_has_the_page_of_its_setting() -> None:
    assert page(at("timeout = 5", "s")) == page(at("time", "out = 5s"))
    assert word(at("timeout = 5", "s")) == "5s"


def test_what_an_overlay_says_is_in_force_where_it_is_applied() -> None:
    base = at("repli", "cas = 2")
    assert "In force" not in (page(base) or "")
    applied = page(base, options=Options(overlays=("prod",))) or ""
    assert "In force: `6`, from overlay prod / service contract, main.mesh:25." in applied
    over = at("repli", "cas = 6")
    assert "In force" not in (page(over, options=Options(overlays=("prod",))) or "")
    assert "In force: `2`, from service contract, main.mesh:15." in (page(over) or "")


def test_a_parameter_in_a_value_is_filled_in() -> None:
    assert "In force: `acme/user:1.4`." in (page(at('image = "acme/us', "er")) or "")
    given = page(at('image = "acme/us', "er"), options=Options(set={"tag": "2.0"}))
    assert "In force: `acme/user:2.0`." in (given or "")


def test_versions_differ_from_their_template() -> None:
    text = SHOP.replace(
        "  replicas = 2\n", "  replicas = 2\n  version a { weight = 8 }\n  version b { weight = 2 ; replicas = 5 }\n"
    )
    assert (page(at("repli", "cas = 2", text)) or "").endswith(
        "In force:\n\n- `service contract version a`: `2`\n"
        "- `service contract version b`: `5`, service contract, main.mesh:17"
    )
    assert "In force: `80%`." in (page(at("weig", "ht = 8", text)) or "")


def test_a_block_tells_what_it_leaves_open() -> None:
    assert page(at("ret", "ry { max")) == (
        "`retry { … }`\n\n"
        "When a failed request is sent again.\n\n"
        "`retry = off` turns it off.\n\n"
        "Settings: `max`, `on`, `per-try`, `methods`\n\n"
        "Blocks: `backoff`\n\n"
        "In force beside that:\n\n"
        "- `on = [connect-failure, refused-stream, unavailable]`, built-in default\n\n"
        "**service-connect**\n\n"
        "- **lost** `retry.caller`: Service Connect has no setting for it at the caller "
        "(botocore ecs 2014-11-13 ServiceConnectConfiguration). Accepted as `retry`, main.mesh:24."
    )


def test_a_loss_of_the_block_is_told_of_its_parts() -> None:
    assert "**lost** `retry.caller`" in (page(at("ma", "x = 1")) or "")


def test_a_loss_that_nobody_accepted_says_what_to_do() -> None:
    text = page(at("timeout = 8", "s", SHOP.replace("timeout.caller, ", "")))
    assert "write it in `service contract`" in (text or "")


def test_targets_that_answer_alike_are_told_together() -> None:
    options = Options(targets=("service-connect", "service-discovery"))
    text = page(
        at("image = ", '"acme/billing:1"', SHOP).replace("image = ‸", 'health { com‸mand = ["a"] } ; image = '),
        options=options,
    )
    assert "**service-connect**, **service-discovery**\n\n- exact `health.command`" in (text or "")


def test_a_source_on_the_web_is_a_link() -> None:
    text = page(at("timeout", " = 5s"), options=Options(targets=("envoy",))) or ""
    assert "([source](https://www.envoyproxy.io/" in text


def test_words_of_the_language_are_known_in_broken_files() -> None:
    for broken in (
        "service user { tim‸eout = ",
        "service user { tim‸eout",
        "mesh demo {\nservice user {\n  tim‸eout = 5x\n  calls {\n",
        "service user { calls x { tim‸eout = 2s",
    ):
        assert (page(broken) or "").startswith("**timeout**: duration or `off`"), broken
    assert (page("serv‸ice") or "").startswith("`service NAME { … }`")
    assert (page("service a { ret‸ry {") or "").startswith("`retry { … }`")


def test_without_a_mesh_there_is_the_table_all_the_same() -> None:
    assert page("service user { repli‸cas = 2 }") == (
        "**replicas**: whole number, 0 or more\n\nTasks, of each version.\n\nDefault: `1`"
    )


def test_an_error_elsewhere_changes_nothing() -> None:
    broken = SHOP + "service broken { port = 80 ; calls nobody }\n"
    assert page(at("timeout", " = 5s", broken)) == page(at("timeout", " = 5s"))


def test_what_is_not_of_the_language_has_no_page() -> None:
    for text in ("frob‸nicate = 1", "service a { frob‸nicate { } }", "‸", "mesh demo {}\n‸\n", "service a {‸ }"):
        assert page(text) is None, text


def test_calls_have_their_signature() -> None:
    assert page('service a { env { K = ss‸m("/a") } }') == (
        '`ssm("/shop/db/password")`\n\nA parameter of SSM Parameter Store, by name or ARN.'
    )


def test_an_entry_of_a_map_is_no_markup() -> None:
    assert page('service a { env { "__*x‸*__" = 1 } }') == (
        "`__*x*__` of env: string, number or boolean, or ssm(…) | secret(…)\n\nEnvironment variables."
    )


def test_facts_of_the_account() -> None:
    text = 'mesh demo { ecs { task-role = "arn:aws:iam::${aws.acc‸ount}:role/x" } }'
    assert page(text) == ("**aws.account**\n\nThe account that the mesh is deployed in.\n\nThe deployment supplies it.")
    given = page(text, options=Options(set={"aws.account": "111122223333"}))
    assert (given or "").endswith("Given: `111122223333`")
