"""The least that a build of the same output costs: documents that stand ready, loaded, encoded and written.

`floor.py collect BUILT DOCUMENTS` gathers the documents of a folder that meshc has built; `floor.py write DOCUMENTS
FOLDER` writes them, and prints the CPU milliseconds that loading them took. YAML is written as JSON, which is YAML too:
nothing encodes the same content faster.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import Any

import orjson


def collect(built: str, documents_file: str) -> None:
    """Put every document below a folder, by path, into one file."""
    documents = {}
    for folder, _, names in os.walk(built):
        for name in names:
            path = f"{folder}/{name}"
            with open(path, "rb") as file:  # noqa: PTH123
                content = file.read()
            documents[os.path.relpath(path, built)] = orjson.loads(content) if name.endswith(".json") else yaml(content)
    with open(documents_file, "wb") as file:  # noqa: PTH123
        file.write(orjson.dumps(documents))


def yaml(content: bytes) -> Any:
    """The content of a YAML document."""
    from yaml import CSafeLoader, load

    return load(content, CSafeLoader)


def write(documents_file: str, folder: str) -> None:
    """Write the documents below a folder."""
    gc.disable()
    started = time.process_time()
    with open(documents_file, "rb") as file:  # noqa: PTH123  (pathlib would be part of what is measured)
        documents = orjson.loads(file.read())
    ready = time.process_time()
    for path in {os.path.dirname(path) for path in documents}:  # noqa: PTH120
        os.makedirs(f"{folder}/{path}", exist_ok=True)  # noqa: PTH103
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    for path, document in documents.items():
        with open(f"{folder}/{path}", "wb") as file:  # noqa: PTH123
            file.write(orjson.dumps(document, option=option))
    sys.stdout.write(f"{(ready - started) * 1000:.3f}\n")


if __name__ == "__main__":
    {"collect": collect, "write": write}[sys.argv[1]](sys.argv[2], sys.argv[3])
