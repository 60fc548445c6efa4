from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from meshc import catalogue
from meshc.ir.feature import Feature

SOURCE = Path(__file__).resolve().parents[1] / "meshc"


def test_codes_and_names_are_unique_and_well_formed() -> None:
    codes = catalogue.codes().values()
    for words in ([code.code for code in codes], [code.name for code in codes]):
        assert [word for word, count in Counter(words).items() if count > 1] == []
    assert [code.code for code in codes if not re.fullmatch(r"MC[1-6]\d\d", code.code)] == []
    assert [code.name for code in codes if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code.name)] == []
    assert list(catalogue.codes()) == sorted(catalogue.codes())


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert set(re.findall(r'"(MC\d{3})"', text)) - set(catalogue.codes()) == set()


def test_no_code_is_given_twice() -> None:
    definitions = Counter(
        found
        for path in SOURCE.rglob("*.py")
        for found in re.findall(r'\b_?[Cc]ode\(\s*(?:code=)?"(MC\d{3})"', path.read_text(encoding="utf-8"))
    )
    assert [code for code, count in definitions.items() if count > 1] == []


def test_every_code_has_a_page() -> None:
    for code in catalogue.codes().values():
        for words in (code.summary, code.explanation):
            assert words.strip(), code.code
        assert code.bad != code.good, code.code


def test_a_code_is_found_by_either_word() -> None:
    for code in catalogue.codes().values():
        assert catalogue.code(code.code) is catalogue.code(code.code.lower()) is catalogue.code(code.name) is code
    assert catalogue.code("nonsense") is None


def test_every_target_answers_every_feature() -> None:
    for target in catalogue.targets():
        assert list(catalogue.answers(target)) == list(Feature)
