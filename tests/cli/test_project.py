"""`meshc.toml`: the root of a project, and rules from outside."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from meshc.cli.main import main

MESH = 'mesh demo\nservice api { image = "acme/api:1" ; port = 8080 }\n'
RULE = """
from meshc.diagnostics.model import Code, Severity

CODE = Code("ACME1", "acme-name", "names begin with acme", "They must.", "", "", Severity.WARNING)


def check(context):
    for service in context.mesh.services:
        if not service.name.startswith("acme"):
            yield CODE.at(service.origin("name"), f"`{service.name}` does not begin with acme")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "site" / "acme_mesh_rules"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "2.1"\n')
    (package / "names.py").write_text(RULE)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    folder = tmp_path / "mesh"
    folder.mkdir()
    (folder / "main.mesh").write_text(MESH)
    monkeypatch.chdir(folder)
    yield folder
    for name in [name for name in sys.modules if name.startswith("acme_mesh_rules")]:
        del sys.modules[name]


def test_a_rule_runs_only_when_it_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 0
    assert "ACME1" not in capsys.readouterr().err
    (project / "meshc.toml").write_text('[extensions]\nrules = ["acme_mesh_rules.names"]\n')
    assert main(["validate"]) == 0
    assert "warning[ACME1]: `api` does not begin with acme" in capsys.readouterr().err


def test_the_manifest_names_the_rule_and_its_version(project: Path) -> None:
    (project / "meshc.toml").write_text('[extensions]\nrules = ["acme_mesh_rules.names"]\n')
    assert main(["build", "-q"]) == 0
    manifest = json.loads((project / "build/service-connect/manifest.json").read_bytes())
    assert manifest["extensions"] == {"acme_mesh_rules.names": "2.1"}


def test_a_rule_from_outside_can_be_suppressed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "meshc.toml").write_text('[extensions]\nrules = ["acme_mesh_rules.names"]\n')
    text = MESH.replace("service", "# meshc: allow acme-name -- an old name\nservice")
    (project / "main.mesh").write_text(text)
    assert main(["validate", "--deny", "warnings"]) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[extensions\n", "is not TOML"),
        ("[extension]\nrules = []\n", "did you mean `extensions`?"),
        ('[extensions]\nrule = ["x"]\n', "did you mean `rules`?"),
        ("[extensions]\nrules = 1\n", "is not a list of module names"),
        ('[extensions]\nrules = ["no_such_module_at_all"]\n', "cannot be loaded"),
        ('[extensions]\nrules = ["json"]\n', "is no rule"),
    ],
)
def test_a_project_file_that_is_wrong(
    project: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    (project / "meshc.toml").write_text(content)
    assert main(["validate"]) == 2
    assert said in capsys.readouterr().err
