"""What may be typed at a place: statements, values, names, paths and suppressions, from the table of the language.

Accepting a candidate never adds a syntax error to a text. Where any text may stand, nothing is offered.
"""

from __future__ import annotations

from meshc.editor.caret.context import Context, Part, context
from meshc.editor.caret.words import is_name
from meshc.editor.completion.candidate import Candidate, Completion, Sort
from meshc.editor.completion.comments import suppression
from meshc.editor.completion.question import Listing, Question
from meshc.editor.completion.references import overlaid, references
from meshc.editor.completion.statements import statements
from meshc.editor.completion.strings import holes, quoted
from meshc.editor.completion.values import is_closed, of_type, values
from meshc.editor.view import View
from meshc.language.values import CallType, ReferenceType, StringType

_NAMES = frozenset({Sort.OWNER, Sort.MEMBER, Sort.POLICY, Sort.PARAMETER})

__all__ = ["Candidate", "Completion", "Listing", "Sort", "complete"]


def complete(view: View, offset: int, listing: Listing | None = None) -> Completion | None:
    """The candidates at an offset; None where there are none. Without a `listing` no paths are offered."""
    place = context(view, offset)
    question = Question(view, place, listing or (lambda folder: ()))
    if place.part is Part.COMMENT:
        found = suppression(question)
    elif place.part is Part.INTERPOLATION:
        found = holes(question)
    else:
        candidates, closed = _candidates(question, place)
        spelled = tuple(each for candidate in candidates if (each := _spelled(candidate, quoted=place.quoted)))
        found = Completion(place.start, place.start + len(place.word), place.end, spelled, closed)
    return found if found is not None and found.candidates else None


def _spelled(candidate: Candidate, *, quoted: bool) -> Candidate | None:
    """A name as it must be written at the place; None where it cannot be."""
    label = candidate.label
    if candidate.sort not in _NAMES or is_name(label):
        return candidate
    if not label.isprintable() or any(sign in label for sign in '"\\$'):
        return None
    if quoted or candidate.sort is Sort.PARAMETER:
        return candidate if quoted else None
    written = f'"{label}"'
    return candidate._replace(text=written, template=(written, *candidate.template[1:]) if candidate.template else ())


def _candidates(question: Question, place: Context) -> tuple[list[Candidate], bool]:
    match place.part:
        case Part.STATEMENT:
            return statements(question), False
        case Part.LABEL:
            return _labels(question), isinstance(place.expected, ReferenceType) or place.in_overlay
        case Part.VALUE:
            return values(question), is_closed(place.expected)
        case Part.STRING:
            return quoted(question), True
        case _:
            return [], False


def _labels(question: Question) -> list[Candidate]:
    """Names that the block refers to; in an overlay those of the blocks that it may say more of, and of an overlay."""
    place = question.context
    if not place.word and place.follows not in ("", "{", "}", ";"):
        return []
    if isinstance(place.expected, ReferenceType):
        return list(references(question, place.expected))
    if isinstance(place.expected, CallType):
        return list(of_type(question, place.expected, None)) if place.word and place.follows != "(" else []
    if place.labelled is None or not isinstance(place.expected, StringType):
        return []
    kind = place.labelled.name
    if not place.in_overlay:
        # Each part of a mesh may hold what an overlay changes there.
        names = question.declared.of_kind(kind) if kind == "overlay" else ()
        return [Candidate(name, Sort.VALUE, kind) for name in names if is_name(name) and name != place.word]
    sort = Sort.OWNER if len(place.frames) == 1 else Sort.MEMBER
    return [Candidate(name, sort, kind) for name in overlaid(question, kind, place.label) if name != place.word]
