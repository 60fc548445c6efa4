"""Judges of request bodies that share nothing with the code under test but the published model."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import jsonschema
from botocore.validate import ParamValidator

from .documented import broken_rules

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "targets"


def judge(service: str, operation: str, body: Any) -> list[str]:
    """What speaks against a body: jsonschema with our schema, botocore's own validator, the documentation.

    Nothing is said where all accept it. Only the first judge that objects is heard, as later ones rely on the
    earlier.
    """
    objections = [
        f"schema: {'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in _schema(service, operation).iter_errors(body)
    ]
    report = ParamValidator().validate(body, _shape(service, operation))
    if report.has_errors():
        objections.append(f"botocore: {report.generate_report()}")
    return objections or [f"documentation: {rule}" for rule in broken_rules(service, operation, body)]


@cache
def _schema(service: str, operation: str) -> Any:
    path = SCHEMAS / service / f"{operation}.schema.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


@cache
def _shape(service: str, operation: str) -> Any:
    return _model(service).operation_model(operation).input_shape


@cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)
