"""Words of the language: kinds of blocks, settings, calls, features; with what is in force where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshc.compilation import Compilation
from meshc.editor.caret.context import Context, Part
from meshc.editor.caret.trail import Trail, trail
from meshc.editor.hover import answers, values
from meshc.editor.hover.markup import Plain
from meshc.editor.prose import sentence
from meshc.editor.view import View
from meshc.language.kinds import Kind, LabelSpec, Setting
from meshc.language.table import TOP_LEVEL
from meshc.language.type_words import type_words
from meshc.language.values import CALLS

if TYPE_CHECKING:
    from meshc.backends.answers import Answer

_MOST = 12
"""Words of the language in one line."""

_FACTS = {
    "aws.account": "the account that the mesh is deployed in",
    "aws.region": "the region that the mesh is deployed in",
    "aws.partition": "the partition of AWS that the mesh is deployed in",
}


def of_word(view: View, offset: int, here: Context, markup: Plain) -> list[str]:
    """What there is to say of a word of the language."""
    word = view.file.text[here.start : here.end]
    around = trail(view, offset)
    if here.part is Part.INTERPOLATION:
        return _fact(view.compilation, word, markup)
    if here.part in (Part.STATEMENT, Part.KEY):
        return _of_first_word(view.compilation, here, word, around, markup)
    if here.labelled is not None and here.part in (Part.LABEL, Part.STRING):
        specs = here.labelled.labels
        return _label(here.labelled, specs[here.label], markup) if 0 <= here.label < len(specs) else []
    if word in CALLS and view.file.text[here.end : here.end + 1] == "(":
        return _call(word, markup)
    if here.setting is None:
        return []
    if here.setting.name == "accept":
        return _feature(view.compilation, word, around, markup) or _setting(
            view.compilation, here.setting, around, markup
        )
    kind = here.frame.kind if here.frame is not None else None
    return _setting(view.compilation, here.setting, around, markup, kind)


def _of_first_word(
    compilation: Compilation, here: Context, word: str, around: Trail | None, markup: Plain
) -> list[str]:
    frame = here.frame
    outer = frame.kind if frame is not None else None
    kind = (TOP_LEVEL if frame is None else outer.kinds if outer is not None else {}).get(word)
    spec = outer.settings.get(word) if outer is not None else None
    is_setting = around is not None and around.setting is not None
    if outer is not None and outer.entries is not None:
        return _setting(compilation, Setting(word, outer.entries, outer.doc), around, markup, outer)
    if spec is not None and (kind is None or is_setting):
        return _setting(compilation, spec, around, markup)
    if kind is not None:
        return _kind(compilation, kind, around, markup)
    return []


def _setting(
    compilation: Compilation, spec: Setting, around: Trail | None, markup: Plain, kind: Kind | None = None
) -> list[str]:
    """The page of a setting, or of an entry of a map of that `kind`."""
    is_entry = kind is not None and kind.entries is not None
    name = f"{markup.code(spec.name)} of {kind.name}" if kind is not None and is_entry else markup.strong(spec.name)
    off = " or `off`" if spec.off and "`off`" not in spec.doc else ""
    needed = ", required" if spec.required else ""
    page = [
        f"{name}: {markup.prose(type_words(spec.type) + off + needed)}",
        markup.prose(sentence(spec.doc)),
    ]
    if spec.default:
        page.append(f"Default: {_default(spec.default, markup)}")
    if around is not None and around.setting is not None:
        page += values.of_setting(compilation, around, markup)
        # Of some blocks a target makes something as a whole: `retry` of a call is one thing to it.
        page += answers.of_place(compilation, around.origin, markup) or (
            answers.of_place(compilation, around.head, markup) if around.is_part else []
        )
    return page


def _default(text: str, markup: Plain) -> str:
    """A value as it could be written; what is said of it in words stays prose."""
    return markup.prose(text) if " " in text and not text.startswith(("[", '"')) else markup.code(text)


def _kind(compilation: Compilation, kind: Kind, around: Trail | None, markup: Plain) -> list[str]:
    labels = "".join(f" [{spec.name}]" if spec.optional else f" {spec.name.upper()}" for spec in kind.labels)
    body = "" if kind.body == "none" else " { … }"
    page = [markup.code(f"{kind.name}{labels}{body}"), markup.prose(sentence(kind.doc))]
    if kind.off:
        page.append(markup.prose(f"`{kind.name} = off` turns it off."))
    if kind.entries is not None:
        page.append(f"Keys are free; each value: {markup.prose(type_words(kind.entries))}")
    if kind.settings:
        page.append(f"Settings: {markup.names(kind.settings, most=_MOST)}")
    if kind.kinds:
        page.append(f"Blocks: {markup.names(kind.kinds, most=_MOST)}")
    if around is not None and around.setting is not None:
        page += values.of_setting(compilation, around, markup)
        page += answers.of_place(compilation, around.origin, markup)
    elif around is not None and around.kind is kind:
        page += values.of_block(compilation, around, markup)
        page += answers.of_place(compilation, around.origin if len(around.inner) > 1 else around.head, markup)
    return page


def _label(kind: Kind, spec: LabelSpec, markup: Plain) -> list[str]:
    return [
        f"{markup.strong(spec.name)} of {markup.code(kind.name)}: {markup.prose(type_words(spec.type))}",
        markup.prose(sentence(kind.doc)),
    ]


def _call(word: str, markup: Plain) -> list[str]:
    signature = CALLS[word]
    return [markup.code(signature.example), markup.prose(sentence(signature.doc))]


def _fact(compilation: Compilation, word: str, markup: Plain) -> list[str]:
    if word not in _FACTS:
        return []
    given = compilation.facts.get(word)
    known = f"Given: {markup.code(given)}" if given is not None else "The deployment supplies it."
    return [markup.strong(word), sentence(_FACTS[word]), known]


def _feature(compilation: Compilation, word: str, around: Trail | None, markup: Plain) -> list[str]:
    """A name in `accept`: what it stands for, and what it accepts."""
    from meshc.editor.model.answers import differing, known_targets
    from meshc.ir.feature import FEATURES
    from meshc.targets.gate import covers

    features = [feature for name, feature in FEATURES.items() if covers(word, name)]
    if not features:
        return []
    page = [markup.code(word)]
    if word in FEATURES:
        page.append(markup.prose(sentence(FEATURES[word].doc)))
    else:
        page.append(f"Stands for {markup.names(features, most=_MOST)}.")
    target = around.inner[0].name if around is not None and around.inner else ""
    if target in known_targets(compilation):
        together: dict[Answer, tuple[dict[str, None], dict[str, None]]] = {}
        for entry in differing(compilation, target):
            if covers(word, entry.use.feature):
                asked, subjects = together.setdefault(entry.answer, ({}, {}))
                asked[entry.use.feature] = subjects[entry.use.subject] = None
        told = [
            f"{answers.answer_line(asked, answer, markup)} {markup.names(subjects, most=_MOST)}"
            for answer, (asked, subjects) in together.items()
        ]
        page.append(markup.bullets(told) if told else f"Nothing of it is lost under {markup.code(target)}.")
    return page
