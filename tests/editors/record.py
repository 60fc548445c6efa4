"""Write tests/lsp/clients/NAME.json: what the editors that are here say of themselves to a language server.

python -m tests.editors.record             all of them
python -m tests.editors.record emacs       one
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.editors.editing import ROOT, Desk

CLIENTS = ROOT / "tests" / "lsp" / "clients"
RECORDER = ROOT / "tests" / "lsp" / "record_client.py"

SESSIONS: dict[str, Callable[[Desk], str]] = {
    "neovim-0.7": lambda desk: desk.neovim("system", "session.lua"),
    "neovim-0.11": lambda desk: desk.neovim("bundled", "session.lua"),
    "emacs": lambda desk: desk.emacs("session.el"),
}


def record(name: str, target: Path) -> None:
    """Run an editor with the recorder in the place of the server."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        server = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" "{RECORDER}" "{target}" "{sys.executable}" -m meshc.cli'
        desk.put("meshc", f'{server} "$@"')
        SESSIONS[name](desk)


def main(names: list[str]) -> int:
    """Record the editors that are named, or all."""
    for name in names or SESSIONS:
        target = CLIENTS / f"{name}.json"
        record(name, target)
        print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
