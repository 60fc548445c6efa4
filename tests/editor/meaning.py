"""What must not change with a name."""

from __future__ import annotations

import json
from collections import Counter

from meshc.compilation import Compilation


def meaning(compilation: Compilation, name: str = "\0", was: str = "") -> tuple[object, object]:
    """The model and the findings, with the old name in place of the new."""
    findings = Counter(
        (finding.code, finding.message.replace(name, was), finding.help.replace(name, was))
        for finding in compilation.diagnostics()
    )
    if compilation.mesh is None:
        return None, findings
    return json.loads(compilation.ir_document().decode().replace(name, was)), findings
