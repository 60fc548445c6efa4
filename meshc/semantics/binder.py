"""Matches the statements of one item against the table of the language, without looking at anything else.

What binding finds depends on the text of the item alone, so the result is kept as long as that text is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label
from meshc.diagnostics.suggest import fold, nearest
from meshc.language.kinds import Kind, LabelSpec, Setting
from meshc.language.table import OVERLAY, OVERLAY_SETTINGS, TOP_LEVEL
from meshc.language.values import EnumType, StringType
from meshc.semantics import codes
from meshc.semantics.bound import INVALID, REMOVED, BoundBlock, BoundValue, Deferred
from meshc.semantics.values.read import ValueReader
from meshc.source import Item, Origin, Span
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem

# The constructor of a named tuple is a Python function; binding makes so many that it would be a tenth of its cost.
_new = tuple.__new__

_FOREIGN_WORDS = {
    "desired-count": "replicas",
    "count": "replicas",
    "scale": "replicas",
    "instances": "replicas",
    "container-port": "port",
    "target-port": "port",
    "environment": "env",
    "variables": "env",
    "secrets": "env",
    "healthcheck": "health",
    "health-check": "health",
    "depends": "depends-on",
    "timeout-seconds": "timeout",
    "request-timeout": "timeout",
    "per-request-timeout": "timeout",
    "retries": "retry",
    "retry-policy": "retry",
    "max-retries": "max",
    "num-retries": "max",
    "per-try-timeout": "per-try",
    "per-retry-timeout": "per-try",
    "retry-on": "on",
    "circuit-breakers": "connection-pool",
    "outlier": "outlier-detection",
    "upstream": "calls",
    "upstreams": "calls",
    "backend": "calls",
    "backends": "calls",
    "call": "calls",
    "launch-type": "launch",
    "sidecar": "container",
    "sidecars": "container",
    "task-definition": "task",
    "task-role-arn": "task-role",
    "execution-role-arn": "execution-role",
    "mem": "memory",
    "weighted-targets": "split",
    "aliases": "alias",
    "logging": "log",
    "log-configuration": "log",
    "parameter": "param",
    "variable": "param",
    "include": "import",
    "module": "import",
    "virtual-service": "service",
    "virtual-gateway": "gateway",
    "lambda": "client",
    "function": "client",
    "database": "external",
    "app-protocol": "protocol",
    "working-directory": "directory",
    "workdir": "directory",
    "autoscaling": "autoscale",
    "deployment": "deploy",
}
"""Words of Terraform, Copilot, Compose and ECS, folded, and what they are called here."""

_OFF = EnumType(("off",))


class BoundItem(NamedTuple):
    """The blocks of one item, bound, and what was found on the way."""

    blocks: tuple[BoundBlock, ...]
    findings: tuple[Diagnostic, ...]


def bind(parsed: ParsedItem) -> BoundItem:
    """Binds the statements of an item."""
    if not parsed.statements:
        return BoundItem((), ())
    binder = _Binder(parsed.item)
    blocks = []
    for statement in parsed.statements:
        if isinstance(statement, ast.Block):
            block = binder.block(statement, TOP_LEVEL, "at the top of a file", overlay=False)
            if block is not None:
                blocks.append(block)
        else:
            binder.top_level_setting(statement)
    return BoundItem(tuple(blocks), tuple(binder.findings))


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """The word of the language that was most likely meant, knowing what other tools call it."""
    known = tuple(known)
    foreign = _FOREIGN_WORDS.get(fold(word))
    return foreign if foreign in known else nearest(word, known)


class _Binder:
    def __init__(self, item: Item) -> None:
        self.item = item
        self.findings: list[Diagnostic] = []
        self.reader = ValueReader(item, self.findings)

    def origin(self, span: Span) -> Origin:
        return _new(Origin, (self.item, span[0], span[1], ""))

    def top_level_setting(self, setting: ast.Setting) -> None:
        name = _key_text(setting.key)
        homes = [kind.name for kind in TOP_LEVEL.values() if name in kind.settings]
        help = f"put it in a block, such as `{homes[0]} … {{ }}`" if homes else "at the top of a file stand blocks only"
        self.findings.append(
            codes.UNKNOWN_SETTING.at(
                self.origin(setting.key.span), f"setting `{name}` stands outside a block", help=help
            )
        )

    def block(self, node: ast.Block, known: dict[str, Kind], where: str, *, overlay: bool) -> BoundBlock | None:
        word = node.kind.text
        kind = known.get(word)
        if kind is None:
            self._unknown_block(node, known, where)
            return None
        labels = self._labels(node, kind)
        if labels is None:
            return None
        origin = self.origin(node.head)
        if node.body is None:
            if kind.body == "required" and not node.damaged:
                self.findings.append(
                    codes.BODY.at(
                        origin, f"`{word}` needs braces", help=f"write `{word} … {{ }}`, with `{{` on the same line"
                    )
                )
                return None
            return BoundBlock(kind, labels, {}, {}, {}, origin, node.damaged)
        if kind.body == "none":
            self.findings.append(
                codes.BODY.at(origin, f"`{word}` takes no braces", help=f"write only `{_head(self.item, node)}`")
            )
        bound = BoundBlock(kind, labels, {}, {}, {}, origin, node.damaged)
        self._body(bound, node.body, overlay=overlay or kind is OVERLAY)
        if not overlay and kind is not OVERLAY:
            self._required(bound)
        return bound

    def _unknown_block(self, node: ast.Block, known: dict[str, Kind], where: str) -> None:
        word = node.kind.text
        origin = self.origin(node.kind.span)
        match = suggestion(word, known)
        fix = None
        if match:
            fix = Fix(f"write `{match}`", (Edit(origin, match),), Applicability.UNSAFE)
        self.findings.append(
            codes.UNKNOWN_BLOCK.at(
                origin,
                f"`{word}` is not a kind of block {where}",
                help=f"did you mean `{match}`?" if match else _home(word, where),
                fix=fix,
            )
        )

    def _labels(self, node: ast.Block, kind: Kind) -> tuple[BoundValue, ...] | None:
        specs = kind.labels
        least = sum(not spec.optional for spec in specs)
        written = node.labels
        if not least <= len(written) <= len(specs):
            self.findings.append(
                codes.WRONG_LABELS.at(self.origin(node.head), _label_problem(kind.name, specs, len(written)))
            )
            return None
        bound: list[BoundValue] = []
        for value, spec in zip(written, specs, strict=False):
            converted = self.reader.read(value, spec.type)
            if converted is INVALID:
                return None
            if converted == "":
                self.findings.append(codes.WRONG_LABELS.at(self.origin(value.span), f"the {spec.name} is empty"))
                return None
            place = self.origin(value.span)
            if isinstance(converted, Deferred) and not (kind.ordered and not bound):
                self.findings.append(
                    codes.WRONG_LABELS.at(
                        place,
                        f"the {spec.name} of `{kind.name}` must be written out",
                        help="what names or finds a block cannot depend on a parameter",
                    )
                )
                return None
            bound.append(_new(BoundValue, (None, converted, place, place)))
        return tuple(bound)

    def _body(self, bound: BoundBlock, body: Sequence[ast.Statement], *, overlay: bool) -> None:
        kind = bound.kind
        for statement in body:
            if isinstance(statement, ast.Setting):
                if kind.entries is not None:
                    self._entry(bound, statement, overlay=overlay)
                else:
                    self._setting(bound, statement, overlay=overlay)
            elif not self._looks_like_setting(statement, kind):
                child = self.block(statement, kind.kinds, f"in `{kind.name}`", overlay=overlay)
                if child is not None:
                    self._add(bound, child)

    def _looks_like_setting(self, node: ast.Block, kind: Kind) -> bool:
        word = node.kind.text
        if node.body is not None or word in kind.kinds:
            return False
        if word not in kind.settings and not (kind.entries is not None and len(node.labels) == 1):
            return False
        fix = None
        if len(node.labels) == 1:
            end = node.kind.span.end
            fix = Fix("add `=`", (Edit(Origin(self.item, end, end), " ="),), Applicability.SAFE)
        self.findings.append(
            codes.WRONG_LABELS.at(
                self.origin(node.head), f"`{word}` is a setting and needs `=`", help=f"write `{word} = …`", fix=fix
            )
        )
        return True

    def _entry(self, bound: BoundBlock, node: ast.Setting, *, overlay: bool) -> None:
        name = _key_text(node.key)
        key = self.origin(node.key.span)
        if name in bound.entries:
            self._twice(name, key, bound.entries[name].key)
            return
        assert bound.kind.entries is not None
        removed = overlay and type(node.value) is ast.Word and node.value.text == "off"
        value = REMOVED if removed else self.reader.read(node.value, bound.kind.entries)
        bound.entries[name] = _new(BoundValue, (None, value, key, self.origin(node.value.span)))

    def _setting(self, bound: BoundBlock, node: ast.Setting, *, overlay: bool) -> None:
        name = _key_text(node.key)
        kind = bound.kind
        key = self.origin(node.key.span)
        spec = kind.settings.get(name)
        if spec is None and overlay and kind.labels:
            spec = OVERLAY_SETTINGS.get(name)
        switched_off = type(node.value) is ast.Word and node.value.text == "off"
        if spec is None:
            block = kind.kinds.get(name)
            if block is not None and switched_off and block.once and (block.off or overlay):
                spec = Setting(name, _OFF, block.doc, group=block.group, field=block.ir_field)
            else:
                self._unknown_setting(name, key, kind, block)
                return
        if name in bound.settings:
            self._twice(name, key, bound.settings[name].key)
            return
        if switched_off and (spec.off or overlay or spec.type is _OFF) and not _takes_off(spec):
            value: Any = "off"
        else:
            value = self.reader.read(node.value, spec.type)
        if isinstance(value, Deferred) and (kind.name == "param" or name in OVERLAY_SETTINGS):
            self.findings.append(
                codes.BAD_VALUE.at(
                    self.origin(node.value.span),
                    f"`{name}` must be written out here",
                    help="what a parameter is, and what an overlay does, cannot depend on a parameter",
                )
            )
            value = INVALID
        if name == "before" and not overlay:
            self.findings.append(
                codes.BAD_VALUE.at(
                    key, "`before` has a meaning in overlays only", help="write the routes in the order that they have"
                )
            )
        bound.settings[name] = _new(BoundValue, (spec, value, key, self.origin(node.value.span)))

    def _unknown_setting(self, name: str, key: Origin, kind: Kind, block: Kind | None) -> None:
        fix = None
        if block is not None:
            labels = "".join(f" {label.name.upper()}" for label in block.labels if not label.optional)
            help = f"`{name}` is a block: write `{name}{labels}{'' if block.body == 'none' else ' { … }'}`"
        else:
            match = suggestion(name, (*kind.settings, *kind.kinds))
            help = f"did you mean `{match}`?" if match else _home(name, f"in `{kind.name}`")
            if match in kind.settings:
                fix = Fix(f"write `{match}`", (Edit(key, match),), Applicability.UNSAFE)
            elif match:
                help = f"did you mean the block `{match} {{ … }}`?"
        self.findings.append(
            codes.UNKNOWN_SETTING.at(key, f"`{name}` is not a setting of `{kind.name}`", help=help, fix=fix)
        )

    def _add(self, bound: BoundBlock, child: BoundBlock) -> None:
        kind = child.kind
        several = bound.blocks.get(kind.name, [])
        if kind.once and several:
            self._twice(kind.name, child.origin, several[0].origin)
            return
        if kind.once and kind.name in bound.settings:
            self._twice(kind.name, child.origin, bound.settings[kind.name].key)
            return
        if not kind.once and not kind.ordered:
            for other in several:
                if other.key == child.key:
                    self.findings.append(
                        codes.DUPLICATE_NAME.at(
                            child.labels[0].origin,
                            f"{kind.name} `{child.name}` is declared twice",
                            label="again here",
                            secondary=(Label(other.labels[0].origin, "first here"),),
                        )
                    )
                    return
        several.append(child)
        bound.blocks[kind.name] = several

    def _twice(self, name: str, second: Origin, first: Origin) -> None:
        self.findings.append(
            codes.DUPLICATE_SETTING.at(
                second,
                f"`{name}` stands twice in this block",
                label="again here",
                secondary=(Label(first, "first here"),),
                help="remove one of them",
            )
        )

    def _required(self, bound: BoundBlock) -> None:
        for setting in bound.kind.required:
            if setting.name not in bound.settings and not bound.damaged:
                self.findings.append(
                    codes.MISSING_SETTING.at(
                        bound.origin,
                        f"`{bound.kind.name}` needs `{setting.name}`",
                        help=f"`{setting.name}` is {setting.doc}",
                    )
                )


def _key_text(key: ast.Word | ast.String) -> str:
    return key.text if type(key) is ast.Word else key.literal or ""  # type: ignore[union-attr]


def _takes_off(spec: Setting) -> bool:
    return isinstance(spec.type, EnumType) and "off" in spec.type.words and spec.type is not _OFF


def _head(item: Item, node: ast.Block) -> str:
    return item.text[node.head.start : node.head.end]


def _home(word: str, where: str) -> str:
    """Where a word that is known elsewhere belongs."""
    if word in TOP_LEVEL and where != "at the top of a file":
        return f"`{word}` stands at the top of a file"
    homes = [f"`{kind.name}`" for kind in TOP_LEVEL.values() if word in kind.settings or word in kind.kinds]
    return f"it belongs in {' or '.join(homes[:3])}" if homes else ""


def _label_problem(kind: str, specs: tuple[LabelSpec, ...], found: int) -> str:
    if not specs:
        return f"`{kind}` takes no label"
    wanted = " and ".join(("an optional " if spec.optional else "a ") + spec.name for spec in specs)
    if found == 0:
        names = isinstance(specs[0].type, StringType)
        return f"`{kind}` needs {wanted}: write `{kind} {'NAME' if names else specs[0].name.upper()} …`"
    return f"`{kind}` takes {wanted}, found {found} labels"
