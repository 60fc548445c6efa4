"""Texts that the syntax tests share."""

from __future__ import annotations

from meshc.diagnostics.model import Applicability, Diagnostic
from meshc.source import SourceFile, SourceMap
from meshc.syntax.ast import Statement
from meshc.syntax.parser import parse
from meshc.syntax.result import ParseResult

SHOP = """\
# the shop
mesh shop {
  namespace = "shop.local"
  discovery { type = private-dns ; ttl = 10s }
  build = [service-connect]
  ecs {
    cluster = "shop"
    launch = fargate
    subnets = param.subnets
    execution-role = "arn:${aws.partition}:iam::${aws.account}:role/run"
  }
}

param subnets { type = list(string) ; late = true }
param tag { type = string ; default = "1.4.2" }

# every call
defaults {
  timeout = 2s
  retry {
    max = 2            # after the first try
    on = [
      connect-failure,
      gateway-error,
    ]
    per-try = 500ms
  }
}

policy patient { timeout = 30s ; retry = off }

gateway public {
  port = 80
  expose { scheme = public }
  route "/orders/*" { to = orders ; rewrite { prefix = "/" } }
  route "/*" { to = web }
}

service web {
  image = "acme/web:${param.tag}"
  cpu = 0.25
  memory = 512MiB
  replicas = 2
  port = 8080
  protocol = http
  health { path = "/healthz" ; interval = 10s }
  env {
    ORDERS_URL = "${orders.url}"
    DB_PASSWORD = ssm("/shop/web/db")
    GREETING = \"\"\"
      hello
        $${world}
      \"\"\"
    WORKERS = 4
  }
  calls orders { use patient }
  calls stock.grpc
}

service orders {
  image = "acme/orders:1.9"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http

  version v1 { weight = rest }
  version v2 { weight = 10% ; image = "acme/orders:2.0" }

  route "/v2/*" { to = v2 }
  route "/search" search {
    method = [GET]
    header x-canary { exact = "yes" }
    split { v1 = 50% ; v2 = 50% }
    timeout = 800ms
  }
  route regex("^/v\\d+/items$") items {
    timeout = 1s
  }
  outlier-detection { errors = 5 ; eject-at-most = 50% }
}

service 在庫 {
  image = "acme/stock:0.7"
  port grpc { number = 9090 ; client-port = 80 ; protocol = grpc }
  rate-limit { requests = 100/s ; status = 5xx }
}

overlay prod {
  service orders { replicas = 6 ; version v2 { weight = 25% } }
}
# the end
"""


def read(text: str) -> ParseResult:
    """A text parsed as the file `main.mesh`."""
    return parse(SourceFile("main.mesh", text))


def statements(text: str) -> list[Statement]:
    """The statements of a text, in order."""
    return [statement for _, item in read(text).items for statement in item.statements]


def findings(text: str) -> list[Diagnostic]:
    """The findings about a text, in order."""
    return [finding for _, item in read(text).items for finding in item.diagnostics]


def codes(text: str) -> list[str]:
    """The codes of the findings about a text, in order."""
    return [finding.code for finding in findings(text)]


def source_map(result: ParseResult) -> SourceMap:
    """What shows the places of a parsed file."""
    return SourceMap({result.file.path: result.file}, {item.item: offset for offset, item in result.items})


def line_of(text: str, number: int = 0) -> int:
    """The line of one of the findings about a text."""
    result = read(text)
    every = [finding for _, item in result.items for finding in item.diagnostics]
    primary = every[number].primary
    assert primary is not None
    location = source_map(result).locate(primary.origin)
    assert location is not None
    return location.start.line


def fixed(text: str, *, unsafe: bool = True) -> str:
    """The text after the fixes of all its findings."""
    result = read(text)
    places = source_map(result)
    edits = []
    for _, item in result.items:
        for finding in item.diagnostics:
            if finding.fix and (unsafe or finding.fix.applicability is Applicability.SAFE):
                for edit in finding.fix.edits:
                    location = places.locate(edit.origin)
                    assert location is not None
                    edits.append((location.start_offset, location.end_offset, edit.text))
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text
