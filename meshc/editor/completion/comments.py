"""What may stand in a comment for meshc: `# meshc: allow NAME -- reason`. Nothing in any other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.compilation import LoadError
from meshc.diagnostics.model import Code, Severity
from meshc.editor.completion.candidate import Candidate, Completion, Sort
from meshc.editor.completion.question import Question
from meshc.editor.completion.snippets import Slot
from meshc.lint.suppress import CODES as OF_COMMENTS

_COMMENT = re.compile(r"#+[ \t]*meshc:[ \t]*(?P<rest>.*)", re.DOTALL)
_NAMES = re.compile(r"allow[ \t]+(?P<before>(?:[^\s,]+[ \t]*,[ \t]*)*)(?P<word>[^\s,]*)")


def suppression(question: Question) -> Completion | None:
    """The instruction, or the names of the warnings that it could let pass; None where neither is being typed."""
    context = question.context
    match = _COMMENT.fullmatch(context.word)
    if match is None:
        return None
    caret = context.start + len(context.word)
    rest = match["rest"]
    if "allow".startswith(rest):
        instruction = Candidate("allow", Sort.WORD, "let a warning pass", again=True)
        return Completion(caret - len(rest), caret, caret, (instruction,), True)
    names = _NAMES.fullmatch(rest)
    if names is None:
        return None
    written = frozenset(re.findall(r"[^\s,]+", names["before"]))
    text = question.view.file.text[caret : context.end]
    tail = re.match(r"[^\s,]*", text)
    end = caret + (tail.end() if tail else 0)
    reasoned = "--" in text
    found = tuple(_candidates(question, written, by_code=names["word"].upper().startswith("MC"), reasoned=reasoned))
    return Completion(caret - len(names["word"]), caret, end, found, True)


def _candidates(question: Question, written: frozenset[str], *, by_code: bool, reasoned: bool) -> Iterator[Candidate]:
    from meshc import catalogue

    here = _found_here(question)
    for code in sorted(catalogue.codes().values(), key=lambda code: code.code):
        if code.severity is not Severity.WARNING or code in OF_COMMENTS or {code.name, code.code} & written:
            continue
        label = code.code if by_code else code.name
        template = () if reasoned else (label, " -- ", Slot("reason"))
        detail = code.name if by_code else code.code
        rank = 1 if code.code in here else 5
        yield Candidate(label, Sort.CODE, detail, _doc(code), template=template, rank=rank)


def _doc(code: Code) -> str:
    return f"{code.summary}\n\n{code.explanation}"


def _found_here(question: Question) -> frozenset[str]:
    """Codes of the warnings in the statement at the top of the file that the comment belongs to."""
    view = question.view
    placed = view.item_at(question.context.start)
    if placed is None:
        return frozenset()
    try:
        findings = view.compilation.diagnostics()
    except LoadError:
        return frozenset()
    item = placed[1].item
    return frozenset(
        finding.code
        for finding in findings
        if finding.severity is Severity.WARNING and finding.primary and finding.primary.origin.item is item
    )
