"""What a project hears of: errors and losses always, the rest as it says."""

from __future__ import annotations

import pytest

from meshc import catalogue
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.selection import (
    ALWAYS_TOLD,
    AT_TIMES_WARNINGS,
    EVERYTHING,
    Selection,
    apply,
    can_be_ignored,
    refusal,
    severity_of,
    spelt,
)

CODES = tuple(catalogue.codes().values())
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def finding(code: str, name: str = "some-name", severity: Severity = WARNING) -> Diagnostic:
    return Diagnostic(code, name, severity, "it")


FOUND = (
    finding("MC201", severity=ERROR),
    finding("MC421"),
    finding("MC432", "image-tag"),
    finding("MC438", severity=NOTE),
    finding("MC503", severity=NOTE),
)


def told(selection: Selection) -> list[str]:
    return [found.code for found in apply(FOUND, selection)]


def test_without_settings_everything_is_told() -> None:
    assert apply(iter(FOUND), EVERYTHING) == FOUND
    assert apply(FOUND, Selection(severities={"MC499": NOTE})) == FOUND


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(select=("MC43",)), ["MC201", "MC432", "MC438", "MC503"]),
        (Selection(select=("image-tag",)), ["MC201", "MC432", "MC503"]),
        (Selection(ignore=("MC4",)), ["MC201", "MC503"]),
        (Selection(ignore=("ALL",)), ["MC201", "MC503"]),
        (Selection(ignore=("image-tag", "MC438")), ["MC201", "MC421", "MC503"]),
        (Selection(select=("MC432",), ignore=("MC4",)), ["MC201", "MC432", "MC503"]),
        (Selection(select=("MC4",), ignore=("MC432",)), ["MC201", "MC421", "MC438", "MC503"]),
        (Selection(select=("MC43",), ignore=("MC43",)), ["MC201", "MC503"]),
        (Selection(select=("ALL",), ignore=("MC42",)), ["MC201", "MC432", "MC438", "MC503"]),
        (Selection(select=("MC432",), ignore=("image-tag",)), ["MC201", "MC503"]),
    ],
)
def test_the_longest_word_decides_and_ignore_beats_select(selection: Selection, expected: list[str]) -> None:
    assert expected == told(selection)


def test_severities_go_up_and_down_but_for_errors_and_losses() -> None:
    every = {"ALL": NOTE, "MC432": ERROR, "MC438": WARNING}
    assert [found.severity for found in apply(FOUND, Selection(severities=every))] == [
        ERROR,
        NOTE,
        ERROR,
        WARNING,
        NOTE,
    ]
    assert severity_of("MC531", "weight-rounded", WARNING, Selection(severities={"MC5": NOTE})) is WARNING
    assert severity_of("MC503", "built-in-lost", NOTE, Selection(severities={"MC503": ERROR})) is ERROR


def test_an_error_that_is_a_warning_in_some_cases_can_be_hidden_in_those() -> None:
    hide = Selection(ignore=("MC602",))
    assert severity_of("MC602", "target-limit", WARNING, hide) is None
    assert severity_of("MC602", "target-limit", ERROR, hide) is ERROR


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("MC432", "MC432"),
        ("mc43", "MC43"),
        ("Image-Tag", "image-tag"),
        ("all", "ALL"),
        ("m", "M"),
        ("MC41", None),
        ("image", None),
        ("", None),
        (" ", None),
    ],
)
def test_words_in_either_case(word: str, expected: str | None) -> None:
    assert expected == spelt(word, CODES)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_no_error_and_no_loss_can_be_ignored_or_lowered(code: Code) -> None:
    kept = code.code in ALWAYS_TOLD or (code.severity is ERROR and code.code not in AT_TIMES_WARNINGS)
    assert kept is not can_be_ignored(code)
    for word in (code.code, code.name):
        assert kept is (refusal(word, CODES, None) is not None)
        assert refusal(word, CODES, ERROR) is None
        assert refusal(word, CODES, code.severity) is None
        if code.severity is not NOTE:
            assert kept is (refusal(word, CODES, NOTE) is not None)
    hide_all = Selection(ignore=("ALL", code.code), severities={code.code: NOTE})
    assert (severity_of(code.code, code.name, code.severity, hide_all) is None) is not (kept or code.severity is ERROR)


def test_the_tables_name_codes_that_exist() -> None:
    assert {*ALWAYS_TOLD, *AT_TIMES_WARNINGS} <= {code.code for code in CODES}


@pytest.mark.parametrize(
    ("word", "counts_as", "message", "help"),
    [
        ("MC201", None, "`MC201` is an error, which cannot be ignored", "put right what it finds"),
        (
            "undefined-name",
            NOTE,
            "`undefined-name` is an error, which cannot count as a note",
            "put right what it finds",
        ),
        (
            "feature-lost",
            None,
            "`feature-lost` tells what a target loses, which cannot be ignored",
            "accept the loss: `target NAME { accept = [FEATURE] }`",
        ),
        (
            "MC531",
            NOTE,
            "`MC531` tells what a target loses, which cannot count as a note",
            "let it pass where it stands: `# meshc: allow NAME -- why this is right here`",
        ),
        (
            "MC2",
            None,
            "no finding that `MC2` stands for can be ignored: they are errors, or tell what a target loses",
            "",
        ),
        (
            "MC1",
            NOTE,
            "no finding that `MC1` stands for can count as a note: they are errors, or tell what a target loses",
            "",
        ),
        ("imge-tag", None, "there is no finding called `imge-tag`", "did you mean `image-tag`?"),
        ("zzz", ERROR, "there is no finding called `zzz`", "`meshc rules` lists them"),
    ],
)
def test_what_is_refused(word: str, counts_as: Severity | None, message: str, help: str) -> None:
    assert refusal(word, CODES, counts_as) == (message, help)


@pytest.mark.parametrize("word", ["MC4", "MC3", "MC5", "MC6", "ALL"])
def test_a_beginning_hides_what_can_be_hidden(word: str) -> None:
    assert refusal(word, CODES, None) is None


MESH = 'mesh demo\nservice api {\n  image = "acme/api"\n  port = 8080\n}\ntarget service-connect { accept = [retry] }\n'


def test_a_compilation_applies_it() -> None:
    def found(selection: Selection) -> list[tuple[str, Severity]]:
        compilation = Compilation.of({"main.mesh": MESH}, options=Options(selection=selection))
        return [(found.code, found.severity) for found in compilation.diagnostics()]

    assert found(EVERYTHING) == [("MC432", WARNING)]
    assert found(Selection(ignore=("image-tag",))) == []
    assert found(Selection(severities={"MC432": ERROR})) == [("MC432", ERROR)]


def test_a_comment_lets_a_warning_pass_that_counts_as_an_error() -> None:
    text = MESH.replace("  image", "  # meshc: allow image-tag -- the pipeline pins it\n  image")
    options = Options(selection=Selection(severities={"MC432": ERROR}))
    assert Compilation.of({"main.mesh": text}, options=options).diagnostics() == ()
