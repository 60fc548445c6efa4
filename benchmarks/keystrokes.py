"""What a keystroke costs: from a changed text to all findings, in a process that has the mesh open.

`python benchmarks/keystrokes.py SERVICES TARGET` prints the CPU milliseconds of the median keystroke, of the one that
99 of 100 do not exceed, and how many there were.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from pathlib import Path
from statistics import median, quantiles
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.typist import first_text, keystrokes
from meshc.compilation import Compilation, Options


def main() -> int:
    """Type, and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", type=int)
    parser.add_argument("target")
    arguments = parser.parse_args()
    text = first_text(arguments.services)
    compilation = Compilation.of({"main.mesh": text}, options=Options(targets=(arguments.target,)))
    before = compilation.diagnostics()
    assert not any(found.severity == "error" for found in before), before
    # As a server does once a mesh is open: what stays is not looked through again for garbage.
    gc.collect()
    gc.freeze()
    costs = []
    for changed in keystrokes(text, arguments.services):
        began = process_time()
        compilation = compilation.with_text("main.mesh", changed)
        findings = compilation.diagnostics()
        costs.append((process_time() - began) * 1000)
    assert [found.message for found in findings] == [found.message for found in before]
    found = {"median": median(costs), "p99": quantiles(costs, n=100)[98], "keystrokes": len(costs)}
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
