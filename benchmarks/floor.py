"""The least that a build of the same output costs: documents that are ready in memory, encoded and written.

Prints the CPU milliseconds that went into getting the documents ready, which are no part of the floor.
"""

from __future__ import annotations

import marshal
import os
import sys
import time

import orjson


def main(documents_file: str, folder: str) -> None:
    """Write the documents of a file (marshal: path below `folder` → document) as a build would lay them out."""
    started = time.process_time()
    with open(documents_file, "rb") as file:  # noqa: PTH123  (pathlib would be part of what is measured)
        documents = marshal.load(file)
    ready = time.process_time()
    for path in {path.rpartition("/")[0] for path in documents}:
        os.makedirs(f"{folder}/{path}", exist_ok=True)  # noqa: PTH103
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    for path, document in documents.items():
        with open(f"{folder}/{path}", "wb") as file:  # noqa: PTH123
            file.write(orjson.dumps(document, option=option))
    sys.stdout.write(f"{(ready - started) * 1000:.3f}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
