"""What the page takes from the checkout when it is built: words of the language, targets, examples; printed as JSON.

python playground/scripts/facts.py
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from meshc.targets.table import TARGETS

ROOT = Path(__file__).resolve().parents[2]
_IN_MESHES = (".mesh", ".toml")


def words() -> object:
    """Words of the language by class."""
    return json.loads(subprocess.check_output([sys.executable, ROOT / "scripts" / "vocabulary.py"]))


def targets() -> list[dict[str, str]]:
    """Every target that can be built."""
    return [
        {"name": row.name, "title": row.title, "pattern": row.pattern, "ended": row.ended} for row in TARGETS.values()
    ]


def examples() -> list[dict[str, object]]:
    """The files of every example that mean something to meshc."""
    folders = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
    return [{"name": folder.name, "files": _files(folder)} for folder in folders]


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in _IN_MESHES and "build" not in path.relative_to(folder).parts
    }


if __name__ == "__main__":
    json.dump({"words": words(), "targets": targets(), "examples": examples()}, sys.stdout, ensure_ascii=False)
