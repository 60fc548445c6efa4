"""The arguments of the call that is being written."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.signature import Signature, signature
from meshc.lsp.convert import units
from meshc.lsp.session import Session

_MARKDOWN = types.MarkupKind.Markdown


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
    markup = _MARKDOWN if _MARKDOWN in formats else types.MarkupKind.PlainText
    by_offset = bool(client and client.parameter_information and client.parameter_information.label_offset_support)
    information = types.SignatureInformation(
        label=found.text,
        documentation=types.MarkupContent(markup, found.doc),
        parameters=_parameters(found, markup, by_offset=by_offset),
    )
    return types.SignatureHelp([information], active_signature=0, active_parameter=found.active)


def _parameters(found: Signature, markup: types.MarkupKind, *, by_offset: bool) -> list[types.ParameterInformation]:
    """Where a client knows no offsets, it looks for the first place in the signature that holds the label."""
    return [
        types.ParameterInformation(
            label=(_utf16(found.text, start), _utf16(found.text, end)) if by_offset else found.text[start:end],
            documentation=types.MarkupContent(markup, doc),
        )
        for start, end, doc in found.arguments
    ]


def _utf16(text: str, offset: int) -> int:
    return units(text[:offset], types.PositionEncodingKind.Utf16)


OPTIONS = types.SignatureHelpOptions(trigger_characters=("(", ","), retrigger_characters=(",",))
HANDLERS = {types.TEXT_DOCUMENT_SIGNATURE_HELP: (OPTIONS, answer)}
