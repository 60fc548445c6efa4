"""The words of the language by class, from the table in meshc/language: what the generators of highlighters share.

    python scripts/vocabulary.py    prints them as JSON

A word may belong to several classes: `port` is a setting and a block. Every tuple is sorted and holds each word once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import get_args, get_type_hints

from meshc.catalogue import planned_targets, targets
from meshc.ir.text import AddressPart
from meshc.language import values as types
from meshc.language.kinds import Kind, Setting
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.language.values import CALLS, ValueType

DURATION_UNITS = ("ms", "s", "m", "h")
SIZE_UNITS = ("KiB", "MiB", "GiB", "TiB")
RATE_UNITS = ("s", "m", "h")
"""What stands behind the `/` of a rate."""

STATUS_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")

BOOLEANS = ("false", "true")

REFERENCES = ("aws", "param", "self")
"""What may lead a dotted name without being the name of something in the mesh."""


def top_level() -> tuple[str, ...]:
    """Kinds of blocks that may stand at the top of a file."""
    return _sorted(TOP_LEVEL)


def kinds() -> tuple[str, ...]:
    """Every kind of block, at whatever depth."""
    return _sorted(kind.name for kind in _kinds())


def settings() -> tuple[str, ...]:
    """Every name of a setting, those of overlays included."""
    return _sorted(setting.name for setting in _settings())


def referring() -> tuple[str, ...]:
    """Kinds of blocks whose label names something declared elsewhere, such as `calls`, wherever they stand."""
    declaring = {kind.name for kind in _kinds() if kind.labels and not _is_reference(kind.labels[0].type)}
    return _sorted(kind.name for kind in _kinds() if kind.labels and kind.name not in declaring)


def reference_settings() -> tuple[str, ...]:
    """Settings whose words always are names of things in the mesh, such as `to`."""
    worded = {setting.name for setting in _settings() if _has_words(setting.type)}
    return _sorted(
        setting.name for setting in _settings() if _is_reference(_item(setting.type)) and setting.name not in worded
    )


def constants() -> tuple[str, ...]:
    """Words that stand for a value: members of sets, types of parameters, targets, `off`, `rest`; without booleans."""
    words = {"off", *targets(), *planned_targets()}
    for type_ in _types():
        match type_:
            case types.EnumType(members):
                words.update(members)
            case types.WeightType():
                words.add("rest")
            case types.ParameterTypeType():
                words.update(("string", "number", "boolean", "duration", "size"))
    return _sorted(words)


def functions() -> tuple[str, ...]:
    """Names of calls, such as `ssm`."""
    return _sorted(CALLS)


def attributes() -> tuple[str, ...]:
    """What `${NAME.…}` may ask of something that the service calls."""
    return _sorted(get_args(get_type_hints(AddressPart)["attribute"]))


def vocabulary() -> dict[str, tuple[str, ...]]:
    """Every class of words, by its name."""
    return {
        "top-level": top_level(),
        "kinds": kinds(),
        "referring": referring(),
        "settings": settings(),
        "reference-settings": reference_settings(),
        "constants": constants(),
        "booleans": BOOLEANS,
        "functions": functions(),
        "references": REFERENCES,
        "attributes": attributes(),
        "duration-units": DURATION_UNITS,
        "size-units": SIZE_UNITS,
        "rate-units": RATE_UNITS,
        "status-classes": STATUS_CLASSES,
    }


def alternation(words: Iterable[str]) -> str:
    """A regular expression for one of the words, the longer ones first; valid in every dialect but Vim's and Emacs'."""
    return "|".join(word.replace(".", r"\.") for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _kinds() -> tuple[Kind, ...]:
    """Every kind once, by what it is, not by its name."""
    found: dict[int, Kind] = {}
    waiting = [*TOP_LEVEL.values()]
    while waiting:
        kind = waiting.pop()
        if id(kind) not in found:
            found[id(kind)] = kind
            waiting.extend(kind.kinds.values())
    return tuple(found.values())


def _settings() -> Iterator[Setting]:
    for kind in _kinds():
        yield from kind.settings.values()
    yield from OVERLAY_SETTINGS.values()


def _types() -> Iterator[ValueType]:
    waiting: list[ValueType] = [setting.type for setting in _settings()]
    for kind in _kinds():
        waiting.extend(label.type for label in kind.labels)
        if kind.entries is not None:
            waiting.append(kind.entries)
    yield from map(_item, waiting)


def _item(type_: ValueType) -> ValueType:
    return type_.item if isinstance(type_, types.ListType) else type_


def _is_reference(type_: ValueType) -> bool:
    """Whether the words of the type name things of the mesh; targets are words of the language."""
    return isinstance(type_, types.ReferenceType) and type_.to != "target"


def _has_words(type_: ValueType) -> bool:
    return isinstance(_item(type_), types.EnumType | types.WeightType | types.ParameterTypeType)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


if __name__ == "__main__":
    json.dump(vocabulary(), sys.stdout, indent=2)
    print()
