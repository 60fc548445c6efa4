"""Keeps pydantic from looking for plugins, which takes longer than starting Python twice over.

`PYDANTIC_DISABLE_PLUGINS` alone spares the look through every installed package, but not the import of
`importlib.metadata` (with `email`, `socket` and `zipfile`) for a search that is not made.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in `typing`, which alone would take a third of the time of `meshc --version`
if TYPE_CHECKING:
    from typing import Any

_SETTING = "PYDANTIC_DISABLE_PLUGINS"
_LOADER = "pydantic.plugin._loader"


class _NoPlugins(type(sys)):  # type: ignore[misc]  # the type of a module
    """Stands for pydantic's loader of plugins until somebody asks for more than the list of plugins."""

    @staticmethod
    def get_plugins() -> tuple[()]:
        """No plugins."""
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from importlib import import_module

        if sys.modules.get(_LOADER) is self:
            del sys.modules[_LOADER]
        return getattr(import_module(_LOADER), name)


def turn_off() -> None:
    """No plugins in this process, unless the environment asks for them; to be called before pydantic is imported."""
    if os.environ.setdefault(_SETTING, "__all__") == "__all__":
        sys.modules.setdefault(_LOADER, _NoPlugins(_LOADER))
