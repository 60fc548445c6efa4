"""A mesh in which everything that has a name is named."""

from __future__ import annotations

SHOP = """\
mesh demo {
  namespace = "demo.local"
  build = [envoy]
  vpc = param.vpc
}

param vpc { type = string ; late = true }
param tag { default = "1" }

policy patient { timeout = 30s }

gateway public {
  image = "acme/public:1"
  cpu = 0.25
  memory = 512MiB
  port = 80
  route "/a/*" { to = contract.v2 }
  route "/b/*" { split { contract.v1 = 50% ; billing.http = 50% } }
}

service contract {
  image = "acme/contract:${param.tag}"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  version v1 { weight = rest }
  version v2 { weight = 10% }
  route "/v2/*" new-api { to = v2 }
  route "/v1/*" { to = contract.v1 }
  volume scratch {}
  mount scratch { path = "/tmp" }
  container statsd { image = "acme/statsd:1" ; memory = 64MiB }
  depends-on statsd
  container waits { image = "acme/waits:1" ; memory = 64MiB ; depends-on contract }
  env { ME = "http://${self.host}:${self.port}" }
  calls billing.grpc { use patient }
}

service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port http { number = 8080 ; protocol = http }
  port grpc { number = 9090 ; protocol = grpc }
  health { path = "/" ; port = http }
  env { CONTRACT = "${contract.url}" ; LEDGER = "${ledger.address}" ; MINE = "${self.grpc.port}" }
  calls contract { route new-api { timeout = 5s } }
  calls ledger
}

external ledger { host = "ledger.example.com" ; port = 5432 }

client report { type = lambda ; calls contract }

target envoy { accept = [split] }

test "it is new" {
  from = report
  to = contract
  request { path = "/v2/a" }
  expect { to = contract.v2 }
}

overlay prod {
  service contract {
    version v2 { weight = 25% }
    version v3 { new = true ; weight = 5% }
    route "/v3/*" newest { new = true ; to = v3 ; before = new-api }
  }
  param tag { default = "2" }
}
"""
