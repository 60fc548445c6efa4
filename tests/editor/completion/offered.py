"""What a completion offers at a mark."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.editor.completion import Candidate, Completion, complete
from meshc.editor.completion.snippets import plain, snippet
from tests.editor.marked import marked

REST = """\
mesh demo { namespace = "demo.local" }
param tag { type = string ; default = "1.4.2" }
param subnets { type = list(string) ; late = true }
param patience { type = duration ; default = 9s }
policy patient { timeout = 30s }
policy hasty { timeout = 1s }
service billing {
  port http { number = 8080 ; protocol = http }
  port grpc { number = 9090 ; protocol = grpc }
}
service contract {
  port = 8080
  version v1 { weight = rest }
  version v2 { weight = 10% }
  route "/search" search { to = v1 }
}
service 在庫 { port = 8080 }
external ledger { host = "ledger.example.com" ; port = 5432 ; protocol = postgres }
gateway public { port = 80 }
"""
"""The rest of the mesh, in another file."""


def asked(text: str, *, folders: Mapping[str, tuple[str, ...]] | None = None) -> Completion | None:
    """What is offered at the mark of `main.mesh`."""
    view = marked({"main.mesh": text, "rest.mesh": REST})
    return complete(view.view, view.offset, lambda folder: (folders or {}).get(folder, ()))


def candidates(text: str, *, folders: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, Candidate]:
    """The candidates by label, in the order in which an editor shows them; the first of each label."""
    found = asked(text, folders=folders)
    if found is None:
        return {}
    by_label: dict[str, Candidate] = {}
    for candidate in sorted(found.candidates, key=lambda candidate: candidate.rank):
        by_label.setdefault(candidate.label, candidate)
    return by_label


def labels(text: str, *, folders: Mapping[str, tuple[str, ...]] | None = None) -> list[str]:
    """The labels, in the order in which an editor shows them."""
    return list(candidates(text, folders=folders))


def written(text: str, label: str, *, choices: bool = False) -> str:
    """What an editor with snippets is told to write for a label."""
    candidate = candidates(text)[label]
    return snippet(candidate.template, choices=choices) if candidate.template else candidate.plain


def accepted(text: str, label: str, *, snippets: bool = True) -> str:
    """The text once a candidate is accepted in place of the word, its slots as they stand."""
    found = asked(text)
    assert found is not None
    candidate = next(each for each in found.candidates if each.label == label)
    without = text.replace("‸", "")
    new = plain(candidate.template) if snippets and candidate.template else candidate.plain
    return without[: found.start] + new + without[found.end :]
