"""Hovers in tests: the page of the word at `‸`, and a shop to ask about."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.compilation import Options
from meshc.editor.hover import hover
from meshc.editor.hover.markup import MARKDOWN, Plain
from tests.editor.marked import marked

SHOP = """\
mesh demo { namespace = "demo.local" ; build = [service-connect] }
defaults { timeout = 5s }
policy patient { timeout = 8s }
param tag { default = "1.4" ; description = "what *runs*" }
service user {
  image = "acme/user:${param.tag}"
  port = 8080
  calls contract { use patient }
  env { CONTRACT_URL = "${contract.url}" }
}
service contract {
  image = "acme/contract:1"
  port = 8080
  protocol = http
  replicas = 2
  calls billing.grpc { retry { max = 1 } }
}
service billing {
  image = "acme/billing:1"
  port http { number = 8080 ; protocol = http }
  port grpc { number = 9090 ; client-port = 80 ; protocol = grpc }
}
client report { type = lambda ; calls user }
target service-connect { accept = [timeout.caller, retry] }
overlay prod { service contract { replicas = 6 } }
"""
"""A small mesh without an error."""


def page(text: str | Mapping[str, str], *, options: Options | None = None, markup: Plain = MARKDOWN) -> str | None:
    """The page of the word at `‸`."""
    here = marked(text, options=options)
    found = hover(here.view, here.offset, markup)
    return found.text if found is not None else None


def word(text: str | Mapping[str, str]) -> str | None:
    """The word that the page at `‸` is about."""
    here = marked(text)
    found = hover(here.view, here.offset)
    return here.view.file.text[found.start : found.end] if found is not None else None


def at(before: str, after: str = "", text: str = SHOP) -> str:
    """The shop with the mark between two pieces of its text."""
    whole = before + after
    assert text.count(whole) == 1, f"{whole!r} stands {text.count(whole)} times in the text"
    return text.replace(whole, f"{before}‸{after}")
