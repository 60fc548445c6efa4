"""Every code has a page, an example that gives it, and the same mesh put right."""

from __future__ import annotations

import re

import pytest

from meshc import catalogue
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Code

CODES = tuple(catalogue.codes().values())


def found(code: Code, example: object) -> set[str]:
    files = {"main.mesh": example} if isinstance(example, str) else dict(example)  # type: ignore[call-overload]
    documents = [path for path in files if path.endswith(".ir.json")]
    options = Options(set=code.options)
    if documents:
        from meshc.compilation import TextReader

        compilation = Compilation.load(documents[0], options=options, reader=TextReader(files))
    else:
        compilation = Compilation.of(files, options=options)
    return {finding.code for finding in compilation.diagnostics()}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_the_bad_example_gives_the_code_and_the_good_one_does_not(code: Code) -> None:
    assert code.code in found(code, code.bad)
    assert code.code not in found(code, code.good)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_the_good_example_holds_no_other_mistake(code: Code) -> None:
    """What a target loses of it is another matter; and an example of syntax need not be a whole mesh."""
    names = {known.code: known for known in CODES}
    errors = {name for name in found(code, code.good) if names[name].severity == "error" and name < "MC5"}
    assert {name for name in errors if code.code > "MC2" or name < "MC2"} == set()


def test_codes_and_names_are_unique_and_well_formed() -> None:
    assert len({code.name for code in CODES}) == len(CODES)
    assert all(re.fullmatch(r"MC[1-6]\d\d", code.code) for code in CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name) for code in CODES)
    assert all(code.summary and code.explanation for code in CODES)
