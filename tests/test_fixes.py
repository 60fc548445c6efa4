"""Fixes become changes of texts: whole, in order, and none over another."""

from __future__ import annotations

from meshc import catalogue
from meshc.compilation import Compilation, Options, TextReader
from meshc.diagnostics.model import Applicability, Code, Diagnostic, Edit, Fix
from meshc.fixes import SAFELY_FIXED, UNSAFELY_FIXED, Change, applied, changes, choose, compatible
from meshc.source import BUILT_IN, Item, Origin, SourceFile, SourceMap

CODE = Code("ACME1", "acme", "a finding", "", "", "")
A, B = Item("a.mesh", "0123456789"), Item("b.mesh", "abc")
HEAD = Item("b.mesh", "--")
SOURCES = SourceMap(
    {"a.mesh": SourceFile("a.mesh", A.text), "b.mesh": SourceFile("b.mesh", HEAD.text + B.text)}, {A: 0, HEAD: 0, B: 2}
)
SAFE = (Applicability.SAFE,)


def edit(item: Item, start: int, end: int, text: str = "x") -> Edit:
    return Edit(Origin(item, start, end), text)


def finding(*edits: Edit, applicability: Applicability = Applicability.SAFE) -> Diagnostic:
    return CODE.at(edits[0].origin, "it", fix=Fix("do it", edits, applicability))


def fix_of(*edits: Edit) -> Fix:
    return Fix("do it", edits, Applicability.SAFE)


def test_changes_are_by_file_and_in_order() -> None:
    fix = fix_of(edit(B, 1, 3), edit(A, 5, 5), edit(A, 0, 2))
    expected = {"a.mesh": [Change(0, 2, "x"), Change(5, 5, "x")], "b.mesh": [Change(3, 5, "x")]}
    assert expected == changes(fix, SOURCES)
    assert list(expected) == list(changes(fix, SOURCES))


def test_a_fix_of_what_is_not_at_hand_changes_nothing() -> None:
    document = Item("mesh.json", "", 3)
    stranger = Item("c.mesh", "text")
    for origin in (Origin(document, 0, 0), Origin(stranger, 0, 1), BUILT_IN):
        assert changes(fix_of(edit(A, 0, 1), Edit(origin, "x")), SOURCES) == {}


def test_a_text_after_changes() -> None:
    assert applied("0123456789", [Change(0, 2, "x"), Change(5, 5, "y"), Change(9, 10, "")]) == "x234y5678"
    assert applied("在庫", []) == "在庫"


def test_of_two_fixes_that_touch_the_first_is_made() -> None:
    first, inside, beside, apart = (
        finding(edit(A, 2, 4, "a")),
        finding(edit(A, 3, 3, "b")),
        finding(edit(A, 4, 6, "c")),
        finding(edit(A, 6, 7, "d")),
    )
    assert choose([first, inside, beside, apart], SOURCES, applicabilities=SAFE) == (
        (first, apart),
        {"a.mesh": [Change(2, 4, "a"), Change(6, 7, "d")]},
    )
    assert choose([apart, inside, first], SOURCES, applicabilities=SAFE).findings == (apart, inside)


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    first = finding(edit(A, 2, 4))
    both = finding(edit(B, 0, 1), edit(A, 3, 5))
    assert compatible([first, both], SOURCES, applicabilities=SAFE) == {"a.mesh": [Change(2, 4, "x")]}
    assert set(compatible([both, first], SOURCES, applicabilities=SAFE)) == {"a.mesh", "b.mesh"}


def test_edits_of_one_fix_may_touch_each_other() -> None:
    assert compatible([finding(edit(A, 2, 4), edit(A, 4, 5))], SOURCES, applicabilities=SAFE) == {
        "a.mesh": [Change(2, 4, "x"), Change(4, 5, "x")]
    }


def test_only_the_kinds_that_are_wanted() -> None:
    of_kind = {kind: finding(edit(A, 0, 1), applicability=kind) for kind in Applicability}
    for kind, found in of_kind.items():
        assert choose(of_kind.values(), SOURCES, applicabilities=(kind,)).findings == (found,)
    assert compatible([CODE.at(None, "it")], SOURCES, applicabilities=tuple(Applicability)) == {}


def test_the_fixes_of_a_mesh() -> None:
    text = "mesh demo\nservice api {\n  image 'acme/api:1'\n  port 80\n}\n"
    compilation = Compilation.of({"main.mesh": text})
    found = compatible(compilation.diagnostics(), compilation.source_map, applicabilities=SAFE)
    assert applied(text, found["main.mesh"]).startswith("mesh demo\nservice api {\n  image")


def test_the_lists_of_what_is_fixed_are_right() -> None:
    seen: dict[Applicability, set[str]] = {kind: set() for kind in Applicability}
    for code in catalogue.codes().values():
        files = {"main.mesh": code.bad} if isinstance(code.bad, str) else code.bad
        document = next((path for path in files if path.endswith(".ir.json")), ".")
        compilation = Compilation.load(document, options=Options(set=code.options), reader=TextReader(files))
        for finding in compilation.diagnostics():
            if finding.fix is not None:
                seen[finding.fix.applicability].add(finding.code)
    assert seen[Applicability.SAFE] <= SAFELY_FIXED
    assert seen[Applicability.UNSAFE] <= UNSAFELY_FIXED
    # The rest shows in the damaged meshes of test_mutants and in the cases.
    assert {code for code in SAFELY_FIXED if code not in seen[Applicability.SAFE]} <= {"MC206", "MC301"}
    assert {code for code in UNSAFELY_FIXED if code not in seen[Applicability.UNSAFE]} <= {"MC111", "MC302"}
