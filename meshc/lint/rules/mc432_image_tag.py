"""Images whose content may change under their name."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context
from meshc.lint.strings import LATE

CODE = Code(
    code="MC432",
    name="image-tag",
    summary="An image has no tag, or the tag `latest`.",
    explanation=(
        "Without a tag an image means `latest`, and `latest` is whatever was pushed last: two tasks of one deployment "
        "may run different code, and going back to an older task definition does not bring the older image back. Name "
        "a version or a digest."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user"
  cpu = 0.25
  memory = 512MiB
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1.4.2"
  cpu = 0.25
  memory = 512MiB
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for string in context.strings:
        if string.place != "image":
            continue
        last = string.text.rpartition("/")[2]
        if "@" in last:
            continue
        name, colon, tag = last.partition(":")
        # A part that only the deployment knows may bring a tag with it.
        if tag != "latest" and (colon or LATE in name or not name):
            continue
        shown = string.text.replace(LATE, "…")
        says = "has the tag `latest`" if colon else "has no tag, which means `latest`"
        yield CODE.at(
            string.node.origin(string.field),
            f"the image `{shown}` of `{string.owner}` {says}",
            help="name a version, or a digest",
        )
