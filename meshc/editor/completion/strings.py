"""What may stand in quotes: paths of files, names, and `${…}`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from meshc.editor.completion.candidate import Candidate, Completion, Sort
from meshc.editor.completion.parameters import candidate, parameters
from meshc.editor.completion.question import Question
from meshc.editor.completion.references import references
from meshc.editor.tree import label_of
from meshc.language.values import ReferenceType, StringType, TextType, VariableType
from meshc.semantics.loader import resolve
from meshc.semantics.parameters import ACCOUNT_FACTS, Parameter
from meshc.syntax import ast

_HTTP = ("http", "http2", "grpc")
_ATTRIBUTES = (
    ("url", "scheme, name and port that the application dials"),
    ("address", "host:port"),
    ("host", "name or address"),
    ("port", "port that callers use"),
)


def quoted(question: Question) -> list[Candidate]:
    """The texts that may stand between the quotes; none where any text may."""
    context = question.context
    if context.labelled is not None and context.labelled.name == "import":
        return list(_paths(question, imported=True))
    if context.call is not None:
        return list(_paths(question, imported=False)) if context.call.name == "file" else []
    if isinstance(context.expected, ReferenceType):
        return list(references(question, context.expected))
    return []


def holes(question: Question) -> Completion:
    """The paths that may stand in `${…}`; what is missing of it behind the caret is added."""
    context = question.context
    expected = context.expected
    late = isinstance(expected, TextType | VariableType)
    found: list[Candidate] = []
    if late or isinstance(expected, StringType):
        found += (candidate(parameter) for parameter in parameters(question) if _has_text(parameter, late=late))
    if late:
        found += (Candidate(fact, Sort.VALUE, "known when deploying", rank=6) for fact in ACCOUNT_FACTS)
        if question.owner_kind in ("service", "gateway"):
            found.append(Candidate("self.port", Sort.VALUE, "the port of this service", rank=4))
        found += _addresses(question)
    if context.missing:
        found = [each._replace(text=f"{each.label}{context.missing}") for each in found]
    return Completion(context.start, context.start + len(context.word), context.end, tuple(found), True)


def _has_text(parameter: Parameter, *, late: bool) -> bool:
    return parameter.type in ("string", "number", "boolean") and (late or not parameter.late)


def _addresses(question: Question) -> Iterator[Candidate]:
    """Addresses of what the owner around the place calls."""
    declared = question.declared
    called = dict.fromkeys(name.partition(".")[0] for name in question.own("calls"))
    for name in called:
        if not declared.kind_of(name):
            continue
        ports = declared.members(name, "port")
        for port in ports if len(ports) > 1 else ("",):
            protocol = declared.protocol(name, port)
            path = f"{name}.{port}" if port else name
            for attribute, doc in _ATTRIBUTES:
                if attribute != "url" or protocol in _HTTP:
                    yield Candidate(f"{path}.{attribute}", Sort.OWNER, doc, rank=3)


def _paths(question: Question, *, imported: bool) -> Iterator[Candidate]:
    """Names in the folder that the text so far leads to: what can be imported, or the JSON files."""
    view, word = question.view, question.context.word
    written = word[: word.rfind("/") + 1]
    folder = resolve(view.path, written or ".")
    if folder is None:
        return
    taken = _imported(question) if imported else frozenset()
    prefix = written or ("./" if imported else "")
    for name in question.listing(folder):
        path = posixpath.normpath(posixpath.join(folder, name))
        is_folder = name.endswith("/")
        if path == view.path or path in taken or name.startswith(".") or not name.isprintable() or '"' in name:
            continue
        if is_folder:
            end = "" if imported else "/"
            yield Candidate(f"{prefix}{name[:-1]}{end}", Sort.FOLDER, "folder", rank=4 if imported else 6, again=True)
        elif name.endswith(".mesh" if imported else ".json"):
            yield Candidate(f"{prefix}{name}", Sort.FILE, "file")


def _imported(question: Question) -> frozenset[str]:
    """What the file imports elsewhere."""
    found = (
        resolve(question.view.path, label_of(other))
        for other in question.others
        if isinstance(other, ast.Block) and other.kind.text == "import" and label_of(other)
    )
    return frozenset(path for path in found if path is not None)
