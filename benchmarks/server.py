"""What the language server costs, seen from an editor: the process `meshc lsp`, asked over its pipes.

`python benchmarks/server.py start FOLDER`: milliseconds from starting the process to the findings of a mesh.
`python benchmarks/server.py keystrokes SERVICES`: milliseconds from a keystroke to all findings of the file.
`python benchmarks/server.py memory SERVICES EDITS`: MiB of resident memory after a tenth of the edits, and after all.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.client import Client
from benchmarks.typist import first_text, keystrokes


def _start(folder: str) -> dict[str, float]:
    path = Path(folder).resolve()
    name = next(path.glob("*.mesh")).name
    times = []
    for _ in range(5):
        began = perf_counter()
        client = Client(path)
        client.open(name)
        client.findings(name)
        times.append((perf_counter() - began) * 1000)
        client.close()
    return {"milliseconds": median(times)}


def _keystrokes(services: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        text = first_text(services)
        (Path(folder) / "main.mesh").write_text(text, encoding="utf-8")
        client = Client(Path(folder))
        client.open("main.mesh")
        before = client.findings("main.mesh")
        times = []
        for changed in keystrokes(text, services):
            began = perf_counter()
            client.type("main.mesh", changed)
            found = client.findings("main.mesh")
            times.append((perf_counter() - began) * 1000)
        assert found == before
        client.close()
    return {"median": median(times), "p99": quantiles(times, n=100)[98], "keystrokes": len(times)}


def _memory(services: int, edits: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        text = first_text(services)
        (Path(folder) / "main.mesh").write_text(text, encoding="utf-8")
        client = Client(Path(folder))
        client.open("main.mesh")
        early = 0.0
        for number, changed in enumerate(islice(cycle(keystrokes(text, services)), edits), 1):
            client.type("main.mesh", changed)
            client.findings("main.mesh")
            if number == edits // 10:
                early = client.memory()
        late = client.memory()
        client.close()
    return {"early": early, "late": late}


def main() -> int:
    """Measure one thing, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("start").add_argument("folder")
    what.add_parser("keystrokes").add_argument("services", type=int)
    memory = what.add_parser("memory")
    memory.add_argument("services", type=int)
    memory.add_argument("edits", type=int)
    arguments = parser.parse_args()
    if arguments.what == "start":
        found = _start(arguments.folder)
    elif arguments.what == "keystrokes":
        found = _keystrokes(arguments.services)
    else:
        found = _memory(arguments.services, arguments.edits)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
