"""What the extension says of itself agrees with meshc."""

from __future__ import annotations

import json
import re
from pathlib import Path

from meshc import __version__
from meshc.catalogue import targets
from meshc.editor.semantic_tokens import Meaning
from meshc.lsp.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "editors" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
CONFIGURATION = json.loads((EXTENSION / "language-configuration.json").read_text(encoding="utf-8"))


def test_settings_are_those_of_the_server() -> None:
    settings = MANIFEST["contributes"]["configuration"]["properties"]
    assert {f"meshc.{name}" for name in Settings._fields} == settings.keys() - {"meshc.path", "meshc.trace.server"}
    assert settings["meshc.targets"]["items"]["enum"] == [*targets()]


def test_versions() -> None:
    assert MANIFEST["version"] == __version__
    assert f"## {__version__}" in (EXTENSION / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (EXTENSION / "LICENSE").read_text(encoding="utf-8") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_versions_of_packages_are_exact_and_not_locked() -> None:
    for path in (EXTENSION / "package.json", EXTENSION / "tests" / "real" / "package.json"):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        packages = {**manifest.get("dependencies", {}), **manifest.get("devDependencies", {})}
        assert [name for name, version in packages.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
        assert not (path.parent / "package-lock.json").exists()


def test_colours_stay_when_the_server_comes() -> None:
    """Each meaning of a semantic token has the scope that the grammar gives the same words."""
    (scopes,) = MANIFEST["contributes"]["semanticTokenScopes"]
    given = scopes["scopes"].keys()
    assert given <= {meaning.value for meaning in Meaning}
    assert {meaning.value for meaning in Meaning} - given == {"string", "comment", "operator"}
    grammar = (EXTENSION / "syntaxes" / "mesh.tmLanguage.json").read_text(encoding="utf-8")
    assert [scope for mapped in scopes["scopes"].values() for scope in mapped if f'"{scope}"' not in grammar] == []


def test_untrusted_workspaces_cannot_name_a_program() -> None:
    trust = MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert (trust["supported"], trust["restrictedConfigurations"]) == ("limited", ["meshc.path"])


def test_commands_are_registered() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((EXTENSION / "src").glob("*.ts")))
    for command in MANIFEST["contributes"]["commands"]:
        assert f'registerCommand("{command["command"]}"' in sources


def test_readme_lists_what_there_is() -> None:
    readme = (EXTENSION / "README.md").read_text(encoding="utf-8")
    contributes = MANIFEST["contributes"]
    snippets = json.loads((EXTENSION / "snippets" / "mesh.code-snippets").read_text(encoding="utf-8"))
    names = [
        *(f"`{name}`" for name in contributes["configuration"]["properties"]),
        *(f"meshc: {command['title']}" for command in contributes["commands"]),
        *(f"`{snippet['prefix']}`" for snippet in snippets.values()),
    ]
    assert [name for name in names if name not in readme] == []


def matches(pattern: str, line: str) -> bool:
    return re.search(pattern, line) is not None


def test_indentation() -> None:
    rules = CONFIGURATION["indentationRules"]
    for line in ("service user {", "  build = [", '  image = "a#{" ; env { # note', "x = list(", '  route "/v\\"1" {'):
        assert matches(rules["increaseIndentPattern"], line), line
    for line in ("service user { }", "# service user {", 'x = "a {', "  port = 8080", "  x = 1 # {"):
        assert not matches(rules["increaseIndentPattern"], line), line
    for line in ("}", "  ] ; x = 1", "\t)"):
        assert matches(rules["decreaseIndentPattern"], line), line
