"""Meshes of a dozen owners, and what people do to their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from tests.strategies import ACCEPT, ANSWERED, CALLER, DISCOVERY, MATCHES, POLICY, PROTOCOLS, SERVER, WORKLOAD

_NAMES = tuple(f"{word}{number}" for word in ("api", "cart", "web", "pay") for number in range(4))
_WIDE = (
    'access-log {{ path = "/dev/stdout" }}',
    "egress = deny",
    "discovery {{ ttl = {n}s }}",
    "tracing {{ provider = otel ; sampling = {n}% }}",
    'owner = "111122223333"',
    "metrics {{ prometheus = 910{n} }}",
    'proxy {{ image = "acme/envoy:{n}" }}',
)
_DOUBTFUL = (
    "retry {{ max = 9 ; on = [503] ; per-try = {n}s }}",
    "timeout = {n}ms",
    "idle-timeout = {n}s",
    'image = "acme/other"',
    "mirror {{ to = {name} }}",
    "memory = {n}MiB",
    'alias = ["{name}"]',
    "discovery {{ name = {name} }}",
    'env {{ A{n} = "${{{name}.url}}" ; PASSWORD = "hunter{n}hunter" }}',
    "calls {name}",
    "calls {name} {{ timeout = {n}s }}",
    "calls {name} {{ retry {{ max = {n} ; on = [503] }} }}",
    'calls {name} {{ tls {{ trust = pem("/ca.pem") }} }}',
    "calls ledger",
    "use patient",
    "use eager",
    "mesh = off",
    "protocol = tcp",
    "port = 80{n}0",
    "replicas = {n}00",
    "# meshc: allow image-tag -- tested",
    "timeout = off",
    "task-memory = {n}MiB",
    "container = {name}",
    "version v{n} {{ weight = {n} }}",
    "version {name} {{ deploy = off }}",
    'route "/{n}/*" r{n} {{ timeout = {n}s }}',
)


def mesh(chance: Random) -> str:
    """The text of a mesh, without errors more often than not."""
    spoken = {
        name: chance.choice(("http", "http", "http", "http2", "grpc", chance.choice(PROTOCOLS), ""))
        for name in chance.sample(_NAMES, chance.randint(4, 12))
    }
    blocks = [
        block(
            "mesh demo",
            [
                'namespace = "shop.local"',
                *(['vpc = "vpc-0a1b2c3d"'] if chance.random() < 0.9 else []),
                *(lines(chance, _WIDE, 1) if chance.random() < 0.5 else ['proxy { image = "acme/envoy:1" }']),
                'ecs { execution-role = "arn:aws:iam::${aws.account}:role/demo" ; subnets = ["subnet-0a1b2c3d"] }',
            ],
        ),
        "param tag { late = true }\nparam tasks { type = number ; late = true }\n",
        block("policy patient", lines(chance, POLICY, 2)),
        block("policy eager", lines(chance, (*POLICY, _DOUBTFUL[1]), 1)),
    ]
    if chance.random() < 0.5:
        blocks.append(block("defaults", lines(chance, POLICY, 2)))
    blocks += [service(chance, name, spoken) for name in spoken]
    blocks.append(block("external ledger", ['host = "ledger.example.com"', "port = 443", "protocol = http"]))
    by_http = [name for name, protocol in spoken.items() if protocol in ("http", "http2")]
    if by_http and chance.random() < 0.5:
        blocks.append(block("gateway public", ["port = 80", *gateway_routes(chance, by_http)]))
    called = [name for name, protocol in spoken.items() if protocol]
    if called and chance.random() < 0.4:
        blocks.append(block("client job", ["type = lambda", f"calls {chance.choice(called)}"]))
    if chance.random() < 0.2:
        blocks.append(f"overlay prod {{\n  service {chance.choice(list(spoken))} {{\n    replicas = 3\n  }}\n}}\n")
    if chance.random() < 0.9:
        blocks.append(ACCEPT)
    return "\n".join(blocks)


def service(chance: Random, name: str, spoken: Mapping[str, str]) -> str:
    """A service that calls some others."""
    found = [f'image = "acme/{name}:1"']
    protocol = spoken[name]
    if protocol:
        found += ["port = 8080", f"protocol = {protocol}"]
    if chance.random() < 0.1:
        found.append("mesh = off")
    found += [line for line in lines(chance, WORKLOAD, 2) if not line.startswith("env ")]
    if protocol in ("http", "http2"):
        found += lines(chance, (*POLICY, *SERVER[2:], *DISCOVERY[:3]), 2)
        if chance.random() < 0.1:
            found += lines(chance, SERVER[:2], 1)
        if chance.random() < 0.2:
            found.append('route "/a/*" first { timeout = 3s }')
    if chance.random() < 0.2:
        found += ["version v1 { weight = 1 }", "version v2 { weight = 3 }"]
    addresses = []
    for callee in chance.sample(tuple(spoken), chance.randint(0, 2)):
        if callee != name and spoken[callee]:
            by_http = spoken[callee] in ("http", "http2")
            found.append(block(f"calls {callee}", lines(chance, CALLER[:-2], int(by_http))))
            addresses.append(f'{callee.upper()} = "${{{callee}.host}}"')
    if addresses:
        found.append(f"env {{ {' ; '.join(addresses)} }}")
    if chance.random() < 0.2 and protocol in ("http", "http2") and "use patient" not in found:
        found.append("use patient")
    return block(f"service {name}", found)


def gateway_routes(chance: Random, names: Sequence[str]) -> Iterator[str]:
    """Routes of a gateway to services of those names."""
    for number in range(chance.randint(0, 3)):
        led_to = [f"to = {chance.choice(names)}"]
        if len(names) > 1 and chance.random() < 0.3:
            led_to = ["split {{ {} = 30% ; {} = 70% }}".format(*chance.sample(names, 2))]
        answer = (lines(chance, ANSWERED, 1) if chance.random() < 0.2 else []) or led_to
        match = lines(chance, MATCHES[:1], 1)
        yield block(f'route "/p{number}/*" g{number}', [*answer, *match])


def lines(chance: Random, of: Sequence[str], most: int) -> list[str]:
    """Some of these lines, no two of one setting."""
    found = {line.split()[0]: line for line in chance.sample(tuple(of), chance.randint(0, most))}
    return [_formatted(chance, line) for line in found.values()]


def _formatted(chance: Random, line: str) -> str:
    return line.format(n=chance.randint(2, 9), name=chance.choice(_NAMES))


def block(head: str, body: Sequence[str]) -> str:
    """A block with a line per statement."""
    inner = "".join(f"  {line}\n".replace("\n", "\n  ").rstrip(" ") for line in body)
    return f"{head} {{\n{inner}}}\n"


def edits(chance: Random, text: str, most: int) -> Iterator[str]:
    """The text after each of some edits."""
    earlier = [text]
    for _ in range(most):
        if chance.random() < 0.15:
            text = chance.choice(earlier)
            yield text
            continue
        for changed in chance.choice(_EDITS)(chance, text):
            yield (text := changed)
        earlier.append(text)


def _value(chance: Random, text: str) -> Iterator[str]:
    numbers = list(re.finditer(r"\d+", text))
    if numbers:
        at = chance.choice(numbers)
        yield text[: at.start()] + str(chance.choice((0, 1, 2, 5, 30, 999, 5000))) + text[at.end() :]


def _without_line(chance: Random, text: str) -> Iterator[str]:
    rows = text.splitlines(keepends=True)
    del rows[chance.randrange(len(rows))]
    yield "".join(rows)


def _with_line(chance: Random, text: str) -> Iterator[str]:
    rows = text.splitlines(keepends=True)
    row = _formatted(chance, chance.choice((*_DOUBTFUL, *_DOUBTFUL, *POLICY, *WORKLOAD, *SERVER, *DISCOVERY)))
    # Most inside a block, right below its head.
    heads = [index + 1 for index, line in enumerate(rows) if line.endswith("{\n")] or [0]
    rows.insert(chance.choice(heads) if chance.random() < 0.9 else chance.randrange(len(rows)), f"  {row}\n")
    yield "".join(rows)


def _typed(chance: Random, text: str) -> Iterator[str]:
    heads = [at.end() for at in re.finditer(r"\{\n", text)] or [0]
    place = chance.choice(heads)
    row = f"  {_formatted(chance, chance.choice((*_DOUBTFUL, *POLICY)))}\n"
    for length in sorted({*chance.sample(range(len(row)), min(4, len(row))), len(row)}):
        yield text[:place] + row[:length] + text[place:]


def _without_range(chance: Random, text: str) -> Iterator[str]:
    start = chance.randrange(len(text))
    end = start + chance.choice((1, 1, 2, 5, 30))
    yield text[:start] + text[end:]
    if chance.random() < 0.7:
        yield text


def _renamed(chance: Random, text: str) -> Iterator[str]:
    name = chance.choice(_NAMES)
    other = chance.choice((*_NAMES, f"{name}x", name[:-1], "ledger"))
    if chance.random() < 0.5:
        yield re.sub(rf"\b{name}\b", other, text)
    else:
        yield re.sub(rf"\b(calls|service|to =) {name}\b", rf"\1 {other}", text, count=1)


def _copied(chance: Random, text: str) -> Iterator[str]:
    blocks = re.findall(r"(?ms)^\w[^\n]*\{\n.*?^\}\n", text)
    if blocks:
        one = chance.choice(blocks)
        yield text + one
        yield text + re.sub(r"^(\w+ )\w+", r"\1copied", one)


def _removed(chance: Random, text: str) -> Iterator[str]:
    blocks = re.findall(r"(?ms)^\w[^\n]*\{\n.*?^\}\n", text)
    if blocks:
        yield text.replace(chance.choice(blocks), "", 1)


def _commented(chance: Random, text: str) -> Iterator[str]:
    rows = text.splitlines(keepends=True)
    rows.insert(chance.randrange(len(rows)), chance.choice(("# a word\n", "\n")))
    yield "".join(rows)


_EDITS: tuple[Callable[[Random, str], Iterator[str]], ...] = (
    _value,
    _value,
    _without_line,
    _with_line,
    _with_line,
    _with_line,
    _typed,
    _without_range,
    _renamed,
    _copied,
    _removed,
    _commented,
)
