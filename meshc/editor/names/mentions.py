"""Every name that an item mentions, found by the table of the language from its tree alone.

A name means the same whatever the rest of the mesh says (`contract.v2` is the member `v2` of `contract`, be it a port
or a version), so what is found holds as long as the text of the item does. What is damaged is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from meshc.editor.names.symbols import Form, Mention, Role, Space, Symbol
from meshc.editor.tree import OWNERS, text_of, word_of
from meshc.language.kinds import Kind, LabelSpec
from meshc.language.table import TOP_LEVEL
from meshc.language.values import ListType, ReferenceType, ValueType
from meshc.source import Span
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem

_DECLARING: Mapping[str, Space] = {
    **dict.fromkeys(OWNERS, Space.OWNER),
    "port": Space.MEMBER,
    "version": Space.MEMBER,
    "route": Space.ROUTE,
    "container": Space.CONTAINER,
    "volume": Space.VOLUME,
    "policy": Space.POLICY,
    "param": Space.PARAMETER,
    "overlay": Space.OVERLAY,
    "mesh": Space.MESH,
    "test": Space.TEST,
    "target": Space.TARGET,
}
"""Kinds whose label is a name, and what it is the name of."""

_OF_OWNER: Mapping[str, Space] = {
    "port": Space.MEMBER,
    "route": Space.ROUTE,
    "container": Space.CONTAINER,
    "volume": Space.VOLUME,
}
"""References to something of one owner."""

_ATTRIBUTES = ("host", "port", "address", "url")
_NOWHERE = Span(0, 0)


class _Place(NamedTuple):
    """Where a statement stands."""

    owner: str = ""
    owner_kind: str = ""
    callee: str = ""
    """The owner whose routes a `route` names."""
    overlay: bool = False
    new: bool = False
    statement: Span = _NOWHERE


def mentions(parsed: ParsedItem) -> tuple[Mention, ...]:
    """The mentions of an item, in the order of the text."""
    walk = _Walk(parsed.item.text)
    for statement in parsed.statements:
        if isinstance(statement, ast.Block):
            walk.block(statement, TOP_LEVEL, _Place())
        else:
            walk.values((statement.value,), _Place(statement=statement.span))
    return tuple(sorted(walk.found, key=lambda mention: (mention.start, mention.end)))


class _Walk:
    """Appends to one list."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Mention] = []

    def block(self, node: ast.Block, known: Mapping[str, Kind], place: _Place) -> None:
        kind = known.get(node.kind.text)
        labels, body = node.labels, node.body or ()
        if kind is None:
            self._unknown(node, place)
            return
        place = place._replace(statement=node.head, new=place.new or _is_new(body))
        for label, spec in zip(labels, kind.labels, strict=False):
            place = self._label(node, kind, spec, label, place)
        self.values(labels[len(kind.labels) :], place)
        if kind.name == "overlay":
            place = place._replace(overlay=True)
        for statement in body:
            if isinstance(statement, ast.Block):
                self.block(statement, kind.kinds, place)
            else:
                self._setting(statement, kind, place._replace(statement=statement.span))

    def _unknown(self, node: ast.Block, place: _Place) -> None:
        """What the compiler does not read may hold parameters all the same: a slip in a head is put right later."""
        waiting = [node]
        while waiting:
            block = waiting.pop()
            self.values(block.labels, place._replace(statement=block.head))
            for statement in block.body or ():
                if isinstance(statement, ast.Block):
                    waiting.append(statement)
                else:
                    self.values((statement.value,), place._replace(statement=statement.span))

    def _label(self, node: ast.Block, kind: Kind, spec: LabelSpec, label: ast.Value, place: _Place) -> _Place:
        """Notes a label; gives the place of what stands inside the block."""
        name = text_of(label)
        if isinstance(spec.type, ReferenceType) and kind.name != "target":
            self._reference(label, spec.type, place)
            return place._replace(callee=name.partition(".")[0]) if kind.name == "calls" and name else place
        space = _DECLARING.get(kind.name) if spec.name in ("name", "target") else None
        if space is None or not name or (isinstance(label, ast.Word) and name.startswith("param.")):
            self.values((label,), place)
            return place
        if space is Space.OWNER:
            place = place._replace(owner=name, owner_kind=kind.name)
        role = Role.EXTENDS if place.overlay and not place.new else Role.DECLARES
        of = place.owner if space in _OF_OWNER.values() else ""
        self._add(Symbol(space, name, of), label, 0, role, kind.name, place._replace(statement=node.span))
        return place

    def _setting(self, node: ast.Setting, kind: Kind, place: _Place) -> None:
        name = word_of(node)
        value = node.value
        if kind.name == "split" and kind.entries is not None:
            self._destination(node.key, "destination", place)
        spec = kind.settings.get(name)
        if name == "container" and spec is not None and place.owner and isinstance(value, ast.Word | ast.String):
            own = text_of(value)
            if own and not own.startswith("param.") and not _is_off(value, place):
                self._add(Symbol(Space.CONTAINER, own, place.owner), value, 0, Role.DECLARES, "application", place)
                return
        type_ = spec.type if spec is not None else None
        if type_ is not None and _refers(type_) and not _is_off(value, place):
            self._references(value, type_, place)
        else:
            self.values((value,), place)

    def _references(self, value: ast.Value, type_: ValueType, place: _Place) -> None:
        if isinstance(type_, ReferenceType):
            self._reference(value, type_, place)
        elif isinstance(value, ast.ListValue) and isinstance(type_, ListType):
            for item in value.items:
                self._references(item, type_.item, place)

    def _reference(self, node: ast.Value, type_: ReferenceType, place: _Place) -> None:
        name = text_of(node) if isinstance(node, ast.Word | ast.String) else ""
        if not name or name.startswith("param."):
            self.values((node,), place)
        elif type_.to == "policy":
            self._add(Symbol(Space.POLICY, name), node, 0, Role.REFERS, "policy", place)
        elif type_.to == "target":
            self._add(Symbol(Space.TARGET, name), node, 0, Role.REFERS, "target", place)
        elif type_.to == "route" and place.callee:
            self._add(Symbol(Space.ROUTE, name, place.callee), node, 0, Role.REFERS, "route", place)
        elif type_.to in _OF_OWNER:
            self._add(Symbol(_OF_OWNER[type_.to], name, place.owner), node, 0, Role.REFERS, type_.to, place)
        else:
            self._destination(node, type_.to, place)

    def _destination(self, node: ast.Value, expected: str, place: _Place) -> None:
        """`billing`, `billing.grpc`, or in the routes of a service one of its own versions, by its name alone."""
        name = text_of(node)
        if not name or not isinstance(node, ast.Word | ast.String):
            return
        owner = place.owner
        if expected == "destination" and place.owner_kind == "service":
            if not name.startswith(f"{owner}."):
                self._add(Symbol(Space.MEMBER, name, owner), node, 0, Role.REFERS, "version", place)
                return
            head, member = owner, name[len(owner) + 1 :]
        else:
            head, _, member = name.partition(".")
        if head == name:
            self._add(Symbol(Space.OWNER, head), node, 0, Role.REFERS, expected, place)
            return
        length = self._length_before_dot(node, head)
        self._add(Symbol(Space.OWNER, head), node, 0, Role.REFERS, expected, place, length)
        if member:
            self._add(Symbol(Space.MEMBER, member, head), node, length + 1, Role.REFERS, expected, place, -1)

    def _length_before_dot(self, node: ast.Word | ast.String, head: str) -> int:
        """How long the head is as it is written: escapes are longer than what they stand for, and hold no dot."""
        inset = isinstance(node, ast.String)
        written = self.text[node.span.start + inset : node.span.end - inset]
        return len(head) if written.startswith(f"{head}.") else written.find(".")

    def values(self, nodes: Iterable[ast.Value], place: _Place) -> None:
        """Notes the parameters and addresses in values of any type."""
        for node in nodes:
            if isinstance(node, ast.Word):
                if node.text.startswith("param."):
                    name = node.text[6:]
                    self._add(Symbol(Space.PARAMETER, name), node, 6, Role.REFERS, "parameter", place, -1)
            elif isinstance(node, ast.String):
                for part in node.parts:
                    if isinstance(part, ast.Interpolation):
                        self._interpolation(part, place)
            elif isinstance(node, ast.ListValue):
                self.values(node.items, place)
            elif isinstance(node, ast.Call):
                self.values(node.arguments, place)

    def _interpolation(self, part: ast.Interpolation, place: _Place) -> None:
        at = part.span.start + 2
        words = part.path.split(".")
        head = words[0]
        if head == "aws":
            return
        if head == "param":
            name = part.path[6:]
            if name:
                self._part(Symbol(Space.PARAMETER, name), at + 6, len(name), "parameter", place)
            return
        owner = place.owner if head == "self" else head
        if not owner:
            return
        role = Role.IMPLIES if head == "self" else Role.REFERS
        self._part(Symbol(Space.OWNER, owner), at, len(head), "address", place, role)
        if len(words) == 3 or (len(words) == 2 and words[1] not in _ATTRIBUTES):
            self._part(Symbol(Space.MEMBER, words[1], owner), at + len(head) + 1, len(words[1]), "address", place)

    def _part(
        self, symbol: Symbol, start: int, length: int, word: str, place: _Place, role: Role = Role.REFERS
    ) -> None:
        self.found.append(
            Mention(symbol, start, start + length, role, Form.PATH, word, place.owner, place.statement, False)
        )

    def _add(
        self,
        symbol: Symbol,
        node: Any,
        at: int,
        role: Role,
        word: str,
        place: _Place,
        length: int | None = None,
    ) -> None:
        """Notes a name that stands `at` so many characters into a word or string.

        It is all of it without a `length`, and all that is left where that is negative.
        """
        start, end = node.span
        form = Form.WORD
        if isinstance(node, ast.String):
            start, end, form = start + 1, end - 1, Form.QUOTED
        elif isinstance(node, ast.Number):
            form = Form.NUMBER
        start += at
        if length is not None and length >= 0:
            end = start + length
        self.found.append(Mention(symbol, start, end, role, form, word, place.owner, place.statement, length is None))


def _refers(type_: ValueType) -> bool:
    return isinstance(type_, ReferenceType) or (isinstance(type_, ListType) and isinstance(type_.item, ReferenceType))


def _is_off(value: ast.Value, place: _Place) -> bool:
    """Whether a setting of an overlay takes away what the mesh says."""
    return place.overlay and isinstance(value, ast.Word) and value.text == "off"


def _is_new(body: Iterable[ast.Statement]) -> bool:
    """Whether an overlay says of a block that it is not in the mesh yet."""
    return any(
        isinstance(statement, ast.Setting)
        and isinstance(statement.key, ast.Word)
        and statement.key.text == "new"
        and isinstance(statement.value, ast.Boolean)
        and statement.value.value
        for statement in body
    )
