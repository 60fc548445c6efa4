"""stub"""
from __future__ import annotations
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import Lexemes
from meshc.syntax.ast import Statement
def parse_damaged(text: str, tokens: Lexemes, findings: Findings) -> list[Statement]:
    findings.add("MC101", 0, len(text), "syntax error")
    return []
