"""What stands at an offset of a text, broken or not."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation
from meshc.editor.caret.context import Context, Part, context, context_of_word
from meshc.editor.view import View
from meshc.language.values import DurationType, EnumType, ListType, ReferenceType, TextType
from tests.editor.marked import marked


def at(text: str) -> Context:
    found = marked(text)
    return context(found.view, found.offset)


@pytest.mark.parametrize(
    ("text", "part", "word", "frames"),
    [
        ("‸", Part.STATEMENT, "", []),
        ("ser‸", Part.STATEMENT, "ser", []),
        ("service ‸", Part.LABEL, "", []),
        ("service us‸er {", Part.LABEL, "us", []),
        ("service user {‸", Part.STATEMENT, "", ["service"]),
        ("service user {\n  ‸", Part.STATEMENT, "", ["service"]),
        ("service user {\n‸", Part.STATEMENT, "", ["service"]),
        ("service user\n{\n  ‸", Part.STATEMENT, "", ["service"]),
        ("service user {\r\n  retry {\r\n    m‸\r\n", Part.STATEMENT, "m", ["service", "retry"]),
        ("service user { timeout =‸", Part.VALUE, "", ["service"]),
        ("service user { timeout = ‸", Part.VALUE, "", ["service"]),
        ("service user { timeout = 2‸", Part.VALUE, "2", ["service"]),
        ("service user { timeout = 2s ‸", Part.NOTHING, "", ["service"]),
        ("service user { timeout = 2s ; ‸ }", Part.STATEMENT, "", ["service"]),
        ("service user { } ‸", Part.NOTHING, "", []),
        ("service user { retry { on = [a ‸", Part.NOTHING, "", ["service", "retry"]),
        ("service user { retry { on = [a, ‸", Part.VALUE, "", ["service", "retry"]),
        ("service user { retry { on = [\n  a,\n  b‸\n", Part.VALUE, "b", ["service", "retry"]),
        ("service user {\n  command = [\n  port = 8‸\n", Part.VALUE, "8", ["service"]),
        ('service user { route "/x" { to = contract.‸', Part.VALUE, "contract.", ["service", "route"]),
        ("service 在庫 { protocol = ht‸tp }", Part.VALUE, "ht", ["service"]),
        ('service user { image = "😀‸', Part.STRING, "😀", ["service"]),
        ('service user { image = "a${par‸am.tag}b" }', Part.INTERPOLATION, "par", ["service"]),
        ('service user { image = "a$${par‸', Part.STRING, "a$${par", ["service"]),
        ('service user { image = "${a.b} c‸', Part.STRING, "${a.b} c", ["service"]),
        ('service user { image = """\n  ${‸', Part.INTERPOLATION, "", ["service"]),
        ('service user { route regex("^/${‸") {', Part.STRING, "^/${", ["service"]),
        ('service user { env { "a‸" = 1 } }', Part.KEY, "a", ["service", "env"]),
        ("# a wo‸rd", Part.COMMENT, "# a wo", []),
        ("// a wo‸rd", Part.NOTHING, "// a wo", []),
        ("service user { x = 'a‸b' }", Part.NOTHING, "", ["service"]),
        ("service user { protocol:ht‸ }", Part.NOTHING, "protocol:ht", ["service"]),
        ("unknown { block { x = ‸", Part.VALUE, "", ["unknown", "block"]),
    ],
)
def test_what_a_place_is_a_part_of(text: str, part: Part, word: str, frames: list[str]) -> None:
    found = at(text)
    assert (part, word, frames) == (found.part, found.word, [frame.word for frame in found.frames])


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        # The caret says by its column which block is meant to be closed.
        ("service a {\n  retry {\n    ‸\n  port = 80\n}\n", ["service", "retry"]),
        ("service a {\n  retry {\n    max = 2\n  ‸\n  port = 80\n}\nservice b {\n}\n", ["service"]),
        ("service a {\n  retry {\n    max = 2\n  ti‸\n}\n", ["service"]),
        ("service a {\n  port = 80\n\nser‸\nservice b {}\n", []),
        # On an empty line it says nothing.
        ("service a {\n  port = 80\n‸\nservice b {\n}\n", ["service"]),
        # Where braces are complete, the layout has no meaning.
        ("service a {\nretry {\nmax = 2 ; ‸\n}\n}\n", ["service", "retry"]),
        ("service a {\n  } }\n  ‸", []),
    ],
)
def test_what_is_left_open_is_told_by_the_indentation(text: str, frames: list[str]) -> None:
    assert frames == [frame.word for frame in at(text).frames]


def test_the_language_says_what_is_expected() -> None:
    assert DurationType() == at("service a { timeout = ‸").expected
    assert isinstance(at("service a { retry { on = ‸").expected, ListType)
    assert isinstance(at("service a { retry { on = [503, ‸").expected, EnumType)
    assert ReferenceType("callee") == at("service a { calls ‸").expected
    assert ReferenceType("route") == at("service a { calls b { route ‸").expected
    assert None is at("service a { calls b ‸").expected
    assert None is at("service a { tiemout = ‸").expected
    assert getattr(at("overlay prod { service a { new = ‸").setting, "name", "") == "new"
    found = at('service a { env { X = secret("a", ‸')
    assert isinstance(found.expected, TextType)
    assert found.call == ("secret", 1)


def test_the_word_is_what_would_be_replaced() -> None:
    found = at("service a { to = contract.v‸2 }")
    assert (found.start, found.end, found.word) == (17, 28, "contract.v")
    found = at("service a { ‸to = b }")
    assert (found.start, found.end, found.follows) == (12, 12, "t")
    found = at('import "./te‸am"')
    assert (found.start, found.end, found.quoted) == (8, 14, True)
    found = at('image = "${par‸" ; x = 1')
    assert (found.start, found.end, found.missing) == (11, 14, "}")


@pytest.mark.parametrize("text", ["service a { ‸timeout = 2s }", "service a { time‸out = 2s }", "service a { timeout‸"])
def test_a_pointer_is_on_a_whole_word(text: str) -> None:
    view = marked(text)
    found = context_of_word(view.view, view.offset)
    assert (found.part, found.word, found.start) == (Part.STATEMENT, "timeout", 12)


def test_offsets_outside_the_text_do_no_harm() -> None:
    for text in ("", "\ufeff", "service a {", '"', "\r", "}"):
        view = View(Compilation.of({"main.mesh": text}), "main.mesh")
        for offset in (-1, 0, 1, 5, 1000):
            context(view, offset)
            context_of_word(view, offset)
