"""Runs in Pyodide while the playground is built: wheels and modules become one archive of compiled Python.

The page then has nothing to compile when it starts. The same input gives the same bytes.
"""

from __future__ import annotations

import py_compile
import re
import zipfile
from pathlib import Path

_LEFT_OUT = ("/tests/", "/test/", "/_data/grammar/", "/_data/examples/", "/pydantic/v1/")
"""What nothing in the page asks for."""
_LEFT_OUT_ENDS = (".pyi", "/RECORD", ".lark", ".typed")
_LICENCE = re.compile(r"dist-info/(?:licenses/)?(?:LICENSE|COPYING|NOTICE)[^/]*$")
_DATE = (1980, 1, 1, 0, 0, 0)


def pack(wheels: str, modules: str, archive: str) -> int:
    """Writes the archive of every wheel of a folder and every module of another; the number of files in it."""
    files: dict[str, bytes] = {}
    for wheel in sorted(Path(wheels).glob("*.whl")):
        with zipfile.ZipFile(wheel) as opened:
            files.update((name, opened.read(name)) for name in opened.namelist() if _wanted(name))
    for module in sorted(Path(modules).glob("*.py")):
        files[module.name] = module.read_bytes()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as written:
        for name in sorted(files):
            stored, content = _compiled(name, files[name]) if name.endswith(".py") else (name, files[name])
            entry = zipfile.ZipInfo(stored, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            written.writestr(entry, content)
    return len(files)


def licences(wheels: str) -> str:
    """The licences of every wheel of a folder, each below the name of its file."""
    found = []
    for wheel in sorted(Path(wheels).glob("*.whl")):
        with zipfile.ZipFile(wheel) as opened:
            found += [(name, opened.read(name).decode()) for name in opened.namelist() if _LICENCE.search(name)]
    return "".join(f"==== {name}\n\n{text.strip()}\n\n" for name, text in found)


def _wanted(name: str) -> bool:
    return not (name.endswith(("/", *_LEFT_OUT_ENDS)) or any(part in f"/{name}" for part in _LEFT_OUT))


def _compiled(name: str, source: bytes) -> tuple[str, bytes]:
    """A module without its source: Python takes `name.pyc` beside where `name.py` would be."""
    Path("/tmp/source.py").write_bytes(source)
    py_compile.compile(
        "/tmp/source.py",
        cfile="/tmp/source.pyc",
        dfile=name,
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    return f"{name}c", Path("/tmp/source.pyc").read_bytes()
