"""What ECS asks of tags, the same for task definitions and services."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from unicodedata import category

from meshc.backends import samples
from meshc.backends.checks import FINE, here, late, unique
from meshc.backends.limits import Found, Limit

_SOURCE = "botocore ecs 2014-11-13 RegisterTaskDefinition.tags documentation"

_limit = partial(Limit, backend="ecs", service="ecs", operations=("RegisterTaskDefinition", "CreateService"))


def _characters(text: str, _body: Any) -> Iterable[Found]:
    for character in text:
        if character not in "+-=._:/@" and category(character)[0] not in "LNZ" and not late(text):
            return here(f"a tag holds `{character}`; ECS takes letters, digits, spaces and `+-=._:/@`")
    return FINE


def _reserved(key: str, _body: Any) -> Iterable[Found]:
    if not key.lower().startswith("aws:"):
        return FINE
    return here(f"the tag `{key}` begins with `aws:`, which is reserved")


def _tagged(*tags: tuple[str, str]) -> dict[str, Any]:
    return samples.task(tags=[{"key": key, "value": value} for key, value in tags])


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="tags",
        field="tags",
        statement="A task definition or a service has up to 50 tags.",
        value="50 tags",
        source="botocore ecs 2014-11-13 Tags",
        at=lambda: _tagged(*((f"k{number}", "v") for number in range(50))),
        past=lambda: _tagged(*((f"k{number}", "v") for number in range(51))),
    ),
    _limit(
        id="tag-key-length",
        field="tags[].key",
        statement="The key of a tag has 1 to 128 characters.",
        value="128 characters",
        source="botocore ecs 2014-11-13 TagKey",
        at=lambda: _tagged(("k" * 128, "v")),
        past=lambda: _tagged(("k" * 129, "v")),
    ),
    _limit(
        id="tag-value-length",
        field="tags[].value",
        statement="The value of a tag has up to 256 characters.",
        value="256 characters",
        source="botocore ecs 2014-11-13 TagValue",
        at=lambda: _tagged(("k", "v" * 256)),
        past=lambda: _tagged(("k", "v" * 257)),
    ),
    _limit(
        id="tag-key-unique",
        field="tags",
        statement="The tags of a task definition or a service have different keys.",
        value="1 tag per key",
        source=_SOURCE,
        check=unique("tags", "key", "key"),
        at=lambda: _tagged(("k", "v"), ("K", "v")),
        past=lambda: _tagged(("k", "v"), ("k", "w")),
    ),
    _limit(
        id="tag-key-reserved",
        field="tags[].key",
        statement="The key of a tag does not begin with aws:.",
        value="aws:",
        source=_SOURCE,
        check=_reserved,
        at=lambda: _tagged(("aws", "v")),
        past=lambda: _tagged(("AWS:name", "v")),
    ),
    _limit(
        id="tag-key-characters",
        field="tags[].key",
        statement="The key of a tag holds letters, digits, spaces and +-=._:/@.",
        value="letters, digits, spaces, +-=._:/@",
        source="botocore ecs 2014-11-13 TagKey",
        check=_characters,
        at=lambda: _tagged(("größe +-=._:/@", "v")),
        past=lambda: _tagged(("größe!", "v")),
    ),
    _limit(
        id="tag-value-characters",
        field="tags[].value",
        statement="The value of a tag holds letters, digits, spaces and +-=._:/@.",
        value="letters, digits, spaces, +-=._:/@",
        source="botocore ecs 2014-11-13 TagValue",
        check=_characters,
        at=lambda: _tagged(("k", "größe +-=._:/@")),
        past=lambda: _tagged(("k", "größe!")),
    ),
)
