"""Signatures in the words of a client."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.harness import identifier, opened, position

TEXT = 'service 契約 { env { X = secret("🚀", ‸) } }\n'


def helped(text: str, capabilities: types.ClientCapabilities | None = None) -> Any:
    session = opened({"main.mesh": text.replace("‸", "")}, capabilities=capabilities)
    at = position(session, "main.mesh", text.index("‸"))
    return asked(session, types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpParams(identifier("main.mesh"), at))


def test_the_argument_at_the_caret_is_marked() -> None:
    found = helped(TEXT)
    assert found["activeParameter"] == 1
    assert found["signatures"][0]["label"] == "secret(arn, [key])"
    assert [each["label"] for each in found["signatures"][0]["parameters"]] == ["arn", "[key]"]
    assert found["signatures"][0]["documentation"] == "A secret of Secrets Manager, by ARN, and a key in it."


def test_offsets_for_clients_that_know_them() -> None:
    information = types.ClientSignatureInformationOptions(
        documentation_format=[types.MarkupKind.Markdown],
        parameter_information=types.ClientSignatureParameterInformationOptions(label_offset_support=True),
    )
    given = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            signature_help=types.SignatureHelpClientCapabilities(signature_information=information)
        )
    )
    found = helped(TEXT, given)["signatures"][0]
    assert [each["label"] for each in found["parameters"]] == [[7, 10], [12, 17]]
    assert found["documentation"]["kind"] == "markdown"


def test_elsewhere_there_is_none() -> None:
    assert helped("service a { ‸ }") is None
