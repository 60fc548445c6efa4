"""Build the sdist and from it the wheel, install the wheel in an empty environment, and use it there.

    python scripts/wheel_test.py

Everything happens in a temporary folder, so that nothing of the checkout can help: the grammar, the schemas and the
examples must come out of the wheel. Ends with 1 at the first thing that does not work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SHIPPED = """
import sys
from pathlib import Path
import meshc
from meshc import data
package = Path(meshc.__file__).resolve().parent
assert package.is_relative_to(Path(sys.prefix).resolve()), package
for name in ("grammar/mesh.lark", "schemas/ir.schema.json", "schemas/targets/ecs/CreateService.schema.json"):
    assert data.exists(name), name
print(data.path("examples/01-demo"))
"""


def main() -> int:
    """Run all of it."""
    with tempfile.TemporaryDirectory(prefix="meshc-wheel-") as name:
        folder = Path(name)
        # Without --sdist or --wheel the wheel is built from the sdist; the backend is the one installed, not a new one.
        _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder / "dist", ROOT], folder)
        (wheel,) = (folder / "dist").glob("*.whl")
        _use(wheel, folder)
    print(f"{wheel.name} works alone")
    return 0


def _use(wheel: Path, folder: Path) -> None:
    environment = folder / "environment"
    venv.create(environment)
    python = environment / "bin" / "python"
    install: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    _run([*install, "--constraint", ROOT / "constraints.txt", wheel], folder)
    meshc = environment / "bin" / "meshc"
    example = _run([python, "-I", "-c", SHIPPED], folder).strip()
    _run([meshc, "--version"], folder)
    _run([meshc, "validate", example], folder)
    _run([meshc, "build", example, "--output", "built"], folder)
    _run([meshc, "build", example, "--output", "built", "--check"], folder)
    _run([meshc, "init", "first"], folder)
    _run([meshc, "validate", "first", "--deny", "warnings"], folder)
    _run([meshc, "build", example, "--emit", "ir"], folder)
    for target in ("service-connect", "service-discovery"):
        assert (folder / "built" / target / "manifest.json").is_file(), target


def _run(command: Iterable[str | Path], folder: Path) -> str:
    """Run a command in the temporary folder, without what the environment says of Python; its standard output."""
    words = [str(word) for word in command]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(words, cwd=folder, env=kept, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{' '.join(words)}\nended with {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
