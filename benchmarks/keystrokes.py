"""What a keystroke costs: from a changed text to all findings, in a process that has the mesh open.

`python benchmarks/keystrokes.py SERVICES TARGET` prints the CPU milliseconds of the median keystroke, of the one that
99 of 100 do not exceed, and how many there were.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.generate import mesh
from meshc.compilation import Compilation, Options

_TYPISTS = 8
"""Services in which somebody types."""
_SETTING = "  connect-timeout = 300ms\n"
_BLOCK = "  retry { max = 2 ; on = [503] ; per-try = 300ms }\n"


def main() -> int:
    """Type, and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", type=int)
    parser.add_argument("target")
    arguments = parser.parse_args()
    text = mesh(arguments.services).replace(
        "service-connect { accept = [", "service-connect { accept = [connect-timeout, ", 1
    )
    compilation = Compilation.of({"main.mesh": text}, options=Options(targets=(arguments.target,)))
    before = compilation.diagnostics()
    assert not any(found.severity == "error" for found in before), before
    # As a server does once a mesh is open: what stays is not looked through again for garbage.
    gc.collect()
    gc.freeze()
    costs = []
    for changed in _keystrokes(text, arguments.services):
        began = process_time()
        compilation = compilation.with_text("main.mesh", changed)
        findings = compilation.diagnostics()
        costs.append((process_time() - began) * 1000)
    assert [found.message for found in findings] == [found.message for found in before]
    found = {"median": median(costs), "p99": quantiles(costs, n=100)[98], "keystrokes": len(costs)}
    print(json.dumps(found))
    return 0


def _keystrokes(text: str, services: int) -> Iterator[str]:
    """The text after each keystroke; at the end it is what it was."""
    for typist in range(_TYPISTS):
        number = services * 2 // 5 + typist * services // (5 * _TYPISTS)
        at = text.index(f"service s{number} {{")
        memory = text.index("512MiB", at)
        for new, old in (("1024MiB", "512MiB"), ("512MiB", "1024MiB")):
            yield from _retyped(text, memory, old, new)
            text = text[:memory] + new + text[memory + len(old) :]
        for line in (_SETTING, _BLOCK):
            place = text.index("  env {", at)
            for length in range(1, len(line) + 1):
                yield text[:place] + line[:length] + text[place:]
        call = text.index("  calls s", at) + len("  calls s")
        callee = text[call : text.index("\n", call)]
        yield from _retyped(text, call, callee, callee)
        # The service itself, which others call by its name.
        yield from _retyped(text, at + len("service s"), str(number), str(number))
        yield text


def _retyped(text: str, at: int, old: str, new: str) -> Iterator[str]:
    """A word deleted from its end, and another typed in its place."""
    for length in range(len(old) - 1, -1, -1):
        yield text[: at + length] + text[at + len(old) :]
    for length in range(1, len(new) + 1):
        yield text[:at] + new[:length] + text[at + len(old) :]


if __name__ == "__main__":
    sys.exit(main())
