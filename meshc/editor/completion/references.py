"""Names that a reference could be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from meshc.editor.completion.candidate import Candidate, Sort
from meshc.editor.completion.question import Question
from meshc.editor.prose import sentence
from meshc.language.values import ReferenceType


def references(question: Question, type_: ReferenceType) -> Iterator[Candidate]:
    """The names in scope that the reference could be, those that are used already in the same role left out."""
    return _NAMES[type_.to](question)


def overlaid(question: Question, kind: str, label: int) -> list[str]:
    """Names of the blocks of a kind that an overlay may say more of at the place, but for those that it does already.

    `label` is the one that names such a block.
    """
    depth = len(question.context.frames)
    names = question.declared.of_kind(kind) if depth == 1 else question.own(kind, label)
    beside = question.beside(kind, label)
    return [name for name in dict.fromkeys(names) if name not in beside]


def owners(question: Question, *kinds: str) -> Iterator[Candidate]:
    """Services, gateways, externals and clients of those kinds."""
    declared = question.declared
    for name in declared.of_kind(*kinds):
        yield Candidate(name, Sort.OWNER, declared.summary(name))


def members(question: Question, name: str, kind: str, *, prefix: str = "") -> Iterator[Candidate]:
    """Ports or versions of a service."""
    for member in question.declared.members(name, kind):
        yield Candidate(f"{prefix}{member}", Sort.MEMBER, f"{kind} of {name}")


def _policies(question: Question) -> Iterator[Candidate]:
    used = question.beside("use")
    for name in question.declared.of_kind("policy"):
        if name not in used and not (question.owner_kind == "policy" and name == question.owner):
            yield Candidate(name, Sort.POLICY, "policy")


def _callees(question: Question) -> Iterator[Candidate]:
    taken = question.beside("calls")
    for candidate in _endpoints(question):
        if candidate.label not in taken and candidate.label.partition(".")[0] != question.owner:
            yield candidate


def _endpoints(question: Question) -> Iterator[Candidate]:
    """What can be called: services by their only port or each of several, and externals."""
    for candidate in owners(question, "service", "external"):
        ports = list(members(question, candidate.label, "port", prefix=f"{candidate.label}."))
        yield from ports if len(ports) > 1 else (candidate,)


def _destinations(question: Question) -> Iterator[Candidate]:
    if question.owner_kind == "service":
        for name in question.own("version"):
            yield Candidate(name, Sort.MEMBER, f"version of {question.owner}")
        return
    yield from _endpoints(question)
    for name in question.declared.of_kind("service"):
        yield from members(question, name, "version", prefix=f"{name}.")


def _services(question: Question) -> Iterator[Candidate]:
    yield from owners(question, "service")


def _sources(question: Question) -> Iterator[Candidate]:
    yield from owners(question, "service", "gateway", "client")


def _own(kind: str) -> Callable[[Question], Iterator[Candidate]]:
    def names(question: Question) -> Iterator[Candidate]:
        context = question.context
        inside = {frame.labels[0] for frame in context.frames if frame.word == kind and frame.labels}
        beside = question.beside(context.labelled.name) if context.labelled is not None else frozenset()
        for name in question.own(kind):
            if name not in inside and name not in beside:
                yield Candidate(name, Sort.MEMBER, f"{kind} of {question.owner}")

    return names


def _routes(question: Question) -> Iterator[Candidate]:
    """In `calls` the routes of what is called; elsewhere those of the service itself."""
    called = next((frame for frame in reversed(question.context.frames) if frame.word == "calls"), None)
    if called is None:
        names, of = question.own("route", 1), question.owner
    else:
        of = called.labels[0].partition(".")[0] if called.labels else ""
        taken = question.beside("route")
        names = [name for name in question.declared.members(of, "route") if name not in taken]
    for name in names:
        yield Candidate(name, Sort.MEMBER, f"route of {of}")


def _targets(question: Question) -> Iterator[Candidate]:
    from meshc.targets.table import TARGETS

    named = question.context.setting is not None
    taken = frozenset() if named else frozenset(question.declared.of_kind("target"))
    for target in TARGETS.values():
        if target.name not in taken or target.name == question.context.word:
            yield Candidate(target.name, Sort.VALUE, target.title, sentence(target.pattern))


_NAMES: Mapping[str, Callable[[Question], Iterator[Candidate]]] = {
    "policy": _policies,
    "callee": _callees,
    "destination": _destinations,
    "service": _services,
    "source": _sources,
    "container": _own("container"),
    "volume": _own("volume"),
    "port": _own("port"),
    "route": _routes,
    "target": _targets,
}
