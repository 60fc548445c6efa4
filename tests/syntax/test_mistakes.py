"""The mistakes that everyone makes: each has its own finding, and costs no more than its statement."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from meshc.syntax.ast import Block, Missing, Setting, Size, String, Word
from meshc.syntax.codes import CODES

from .meshes import codes, findings, fixed, line_of, statements


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_the_examples_of_a_code(code: object) -> None:
    from meshc.diagnostics.model import Code

    assert isinstance(code, Code)
    assert not isinstance(code.bad, Mapping)
    assert not isinstance(code.good, Mapping)
    assert code.code in codes(code.bad)
    assert codes(code.good) == []


def test_codes_are_in_order_and_unique() -> None:
    numbers = [code.code for code in CODES]
    assert sorted(set(numbers)) == numbers
    assert len({code.name for code in CODES}) == len(CODES)
    assert all(number.startswith("MC1") for number in numbers)


@pytest.mark.parametrize(
    ("line", "code", "put_right"),
    [
        ("port: 8080", "MC104", "port = 8080"),
        ("port:8080", "MC104", "port = 8080"),
        ('"a b": 8080', "MC104", '"a b" = 8080'),
        ("port => 8080", "MC104", "port = 8080"),
        ("port == 8080", "MC104", "port = 8080"),
        ("port := 8080", "MC104", "port = 8080"),
        ("port = = 8080", "MC104", "port = 8080"),
        ("timeout 2s", "MC103", "timeout = 2s"),
        ("on [a]", "MC103", "on = [a]"),
        ("image 'x'", "", ""),
        ("env = { A = 1 }", "MC106", "env { A = 1 }"),
        ("env: { A = 1 }", "MC106", "env { A = 1 }"),
        ("header x = { exact = y }", "MC106", "header x { exact = y }"),
        ("image = 'it is \"x\"'", "MC114", 'image = "it is \\"x\\""'),
        ("image = `x`", "MC114", 'image = "x"'),
        ("image = “x y”", "MC115", 'image = "x y"'),
        ("port = 1 // one", "MC120", "port = 1 # one"),
        ("port = 1 /* one */", "MC120", "port = 1 # one"),
        ('image = "x""', "MC116", 'image = "x"'),
        ("memory = 512M", "MC121", "memory = 512MiB"),
        ("memory = 512MB", "MC121", "memory = 512MiB"),
        ("memory = 2gb", "MC121", "memory = 2GiB"),
        ("memory = 512Mi", "MC121", "memory = 512MiB"),
        ("timeout = 10sec", "MC121", "timeout = 10s"),
        ("timeout = 5min", "MC121", "timeout = 5m"),
        ("timeout = 1d", "MC121", "timeout = 24h"),
        ("timeout = 1h30m", "MC122", "timeout = 90m"),
        ("timeout = 1m500ms", "MC122", "timeout = 60500ms"),
        ("rate = 100/sec", "MC121", "rate = 100/s"),
        ("rate = 100rps", "MC121", "rate = 100/s"),
        ("on = [5XX]", "MC121", "on = [5xx]"),
        ("weight = 5 %", "MC121", "weight = 5%"),
        ("cidr = 10.0.0.0/16", "MC123", 'cidr = "10.0.0.0/16"'),
        ("host = 10.0.0.1", "MC123", 'host = "10.0.0.1"'),
        ("tag = 1.4.2", "MC123", 'tag = "1.4.2"'),
        ("path = /healthz", "MC123", 'path = "/healthz"'),
        ("image = acme/user:1.9", "MC123", 'image = "acme/user:1.9"'),
        ("url = http://a.b/c", "MC123", 'url = "http://a.b/c"'),
        ("tag = ${param.tag}", "MC123", 'tag = "${param.tag}"'),
        ("ports = 8080:80", "MC123", 'ports = "8080:80"'),
        ("id = 2fast", "MC123", 'id = "2fast"'),
        ("cpu = .5", "MC124", "cpu = 0.5"),
        ("cpu = 5.", "MC124", "cpu = 5"),
        ("cpu = +5", "MC124", "cpu = 5"),
        ("cpu = 1_000", "MC124", "cpu = 1000"),
        ("on = [a b]", "MC111", "on = [a, b]"),
        ("on = [a,, b]", "MC111", "on = [a, b]"),
        ("on = [a ; b]", "MC111", "on = [a , b]"),
        ("method = GET, HEAD", "MC129", "method = [GET, HEAD]"),
        ("port = 1,", "MC112", "port = 1"),
        ("port = 1, x = 2", "MC112", "port = 1; x = 2"),
        ("port = 1 x = 2", "MC113", "port = 1 ; x = 2"),
        ("port　= 1", "MC127", "port = 1"),
        ("port ＝ 1", "MC127", "port = 1"),
        ("on = ［a、b］", "MC127", "on = [a,b]"),
        ('note = "${ param.tag }"', "MC119", 'note = "${param.tag}"'),
        (r'note = "it\'s"', "MC118", 'note = "it\'s"'),
        (r'note = "\d"', "MC118", r'note = "\\d"'),
        (r'note = "\${x}"', "MC118", 'note = "$${x}"'),
    ],
)
def test_a_mistake_and_its_fix(line: str, code: str, put_right: str) -> None:
    if not code:
        assert codes(f"service a {{\n  {line}\n}}\n") == ["MC114"]
        return
    text = f"service a {{\n  before = 1\n  {line}\n  after = 2\n}}\n"
    assert {code} == set(codes(text))
    assert line_of(text) == 3
    repaired = fixed(text)
    assert put_right == repaired.splitlines()[2].strip()
    assert codes(repaired) == []
    (block,) = statements(text)
    assert isinstance(block, Block)
    assert block.body is not None
    names = [part.key.text for part in block.body if isinstance(part, Setting) and isinstance(part.key, Word)]
    assert names[0] == "before"
    assert names[-1] == "after"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("port =", "MC102"),
        ("port = ;", "MC102"),
        ("= 5", "MC128"),
        ("{ a = 1 }", "MC128"),
        ("8080", "MC101"),
        ("[a]", "MC101"),
        ("cpu = 1e3", "MC124"),
        ("cpu = 0x10", "MC124"),
        ("cpu = 1234567890123456", "MC124"),
        ("timeout = -5s", "MC124"),
        ("on = 6xx", "MC121"),
        ('image = "x', "MC116"),
        ('image = x"', "MC113"),
        ("a = b = c", "MC101"),
        ("image = some text", "MC101"),
        ("x = ]", "MC108"),
        ("on = [{ a = 1 }]", "MC101"),
        ('note = "${a b}"', "MC119"),
        ('note = "${}"', "MC119"),
        ("port = 1 @", "MC101"),
        ("a b = 5", "MC101"),
        ("calls a, b", "MC101"),
    ],
)
def test_a_mistake_without_a_sure_fix(line: str, code: str) -> None:
    text = f"service a {{\n  before = 1\n  {line}\n  after = 2\n}}\n"
    assert line_of(text) == 3
    if line != 'image = x"':
        assert code == codes(text)[0]
    (block,) = statements(text)
    assert isinstance(block, Block)
    assert block.damaged
    assert block.body is not None
    names = [part.key.text for part in block.body if isinstance(part, Setting) and isinstance(part.key, Word)]
    assert names[0] == "before"
    assert names[-1] == "after"


def test_a_damaged_value_is_missing() -> None:
    setting, following = statements("memory = 512M\ncpu = 1")
    assert isinstance(setting, Setting)
    assert isinstance(setting.value, Missing)
    assert isinstance(following, Setting)


def test_what_was_certainly_meant_is_read() -> None:
    (block,) = statements("service a {\n  image: 'x'\n  memory == 1KiB // small\n}\n")
    assert isinstance(block, Block)
    assert not block.damaged
    assert block.body is not None
    image, memory = block.body
    assert isinstance(image, Setting)
    assert isinstance(image.value, String)
    assert isinstance(memory, Setting)
    assert isinstance(memory.value, Size)


def test_a_setting_without_equals_that_looks_like_a_block_is_left_to_the_binder() -> None:
    (block,) = statements("protocol http")
    assert isinstance(block, Block)
    assert findings("protocol http") == []


def test_a_comment_of_several_lines() -> None:
    text = "a = 1\n/*\nservice old {\n*/\nb = 2\n"
    assert codes(text) == ["MC120"]
    assert len(statements(text)) == 2


def test_a_value_on_the_next_line() -> None:
    text = 'service a {\n  image =\n    "x"\n  port = 1\n}\n'
    assert codes(text) == ["MC102"]
    assert fixed(text) == 'service a {\n  image = "x"\n  port = 1\n}\n'


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0c", "\x7f", "\x85", "\u202e", "\u2066"])
@pytest.mark.parametrize("place", ["a = 1{}\n", '"a{}" = 1\n', "# {}\na = 1\n"])
def test_control_characters(character: str, place: str) -> None:
    assert codes(place.format(character)) == ["MC126"]


def test_no_message_names_a_terminal() -> None:
    internal = ("NEWLINE", "RSQB", "LSQB", "LBRACE", "RBRACE", "LPAR", "RPAR", "$END", "SEMICOLON", "JUNK", "Token(")
    for code in CODES:
        assert isinstance(code.bad, str)
        for finding in findings(code.bad):
            said = finding.message + finding.help + "".join(label.message for label in finding.secondary)
            assert not [name for name in internal if name in said]
