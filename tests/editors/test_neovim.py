"""Two versions of Neovim, with the plugin as a package and the real language server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.editors.editing import COLOURS, Desk, Finding, findings
from tests.editors.meshes import FORMATTED, MENDED

NEOVIMS = ("system", "bundled", "between")
"""That of the distribution (0.7 in Debian 12), 0.11, and what stands for the versions from 0.8 to 0.10."""


@pytest.fixture(scope="module", params=NEOVIMS)
def session(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """What a person saw."""
    desk = Desk(tmp_path_factory.mktemp("session"))
    return Session(request.param, desk, json.loads(desk.neovim(request.param, "session.lua")))


class Session:
    """What was seen in which Neovim, and the desk, where nothing was saved."""

    def __init__(self, name: str, desk: Desk, seen: dict[str, Any]) -> None:
        self.name = name
        self.desk = desk
        self.seen = seen


def test_findings_are_those_of_the_command_line(session: Session) -> None:
    shown = sorted(Finding(*finding) for finding in session.seen["diagnostics"])
    assert findings(session.desk.mesh) == shown


def test_one_client_and_nothing_to_say(session: Session) -> None:
    assert session.seen["clients"] == 1
    assert session.seen["messages"] == []


def test_quick_fix(session: Session) -> None:
    assert MENDED.splitlines()[4] == session.seen["mended"]
    session.desk.write("main.mesh", MENDED)
    assert sorted({finding.code for finding in findings(session.desk.mesh)}) == session.seen["after"]


def test_hover(session: Session) -> None:
    assert "memory" in session.seen["hover"]


def test_definition(session: Session) -> None:
    assert session.seen["definition"] == [5, "在庫"]


def test_completion(session: Session) -> None:
    assert "patient" in session.seen["completion"]


def test_rename(session: Session) -> None:
    old = MENDED.splitlines()
    assert [old[4].replace("service 在庫", "service stock"), old[11].replace("在庫", "stock")] == session.seen[
        "renamed"
    ]


def test_format(session: Session) -> None:
    new = FORMATTED.replace("service 在庫", "service stock").replace("calls 在庫", "calls stock")
    assert new.splitlines() == session.seen["formatted"]


def test_findings_of_what_was_typed(session: Session) -> None:
    """Nothing was saved: the server sees the buffer."""
    session.desk.write("main.mesh", "\n".join([*session.seen["whole"], ""]))
    assert sorted({finding.code for finding in findings(session.desk.mesh)}) == session.seen["left"]


def test_references_and_symbols(session: Session) -> None:
    assert session.seen["references"] == [[5, 9], [12, 9]]
    assert session.seen["symbols"] == ["demo", "patient", "stock", "web"]


def test_code_lens_shows_callers(session: Session) -> None:
    assert {"1 caller", "no callers"} <= set(session.seen["lenses"])
    assert session.seen["callers"] == [[12, "  calls stock { use patient }"]]


def test_what_newer_versions_show(session: Session) -> None:
    """The Neovim of the distribution may be one of them."""
    seen = session.seen
    hints = ["".join(part["value"] for part in hint) for hint in seen.get("hints", [])]
    assert any("timeout 8s" in hint for hint in hints) or "hints" not in seen
    assert seen.get("token") == "class" or "token" not in seen
    assert session.name == "system" or {"hints", "token"} <= seen.keys()


@pytest.mark.parametrize("name", NEOVIMS)
def test_colours_are_those_of_vim(name: str, desk: Desk) -> None:
    desk.write("sample.mesh", (COLOURS / "sample.mesh").read_text(encoding="utf-8"))
    desk.put("meshc", "exit 0")
    assert desk.neovim(name, "colours.lua") == (COLOURS / "vim.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NEOVIMS)
def test_without_meshc_it_says_once_how_to_install_it(name: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, has_meshc=False)
    desk.write("other.mesh", "")
    assert json.loads(desk.neovim(name, "messages.lua")) == [
        "meshc is not found, so there are colours alone; install it: pip install 'meshc[lsp]'"
    ]


@pytest.mark.parametrize("name", NEOVIMS)
def test_a_server_that_cannot_start_says_what_is_missing(name: str, desk: Desk) -> None:
    desk.put("meshc", "echo 'error: the language server needs libraries' >&2; exit 2")
    desk.write("other.mesh", "")
    messages = json.loads(desk.neovim(name, "messages.lua"))
    told = [message for message in messages if "pip install 'meshc[lsp]'" in message]
    assert len(told) == 1
    assert told[0].startswith("`meshc lsp` ended with exit code 2.")


@pytest.mark.parametrize("name", NEOVIMS)
def test_settings(name: str, desk: Desk) -> None:
    desk.write("main.mesh", MENDED.replace("patiant", "patient") + "\npolicy unused { timeout = 1s }\n")
    expected = [finding.code for finding in findings(desk.mesh, "--target", "envoy")]
    assert expected != [finding.code for finding in findings(desk.mesh)]
    assert json.loads(desk.neovim(name, "settings.lua")) == sorted(expected)


@pytest.mark.parametrize("name", NEOVIMS)
def test_buffer_that_gets_a_name(name: str, desk: Desk) -> None:
    assert json.loads(desk.neovim(name, "unnamed.lua")) == {"buffers": 1, "codes": ["MC204", "MC214"]}


@pytest.mark.parametrize("name", NEOVIMS)
def test_root(name: str, desk: Desk) -> None:
    for folder in ("with blank, comma/shop", "clone/.git", "clone/deploy", "worktree"):
        (desk.mesh / folder).mkdir(parents=True)
    desk.write("with blank, comma/meshc.toml", "")
    desk.write("worktree/.git", "gitdir: elsewhere")
    desk.put("meshc", "exit 0")
    assert json.loads(desk.neovim(name, "root.lua")) == ["with blank, comma", "clone", "worktree", False]


@pytest.mark.parametrize("name", NEOVIMS)
def test_health(name: str, desk: Desk) -> None:
    told = desk.neovim(name, "health.lua")
    assert f"meshc is {desk.programs}/meshc" in told
    assert "ERROR" not in told
