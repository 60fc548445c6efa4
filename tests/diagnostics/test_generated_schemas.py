from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

from meshc import data

ROOT = Path(__file__).resolve().parents[2]


def test_the_schemas_are_what_the_classes_say() -> None:
    run = subprocess.run(
        [sys.executable, "scripts/generate_schemas.py", "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_schema_of_the_ir_describes_fields_in_their_own_words() -> None:
    schema = json.loads(data.read_text("schemas/ir.schema.json"))
    Draft202012Validator.check_schema(schema)
    assert (
        (schema["$defs"]["TrafficPolicy"]["properties"]["timeout"]["description"])
        == "Limit for a whole request, retries included."
    )
    assert not any("origins" in definition.get("properties", {}) for definition in schema["$defs"].values())
