"""The gate before lowering: what a mesh uses against what a target has.

What the author wrote and the target loses, or fixes to something else, is an error until `accept` names it. What only
a built-in asked for is a note. Nothing passes without an entry in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from meshc.backends.answers import Answer, AnswerKind, Capabilities, answer_to
from meshc.diagnostics.model import Diagnostic, Label
from meshc.diagnostics.respelling import respelled
from meshc.ir.call_graph import CallCycle, cycles
from meshc.ir.feature import FEATURES, Feature, Use
from meshc.ir.mesh import Mesh
from meshc.source import Origin
from meshc.targets import codes
from meshc.targets.reachable import namespace_findings, unreachable
from meshc.targets.report import Entry, LossReport
from meshc.targets.table import TARGETS, Target, capabilities

_MANY = 4
"""Subjects that a message names before it only counts."""

_ANY_PLACE = frozenset({"route"})
"""Names that also stand for features that end with them: `timeout.route` is part of a route, too."""


class Accept(NamedTuple):
    """A name in `accept`, and where it stands."""

    name: str
    origin: Origin


class Answered(NamedTuple):
    """A use, the answer to it, and what in `accept` covers its loss."""

    use: Use
    answer: Answer
    differs: bool
    accept: Accept | None


def gate(target: str, uses: Iterable[Use], mesh: Mesh) -> tuple[LossReport, tuple[Diagnostic, ...]]:
    """What the target makes of every use, and the findings.

    Without an error among the findings the mesh can be lowered. Raises KeyError for a target that is not in the table.
    """
    accepts = accepted(target, mesh)
    found = answered(target, uses, accepts)
    differing = [entry for entry in found if entry.differs]
    return _report(target, found), (
        *losses(target, differing, lambda: cycles(mesh), accepts),
        *namespace_findings(mesh),
        *unreachable(mesh, target),
    )


def loss_report(target: str, uses: Iterable[Use], mesh: Mesh) -> LossReport:
    """What the target makes of every use."""
    return _report(target, answered(target, uses, accepted(target, mesh)))


def losses(
    target: str, differing: Sequence[Answered], circles: Callable[[], Iterable[CallCycle]], accepts: Sequence[Accept]
) -> tuple[Diagnostic, ...]:
    """The findings about what a target has otherwise than the mesh asks for it, and about `accept`."""
    row = TARGETS[target]
    return (
        *_unknown_names(accepts, target),
        *_lost(row, differing, accepts),
        *_built_in(row, differing),
        *_circles(row, differing, circles, accepts),
        *_unused(row, differing, accepts),
    )


def accepted(target: str, mesh: Mesh) -> tuple[Accept, ...]:
    """What the mesh accepts of a target, in the order in which it is written."""
    return tuple(
        Accept(name, settings.origin("accept"))
        for settings in mesh.targets
        if settings.name == target
        for name in settings.accept
    )


def covers(name: str, feature: str) -> bool:
    """Whether a name in `accept` stands for a feature: itself, a part of it, or a part of a route."""
    if feature == name or feature.startswith(f"{name}."):
        return True
    return name in _ANY_PLACE and feature.endswith(f".{name}")


def known_names() -> tuple[str, ...]:
    """Every name that `accept` takes: the features, and the names that stand for several."""
    names: dict[str, None] = {}
    for feature in FEATURES:
        parts = feature.split(".")
        names.update((".".join(parts[:length]), None) for length in range(1, len(parts) + 1))
    return tuple(names)


@cache
def _is_known(name: str) -> bool:
    return any(covers(name, feature) for feature in FEATURES)


def answered(target: str, uses: Iterable[Use], accepts: Iterable[Accept]) -> list[Answered]:
    """The uses that count, each with its answer."""
    answers = capabilities(target)
    accepts = [accept for accept in accepts if _is_known(accept.name)]
    covering: dict[Feature, Accept | None] = {}
    found: list[Answered] = []
    for use in uses:
        if not counts(use, answers):
            continue
        answer = answers[use.feature]
        if not isinstance(answer, Answer):
            answer = answer_to(use, answers)
        differs = answer.kind in _MAY_DIFFER and not answer.meets(use.value)
        if differs and use.feature not in covering:
            covering[use.feature] = next((accept for accept in accepts if covers(accept.name, use.feature)), None)
        found.append(Answered(use, answer, differs, covering[use.feature] if differs else None))
    return found


def counts(use: Use, answers: Capabilities) -> bool:
    """Whether a use is of something that is there: what it is a part of is not lost."""
    if use.within is None:
        return True
    whole = answers[use.within]
    return not (isinstance(whole, Answer) and whole.kind is AnswerKind.LOST)


_MAY_DIFFER = (AnswerKind.LOST, AnswerKind.FIXED)


def _lost(row: Target, answered: Iterable[Answered], accepts: Sequence[Accept]) -> Iterator[Diagnostic]:
    """One error per setting and subject; subjects that have a setting from the same line are told together."""
    lines: dict[tuple[Feature, Origin, Answer], dict[str, None]] = {}
    for use, answer, differs, accept in answered:
        if differs and accept is None and use.written and use.feature is not Feature.START_ORDER:
            lines.setdefault((use.feature, use.origin, answer), {})[use.subject] = None
    together: dict[tuple[str, Answer, tuple[str, ...]], dict[Feature, Origin]] = {}
    for (feature, origin, answer), subjects in lines.items():
        key = (feature.partition(".")[0], answer, tuple(subjects))
        together.setdefault(key, {}).setdefault(feature, origin)
    for (_, answer, told), places in together.items():
        yield _loss(row, answer, told, places, accepts)


def _loss(
    row: Target, answer: Answer, subjects: tuple[str, ...], places: Mapping[Feature, Origin], accepts: Iterable[Accept]
) -> Diagnostic:
    lost = answer.kind is AnswerKind.LOST
    code = codes.FEATURE_LOST if lost else codes.FEATURE_FIXED
    features, origins = tuple(places), tuple(places.values())
    advice = answer.advice(subjects[0] if len(subjects) == 1 else "")
    return code.at(
        origins[0],
        f"{_joined([f'`{feature}`' for feature in features])} of {_listed(subjects)} "
        f"{'is' if len(features) == 1 else 'are'} {'lost' if lost else 'fixed'} under `{row.name}`: {answer.detail}",
        secondary=tuple(Label(origin, f"`{feature}`") for feature, origin in places.items() if origin != origins[0]),
        help=f"{advice}; or accept it: {_accept_line(row, accepts, _common(features))}",
    )


def _common(features: Sequence[str]) -> str:
    """The longest name that stands for all of them."""
    parts = features[0].split(".")
    while not all(covers(".".join(parts), feature) for feature in features):
        parts.pop()
    return ".".join(parts)


def _built_in(row: Target, answered: Iterable[Answered]) -> Iterator[Diagnostic]:
    """One note per setting that only a built-in asked for."""
    together: dict[str, dict[str, None]] = {}
    for use, answer, differs, accept in answered:
        if differs and accept is None and not use.written:
            together.setdefault(_setting(use.feature), {})[answer.detail] = None
    for setting, details in together.items():
        yield codes.BUILT_IN_LOST.at(
            None, f"the built-in `{setting}` does not hold under `{row.name}`: {'; '.join(details)}"
        )


def _setting(feature: Feature) -> str:
    """What a built-in is called: `retry` for all parts of retries."""
    return feature if feature.endswith(".policy") else feature.partition(".")[0]


def _circles(
    row: Target,
    answered: Iterable[Answered],
    circles: Callable[[], Iterable[CallCycle]],
    accepts: Sequence[Accept],
) -> Iterator[Diagnostic]:
    lost = [entry for entry in answered if entry.use.feature is Feature.START_ORDER and entry.differs]
    if not lost or lost[0].accept is not None:
        return
    for cycle in circles():
        yield _circle(row, cycle, lost[0].answer, accepts)


def _circle(row: Target, cycle: CallCycle, answer: Answer, accepts: Sequence[Accept]) -> Diagnostic:
    last = cycle.breaks
    others = tuple(
        Label(call.origin, f"`{call.caller}` waits for `{call.callee}`")
        for call in cycle.calls
        if call is not last and call.origin.written
    )
    rest = "" if cycle.enough else ", then look at the circles that are left"
    return codes.CALL_CYCLE.at(
        last.origin,
        f"{' → '.join(f'`{name}`' for name in cycle.services)} cannot start under `{row.name}`: {answer.detail}",
        label=f"without this call of `{last.callee}` by `{last.caller}` the circle is open",
        secondary=others,
        help=f"remove the call of `{last.callee}` from `{last.caller}`{rest}; "
        f"or accept it: {_accept_line(row, accepts, Feature.START_ORDER)}",
    )


def _unknown_names(accepts: Iterable[Accept], target: str) -> Iterator[Diagnostic]:
    for name, origin in accepts:
        if not _is_known(name):
            near = respelled(origin, name, known_names(), "see `meshc targets` for the names")
            message = f"`accept` of target `{target}` names `{name}`, which is no feature"
            yield codes.UNKNOWN_FEATURE.at(origin, message, help=near.help, fix=near.fix)


def _unused(row: Target, answered: Iterable[Answered], accepts: Iterable[Accept]) -> Iterator[Diagnostic]:
    covered = {use.feature for use, _answer, differs, _accept in answered if differs}
    seen: set[str] = set()
    for name, origin in accepts:
        if not _is_known(name):
            continue
        if name in seen:
            yield codes.UNUSED_ACCEPT.at(origin, f"`accept` of target `{row.name}` names `{name}` twice")
        elif not any(covers(name, feature) for feature in covered):
            yield codes.UNUSED_ACCEPT.at(
                origin,
                f"`accept` of target `{row.name}` names `{name}`, of which the mesh loses nothing",
                help=f"remove `{name}` from `accept`",
            )
        seen.add(name)


def _accept_line(row: Target, accepts: Iterable[Accept], feature: str) -> str:
    names = [accept.name for accept in accepts if _is_known(accept.name)]
    return f"`target {row.name} {{ accept = [{', '.join((*names, feature))}] }}`"


def _listed(subjects: Sequence[str]) -> str:
    names = [_named(subject) for subject in subjects]
    if len(names) > _MANY:
        return f"{', '.join(names[:_MANY])} and {len(names) - _MANY} more"
    return _joined(names)


def _joined(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _named(subject: str) -> str:
    if subject == "mesh":
        return "the mesh"
    return subject if subject.startswith("every ") else f"`{subject}`"


def _report(target: str, answered: Iterable[Answered]) -> LossReport:
    together: dict[tuple[Feature, Answer, bool], list[Answered]] = {}
    for entry in answered:
        together.setdefault((entry.use.feature, entry.answer, entry.differs), []).append(entry)
    order = {feature: index for index, feature in enumerate(Feature)}
    entries = []
    for (feature, answer, differs), found in sorted(together.items(), key=lambda item: order[item[0][0]]):
        accept = found[0].accept
        entries.append(
            Entry(
                feature=feature.value,
                answer=answer.kind,
                detail=answer.detail,
                source=answer.source,
                subjects=tuple(one.use.subject for one in found),
                origins=tuple(one.use.origin for one in found),
                values=tuple(one.use.value for one in found),
                differs=differs,
                accepted=accept.name if accept else None,
                accepted_at=accept.origin if accept else None,
            )
        )
    return LossReport(target, tuple(entries))
