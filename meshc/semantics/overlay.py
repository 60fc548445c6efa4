"""Lays overlays over the blocks of a mesh, in the order in which they are named."""

from __future__ import annotations

from meshc.diagnostics.model import Diagnostic
from meshc.diagnostics.respelling import respelled
from meshc.language.kinds import Kind, Setting
from meshc.language.values import ReferenceType
from meshc.semantics import codes
from meshc.semantics.bound import REMOVED, BoundBlock, BoundValue, merged

_MARKS = frozenset({"new", "remove", "before"})


def apply(base: BoundBlock, over: BoundBlock, findings: list[Diagnostic]) -> BoundBlock:
    """`base`, a block that holds others (a whole mesh, or any block of it), changed by an overlay's block."""
    removed = {name for name, value in over.settings.items() if _removes(value, base)}
    settings = {
        name: value
        for name, value in over.settings.items()
        if name not in removed and not (over.kind.labels and name in ("new", "remove"))
    }
    result = merged(base, over._replace(settings=settings, entries={}, blocks={}))
    if removed:
        result = result._replace(
            settings={name: value for name, value in result.settings.items() if name not in removed},
            blocks={kind: several for kind, several in result.blocks.items() if kind not in removed},
        )
    entries = {name: value for name, value in {**base.entries, **over.entries}.items() if value.value is not REMOVED}
    result = result._replace(entries=entries, origin=base.origin, labels=base.labels)
    if over.blocks:
        blocks = dict(result.blocks)
        # What a block uses is said as a whole, like a list.
        blocks.pop("use" if "use" in over.blocks else "", None)
        for kind, several in over.blocks.items():
            blocks[kind] = _lists(blocks.get(kind, []), several, findings)
        switched = {kind for kind, several in over.blocks.items() if several[0].kind.once}
        result = result._replace(
            blocks={kind: several for kind, several in blocks.items() if several},
            settings={name: value for name, value in result.settings.items() if name not in switched},
        )
    return result


def _removes(value: BoundValue, base: BoundBlock) -> bool:
    """Whether `NAME = off` takes a setting away, rather than turning a feature off."""
    if value.value != "off" or value.spec is None:
        return False
    kind = base.kind.kinds.get(value.spec.name)
    turns_off = value.spec.off if kind is None else kind.off
    in_table = base.kind.settings.get(value.spec.name)
    return not turns_off and not (in_table is not None and _has_word_off(in_table))


def _has_word_off(setting: Setting) -> bool:
    return "off" in getattr(setting.type, "words", ())


def _lists(base: list[BoundBlock], over: list[BoundBlock], findings: list[Diagnostic]) -> list[BoundBlock]:
    result = list(base)
    for block in over:
        place = next((index for index, below in enumerate(result) if below.key == block.key), None)
        kind = block.kind
        new, remove = _is_marked(block, "new"), _is_marked(block, "remove")
        if place is None:
            if remove or (kind.labels and not new and not _refers(kind)):
                _missing(block, result, findings)
            if not remove:
                _insert(result, block, findings)
        elif new:
            findings.append(
                codes.DUPLICATE_NAME.at(
                    block.origin, f"{kind.name} `{block.name}` is in the mesh already", help="remove `new = true`"
                )
            )
        elif remove:
            del result[place]
        else:
            changed = apply(_without_alternative(result[place], block), _without_before(block), findings)
            result[place] = changed
            if "before" in block.settings:
                del result[place]
                _insert(
                    result,
                    changed._replace(settings={**changed.settings, "before": block.settings["before"]}),
                    findings,
                )
    return result


def _is_marked(block: BoundBlock, mark: str) -> bool:
    """Whether an overlay says of a block that it is new, or to be removed; `headers` have a `remove` of their own."""
    return bool(block.kind.labels and block.get(mark))


def _refers(kind: Kind) -> bool:
    """Whether a block of the kind names something declared elsewhere, as `calls` does, and so declares nothing."""
    return isinstance(kind.labels[-1].type, ReferenceType)


def _missing(block: BoundBlock, base: list[BoundBlock], findings: list[Diagnostic]) -> None:
    kind = block.kind.name
    name = _label_text(block)
    otherwise = "" if _is_marked(block, "remove") else f"write `new = true` in it to add a {kind}"
    near = respelled(block.origin, name, [_label_text(below) for below in base], otherwise)
    message = f"the mesh has no {kind} `{name}` that this overlay could change"
    findings.append(codes.OVERLAY_TARGET.at(block.origin, message, help=near.help, fix=near.fix))


def _label_text(block: BoundBlock) -> str:
    """What identifies a block, as it is written."""
    origin = block.labels[-1].origin
    return origin.item.text[origin.start : origin.end].strip('"') if origin.item else block.name


def _without_alternative(base: BoundBlock, over: BoundBlock) -> BoundBlock:
    """The base without the destinations of a route that the overlay writes in the other way."""
    if "to" in over.settings and "split" in base.blocks:
        return base._replace(blocks={kind: several for kind, several in base.blocks.items() if kind != "split"})
    if "split" in over.blocks and "to" in base.settings:
        return base._replace(settings={name: value for name, value in base.settings.items() if name != "to"})
    return base


def _without_before(block: BoundBlock) -> BoundBlock:
    """The block without what only says where it goes."""
    if "before" not in block.settings:
        return block
    return block._replace(settings={name: value for name, value in block.settings.items() if name != "before"})


def _without_marks(block: BoundBlock) -> BoundBlock:
    """The block without the settings that only say how an overlay means it."""
    if not block.kind.labels or not block.settings.keys() & _MARKS:
        return block
    return block._replace(settings={name: value for name, value in block.settings.items() if name not in _MARKS})


def _added(block: BoundBlock) -> BoundBlock:
    """A new block as it stands in the mesh: in what is new nothing inside can be new, or be removed."""
    blocks = {
        kind: kept
        for kind, several in block.blocks.items()
        if (kept := [_added(inner) for inner in several if not _is_marked(inner, "remove")])
    }
    return _without_marks(block)._replace(blocks=blocks)


def _insert(result: list[BoundBlock], block: BoundBlock, findings: list[Diagnostic]) -> None:
    """Adds a new block: last, or before the one that its `before` names."""
    before = block.settings.get("before")
    block = _added(block)
    if before is None:
        result.append(block)
        return
    place = next((index for index, below in enumerate(result) if below.key == (before.value,)), None)
    if place is None:
        names = [below.labels[1].value for below in result if len(below.labels) > 1]
        near = respelled(before.origin, str(before.value), names)
        message = f"route `{before.value}` is not defined"
        findings.append(codes.UNDEFINED_NAME.at(before.origin, message, help=near.help, fix=near.fix))
        place = len(result)
    result.insert(place, block)
