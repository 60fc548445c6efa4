"""What a target answers when a mesh asks for a feature: it has it, in some way, or it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from meshc.ir.feature import Feature, Use


class AnswerKind(StrEnum):
    """As asked; with numbers of the target's own; by another way; or not at all."""

    EXACT = "exact"
    FIXED = "fixed"
    EMULATED = "emulated"
    LOST = "lost"


class Answer(NamedTuple):
    """The answer to one feature. Texts are parts of sentences, without a capital letter and a full stop."""

    kind: AnswerKind
    detail: str
    """How it is done (exact, emulated), what the target does instead (fixed), why not (lost)."""
    source: str
    """Address of a page, or the member of the botocore model that says so."""
    remedy: str = ""
    """What to write or build instead, in the imperative; `CALLEE` stands for the service that is called."""
    value: int | bool | tuple[str, ...] | None = None
    """For a fixed answer the one value that the target has, a set as a tuple; None where its way cannot be compared
    with a wish."""

    def meets(self, wish: object) -> bool:
        """Whether a wish is fulfilled to the letter."""
        if self.kind is AnswerKind.FIXED:
            if isinstance(self.value, tuple):
                return isinstance(wish, list) and set(self.value) == set(wish)
            return self.value is not None and self.value == wish
        return self.kind is not AnswerKind.LOST

    def advice(self, subject: str = "") -> str:
        """The remedy, for a subject such as `user → contract` with the name of the service that is called."""
        _caller, arrow, callee = subject.partition(" → ")
        called = f"`service {callee.split()[0]}`" if arrow else "the service that is called"
        return self.remedy.replace("CALLEE", called)


Answering: TypeAlias = Answer | Callable[[Use], Answer]
"""An answer, or what works it out where it depends on what exactly is asked for, and of what."""

Capabilities: TypeAlias = Mapping[Feature, Answering]


def exact(detail: str, source: str) -> Answer:
    """The target has it; `detail` names the field that carries it."""
    return Answer(AnswerKind.EXACT, detail, source)


def fixed(detail: str, source: str, *, value: int | bool | tuple[str, ...] | None = None, remedy: str = "") -> Answer:
    """The target always does it, with numbers of its own."""
    return Answer(AnswerKind.FIXED, detail, source, remedy, value)


def emulated(detail: str, source: str) -> Answer:
    """The target reaches it by another way."""
    return Answer(AnswerKind.EMULATED, detail, source)


def lost(detail: str, source: str, *, remedy: str) -> Answer:
    """The target cannot do it."""
    return Answer(AnswerKind.LOST, detail, source, remedy)


def unless_off(answer: Answer) -> Answering:
    """The answer to what asks for something; what turns something off has its way where nobody does it."""
    absent = exact("nobody does it", answer.source)

    def answering(use: Use) -> Answer:
        wish = use.value
        asks_nothing = all(value == "off" for value in wish.values()) if isinstance(wish, dict) else wish == "off"
        return absent if asks_nothing else answer

    return answering


def unproxied(answer: Answering, *, without: Answering, outward: Answering | None = None) -> Answering:
    """The answer for what a proxy minds, and the one for what none does.

    A proxy with nothing to do but calls out of the mesh answers as any other, or else what `outward` says.
    """

    def answering(use: Use) -> Answer:
        found = without if use.unproxied else outward if outward is not None and use.outward else answer
        return found if isinstance(found, Answer) else found(use)

    return answering


def answer_to(use: Use, capabilities: Capabilities) -> Answer:
    """What a target answers to one use. Raises KeyError for a feature without an answer, which is a bug."""
    found = capabilities[use.feature]
    return found if isinstance(found, Answer) else found(use)


def typical(feature: Feature, capabilities: Capabilities, *, unproxied: bool = False) -> Answer:
    """The answer for a list of all features: an answer that depends on a number is shown for 1,500 ms."""
    from meshc.source import BUILT_IN

    return answer_to(Use(feature, BUILT_IN, "", 1500, unproxied), capabilities)
