"""The types of values that settings and labels take: data only, read by the binder, completion and the docs."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias


class StringType(NamedTuple):
    """A string that must be known when compiling."""

    allow_word: bool = False
    """Whether a bare word may stand for the string."""


class TextType(NamedTuple):
    """A string that may hold late parameters, account facts and addresses."""

    late_whole: bool = False
    """Whether a late parameter may stand for the whole value without quotes."""


class TextListType(NamedTuple):
    """A list of such strings, or one late parameter for the whole list."""

    late: bool = False


class VariableType(NamedTuple):
    """A value of a map such as `env`: a string, number, boolean, or a call for a secret."""

    secrets: bool = False


class IntegerType(NamedTuple):
    """A whole number from `low` to `high`."""

    low: int | None = None
    high: int | None = None
    late: bool = False


class NumberChoiceType(NamedTuple):
    """One of a few whole numbers."""

    values: tuple[int, ...]


class NumberType(NamedTuple):
    """A number, whole or decimal, greater than zero."""

    unit: str = ""


class BooleanType(NamedTuple):
    """`true` or `false`."""


class DurationType(NamedTuple):
    """A duration; in the IR whole milliseconds."""


class SizeType(NamedTuple):
    """A size; in the IR a whole number of `unit`."""

    unit: Literal["MiB", "GiB"] = "MiB"


class ShareType(NamedTuple):
    """A share in percent, up to `high`."""

    high: int = 100
    whole: bool = False


class RateType(NamedTuple):
    """A number of events per unit of time."""


class WeightType(NamedTuple):
    """A part of the traffic: a share, a whole number, or `rest`."""


class EnumType(NamedTuple):
    """One of a closed set of words."""

    words: tuple[str, ...]
    numbers: bool = False
    """Whether HTTP statuses may stand beside the words."""


class ReferenceType(NamedTuple):
    """The name of something declared elsewhere."""

    to: Literal[
        "policy", "callee", "destination", "service", "source", "container", "volume", "port", "route", "target"
    ]


class CallType(NamedTuple):
    """One of a closed set of calls."""

    calls: tuple[str, ...]
    shape: Literal["certificate", "trust", "file", "path", "regex", "namespace"]
    """What the call becomes in the IR."""
    or_string: bool = False


class ListType(NamedTuple):
    """A list of values of one type."""

    item: ValueType


class ParameterTypeType(NamedTuple):
    """The type of a parameter: `string`, `number`, `boolean`, `duration`, `size` or `list(string)`."""


class AnyType(NamedTuple):
    """Any literal; checked against another setting."""


ValueType: TypeAlias = (
    StringType
    | TextType
    | TextListType
    | VariableType
    | IntegerType
    | NumberChoiceType
    | NumberType
    | BooleanType
    | DurationType
    | SizeType
    | ShareType
    | RateType
    | WeightType
    | EnumType
    | ReferenceType
    | CallType
    | ListType
    | ParameterTypeType
    | AnyType
)


class CallSignature(NamedTuple):
    """One of the calls of the language: how many arguments it takes, what they are, and an example."""

    name: str
    least: int
    most: int
    doc: str
    example: str


CALLS: dict[str, CallSignature] = {
    signature.name: signature
    for signature in (
        CallSignature("ssm", 1, 1, "a parameter of SSM Parameter Store, by name or ARN", 'ssm("/shop/db/password")'),
        CallSignature(
            "secret", 1, 2, "a secret of Secrets Manager, by ARN, and a key in it", 'secret("arn…", "password")'
        ),
        CallSignature(
            "regex", 1, 1, "a regular expression (RE2) for the whole value; its text is raw", r'regex("^/v\d+/")'
        ),
        CallSignature(
            "file", 1, 1, "a file read when compiling, relative to the mesh file", 'file("user.taskdef.json")'
        ),
        CallSignature(
            "pem", 1, 2, "PEM files inside the proxy's container: chain and key, or authorities", 'pem("/tls/ca.pem")'
        ),
        CallSignature("acm", 1, 3, "certificates of AWS Certificate Manager, by ARN", 'acm("arn…")'),
        CallSignature("pca", 1, 3, "an authority of AWS Private CA, by ARN, with a KMS key and a role", 'pca("arn…")'),
        CallSignature("sds", 1, 1, "a name that a secret discovery service knows", 'sds("spiffe://demo/user")'),
        CallSignature(
            "existing", 1, 2, "a namespace that exists, by id or ARN, and its name", 'existing("ns-0abc", "demo.local")'
        ),
        CallSignature("list", 1, 1, "the type of a parameter that is a list", "list(string)"),
    )
}
"""Every call that the language knows."""
