"""Two meshes with mistakes in every output format, in `rendered` for people to review.

`pytest tests/diagnostics/test_rendered.py --update-golden` writes what comes out now.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meshc import catalogue
from meshc.compilation import Compilation
from meshc.diagnostics.model import Severity
from meshc.diagnostics.render.formats import FORMATS, About, render
from meshc.diagnostics.render.terminal import render as render_text
from meshc.project.reader import DiskReader
from tests.golden import files, replace

from .readers import READERS
from .test_sarif import validator

FOLDER = Path(__file__).parent / "rendered"
MESHES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
ENDINGS = {"concise": "txt", "github": "txt", "junit": "xml", "checkstyle": "xml", "sarif": "sarif"}


def compilation(name: str) -> Compilation:
    return Compilation.load(".", reader=DiskReader(str(FOLDER / name / "mesh")))


@pytest.mark.parametrize("name", MESHES)
def test_every_format_gives_what_is_expected(name: str, update_golden: bool) -> None:
    compiled = compilation(name)
    findings, sources = compiled.diagnostics(), compiled.source_map
    about = About("VERSION", catalogue.code)
    found = {"text.txt": render_text(findings, sources, prefix="shop/").encode()} | {
        f"{format}.{ENDINGS.get(format, 'json')}": render(format, findings, sources, prefix="shop/", about=about)
        for format in FORMATS
    }
    if update_golden:
        replace(FOLDER / name / "expected", found)
    expected = files(FOLDER / name / "expected")
    assert list(expected) == sorted(found)
    for path, content in found.items():
        assert expected[path].decode() == content.decode(), path


@pytest.mark.parametrize("name", MESHES)
def test_every_format_tells_the_same(name: str) -> None:
    compiled = compilation(name)
    findings, sources = compiled.diagnostics(), compiled.source_map
    about = About("VERSION", catalogue.code)
    told = {
        format: [
            (read.severity, read.code)
            for read in READERS[format](render(format, findings, sources, prefix="", about=about))
        ]
        for format in READERS
    }
    expected = sorted((finding.severity.value, finding.code) for finding in findings)
    assert {format: sorted(read) for format, read in told.items()} == dict.fromkeys(READERS, expected)


def test_the_meshes_show_what_there_is_to_show() -> None:
    findings = [finding for name in MESHES for finding in compilation(name).diagnostics()]
    assert {finding.severity for finding in findings} == set(Severity)
    assert any(finding.primary is None for finding in findings)
    assert any(finding.fix is not None for finding in findings)
    assert any(finding.secondary for finding in findings)
    assert any(finding.primary is not None and finding.primary.concealed for finding in findings)
    for name in MESHES:
        validator().validate(json.loads((FOLDER / name / "expected" / "sarif.sarif").read_bytes()))
        for path, content in files(FOLDER / name / "expected").items():
            assert b"hunter2" not in content, path
