"""The mesh that editors open: three mistakes, behind characters of which each encoding needs another number."""

from __future__ import annotations

BROKEN = """\
mesh demo { namespace = "demo.local" }

policy patient { timeout = 8s }

service 在庫 { image = "在庫/🍣:1" ; cpu = 0.25 ; memory = 512MiB ; port = 8080 ; protokol = http }

service web {
  image = "acme/web:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
    calls 在庫 { use patiant }
}
"""

MENDED = BROKEN.replace("protokol", "protocol")
"""After the quick fix of the first mistake."""

FORMATTED = MENDED.replace("    calls", "  calls")
"""After that, formatted."""
