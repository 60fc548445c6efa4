from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.cli.errors import CommandError
from meshc.cli.parameters import read_parameters


def read(folder: Path, text: str | bytes, name: str = "params.yaml") -> dict[str, object]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_parameters(str(path)).values


def message(folder: Path, text: str | bytes, name: str = "params.yaml") -> str:
    with pytest.raises(CommandError) as caught:
        read(folder, text, name)
    return caught.value.message.replace(str(folder) + "/", "")


def test_yaml_keeps_the_spelling_of_the_file(tmp_path: Path) -> None:
    text = """
    tag: 1.10
    version: "1.4"
    replicas: 3
    cpu: 0.25
    on: yes
    flag: true
    country: no
    day: 2024-01-02
    octal: 010
    time: 12:30:00
    big: 123456789012345678901
    nothing:
    subnets: [subnet-1, &b "subnet-2", *b]
    """
    expected = {
        "tag": "1.10",
        "version": "1.4",
        "replicas": 3,
        "cpu": 0.25,
        "on": "yes",
        "flag": True,
        "country": "no",
        "day": "2024-01-02",
        "octal": "010",
        "time": "12:30:00",
        "big": "123456789012345678901",
        "nothing": None,
        "subnets": ["subnet-1", "subnet-2", "subnet-2"],
    }
    assert expected == read(tmp_path, text)


def test_json_keeps_the_spelling_too(tmp_path: Path) -> None:
    text = '\ufeff{"tag": 1.10, "n": 3, "x": 1e3, "cpu": 0.25, "list": ["a"], "off": false}'
    expected = {"tag": "1.10", "n": 3, "x": "1e3", "cpu": 0.25, "list": ["a"], "off": False}
    assert expected == read(tmp_path, text, "p.json")
    assert expected == read(tmp_path, text.removeprefix("\ufeff"), "p")


def test_outputs_of_terraform_are_unwrapped(tmp_path: Path) -> None:
    text = """{
      "vpc": {"sensitive": false, "type": "string", "value": "vpc-1"},
      "subnets": {"type": ["list", "string"], "value": ["subnet-1"]},
      "own": {"value": 1}
    }"""
    assert read(tmp_path, text, "tf.json") == {"vpc": "vpc-1", "subnets": ["subnet-1"], "own": {"value": 1}}


@pytest.mark.parametrize("text", ["", " \n", "# nothing\n", "---\n", "null"])
def test_an_empty_file_gives_nothing(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == {}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("p.yaml", "- a\n", "`p.yaml` holds no parameters: expected names with values, such as `tag: 1.4.2`"),
        ("p.yaml", "a: [1\nb: 2\n", "`p.yaml` is not YAML: "),
        ("p.yaml", "a: 1\na: 2\n", "`p.yaml`, line 2: `a` is there twice"),
        ("p.yaml", "a: !Ref x\n", "`p.yaml`, line 1: the tag `!Ref` has no meaning here"),
        ("p.yaml", "? [a]\n: b\n", "`p.yaml`, line 1: a name is expected in front of the colon"),
        ("p.yaml", "a: &x [*x]\n", "`p.yaml`, line 1: this value contains itself"),
        ("p.yaml", "a: 1\n---\nb: 2\n", "`p.yaml` is not YAML: "),
        ("p.yaml", b"a: \xff\n", "`p.yaml` is not UTF-8: byte 4 is wrong"),
        ("p.yaml", "a: \x01\n", "`p.yaml` is not YAML: "),
        ("p.json", '{"a": 1,}', "`p.json` is not JSON: expecting property name enclosed in double quotes in line 1"),
        ("p.json", '{"a": 1, "a": 2}', "`p.json` has `a` twice"),
        ("p.json", "[1]", "`p.json` holds no parameters: expected names with values, such as `tag: 1.4.2`"),
        ("p.json", "[" * 100_000, "`p.json` is nested too deeply"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, name: str, text: str | bytes, expected: str) -> None:
    assert message(tmp_path, text, name).startswith(expected)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot read the parameters in `nowhere\.yaml`: no such file or folder"):
        read_parameters("nowhere.yaml")
    with pytest.raises(CommandError, match=r"cannot read the parameters in `.*`: "):
        read_parameters(str(tmp_path))


@given(text=st.text(max_size=60))
def test_any_text_ends_in_values_or_a_message(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        read(folder, text.encode("utf-8", "surrogatepass"))
    except CommandError as error:
        assert error.message


def test_only_outputs_of_terraform_may_be_left_over(tmp_path: Path) -> None:
    path = tmp_path / "params.json"
    path.write_text('{"vpc": {"value": "vpc-1", "type": "string"}, "tag": "1"}')
    assert read_parameters(str(path)).spare == {"vpc"}
