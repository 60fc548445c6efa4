"""What the server answers: one method of the protocol, or one family of them, in each module.

A module has `HANDLERS`: by the method, the options that the client is told and the function that answers. It is called
with the `Session` and the parameters, and what it raises is logged and answered with null; JsonRpcInvalidParams alone
reaches the person, with its message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeAlias

Answer: TypeAlias = Callable[..., Any]
Handlers: TypeAlias = Mapping[str, tuple[Any, Answer]]

FEATURES = (
    "call_hierarchy",
    "code_action",
    "code_lens",
    "completion",
    "definition",
    "diagnostics",
    "folding",
    "formatting",
    "hover",
    "inlay_hint",
    "links",
    "references",
    "rename",
    "selection",
    "semantic_tokens",
    "signature_help",
    "symbols",
)
"""The modules, in any order."""


def handlers() -> dict[str, tuple[Any, Answer]]:
    """Every handler by its method."""
    found: dict[str, tuple[Any, Answer]] = {}
    for name in FEATURES:
        module: Any = import_module(f"meshc.lsp.features.{name}")
        of_module: Handlers = module.HANDLERS
        twice = found.keys() & of_module.keys()
        assert not twice, f"{twice} answered twice"
        found.update(of_module)
    return found
