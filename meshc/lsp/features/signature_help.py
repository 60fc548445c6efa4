"""The arguments of the call that is being written."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from meshc.editor.signature import Signature, signature
from meshc.lsp.convert import units
from meshc.lsp.session import Session
from meshc.lsp.texts import text_for


def answer(session: Session, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
    """The signature, with the argument at the caret marked."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    found = signature(document.view, document.positions.offset(params.position))
    if found is None:
        return None
    text = session.capabilities.text_document
    client = text.signature_help.signature_information if text and text.signature_help else None
    formats = (client.documentation_format if client else None) or ()
    by_offset = bool(client and client.parameter_information and client.parameter_information.label_offset_support)
    information = types.SignatureInformation(
        label=found.text,
        documentation=text_for(formats, found.doc),
        parameters=_parameters(found, formats, by_offset=by_offset),
    )
    return types.SignatureHelp([information], active_signature=0, active_parameter=found.active)


def _parameters(
    found: Signature, formats: Sequence[types.MarkupKind], *, by_offset: bool
) -> list[types.ParameterInformation]:
    """Where a client knows no offsets, it looks for the first place in the signature that holds the label."""
    return [
        types.ParameterInformation(
            label=(_utf16(found.text, start), _utf16(found.text, end)) if by_offset else found.text[start:end],
            documentation=text_for(formats, doc),
        )
        for start, end, doc in found.arguments
    ]


def _utf16(text: str, offset: int) -> int:
    return units(text[:offset], types.PositionEncodingKind.Utf16)


OPTIONS = types.SignatureHelpOptions(trigger_characters=("(", ","), retrigger_characters=(",",))
HANDLERS = {types.TEXT_DOCUMENT_SIGNATURE_HELP: (OPTIONS, answer)}
