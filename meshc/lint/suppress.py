"""Comments that let a warning pass: `# meshc: allow NAME[, NAME] -- reason`.

Above a line such a comment covers what stands on that line, a block with all that is in it; behind a statement it
covers the line that it stands on. This looks at the tokens and spans of the source, which no rule does: hence lint
may import `meshc.syntax.result` and `meshc.syntax.ast`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from meshc.diagnostics.model import Applicability, Code, Diagnostic, Edit, Fix, Severity
from meshc.diagnostics.respelling import respelled
from meshc.source import Item, Origin
from meshc.syntax.ast import Block, Statement
from meshc.syntax.result import ParsedItem, Token

_MARK = "meshc:"
_COMMENT = r"#+[ \t]*meshc:[ \t]*(?P<verb>[^\s]*)[ \t]*(?P<names>.*?)(?:[ \t]*--[ \t]*(?P<reason>.*?))?[ \t]*\Z"
_NAME = r"[^\s,]+"
_BLANK = frozenset({"COMMENT", "NEWLINE", "BLANKS", "BOM"})
_TARGET_CODES = ("MC5", "MC6")

_GOOD = """\
mesh demo { namespace = "demo.local" }
service user {
  # meshc: allow image-tag -- the pipeline pins the digest when it deploys
  image = "acme/user"
  cpu = 0.25
  memory = 512MiB
}
"""

REASON = Code(
    code="MC490",
    name="suppression-form",
    summary="A suppression comment is not of the form `# meshc: allow NAME -- reason`.",
    explanation=(
        "A suppression hides a warning from everybody who comes later, so it has to say why. Without a name or "
        "without a reason it has no effect."
    ),
    bad=_GOOD.replace(" -- the pipeline pins the digest when it deploys", ""),
    good=_GOOD,
    severity=Severity.WARNING,
)
UNKNOWN = Code(
    code="MC491",
    name="suppression-unknown",
    summary="A suppression names a finding that does not exist.",
    explanation="The name or code in a suppression must be one that `meshc explain` knows.",
    bad=_GOOD.replace("allow image-tag", "allow image-tags"),
    good=_GOOD,
    severity=Severity.WARNING,
)
REFUSED = Code(
    code="MC492",
    name="suppression-refused",
    summary="A suppression names something that cannot be suppressed.",
    explanation=(
        "Only warnings can be suppressed. An error must be put right; what a target loses is accepted in a block "
        "`target NAME { accept = [FEATURE] }`, where the manifest reports it."
    ),
    bad=_GOOD.replace("allow image-tag", "allow name-taken, image-tag"),
    good=_GOOD,
    severity=Severity.WARNING,
)
UNUSED = Code(
    code="MC493",
    name="suppression-unused",
    summary="A suppression suppresses nothing.",
    explanation=(
        "What a suppression covers no longer gives the warning that it names. Left in place it would hide the next "
        "one. Nothing is said while the mesh has errors, nor of warnings that belong to one target."
    ),
    bad=_GOOD.replace('"acme/user"', '"acme/user:1.4"'),
    good=_GOOD,
    severity=Severity.WARNING,
)
CODES = (REASON, UNKNOWN, REFUSED, UNUSED)


@dataclass(slots=True)
class _Suppression:
    """One comment: the codes by the name that the comment uses for them, and what it covers."""

    comment: Origin
    codes: dict[str, Code]
    start: int
    end: int
    used: set[str] = field(default_factory=set)


def apply(
    diagnostics: Iterable[Diagnostic],
    items: Iterable[ParsedItem],
    catalogue: Callable[[], Iterable[Code]] | None = None,
    *,
    idle: Collection[Item] = frozenset(),
) -> tuple[Diagnostic, ...]:
    """The diagnostics without the warnings that comments suppress, and what is wrong with the comments.

    `items` are those of all files. `catalogue` gives every code of the compiler and is
    asked only where a comment suppresses something; by default it gives those of the rules. What stands in
    `idle` items takes no part in this mesh, so nothing there need be suppressed.
    """
    diagnostics = tuple(diagnostics)
    findings: list[Diagnostic] = []
    marked = [parsed for parsed in items if _MARK in parsed.item.text]
    if not marked:
        return diagnostics
    from meshc.lint.registry import codes

    known = {key: code for code in (catalogue or codes)() for key in (code.code, code.name)}
    by_item: dict[Item, list[_Suppression]] = {}
    for parsed in marked:
        for found in _read(parsed, known):
            if isinstance(found, Diagnostic):
                findings.append(found)
            else:
                by_item.setdefault(parsed.item, []).append(found)
    kept = [finding for finding in diagnostics if not _suppressed(finding, by_item)]
    if not any(finding.severity is Severity.ERROR for finding in diagnostics):
        used = (group for item, group in by_item.items() if item not in idle)
        findings.extend(finding for group in used for finding in _unused(group))
    return (*kept, *findings)


def _suppressed(finding: Diagnostic, by_item: dict[Item, list[_Suppression]]) -> bool:
    if finding.primary is None or finding.severity is not Severity.WARNING:
        return False
    origin = finding.primary.origin
    hidden = False
    for suppression in by_item.get(origin.item, ()) if origin.item else ():
        if not suppression.start <= origin.start < suppression.end:
            continue
        for key, code in suppression.codes.items():
            if code.code == finding.code:
                suppression.used.add(key)
                hidden = True
    return hidden


def _unused(group: Sequence[_Suppression]) -> Iterator[Diagnostic]:
    for suppression in group:
        for key, code in suppression.codes.items():
            if key not in suppression.used and not code.code.startswith(_TARGET_CODES):
                yield UNUSED.at(
                    suppression.comment,
                    f"the suppression of `{key}` suppresses nothing",
                    help="remove it" if len(suppression.codes) == 1 else f"remove `{key}` from it",
                    fix=_removal(suppression) if len(suppression.codes) == 1 else None,
                )


def _removal(suppression: _Suppression) -> Fix:
    comment = suppression.comment
    return Fix("remove the comment", (Edit(comment, ""),), Applicability.SAFE)


def _read(parsed: ParsedItem, known: dict[str, Code]) -> Iterator[_Suppression | Diagnostic]:
    text = parsed.item.text
    tokens = parsed.tokens
    for index, token in enumerate(tokens):
        if token.type != "COMMENT" or _MARK not in text[token.start : token.end]:
            continue
        match = re.match(_COMMENT, text[token.start : token.end])
        if match is None:
            continue
        comment = Origin(parsed.item, token.start, token.end)
        names = re.findall(_NAME, match["names"])
        if match["verb"] != "allow" or not names or not match["reason"]:
            yield _malformed(comment, match["verb"], names)
            continue
        codes: dict[str, Code] = {}
        for name in names:
            problem = _problem(comment, name, known)
            if problem is not None:
                yield problem
            else:
                codes[name] = known[name]
        yield _Suppression(comment, codes, *_covered(parsed, tokens, index))


def _malformed(comment: Origin, verb: str, names: Sequence[str]) -> Diagnostic:
    if verb != "allow":
        message = f"`meshc: {verb}` is no instruction; a comment for meshc begins with `meshc: allow`"
    elif not names:
        message = "this suppression does not say what it suppresses"
    else:
        message = f"the suppression of `{'`, `'.join(names)}` gives no reason"
    return REASON.at(comment, message, help="write `# meshc: allow NAME -- why this is right here`")


def _problem(comment: Origin, name: str, known: dict[str, Code]) -> Diagnostic | None:
    code = known.get(name)
    if code is None:
        message = f"there is no finding called `{name}`"
        near = respelled(comment, name, known, "`meshc explain` lists them")
        return UNKNOWN.at(comment, message, help=near.help, fix=near.fix)
    if code.severity is Severity.WARNING:
        return None
    if code.code.startswith("MC5"):
        help = "accept the loss: `target NAME { accept = [FEATURE] }`"
    else:
        help = "only warnings can be suppressed; put it right"
    return REFUSED.at(comment, f"`{name}` is no warning and cannot be suppressed", help=help)


def _covered(parsed: ParsedItem, tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """The offsets that a comment covers: the statements of its own line, or of the next one."""
    line = index
    while line > 0 and tokens[line - 1].type != "NEWLINE":
        line -= 1
    if any(token.type not in _BLANK for token in tokens[line:index]):
        return _statements(parsed, tokens[line].start)
    for token in tokens[index:]:
        if token.type not in _BLANK:
            return _statements(parsed, token.start)
    return 0, 0


def _statements(parsed: ParsedItem, start: int) -> tuple[int, int]:
    """From `start` to the end of its line, or of the last statement that begins on it."""
    newline = parsed.item.text.find("\n", start)
    line_end = len(parsed.item.text) if newline < 0 else newline
    statements = list(_all(parsed.statements))
    statements.sort(key=lambda statement: statement.span.start)
    starts = [statement.span.start for statement in statements]
    first, last = bisect_right(starts, start - 1), bisect_right(starts, line_end - 1)
    return start, max((line_end, *(statement.span.end for statement in statements[first:last])))


def _all(statements: Iterable[Statement]) -> Iterator[Statement]:
    waiting = list(statements)
    while waiting:
        statement = waiting.pop()
        yield statement
        if isinstance(statement, Block) and statement.body:
            waiting.extend(statement.body)
