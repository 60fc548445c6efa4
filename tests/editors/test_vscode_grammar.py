"""The TextMate grammar colours every word of the language, wherever the table lets it stand, and every example."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from meshc.compilation import Compilation
from meshc.editor.semantic_tokens import Meaning, coloured
from meshc.editor.view import View
from meshc.language import values as types
from meshc.language.kinds import Kind
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.language.values import CALLS, ValueType
from tests.editors.textmate import GRAMMAR, painted, scoped

ROOT = Path(__file__).resolve().parents[2]
BLOCK, PROPERTY, CONSTANT = "keyword.other.block.mesh", "variable.other.property.mesh", "variable.other.enummember.mesh"
LANGUAGE, NAME, LABEL = "constant.language.mesh", "variable.other.readwrite.mesh", "entity.name.type.mesh"
NUMBER, UNIT = "constant.numeric.mesh", "keyword.other.unit.mesh"


def every(kinds: Mapping[str, Kind]) -> Iterator[Kind]:
    """Every kind, however deep; some more than once."""
    for kind in kinds.values():
        yield kind
        yield from every({name: inner for name, inner in kind.kinds.items() if inner is not kind})


KINDS = {id(kind): kind for kind in every({name: kind for name, kind in TOP_LEVEL.items() if name != "overlay"})}
SETTINGS = [*OVERLAY_SETTINGS.values(), *(setting for kind in KINDS.values() for setting in kind.settings.values())]
TYPES = {setting.type.item if isinstance(setting.type, types.ListType) else setting.type for setting in SETTINGS}


def scope(text: str, word: str) -> str:
    """The innermost scope of a word in a text."""
    found = [piece for piece in scoped(text) if piece.text == word]
    assert len(found) == 1, (word, scoped(text))
    return found[0].scopes[-1] if found[0].scopes else "no scope"


def test_kinds() -> None:
    heads = {kind.name: scope(f"{kind.name} {{ }}", kind.name) for kind in KINDS.values()}
    assert heads == dict.fromkeys(heads, BLOCK)
    inner = {kind.name: scope(f"nokind {{ {kind.name} x1 {{ }} }}", kind.name) for kind in KINDS.values()}
    assert inner == dict.fromkeys(inner, BLOCK)


def test_labels() -> None:
    labelled = {kind.name for kind in KINDS.values() if kind.labels}
    scopes = {name: scope(f"{name} x-1 {{ }}", "x-1") for name in labelled}
    assert {*scopes.values()} == {LABEL, NAME, CONSTANT, "string.unquoted.mesh"}


def test_settings() -> None:
    names = {*(setting.name for setting in SETTINGS), *(kind.name for kind in KINDS.values())}
    assert dict.fromkeys(names, PROPERTY) == {name: scope(f"{name} = 1", name) for name in names}
    assert scope("env { CONTRACT_URL = 1 }", "CONTRACT_URL") == PROPERTY


BOOLEANS = ("true", "false")


def words(type_: ValueType) -> tuple[str, ...]:
    match type_:
        case types.EnumType(members):
            return members
        case types.WeightType():
            return ("rest",)
        case types.BooleanType():
            return BOOLEANS
        case types.ParameterTypeType():
            return ("string", "number", "boolean", "duration", "size")
    return ()


def test_constants() -> None:
    from meshc.catalogue import planned_targets, targets

    constants = {"off", *targets(), *planned_targets(), *(word for type_ in TYPES for word in words(type_))}
    expected = {word: LANGUAGE if word in BOOLEANS else CONSTANT for word in constants}
    assert expected == {word: scope(f"x = {word}", word) for word in constants}
    assert expected == {word: scope(f"x = [ {word}, 1 ]", word) for word in constants}


@pytest.mark.parametrize("name", CALLS)
def test_calls(name: str) -> None:
    assert scope(f"x = {name}(1)", name) == "support.function.builtin.mesh"
    assert not any("invalid" in one for piece in scoped(f"x = {CALLS[name].example}") for one in piece.scopes)


@pytest.mark.parametrize(
    ("value", "pieces"),
    [
        ("8080", [("8080", NUMBER)]),
        ("-0.25", [("-0.25", NUMBER)]),
        *((f"10{unit}", [("10", NUMBER), (unit, UNIT)]) for unit in ("ms", "s", "m", "h", "%", "/s", "/m", "/h")),
        *((f"1{unit}", [("1", NUMBER), (unit, UNIT)]) for unit in ("KiB", "MiB", "GiB", "TiB")),
        *((f"{digit}xx", [(f"{digit}xx", "constant.numeric.status.mesh")]) for digit in range(1, 6)),
        ("param.vpc", [("param", "variable.language.mesh"), (".", "punctuation.accessor.mesh"), ("vpc", NAME)]),
        ("contract.v2", [("contract.v2", NAME)]),
        ("在庫", [("在庫", NAME)]),
    ],
)
def test_values(value: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.scopes[-1]) for piece in scoped(f"x = {value}")[2:]] == pieces


@pytest.mark.parametrize("value", ["512M", "512MB", "1h30m", "1.4.2", "6xx", "0xx", "10.0.0.0/8"])
def test_what_is_no_value_is_not_coloured_as_one(value: str) -> None:
    assert not any(NUMBER in piece.scopes for piece in scoped(f"x = {value}"))


MESHES = sorted((ROOT / "examples").rglob("*.mesh"))


@pytest.mark.parametrize("path", MESHES, ids=lambda path: str(path.relative_to(ROOT / "examples")))
def test_nothing_of_an_example_is_without_a_colour(path: Path) -> None:
    pieces = scoped(path.read_text(encoding="utf-8"))
    assert [piece.text for piece in pieces if not piece.scopes or any("invalid" in one for one in piece.scopes)] == []


SCOPES: dict[str, list[str]] = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))[
    "contributes"
]["semanticTokenScopes"][0]["scopes"]
WITHOUT_MAP = {Meaning.STRING: "string.", Meaning.COMMENT: "comment.", Meaning.OPERATOR: "keyword.operator."}
BY_PLACE = {
    (Meaning.KEYWORD, LANGUAGE),
    (Meaning.CLASS, NAME),  # whether `to` names a service or a version, only the server knows
    (Meaning.PARAMETER, "variable.language.mesh"),
    (Meaning.VARIABLE, "variable.language.mesh"),
    (Meaning.STRING, NAME),
    # the name of a feature or a gateway that is a member of a set, too
    (Meaning.VARIABLE, CONSTANT),
    (Meaning.CLASS, CONSTANT),
}
"""What the grammar cannot tell, or tells more exactly."""


@pytest.mark.parametrize("path", MESHES, ids=lambda path: str(path.relative_to(ROOT / "examples")))
def test_colours_stay_when_the_server_comes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = painted(text)
    differences = []
    for offset, parsed in View(Compilation.of({"main.mesh": text}), "main.mesh").items:
        for start, _, meaning, _ in coloured(parsed):
            scopes = names[offset + start]
            mapped = SCOPES.get(meaning.value, [WITHOUT_MAP.get(meaning, "")])
            if not any(one.startswith(mapped[0]) for one in scopes) and (meaning, scopes[-1]) not in BY_PLACE:
                differences.append((text[offset + start :].split()[0], meaning.value, scopes))
    assert differences == []


def test_damage_ends_with_its_line() -> None:
    broken = 'service user {\n  image = "open\n  list = [GET\n}\nservice other { }\n'
    assert scope(broken, "other") == LABEL
    assert [piece.scopes[-1] for piece in scoped(broken) if piece.text == "service"] == [BLOCK, BLOCK]


def test_expressions_keep_to_what_oniguruma_and_re_share() -> None:
    text = GRAMMAR.read_text(encoding="utf-8")
    assert not re.search(r"\(\?P|\(\?[imsx]|\\[AZzGh]|[*+?]\+", text)
