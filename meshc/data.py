"""Files that are shipped beside the code: schemas, the grammar, the examples.

In a checkout they stand next to the package, where people edit them; a wheel carries a copy inside the package.
The checkout goes first, because an editable install leaves a stale copy behind.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """The folder `name` (`schemas`, `grammar`, `examples`) of the checkout, else of the installed package."""
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return _PACKAGE / "_data" / name


def path(relative: str) -> Path:
    """Where a shipped file stands; `relative` begins with the name of its folder and uses `/`."""
    name, _, rest = relative.partition("/")
    return folder(name).joinpath(rest)


def exists(relative: str) -> bool:
    """Whether a file of this name is shipped."""
    return path(relative).is_file()


def read_text(relative: str) -> str:
    """The text of a shipped file, UTF-8. Raises FileNotFoundError when the installation lacks it."""
    return path(relative).read_text(encoding="utf-8")
