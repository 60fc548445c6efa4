"""An answer of the server as its client would get it, without a process between them."""

from __future__ import annotations

import json
from typing import Any

from lsprotocol import converters

from meshc.lsp import features
from meshc.lsp.session import Session

_CONVERTER = converters.get_converter()


def asked(session: Session, method: str, params: Any) -> Any:
    """What a method answers, after a journey through JSON."""
    _, answer = features.handlers()[method]
    return json.loads(json.dumps(_CONVERTER.unstructure(answer(session, params))))
