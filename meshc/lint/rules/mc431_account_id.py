"""AWS account ids outside overlays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context
from meshc.lint.rule import Once
from meshc.lint.strings import WrittenString

CODE = Code(
    code="MC431",
    name="account-id",
    summary="An AWS account id stands outside an overlay.",
    explanation=(
        "A mesh describes a system; the account is a matter of where it runs. With the id in an overlay or a parameter "
        "the same mesh serves every stage. `${aws.account}` is the account that is deployed to, as `${aws.region}` is "
        "the region. Twelve digits count only where an account id stands: in an ARN, in the host of an ECR image, and "
        "in `account`."
    ),
    bad="""\
mesh demo {
  namespace = "demo.local"
  ecs { execution-role = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole" }
}
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
}
""",
    good="""\
mesh demo {
  namespace = "demo.local"
  ecs { execution-role = "arn:${aws.partition}:iam::${aws.account}:role/ecsTaskExecutionRole" }
}
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
}
""",
    severity=Severity.WARNING,
)
_ACCOUNT = (
    r"arn:[^:\s]*:[^:\s]*:[^:\s]*:(\d{12}):|(?<![\w.-])(\d{12})\.dkr[.-]ecr[a-z0-9-]*\.[a-z0-9-]+\.(?:amazonaws|on\.aws)"
    r"|(?<![\w.-])(\d{12})\.dkr[.-]ecr[a-z0-9-]*\.\0"
)
_WHOLE = r"\d{12}"
_WORDS = {"arn": "certificate", "arns": "trust"}
"""What the mesh language calls fields of certificates and of those who are trusted."""


def check(context: Context) -> Iterator[Diagnostic]:
    once = Once()
    for string in context.strings:
        text = string.text
        if len(text) < 12 or not ("arn:" in text or ".dkr" in text or string.field == "account"):
            continue
        account = _account(string)
        if not account:
            continue
        origin = string.node.origin(string.field)
        item = origin.item
        if item is not None and (item in context.overlay_items or (item.line is None and account not in item.text)):
            continue
        field = _WORDS.get(string.field) or string.field.replace("_", "-")
        if not once.new(f"{string.name or field} {account}", origin):
            continue
        shown = f"`{string.name}`" if string.name else "a command" if string.place == "command" else f"`{field}`"
        yield CODE.at(
            origin,
            f"{shown} of `{string.owner}` holds the AWS account id {account}",
            label="an account id",
            help="write `${aws.account}` for the account that is deployed to; another belongs in a param or overlay",
        )


def _account(string: WrittenString) -> str:
    text = string.text
    if string.field == "account" and re.fullmatch(_WHOLE, text):
        return text
    found = re.search(_ACCOUNT, text)
    return next(filter(None, found.groups()), "") if found else ""
