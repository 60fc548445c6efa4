"""Names of variables that are given twice or cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.workload import Variable
from meshc.lint.context import Context
from meshc.lint.rule import labels

CODE = Code(
    code="MC255",
    name="variable-name",
    summary="A variable is given twice, or has a name that no environment can hold.",
    explanation=(
        "The environment of a process holds `NAME=value`, so a name is not empty and has no `=` and no NUL in it; a "
        "blank in it is always a slip. A name given twice would leave to chance which value counts. The same holds "
        "for labels and for the options of a log driver."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  env { "LOG LEVEL" = "debug" }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  env { LOG_LEVEL = "debug" }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for _unit, container in context.containers:
        where = f"container `{container.name}`"
        yield from _names(container.env, "variable", where)
        yield from _names(container.labels, "label", where)
        if container.log is not None:
            yield from _names(container.log.options, "log option", where)


def _names(variables: tuple[Variable, ...], what: str, where: str) -> Iterator[Diagnostic]:
    first: dict[str, Variable] = {}
    for variable in variables:
        name = variable.name
        if name in first:
            yield CODE.at(
                variable.origin("name"),
                f"{what} `{name}` is given twice in {where}",
                label="given again",
                secondary=labels((first[name].origin("name"), "first given here")),
                help="keep one of them",
            )
            continue
        first[name] = variable
        if what == "variable" and (not name or "=" in name or "\0" in name or name.split() != [name]):
            shown = name.replace("\0", "\\0")
            yield CODE.at(
                variable.origin("name"),
                f"`{shown}` cannot be the name of a variable in {where}"
                if name
                else f"a variable in {where} has no name",
                help="use letters, digits and `_`",
            )
