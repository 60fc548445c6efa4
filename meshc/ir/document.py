"""The IR as a document: JSON that other tools read and write, with the origin of every value beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from meshc.ir.base import Node, Origins
from meshc.ir.mesh import Mesh
from meshc.source import Item, Origin, from_default

VERSION = 1

_PLACE = re.compile(r"(.+):(\d+)")


class IrDocument(BaseModel):
    """A mesh in its intermediate representation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1]
    """Version of this format."""
    mesh: Mesh
    origins: dict[str, str] = Field(default_factory=dict)
    """Where values come from: JSON pointer into `mesh` → `path:line`, or the name of a default.

    A value without an entry counts as written.
    """


class Problem(NamedTuple):
    """What is wrong with a document, and where: a JSON pointer."""

    pointer: str
    message: str


def to_json(mesh: Mesh, describe: Callable[[Origin], str]) -> bytes:
    """The document of a mesh, ending with a line feed. `describe` says where an origin is."""
    import orjson

    origins: dict[str, str] = {}
    _collect(mesh, "", origins, describe)
    body = {"version": VERSION, "mesh": mesh.model_dump(mode="json", exclude_defaults=True), "origins": origins}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _collect(node: Node, pointer: str, origins: dict[str, str], describe: Callable[[Origin], str]) -> None:
    for field, origin in node.origins.items():
        origins[f"{pointer}/{field}" if field else pointer] = describe(origin)
    for field, value in node.__dict__.items():
        if isinstance(value, Node):
            _collect(value, f"{pointer}/{field}", origins, describe)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Node):
                    _collect(item, f"{pointer}/{field}/{index}", origins, describe)


def from_json(path: str, content: bytes) -> Mesh | list[Problem]:
    """The mesh of a document that was read from `path`, or what is wrong with it."""
    import json

    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        return [Problem("", f"this is not JSON: {error}")]
    problems = _schema_problems(document)
    if problems:
        return problems
    body = document["mesh"]
    whole = Item(path, "", 1)
    _mark_written(body, Origin(whole, 0, 0))
    # Values from one line have one origin, as in a mesh file: what is told once per origin is told once.
    origins = {place: _origin(place) for place in document.get("origins", {}).values()}
    for pointer, place in document.get("origins", {}).items():
        _place(body, pointer, origins[place])
    from pydantic import ValidationError

    try:
        return Mesh.model_validate(body)
    except ValidationError as error:
        return [
            Problem("/mesh/" + "/".join(map(str, found["loc"])), found["msg"])
            for found in error.errors(include_url=False, include_context=False, include_input=False)
        ]


def _schema_problems(document: object) -> list[Problem]:
    import json

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    from meshc.data import read_text

    validator = Draft202012Validator(json.loads(read_text("schemas/ir.schema.json")))
    problems = []
    for error in validator.iter_errors(document):
        deepest = best_match([error]) or error
        pointer = "".join(f"/{part}" for part in deepest.absolute_path)
        problems.append(
            Problem(pointer, deepest.message if len(deepest.message) < 200 else f"not valid: {deepest.validator}")
        )
    return problems[:50]


def _mark_written(value: Any, origin: Origin) -> None:
    """Gives every node an origin in the document itself, until one that it names replaces it."""
    todo = [value]
    while todo:
        found = todo.pop()
        if isinstance(found, dict):
            if "containerDefinitions" in found.get("body", {}):
                todo += [item for key, item in found.items() if key != "body"]
            else:
                todo += found.values()
            found["origins"] = Origins({"": origin})
        elif isinstance(found, list):
            todo += found


def _origin(place: str) -> Origin:
    match = _PLACE.fullmatch(place)
    return Origin(Item(match[1], "", int(match[2])), 0, 0) if match else from_default(place)


def _place(body: Any, pointer: str, origin: Origin) -> None:
    """Puts an origin where its pointer says; a pointer to nothing is passed over."""
    parent, field = None, ""
    found = body
    for part in pointer.split("/")[1:]:
        parent, field = found, part
        if isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        elif isinstance(found, dict) and part in found and isinstance(found.get("origins"), Origins):
            found = found[part]
        else:
            found = None
            break
    if isinstance(parent, dict) and isinstance(parent.get("origins"), Origins):
        parent["origins"][field] = origin
    if isinstance(found, dict) and isinstance(found.get("origins"), Origins):
        found["origins"][""] = origin
