"""The commands that print what meshc knows: explain, targets, limits, completion."""

from __future__ import annotations

import json
import shutil
import subprocess
from textwrap import dedent

import pytest

from meshc import catalogue
from meshc.cli.commands.completion import SHELLS
from meshc.cli.commands.explain import page
from meshc.cli.main import COMMANDS
from meshc.diagnostics.model import Code, Severity

from .running import meshc, only_error


def test_the_page_of_a_finding() -> None:
    code = Code(
        "MC299",
        "odd-thing",
        "a thing is odd",
        "It is odd because it is.\n\nSo it should be even.",
        {"main.mesh": 'mesh demo\n\nimport "./team"\n', "team/a.mesh": "service a {}\n"},
        "mesh demo\n",
        Severity.WARNING,
        {"tag": "1"},
    )
    expected = """\
        MC299 odd-thing (warning)

        A thing is odd.

        It is odd because it is.

        So it should be even.

        The examples are compiled with `--set tag=1`.

        With this finding:

            # main.mesh
            mesh demo

            import "./team"

            # team/a.mesh
            service a {}

        Without:

            mesh demo
        """
    assert page(code) == dedent(expected)


def test_explain_takes_codes_and_names() -> None:
    ran = meshc("explain", "MC201")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("MC201 undefined-name (error)\n\n")
    assert meshc("explain", "mc201").out == meshc("explain", "undefined-name").out == ran.out
    assert meshc("explain", "MC201", "MC202").out == ran.out + "\n" + meshc("explain", "MC202").out


def test_explain_lists_all() -> None:
    lines = meshc("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == list(catalogue.codes())


def test_explain_of_an_unknown_word() -> None:
    expected = "error: no finding goes by `undefined-nam`\n  = help: did you mean `undefined-name`?\n"
    assert only_error(meshc("explain", "undefined-nam")) == expected
    assert "`meshc explain` lists all of them" in only_error(meshc("explain", "zzzzzz"))


@pytest.mark.parametrize("code", catalogue.codes())
def test_every_page_prints(code: str) -> None:
    text = page(catalogue.codes()[code])
    assert text.endswith("\n") and "\n\n\n\n" not in text


def test_the_matrix_of_targets() -> None:
    lines = meshc("targets").out.splitlines()
    assert lines[0].split() == list(catalogue.targets())
    assert any(line.startswith("retry.on ") for line in lines)
    details = meshc("targets", "service-discovery").out
    assert "retry.on" in details and "lost" in details


def test_the_matrix_for_programs() -> None:
    document = json.loads(meshc("targets", "service-connect", "--format", "json").out)
    assert document["targets"] == ["service-connect"]
    for row in document["features"]:
        answer = row["answers"]["service-connect"]
        assert answer["answer"] in ("exact", "fixed", "emulated", "lost")
        assert answer["detail"] and answer["source"]
        assert answer["remedy"] or answer["answer"] in ("exact", "emulated", "fixed")


def test_the_matrix_in_markdown() -> None:
    lines = meshc("targets", "--format", "markdown").out.splitlines()
    assert lines[0] == f"| feature | what it is | {' | '.join(catalogue.targets())} |"
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


def test_an_unknown_target() -> None:
    assert "did you mean `service-connect`?" in only_error(meshc("targets", "serviceconnect"))
    assert "cannot be built yet" in only_error(meshc("targets", "lattice"))


def test_limits_in_every_format() -> None:
    listed = json.loads(meshc("limits", "--format", "json").out)["limits"]
    assert [limit["id"] for limit in listed] == [limit.id for limit in catalogue.limits()]
    text = meshc("limits").out
    markdown = meshc("limits", "--format", "markdown").out.splitlines()
    assert len(markdown) == len(listed) + 2
    for limit in listed:
        assert f"  {limit['id']}: " in text
        assert limit["source"]


def test_limits_of_one_backend() -> None:
    text = meshc("limits", "cloudmap").out
    assert text.startswith("cloudmap\n")
    assert "\necs\n" not in text
    assert "did you mean `cloudmap`?" in only_error(meshc("limits", "cloud-map"))


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_knows_commands_and_options(shell: str) -> None:
    ran = meshc("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    for word in (*COMMANDS, "overlay", "service-discovery"):
        assert word in ran.out
    program = shutil.which(shell)
    if program and shell in ("bash", "zsh"):
        subprocess.run([program, "-n"], input=ran.out.encode(), check=True)


def test_completion_for_an_unknown_shell() -> None:
    assert "unknown shell `bsh`" in only_error(meshc("completion", "bsh"))
    assert "error: the following arguments are required: SHELL" in only_error(meshc("completion"))
