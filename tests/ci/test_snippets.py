"""What docs/ci.md gives to paste stands in `ci/`, and its scripts are run here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.diagnostics.readers import READERS

from .shell import ROOT, bash, loaded, mend, program
from .shell import programs as programs
from .shell import repository as repository
from .test_pre_commit import hooks

SNIPPETS = {
    "github.yml": "yaml",
    "gitlab.yml": "yaml",
    "reviewdog.yml": "yaml",
    "Jenkinsfile": "groovy",
    "pre-commit-config.yaml": "yaml",
}


@pytest.mark.parametrize(("name", "language"), SNIPPETS.items())
def test_the_page_shows_what_is_tested(name: str, language: str) -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert f"```{language}\n{(ROOT / 'ci' / name).read_text(encoding='utf-8')}```\n" in page


def test_every_snippet_is_tested() -> None:
    assert {path.name for path in (ROOT / "ci").iterdir()} == set(SNIPPETS)


def test_the_page_lists_every_format() -> None:
    from meshc.diagnostics.render.formats import NAMES

    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z]+)` \| .* \| .* \| standard", page, re.MULTILINE) == list(NAMES)


def test_the_gitlab_job(repository: Path, programs: Path) -> None:
    snippet = loaded("ci/gitlab.yml")
    program(programs, "pip", 'test "$*" = "install --quiet meshc"')
    script = "\n".join(snippet["meshc"]["script"])
    ran = bash(script, repository, programs, snippet["variables"])
    report = repository / snippet["meshc"]["artifacts"]["reports"]["codequality"]
    assert (ran.returncode, "error[MC201]" in ran.stderr) == (1, True)
    assert "error" in {read.severity for read in READERS["gitlab"](report.read_bytes())}
    assert {read.path for read in READERS["gitlab"](report.read_bytes())} == {"deploy/shop/main.mesh"}
    mend(repository)
    assert bash(script, repository, programs, snippet["variables"]).returncode == 0


def test_the_reviewdog_job(repository: Path, programs: Path) -> None:
    step = loaded("ci/reviewdog.yml")["jobs"]["meshc"]["steps"][-1]
    program(programs, "reviewdog", 'printf "%s\\n" "$@" > words; cat > given')
    ran = bash(step["run"], repository, programs, {"MESH": step["env"]["MESH"]})
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "error" in {read.severity for read in READERS["rdjson"]((repository / "given").read_bytes())}
    assert "-f=rdjson" in (repository / "words").read_text()


def test_the_jenkins_stage(repository: Path, programs: Path) -> None:
    text = (ROOT / "ci" / "Jenkinsfile").read_text(encoding="utf-8")
    (script,) = re.findall(r"sh '''(.*?)'''", text, re.DOTALL)
    ran = bash(script, repository, programs, {"MESH": "deploy/shop"})
    assert (ran.returncode, "error[MC201]" in ran.stderr) == (1, True)
    for format in ("junit", "checkstyle"):
        assert f"'meshc.{format}.xml'" in text
        assert "error" in {read.severity for read in READERS[format]((repository / f"meshc.{format}.xml").read_bytes())}


def test_the_github_workflow_gives_the_action_what_it_takes() -> None:
    steps = loaded("ci/github.yml")["jobs"]["meshc"]["steps"]
    (step,) = [step for step in steps if step["uses"] == "OWNER/meshc@REF"]
    assert set(step["with"]) <= set(loaded("action.yml")["inputs"])


def test_the_pre_commit_configuration_names_the_hooks() -> None:
    (repo,) = loaded("ci/pre-commit-config.yaml")["repos"]
    assert {hook["id"] for hook in repo["hooks"]} == set(hooks())
