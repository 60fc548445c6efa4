"""Secrets written into the mesh."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context
from meshc.lint.secrets import secret_by_name, secret_by_value
from meshc.lint.strings import LATE, WrittenString

CODE = Code(
    code="MC430",
    name="literal-secret",
    summary="A secret is written as a literal.",
    explanation=(
        "What stands in a mesh file is read by everyone who reads the repository, and again in the task definition and "
        "in the console. Keep a secret in Parameter Store or in Secrets Manager and name it: ECS fetches it when the "
        "container starts. A value counts as a secret by its name (`PASSWORD`, `API_KEY` …) or by its looks (AWS "
        "access keys, private keys, tokens of well-known makers, URLs with a password, long random strings). The value "
        "itself is never part of the finding."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  env { DB_PASSWORD = "hunter2" }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  env { DB_PASSWORD = ssm("/demo/user/db-password") }
}
""",
    severity=Severity.WARNING,
)
_NAMED = frozenset({"environment variable", "label", "log option", "option", "header", "tag", "attribute"})
_PLACES = _NAMED | {"command"}
_ARGUMENT = r"(?s)-{0,2}([A-Za-z][\w.-]*)[=:](.+)"
_OPTION = r"--?([A-Za-z][\w.-]*)\Z"


def check(context: Context) -> Iterator[Diagnostic]:
    for string in context.strings:
        if string.place not in _PLACES or string.secret or not string.text or string.text == LATE:
            continue
        why, name = _why(string)
        if why:
            yield _finding(string, why, name)


def _why(string: WrittenString) -> tuple[str, str]:
    """Why the string is a secret, and the name that says so; two empty strings where it is none."""
    name, text = string.name, string.text
    if string.place == "command":
        pair = re.match(_ARGUMENT, text)
        option = re.match(_OPTION, name)
        name = ""
        if pair is not None:
            if secret_by_name(pair[1], pair[2]):
                return "by its name", pair[1]
        elif option is not None and not text.startswith("-") and secret_by_name(option[1], text):
            return "by its name", option[1]
    elif string.place == "header" and name.lower() in ("authorization", "proxy-authorization", "cookie"):
        scheme, _, value = text.partition(" ")
        if scheme.lower() in ("basic", "bearer", "token") and secret_by_name("token", value):
            return "by its name", name
    elif secret_by_name(name, text):
        return "by its name", name
    looks = secret_by_value(text)
    return (f"it looks like {looks}", name) if looks else ("", "")


def _finding(string: WrittenString, why: str, name: str) -> Diagnostic:
    what = string.place if string.place != "command" else "argument"
    shown = f"{what} `{name}`" if name else f"{'an' if what[0] in 'aeio' else 'a'} {what}"
    stored = f"/{string.owner}/{name or 'secret'}".lower().replace("_", "-")
    if string.place == "environment variable":
        help = f'keep it in Parameter Store or Secrets Manager: `{name} = ssm("{stored}")`'
    elif string.place in ("log option", "option"):
        help = f'keep it in Parameter Store: `{name} = ssm("{stored}")` makes it a secret option'
    else:
        help = f'hand it to the container in `env`, as `ssm("{stored}")`, and remove it here'
    return CODE.at(
        string.node.origin(string.field),
        f"{shown} of `{string.owner}` holds a secret in plain text ({why})",
        label="a secret",
        concealed=True,
        help=help,
    )
