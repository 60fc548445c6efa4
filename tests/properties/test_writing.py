"""A build that changes nothing writes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from meshc.cli.writing import Output, differences, write
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.targets.table import TARGETS
from tests.strategies import Drawn, meshes


def outputs(drawn: Drawn, folder: str) -> list[Output]:
    """What a build would write of the targets that take the mesh."""
    compilation = Compilation.of({"main.mesh": drawn.text}, options=Options(targets=tuple(TARGETS)))
    found = []
    for target in TARGETS:
        if all(finding.severity is not Severity.ERROR for finding in compilation.diagnostics((target,))):
            build = compilation.build(target)
            found.append(Output(f"{folder}/{target}", build.artifacts, build.manifest))
    return found


def files(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


@settings(max_examples=8)
@given(meshes())
def test_an_unchanged_build_writes_nothing(drawn: Drawn) -> None:
    with TemporaryDirectory() as folder:
        write(outputs(drawn, folder))
        before = files(Path(folder))
        for output in outputs(drawn, folder):
            listed = {f"{output.folder}/{path}" for path in json.loads(output.manifest)["files"]}
            assert listed | {f"{output.folder}/manifest.json"} <= before.keys()
        assert differences(outputs(drawn, folder)) == []
        write(outputs(drawn, folder))
        assert files(Path(folder)) == before
