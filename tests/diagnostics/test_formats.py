"""What holds for every output format for programs; tests/diagnostics/test_FORMAT.py has what is special."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label, Severity
from meshc.diagnostics.render.cells import safe
from meshc.diagnostics.render.formats import FORMATS, NAMES, render
from meshc.source import BUILT_IN, Item, Origin, SourceFile, SourceMap

from .places import Texts
from .readers import ABOUT, READERS, UNITS, Read
from .test_sarif import validator

NO_SOURCES = SourceMap({}, {})
WITHOUT_PLACE = {"gitlab": 1, "sarif": 1}
"""The line of a finding without a place, in formats that take none without a line."""
WITH_A_PATH = {"gitlab", "sarif", "checkstyle"}


def printed(name: str, findings: Sequence[Diagnostic], sources: SourceMap, prefix: str = "") -> bytes:
    return render(name, findings, sources, prefix=prefix, about=ABOUT)


def read(name: str, findings: Sequence[Diagnostic], sources: SourceMap, prefix: str = "") -> list[Read]:
    return READERS[name](printed(name, findings, sources, prefix))


def error(message: str, primary: Label | None = None, *secondary: Label, **fields: object) -> Diagnostic:
    return Diagnostic("MC201", "undefined-name", Severity.ERROR, message, primary, secondary, **fields)  # type: ignore[arg-type]


def column(text: str, offset: int, unit: str) -> int:
    """The column of an offset, worked out from the text alone."""
    before = text[:offset].split("\n")[-1]
    width = {"utf-8": 1, "utf-32": 4}[unit]
    return len(before.encode(f"{unit}-le" if width > 1 else unit, "surrogatepass")) // width + 1


def test_every_format_has_a_reader_and_a_module() -> None:
    assert set(FORMATS) - {"json"} == set(READERS)
    assert list(NAMES) == ["text", *FORMATS]
    for name, format in FORMATS.items():
        assert callable(import_module(f"meshc.diagnostics.render.{format.module}").render), name


@pytest.mark.parametrize("name", READERS)
def test_a_finding_is_where_it_is(name: str) -> None:
    texts = Texts(main='service api {}\n  route "/b" { to = ap }\n')
    finding = error("service `ap` is not defined", texts.label("ap }", "not found"))
    (found,) = read(name, [finding], texts.sources, "shop/")
    at = (2, 21 if name in UNITS else None)
    assert found == Read("error", "MC201", "service `ap` is not defined", "shop/main.mesh", *at)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("severity", Severity)
def test_severities(name: str, severity: Severity) -> None:
    texts = Texts(main="a")
    finding = Diagnostic("MC999", "x", severity, "m", texts.label("a"))
    assert read(name, [finding], texts.sources)[0].severity == severity.value


LINE = 'name = "e\u0301 在庫 😀🇯🇵" ; port = x'
COLUMNS = {"utf-32": 29, "utf-8": 43}


@pytest.mark.parametrize("name", UNITS)
def test_columns_behind_japanese_combining_and_astral_characters(name: str) -> None:
    texts = Texts(main=f"# 一行目\n{LINE}\n")
    (found,) = read(name, [error("m", texts.label("x"))], texts.sources)
    assert (found.line, found.column) == (2, COLUMNS[UNITS[name]])
    assert found.column == column(LINE, LINE.index("x"), UNITS[name])


@pytest.mark.parametrize("name", READERS)
def test_a_finding_without_a_place_is_told(name: str) -> None:
    texts = Texts(main="a", team="b")
    for finding in (error("no mesh"), error("no mesh", Label(BUILT_IN, "here"))):
        (found,) = read(name, [finding], texts.sources, "shop/")
        path = "shop/main.mesh" if name in WITH_A_PATH else None
        assert found == Read("error", "MC201", "no mesh", path, WITHOUT_PLACE.get(name))
    (found,) = read(name, [error("no mesh")], NO_SOURCES)
    assert found.path == ("." if name in WITH_A_PATH else None)


@pytest.mark.parametrize("name", READERS)
def test_a_finding_of_which_only_the_line_is_known(name: str) -> None:
    origin = Origin(Item("team/main.ir.json", "", line=12), 0, 0)
    (found,) = read(name, [error("m", Label(origin), Label(origin, "x"))], NO_SOURCES)
    assert (found.path, found.line) == ("team/main.ir.json", 12)
    assert found.column == (1 if name == "concise" else None)


@pytest.mark.parametrize("name", READERS)
def test_a_line_alone_is_told_of_a_document_that_is_at_hand(name: str) -> None:
    sources = SourceMap({"a.json": SourceFile("a.json", "{}\n")}, {})
    (found,) = read(name, [error("m", Label(Origin(Item("a.json", "", line=1), 0, 0)))], sources)
    assert (found.path, found.line) == ("a.json", 1)


@pytest.mark.parametrize("name", READERS)
def test_advice_comes_along(name: str) -> None:
    texts = Texts(main="a")
    fix = Fix("write `b`", (Edit(texts.origin("a"), "b"),), Applicability.SAFE)
    helped = printed(name, [error("m", texts.label("a"), help="do this,\nand that")], texts.sources).decode()
    assert "do this," in helped and "and that" in helped
    assert "write `b`" in printed(name, [error("m", texts.label("a"), fix=fix)], texts.sources).decode()


@pytest.mark.parametrize("name", [*READERS, "json"])
def test_no_text_of_the_source_is_shown(name: str) -> None:
    """So a secret stays where it is, whatever a finding says about it."""
    texts = Texts(main='env { PASSWORD = "hunter2" }\nport = 1\n')
    secret = Label(texts.origin("hunter2"), "a secret", concealed=True)
    fix = Fix(
        "two edits",
        (Edit(texts.origin("PASSWORD"), "PASS"), Edit(texts.origin("port"), "ports")),
        Applicability.SAFE,
    )
    data = printed(name, [error("m", secret, secret, fix=fix)], texts.sources)
    assert b"hunter2" not in data


@pytest.mark.parametrize("name", READERS)
def test_no_findings(name: str) -> None:
    assert read(name, [], Texts(main="a").sources) == []


@pytest.mark.parametrize("name", ["junit", "checkstyle", "gitlab", "rdjson", "sarif"])
def test_a_document_is_one_without_findings(name: str) -> None:
    assert len(printed(name, [], NO_SOURCES)) > 2


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "path", ["在庫/メッシュ.mesh", "a b/100%.mesh", "a:b,c.mesh", '<&">.mesh', "#?.mesh", "\udcff.mesh"]
)
def test_paths_of_any_characters(name: str, path: str) -> None:
    item = Item(path, "a")
    sources = SourceMap({path: SourceFile(path, "a")}, {item: 0})
    (found,) = read(name, [error("m", Label(Origin(item, 0, 1)))], sources, "../shop/")
    expected = f"../shop/{path}"
    if "\udcff" in path:
        expected = {
            "github": "../shop/\\udcff.mesh",
            "concise": "../shop/\ufffd.mesh",
            "junit": "../shop/\ufffd.mesh",
            "checkstyle": "../shop/\ufffd.mesh",
        }.get(name, expected)
    assert found.path == expected


def as_one(text: str) -> str:
    """The text with surrogates that belong together joined, as JSON has it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def in_xml(text: str) -> str:
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


SHOWN = {
    "concise": safe,
    "github": lambda text: text.encode("utf-8", "backslashreplace").decode(),
    "junit": in_xml,
    "checkstyle": in_xml,
    "sarif": lambda text: as_one(text.replace("](", "] (")),
}
"""What becomes of a message that a format cannot hold as it is."""

HOSTILE = st.sampled_from(
    ["::", "]]>", "%0A", "\r\n", "\r", "\u2028", "](0)", "{0}", "{{", "}", "&amp;", "<!--", "\\", '"']
)
MESSAGES = st.lists(st.one_of(HOSTILE, st.text(st.characters(), max_size=8)), min_size=1, max_size=6).map("".join)


@given(text=st.text(st.characters(), max_size=60), message=MESSAGES, data=st.data())
def test_any_finding_in_any_text_is_read_back(text: str, message: str, data: st.DataObject) -> None:
    item = Item("main.mesh", text)
    sources = SourceMap({"main.mesh": SourceFile("main.mesh", text)}, {item: 0})
    starts: list[int] = []

    def label(words: str) -> Label:
        starts.append(data.draw(st.integers(0, len(text))))
        return Label(Origin(item, starts[-1], data.draw(st.integers(starts[-1], len(text)))), words)

    severity = data.draw(st.sampled_from(Severity))
    applicability = data.draw(st.sampled_from(Applicability))
    primary = label(message)
    fix = Fix("", (Edit(label("").origin, message),), applicability)
    finding = Diagnostic("MC999", "x", severity, message, primary, (label(message),), "", fix)
    for name in READERS:
        document = printed(name, [finding], sources)
        (found,) = READERS[name](document)
        shown = SHOWN.get(name, as_one)(message)
        assert (found.severity, found.code, as_one(found.message)) == (severity.value, "MC999", as_one(shown)), name
        assert found.line is not None
        if name != "sarif":
            assert found.line == text[: starts[0]].count("\n") + 1, name
        if found.column is not None:
            assert offset(text, found.line, found.column, UNITS[name]) == starts[0], name
        if name == "sarif":
            validator().validate(json.loads(document))


def offset(text: str, line: int, column: int, unit: str) -> int:
    """The offset of a line and a column in the units of an encoding, worked out from the text alone."""
    lines = text.split("\n")
    start = sum(len(before) + 1 for before in lines[: line - 1])
    if unit == "utf-32":
        return start + column - 1
    encoded = lines[line - 1].encode("utf-8", "surrogatepass")
    return start + len(encoded[: column - 1].decode("utf-8", "surrogatepass"))
