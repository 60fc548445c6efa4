"""Names of settings and blocks that may stand in a block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from meshc.editor.caret.words import is_name
from meshc.editor.completion.candidate import Candidate, Sort
from meshc.editor.completion.question import Question
from meshc.editor.completion.references import overlaid, references
from meshc.editor.completion.samples import MOST_CHOICES, label, sample
from meshc.editor.completion.snippets import END, Slot, Template
from meshc.editor.prose import sentence
from meshc.language.kinds import Kind, Setting
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.language.type_words import type_words
from meshc.language.values import ReferenceType, WeightType

_ONCE = ("mesh", "defaults")
"""Blocks that stand once in all files of a mesh."""


def statements(question: Question) -> list[Candidate]:
    """The statements that may begin at the place; only their names where something follows that belongs to one."""
    context = question.context
    bare = context.follows not in ("", "}", ";")
    if bare and not context.word:
        return []
    writer = _Writer(question, bare=bare)
    if context.frame is None:
        return list(writer.top_level())
    kind = context.frame.kind
    if kind is None:
        return []
    return list(writer.entries(kind) if kind.entries is not None else writer.inside(kind))


class _Writer:
    def __init__(self, question: Question, *, bare: bool) -> None:
        self.question = question
        self.bare = bare
        frame = question.context.frame
        text = question.view.file.text
        self.one_line = frame is not None and "\n" not in text[frame.brace : question.context.start]

    def top_level(self) -> Iterator[Candidate]:
        declared = self.question.declared
        word = self.question.context.word
        for kind in TOP_LEVEL.values():
            if kind.name not in _ONCE or declared.count(kind.name) <= (word == kind.name):
                yield self.block(kind)

    def inside(self, kind: Kind) -> Iterator[Candidate]:
        context = self.question.context
        standing = self.question.standing
        overlay = context.in_overlay
        for setting in kind.settings.values():
            if setting.name not in standing and (overlay or setting.name != "before"):
                yield self.setting(setting, rank=0 if setting.required and not overlay else 1)
        if len(context.frames) > 1 and overlay and kind.labels:
            for setting in OVERLAY_SETTINGS.values():
                if setting.name not in standing:
                    yield self.setting(setting, rank=4)
        for inner in kind.kinds.values():
            free = inner.name not in standing
            if free or not inner.once:
                yield self.block(inner)
            if inner.off and free and not self.bare:
                text = f"{inner.name} = off"
                yield Candidate(text, Sort.SETTING, "turns it off", sentence(inner.doc), rank=3)

    def entries(self, kind: Kind) -> Iterator[Candidate]:
        """Keys of a map are free, but for those that are destinations."""
        if not isinstance(kind.entries, WeightType):
            return
        for found in references(self.question, ReferenceType("destination")):
            if found.label not in self.question.standing:
                template = () if self.bare else (found.label, " = ", Slot("50%"))
                yield found._replace(template=template, again=False)

    def setting(self, setting: Setting, *, rank: int) -> Candidate:
        template = () if self.bare else (f"{setting.name} = ", *sample(setting, self.names_of))
        words = type_words(setting.type) + (" | off" if setting.off else "")
        return Candidate(setting.name, Sort.SETTING, words, setting_doc(setting), template=template, rank=rank)

    def block(self, kind: Kind) -> Candidate:
        template = () if self.bare else self.block_template(kind)
        required = "".join(f" {spec.name.upper()}" for spec in kind.labels if not spec.optional)
        shape = f"{kind.name}{required}{'' if kind.body == 'none' else ' { … }'}"
        return Candidate(kind.name, Sort.BLOCK, shape, sentence(kind.doc), template=template, rank=2)

    def block_template(self, kind: Kind) -> Template:
        parts: list[str | Slot] = [kind.name]
        overlay = self.question.context.in_overlay
        known = tuple(filter(is_name, overlaid(self.question, kind.name, 0))) if overlay and kind.labels else ()
        for spec in kind.labels:
            if not spec.optional:
                parts += (" ", *label(spec, self.names_of, known))
        leads_elsewhere = any(isinstance(spec.type, ReferenceType) for spec in kind.labels)
        if kind.body == "none" or (kind.body == "optional" and leads_elsewhere):
            return tuple(parts)
        required = [] if overlay else list(kind.required)
        if self.one_line:
            separated: list[str | Slot] = []
            for setting in required:
                separated += (" ; " if separated else " ", f"{setting.name} = ", *sample(setting, self.names_of))
            return (*parts, " {", *(separated or (" ", END)), " }")
        for number, setting in enumerate(required):
            parts += (" {" if number == 0 else "", f"\n  {setting.name} = ", *sample(setting, self.names_of))
        return (*parts, *(() if required else (" {\n  ", END)), "\n}")

    def names_of(self, type_: ReferenceType) -> tuple[str, ...]:
        found = islice(references(self.question, type_), MOST_CHOICES + 1)
        return tuple(candidate.label for candidate in found if is_name(candidate.label))


def setting_doc(setting: Setting) -> str:
    """What a setting is, and what holds without it, in Markdown."""
    lines = [sentence(setting.doc)]
    if setting.required:
        lines.append("Required.")
    elif setting.default:
        prose = " " in setting.default and not setting.default.startswith(("[", '"'))
        lines.append(f"Default: {setting.default if prose else f'`{setting.default}`'}.")
    return "\n\n".join(lines)
