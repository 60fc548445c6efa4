"""What lowering one block needs: the names in scope, where findings go, and the way from bound values to IR fields."""

from __future__ import annotations

from typing import Any

from meshc.diagnostics.model import Diagnostic
from meshc.ir.base import NO_ORIGINS, Origins
from meshc.ir.text import AddressPart, Late, Template
from meshc.language.kinds import Kind
from meshc.language.values import TextType, VariableType
from meshc.semantics import codes
from meshc.semantics.bound import INVALID, REMOVED, BoundBlock, BoundValue, Deferred
from meshc.semantics.scope import Named, Scope
from meshc.semantics.values.read import ValueReader
from meshc.semantics.values.reader import Fields
from meshc.source import Origin

_HTTP = ("http", "http2", "grpc")
_PLAIN = frozenset({str, int, float, bool})
"""Types of most values, which nothing is left to do for."""


class Context:
    """Lowers the blocks of one owner: a service, a gateway, or the mesh itself."""

    def __init__(self, scope: Scope, findings: list[Diagnostic], owner: Named | None = None) -> None:
        self.scope = scope
        self.findings = findings
        self.owner = owner
        self.callees: dict[str, set[str]] = {}
        """What the owner calls, by name, with the ports named: it may use the addresses of those."""
        self.has_unknown_call = False
        """Whether the owner calls something that does not exist, which may be what an address means."""

    def value(self, bound: BoundValue) -> Any:
        """The value for the IR, or `INVALID`."""
        value = bound.value
        if type(value) in _PLAIN:
            return value
        if isinstance(value, Deferred):
            value = ValueReader(value.item, self.findings, self.scope.parameters, None).read(value.node, value.type)
        if isinstance(value, Late) and _wants_text(bound):
            value = Template(template=(value,), origins=NO_ORIGINS)
        if isinstance(value, Template):
            return value if self._addresses_hold(value, bound.origin) else INVALID
        if isinstance(value, tuple):
            for item in value:
                if isinstance(item, Template) and not self._addresses_hold(item, bound.origin):
                    return INVALID
        return value

    def get(self, block: BoundBlock, name: str) -> Any:
        """The value of one setting; None where it is absent or wrong."""
        bound = block.settings.get(name)
        if bound is None:
            return None
        value = self.value(bound)
        return None if value is INVALID else value

    def fields(self, block: BoundBlock, group: str | None = None) -> dict[str, Any]:
        """The fields of a block, as the IR names them, with their origins; of one group, or all of them."""
        result: dict[str, Any] = {}
        origins = Origins({"": block.origin})
        for bound in block.settings.values():
            spec = bound.spec
            if spec is None or (group is not None and spec.group != group):
                continue
            value = self.value(bound)
            if value is INVALID:
                continue
            if type(value) is Fields:
                result.update(value)
                for name in value:
                    origins[name] = bound.origin
            else:
                name = spec.ir_field
                result[name] = self.placed(value, bound.origin)
                origins[name] = bound.origin
        for several in block.blocks.values():
            kind = several[0].kind
            if group is not None and kind.group != group:
                continue
            name = kind.ir_field
            if kind.name == "headers" and kind.entries is None:
                result[name] = self._headers(several[0])
            elif kind.entries is not None:
                result[name] = self.entries(several[0])
            elif kind.once:
                fields = self.fields(several[0])
                if not is_whole(kind, fields):
                    continue
                result[name] = fields
            else:
                children = [self.labelled(child) for child in several]
                result[name] = tuple(fields for fields in children if is_whole(kind, fields))
            origins[name] = several[0].origin
        result["origins"] = origins
        return result

    def placed(self, value: Any, origin: Origin) -> Any:
        """The value; a node made of one value, such as a certificate, with its origin."""
        return {**value, "origins": Origins({"": origin})} if type(value) is dict else value

    def labelled(self, block: BoundBlock) -> dict[str, Any]:
        """The fields of a block whose label is one of them."""
        result = self.fields(block)
        kind: Kind = block.kind
        result[kind.label_field] = block.name
        result["origins"][kind.label_field] = block.labels[0].origin
        return result

    def entries(self, block: BoundBlock) -> tuple[dict[str, Any], ...]:
        """The entries of a map such as `env`, in the order in which they were written."""
        result = []
        for name, bound in block.entries.items():
            value = self.value(bound)
            if value is not INVALID and value is not REMOVED:
                origins = Origins({"": bound.key, "name": bound.key, "value": bound.origin})
                value = self.placed(value, bound.origin)
                result.append({"name": name, "value": value, "origins": origins})
        return tuple(result)

    def _headers(self, block: BoundBlock) -> dict[str, Any]:
        result: dict[str, Any] = {"origins": Origins({"": block.origin})}
        for name, edits in (("request", block), ("response", block.one("response"))):
            if edits is None:
                continue
            fields = self.fields(edits)
            fields.pop("response", None)
            if len(fields) > 1:
                result[name] = fields
                result["origins"][name] = edits.origin
        return result

    def _addresses_hold(self, value: Template, origin: Origin) -> bool:
        before = len(self.findings)
        for part in value.template:
            if isinstance(part, AddressPart):
                self._check_address(part, origin)
        return len(self.findings) == before

    def _check_address(self, part: AddressPart, origin: Origin) -> None:
        name = part.address
        owner = self.owner
        if name == "self":
            if owner is not None:
                self._check_port(part, owner, origin)
            return
        named = self.scope.named.get(name)
        if named is None or named.kind in ("gateway", "client"):
            self.findings += self.scope.no_callee(origin, name)
            return
        if owner is None or name not in self.callees:
            if self.has_unknown_call:
                return
            who = f"`{owner.name}`" if owner else "the mesh as a whole"
            self.findings.append(
                codes.ADDRESS_WITHOUT_CALL.at(
                    origin,
                    f"{who} uses the address of `{name}` but does not call it",
                    help=f"add `calls {name}`" if owner else "",
                )
            )
            return
        called = self.callees[name]
        if part.port in dict(named.ports) and part.port is not None and part.port not in called and "" not in called:
            self.findings.append(
                codes.ADDRESS_WITHOUT_CALL.at(
                    origin,
                    f"`{owner.name}` uses the address of `{name}.{part.port}` but does not call that port",
                    help=f"add `calls {name}.{part.port}`",
                )
            )
            return
        self._check_port(part, named, origin)

    def _check_port(self, part: AddressPart, named: Named, origin: Origin) -> None:
        written = ".".join(word for word in (part.address, part.port, part.attribute) if word)
        ports = dict(named.ports)
        if part.port is not None and part.port not in ports:
            known = [name for name in ports if name]
            self.findings += self.scope.undefined(origin, "port", part.port, known, of=named.name)
            return
        if part.port is None and len(ports) > 1 and part.attribute != "host":
            examples = " or ".join(f"`${{{part.address}.{name}.{part.attribute}}}`" for name in ports if name)
            self.findings.append(
                codes.BAD_ADDRESS.at(
                    origin,
                    f"`${{{written}}}` could be any of several ports of `{named.name}`",
                    help=f"write {examples}",
                )
            )
            return
        if not ports:
            self.findings.append(
                codes.BAD_ADDRESS.at(origin, f"`{named.name}` has no port, so `${{{written}}}` has no value")
            )
            return
        protocol = ports.get(part.port) or next(iter(ports.values()), "tcp")
        if part.attribute == "url" and protocol not in _HTTP:
            self.findings.append(
                codes.BAD_ADDRESS.at(
                    origin,
                    f"`{named.name}` speaks {protocol}, which has no URL",
                    help=f"use `${{{part.address}.address}}`, host and port",
                )
            )

    def reference(self, bound: BoundValue, what: str, known: list[str]) -> str | None:
        """The name that a setting refers to, if it is one of those known; else a finding and None."""
        value = self.value(bound)
        if not isinstance(value, str):
            return None
        self.scope.named.get(value)
        if value not in known:
            self.findings += self.scope.undefined(bound.origin, what, value, known)
            return None
        return value


def is_whole(kind: Kind, fields: dict[str, Any]) -> bool:
    """Whether nothing is missing that the block cannot do without; if so, a finding has been made."""
    return all(setting.ir_field in fields for setting in kind.required)


def _wants_text(bound: BoundValue) -> bool:
    return bound.spec is None or isinstance(bound.spec.type, TextType | VariableType)
