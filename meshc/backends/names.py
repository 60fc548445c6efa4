"""What names AWS takes, and a legal name near a wanted one.

A wanted name may hold any Unicode. Accents are dropped, other letters that have no plain form are left out, and
what is illegal becomes `-`. Where letters had to go or the name was cut, a short hash of the whole wanted name keeps
two different names apart. The same name always gives the same suggestion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from unicodedata import normalize

_HASH_DIGITS = 6
_LABEL = 63
"""Most characters of one label of a host name, RFC 1035 section 2.3.4."""


@dataclass(frozen=True, slots=True)
class NameRule:
    """A kind of name: how it may be spelled, in words and as a pattern of the whole name."""

    spelling: str
    """The allowed characters, in words."""
    longest: int
    """Most characters that the name may have."""
    pattern: re.Pattern[str]
    extra: str = "_-"
    """Characters that a suggestion may keep beside letters and digits."""
    edges: str = "-"
    """Characters that a suggestion neither begins nor ends with."""
    lower: bool = field(default=False, kw_only=True)
    """Whether letters must be small."""
    ending: str = ""
    """What a suggestion ends with where the wanted name has no such part."""

    def accepts(self, name: str) -> bool:
        """Whether the name is legal."""
        return self.pattern.fullmatch(name) is not None

    def suggestion(self, wanted: str) -> str:
        """A legal name near the wanted one; the wanted one itself where it is legal."""
        if self.accepts(wanted):
            return wanted
        folded, lost = _fold(wanted, self.extra, lower=self.lower)
        name = whole = folded.strip(self.edges)
        if lost or not name or len(name) > self.longest:
            digest = _digest(wanted)
            room = self.longest - len(digest) - 1
            name = f"{name[:room].rstrip(self.edges)}-{digest}" if name else f"n{digest}"
        # A name may be short enough as a whole and too long for one label of a host name.
        label = f"{whole[: _LABEL - _HASH_DIGITS - 1].rstrip(self.edges)}-{_digest(wanted)}"
        last = f"n{_digest(wanted)}{self.ending}"
        return next(filter(self.accepts, (name, name + self.ending, label)), last)


def _fold(wanted: str, extra: str, *, lower: bool) -> tuple[str, bool]:
    """The name in ASCII letters, digits and `extra`, and whether letters or digits had to be left out."""
    kept: list[str] = []
    lost = False
    for character in normalize("NFKD", wanted):
        if character.isascii():
            legal = character.isalnum() or character in extra
            if legal or not kept or kept[-1] != "-":
                kept.append(character if legal else "-")
        elif character.isalnum():
            lost = True
    name = "".join(kept)
    return (name.lower() if lower else name), lost


@cache
def _digest(wanted: str) -> str:
    from hashlib import sha256

    return sha256(wanted.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_DIGITS]


ECS_NAME = NameRule(
    "letters, digits, `_` and `-`",
    255,
    re.compile(r"[A-Za-z0-9_-]{1,255}"),
)
"""Families, containers, ECS services, clusters and volumes. botocore ecs, RegisterTaskDefinition.family."""

PORT_NAME = NameRule(
    "small letters, digits, `_` and `-`, not beginning with `-`",
    64,
    re.compile(r"[a-z0-9_][a-z0-9_-]{0,63}"),
    lower=True,
)
"""Port names and discovery names. botocore ecs, PortMapping.name and ServiceConnectService.discoveryName."""

ALIAS_NAME = NameRule(
    "small letters, digits, `_`, `-` and `.`, not beginning with `-`",
    127,
    re.compile(r"[a-z0-9_.][a-z0-9_.-]{0,126}"),
    extra="_-.",
    edges="-.",
    lower=True,
)
"""DNS names of Service Connect client aliases. botocore ecs, ServiceConnectClientAlias.dnsName."""

DNS_LABEL = NameRule(
    "letters, digits and `-`, beginning and ending with a letter or digit",
    63,
    re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"),
    extra="-",
    lower=True,
)
"""One label of a host name, RFC 1123 section 2.1."""

_CLOUD_MAP_LABEL = r"([a-zA-Z0-9_][a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_]|[a-zA-Z0-9])"

CLOUD_MAP_SERVICE = NameRule(
    "letters, digits, `_` and `-` in labels of at most 63 characters joined by `.`",
    127,
    re.compile(rf"(?=.{{1,127}}\Z)({_CLOUD_MAP_LABEL}(\.{_CLOUD_MAP_LABEL})*|\.)"),
    extra="_-",
    edges="-",
)
"""Cloud Map services. botocore servicediscovery, ServiceName."""

CLOUD_MAP_INSTANCE = NameRule(
    "letters, digits and `_/:.@-`",
    64,
    re.compile(r"[0-9a-zA-Z_/:.@-]{1,64}"),
    extra="_/:.@-",
)
"""Cloud Map instances. botocore servicediscovery, InstanceId."""

_HOST_LABEL = r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"

HTTP_NAMESPACE = NameRule(
    "printable ASCII without spaces, not beginning with `arn:`",
    1024,
    re.compile(r"(?!arn:)[!-~]{1,1024}"),
    extra="_-.",
    edges="-.",
)
"""Cloud Map namespaces for API calls only. botocore servicediscovery, NamespaceNameHttp."""

PRIVATE_NAMESPACE = NameRule(
    "printable ASCII without spaces, not beginning with `arn:`",
    253,
    re.compile(r"(?!arn:)[!-~]{1,253}"),
    extra="_-.",
    edges="-.",
)
"""Cloud Map namespaces with private DNS. botocore servicediscovery, NamespaceNamePrivate."""

PUBLIC_NAMESPACE = NameRule(
    "host name labels of at most 63 letters, digits and `-` with at least one `.` between them",
    253,
    re.compile(rf"(?=.{{1,253}}\Z)({_HOST_LABEL}\.)+{_HOST_LABEL}"),
    extra="-.",
    edges="-.",
    lower=True,
    ending=".example.com",
)
"""Cloud Map namespaces with public DNS. botocore servicediscovery, NamespaceNamePublic."""
