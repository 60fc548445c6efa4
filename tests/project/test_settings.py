"""`meshc.toml` and `[tool.meshc]`: what they may say, and what is said of what they may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshc.diagnostics.model import Severity
from meshc.lint.selection import Selection
from meshc.project.errors import ProjectError
from meshc.project.files import is_root
from meshc.project.options import chosen, options_for
from meshc.project.place import locate, project_root
from meshc.project.settings import Project, read_project


def project(folder: Path, text: str, name: str = "meshc.toml") -> Project:
    (folder / name).write_text(text, encoding="utf-8")
    return read_project(str(folder))


def test_no_settings(tmp_path: Path) -> None:
    assert read_project(str(tmp_path)) == read_project(str(tmp_path / "nowhere")) == Project()
    assert project(tmp_path, "") == project(tmp_path, "# nothing\n") == project(tmp_path, "[lint]\n") == Project()


LINT = 'lint]\nselect = ["mc4", "Target-Ended"]\nignore = ["MC432"]\n'
EXPECTED = Project(selection=Selection(("MC4", "target-ended"), ("MC432",)))


def test_select_and_ignore(tmp_path: Path) -> None:
    assert project(tmp_path, f"[{LINT}") == EXPECTED
    assert project(tmp_path, f"\ufeff[{LINT}") == EXPECTED


def test_severities(tmp_path: Path) -> None:
    text = '[lint.severity]\nimage-tag = "error"\nMC438 = "note"\nMC42 = "off"\nMC428 = "warning"\n'
    found = project(tmp_path, text).selection
    assert found.severities == {"image-tag": Severity.ERROR, "MC438": Severity.NOTE, "MC428": Severity.WARNING}
    assert found.ignore == ("MC421", "MC422", "MC423", "MC424", "MC425", "MC426", "MC427", "MC429")


def test_a_pyproject_says_the_same_in_a_table(tmp_path: Path) -> None:
    assert project(tmp_path, f'[project]\nname = "x"\n[tool.meshc.{LINT}', "pyproject.toml") == EXPECTED
    assert is_root(str(tmp_path))


def test_meshc_toml_wins_in_a_folder(tmp_path: Path) -> None:
    project(tmp_path, f"[tool.meshc.{LINT}", "pyproject.toml")
    assert project(tmp_path, "") == Project()


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[project]\ndependencies = ["meshc"]\n',
        '[project]\ndependencies = ["meshc"\n',
        'tool = 1\nname = "meshc"\n',
        "[tool]\nmeshc = 1\n",
        "\xff meshc",
    ],
)
def test_a_pyproject_of_something_else_is_no_business_of_meshc(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("latin-1"))
    assert read_project(str(tmp_path)) == Project()
    assert not is_root(str(tmp_path))


def test_a_pyproject_that_is_broken_is_told_where_it_speaks_of_meshc(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="is not TOML"):
        project(tmp_path, "[tool.meshc.lint\n", "pyproject.toml")


def test_the_nearest_settings_are_the_root(tmp_path: Path) -> None:
    inner = tmp_path / "team" / "shop"
    inner.mkdir(parents=True)
    (inner / "main.mesh").write_text("mesh demo\n")
    (tmp_path / "meshc.toml").write_text("")
    (tmp_path / "team" / "pyproject.toml").write_text('[project]\nname = "meshc-shop"\n')
    assert project_root(str(inner)) == str(tmp_path)
    (tmp_path / "team" / "pyproject.toml").write_text("[tool.meshc]\n")
    assert project_root(str(inner)) == str(tmp_path / "team")
    assert locate(str(inner))[:2] == (str(tmp_path / "team"), "shop")


@pytest.mark.parametrize(
    ("text", "line", "message", "help"),
    [
        ('[extension]\nrules = ["x"]\n', 1, "there is no table `extension`", "did you mean `extensions`?"),
        ('\n[lint]\nselct = ["x"]\n', 3, "there is no setting `lint.selct`", "did you mean `select`?"),
        ("lint = 1\n", 1, "`lint` is not a table", "write `[lint]`"),
        (
            "[lint]\nseverity = 1\n",
            2,
            "`lint.severity` is not a table",
            'write `[lint.severity]`, then `NAME = "note"`',
        ),
        (
            "[lint]\nignore = 1\n",
            2,
            "`lint.ignore` is not a list of codes or names of findings",
            'write `ignore = ["…"]`',
        ),
        (
            "[lint]\nignore = [1]\n",
            2,
            "`lint.ignore` is not a list of codes or names of findings",
            'write `ignore = ["…"]`',
        ),
        ("[extensions]\nrules = 1\n", 2, "`extensions.rules` is not a list of module names", 'write `rules = ["…"]`'),
        (
            '[lint]\nignore = [\n  "image-tag", # not "undefined-name"\n  "undefined-name",\n]\n',
            4,
            "`lint.ignore`: `undefined-name` is an error, which cannot be ignored",
            "put right what it finds",
        ),
        (
            '[lint.severity]\nMC501 = "off"\n',
            2,
            "`lint.severity`: `MC501` tells what a target loses, which cannot be ignored",
            "accept the loss: `target NAME { accept = [FEATURE] }`",
        ),
        (
            '[lint.severity]\n"MC201" = "warning"\n',
            2,
            "`lint.severity`: `MC201` is an error, which cannot count as a warning",
            "put right what it finds",
        ),
        (
            '[lint]\nselect = ["imge-tag"]\n',
            2,
            "`lint.select`: there is no finding called `imge-tag`",
            "did you mean `image-tag`?",
        ),
        (
            '[lint.severity]\nimage-tag = "eror"\n',
            2,
            '`lint.severity` takes "error", "warning", "note", "off" for `image-tag`',
            "did you mean `error`?",
        ),
        (
            "[lint.severity]\nimage-tag = 1\n",
            2,
            '`lint.severity` takes "error", "warning", "note", "off" for `image-tag`',
            "",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int, message: str, help: str) -> None:
    with pytest.raises(ProjectError) as caught:
        project(tmp_path, text)
    assert (caught.value.message, caught.value.help) == (f"`{tmp_path}/meshc.toml`, line {line}: {message}", help)


def test_the_line_in_a_pyproject_is_one_of_its_table(tmp_path: Path) -> None:
    text = '[tool.other.lint]\nignore = ["MC201"]\n\n[tool.meshc.lint]\nignore = ["MC201"]\n'
    with pytest.raises(ProjectError, match=r"line 5: `lint\.ignore`: `MC201` is an error"):
        project(tmp_path, text, "pyproject.toml")


def test_a_rule_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be loaded"):
        project(tmp_path, '[extensions]\nrules = ["no_such_module_at_all"]\n[lint]\nignore = ["MC432"]\n')


SETTINGS = Project(selection=Selection(("MC42",), ("MC421",), {"MC432": Severity.ERROR}))


def test_a_command_line_selects_instead_of_the_settings() -> None:
    assert chosen(SETTINGS) is SETTINGS
    expected = Selection(("MC43", "image-tag"), ("MC438",), {"MC432": Severity.ERROR})
    assert chosen(SETTINGS, select=["mc43", "image-tag"], ignore=["MC438"]).selection == expected


def test_a_command_line_ignores_beside_the_settings_and_beats_what_they_select() -> None:
    found = chosen(SETTINGS, ignore=["MC4"]).selection
    assert (found.select, found.ignore[0], "MC425" in found.ignore) == (("MC42",), "MC421", True)


@pytest.mark.parametrize(
    ("select", "ignore", "said"),
    [
        (["nonsense"], [], "`--select`: there is no finding called `nonsense`"),
        ([], ["MC501"], "`--ignore`: `MC501` tells what a target loses, which cannot be ignored"),
        (["MC201"], ["MC201"], "`--ignore`: `MC201` is an error, which cannot be ignored"),
    ],
)
def test_a_command_line_that_is_refused(select: list[str], ignore: list[str], said: str) -> None:
    with pytest.raises(ProjectError) as caught:
        chosen(SETTINGS, select=select, ignore=ignore)
    assert caught.value.message == said


def test_options_carry_the_settings() -> None:
    options = options_for(
        Project(("acme.rule",), SETTINGS.selection),
        overlays=["prod"],
        set={"tag": "1"},
        targets=["envoy", "envoy"],
    )
    assert (options.overlays, options.set, options.targets) == (("prod",), {"tag": "1"}, ("envoy",))
    assert (options.rules, options.selection) == (("acme.rule",), SETTINGS.selection)
