"""The findings of loading, binding and lowering: names that do not fit together, and values that do not fit."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.diagnostics.model import Code, Severity

_SERVICE = 'service api { image = "acme/api:1" ; port = 8080 }\n'
_MESH = "mesh demo\n"


def _code(
    code: str,
    name: str,
    summary: str,
    explanation: str,
    bad: str | Mapping[str, str],
    good: str | Mapping[str, str],
    severity: Severity = Severity.ERROR,
) -> Code:
    def whole(example: str | Mapping[str, str]) -> str | Mapping[str, str]:
        return _MESH + example if isinstance(example, str) and "mesh " not in example else example

    return Code(code, name, summary, explanation, whole(bad), whole(good), severity)


UNDEFINED_NAME = _code(
    "MC201",
    "undefined-name",
    "a name is used that nothing in the mesh declares",
    "A call, route, policy or test names a service, version, port, policy or parameter that does not exist. "
    "Most often it is misspelt, or the file that declares it is not imported.",
    _SERVICE + 'service web { image = "acme/web:1" ; calls ap }',
    _SERVICE + 'service web { image = "acme/web:1" ; calls api }',
)
DUPLICATE_NAME = _code(
    "MC202",
    "duplicate-name",
    "two blocks declare the same name",
    "Services, gateways, externals and clients share one namespace, because a call may name any of them; so do the "
    "ports and versions of one service. Rename one, or merge the blocks.",
    _SERVICE + _SERVICE,
    _SERVICE + _SERVICE.replace("service api", "service web"),
)
UNKNOWN_BLOCK = _code(
    "MC203",
    "unknown-block",
    "a kind of block is not known in this place",
    "The word in front of the braces is not a kind of block that may stand here.",
    'servce api { image = "acme/api:1" }',
    'service api { image = "acme/api:1" }',
)
UNKNOWN_SETTING = _code(
    "MC204",
    "unknown-setting",
    "a setting is not known in this block",
    "The word before `=` is not a setting of the block that it stands in.",
    'service api { image = "acme/api:1" ; desiredCount = 2 }',
    'service api { image = "acme/api:1" ; replicas = 2 }',
)
DUPLICATE_SETTING = _code(
    "MC205",
    "duplicate-setting",
    "a setting or block stands twice in one block",
    "The second would silently win, so it is refused. Remove one of them.",
    'service api { image = "acme/api:1" ; image = "acme/api:2" }',
    'service api { image = "acme/api:2" }',
)
WRONG_LABELS = _code(
    "MC206",
    "wrong-labels",
    "a block has a label too few, too many, or of the wrong kind",
    "Labels stand between the kind of a block and its braces; each kind says how many it takes.",
    'service { image = "acme/api:1" }',
    'service api { image = "acme/api:1" }',
)
BODY = _code(
    "MC207",
    "wrong-body",
    "a block lacks its braces, or has braces that it may not have",
    "Only some kinds may stand without braces (`calls`, `version`, `use`, `import`).",
    "service api",
    'service api { image = "acme/api:1" }',
)
MISSING_SETTING = _code(
    "MC208",
    "missing-setting",
    "a setting is missing that the block cannot do without",
    "The setting has no default, because no value would be right for most meshes.",
    "external db { port = 5432 }",
    'external db { host = "db.internal" ; port = 5432 }',
)
AMBIGUOUS_PORT = _code(
    "MC209",
    "ambiguous-port",
    "a service with several ports is named without a port",
    "Write the service and the port, joined by a dot.",
    'service api {\n  image = "acme/api:1"\n  port http { number = 80 ; protocol = http }\n'
    '  port rpc { number = 81 ; protocol = grpc }\n}\nservice web { image = "acme/web:1" ; calls api }',
    'service api {\n  image = "acme/api:1"\n  port http { number = 80 ; protocol = http }\n'
    '  port rpc { number = 81 ; protocol = grpc }\n}\nservice web { image = "acme/web:1" ; calls api.http }',
)
ADDRESS_WITHOUT_CALL = _code(
    "MC210",
    "address-without-call",
    "an address is used of something that the service does not call",
    "An address works only where the mesh knows of the call: the target may have to start the callee first, open a "
    "port, or name it in a configuration. Add the call.",
    _SERVICE + 'service web { image = "acme/web:1" ; env { API = "${api.url}" } }',
    _SERVICE + 'service web { image = "acme/web:1" ; env { API = "${api.url}" } ; calls api }',
)
BAD_ADDRESS = _code(
    "MC211",
    "bad-address",
    "an interpolation is not one that can be filled in",
    "`${…}` takes `param.NAME`, `self.port`, `aws.account`, `aws.region`, `aws.partition`, and of what the service "
    "calls `NAME.host`, `NAME.port`, `NAME.address` and, for http, http2 and grpc, `NAME.url`; with several ports "
    "`NAME.PORT.url`.",
    _SERVICE + 'service web { image = "acme/web:1" ; env { API = "${api.uri}" } ; calls api }',
    _SERVICE + 'service web { image = "acme/web:1" ; env { API = "${api.url}" } ; calls api }',
)
OVERLAY_TARGET = _code(
    "MC212",
    "overlay-without-base",
    "an overlay changes a block that the mesh does not have",
    "An overlay that names an unknown block is most often a misspelt name, so it must say `new = true` where it means "
    "to add one. `remove = true` needs a block that is there.",
    _SERVICE + "overlay prod { service apo { replicas = 6 } }",
    _SERVICE + "overlay prod { service api { replicas = 6 } }",
)
IMPORT = _code(
    "MC213",
    "bad-import",
    "an import cannot be followed",
    "Imports name a file or folder inside the root of the mesh: the nearest folder above that holds a `meshc.toml`, "
    "else the folder that is compiled. Files that import each other in a circle are refused.",
    {"main.mesh": 'mesh demo\nimport "./missing.mesh"'},
    {"main.mesh": 'mesh demo\nimport "./api.mesh"', "api.mesh": _SERVICE},
)
NO_MESH = _code(
    "MC214",
    "no-mesh-block",
    "the files hold no `mesh` block, or more than one",
    "The `mesh` block gives the mesh its name and its namespace; it stands once in all files of a mesh. So does "
    "`defaults`.",
    {"main.mesh": _SERVICE},
    {"main.mesh": "mesh demo\n" + _SERVICE},
)
POLICY_CONFLICT = _code(
    "MC215",
    "policy-conflict",
    "two policies of one block set the same field, or a policy uses itself",
    "Which of the two would win is not said anywhere, so it is refused. Write the field in the block itself, or in one "
    "policy only.",
    "policy a { timeout = 1s }\npolicy b { timeout = 2s }\n"
    + _SERVICE
    + 'service web { image = "acme/web:1" ; calls api { use a ; use b } }',
    "policy a { timeout = 1s }\npolicy b { connect-timeout = 1s }\n"
    + _SERVICE
    + 'service web { image = "acme/web:1" ; calls api { use a ; use b } }',
)
UNREADABLE = _code(
    "MC216",
    "unreadable-file",
    "a file of the mesh is not text",
    "Mesh files are UTF-8. A file in another encoding, or a binary file with the ending `.mesh`, cannot be read.",
    {"main.mesh": "mesh demo\n", "api.mesh": "service api \udcff"},
    {"main.mesh": "mesh demo\n", "api.mesh": _SERVICE},
)

WRONG_TYPE = _code(
    "MC301",
    "wrong-type",
    "a value is of another type than the setting takes",
    'No value is converted in silence: `512` is no size, `"8080"` is no number.',
    'service api { image = "acme/api:1" ; memory = 512 }',
    'service api { image = "acme/api:1" ; memory = 512MiB }',
)
OUT_OF_RANGE = _code(
    "MC302",
    "out-of-range",
    "a value lies outside the range of the setting",
    "The range is in the message.",
    'service api { image = "acme/api:1" ; port = 80800 }',
    'service api { image = "acme/api:1" ; port = 8080 }',
)
UNKNOWN_WORD = _code(
    "MC303",
    "unknown-word",
    "a word is not one of those that the setting takes",
    "The words are in the message.",
    'service api { image = "acme/api:1" ; port = 50051 ; protocol = gprc }',
    'service api { image = "acme/api:1" ; port = 50051 ; protocol = grpc }',
)
SPLIT_SUM = _code(
    "MC304",
    "split-sum",
    "shares do not add up to 100 %",
    "Shares of the versions of a service, or of a split, must add up to 100 %. One of them may be `rest`.",
    'service api {\n  image = "acme/api:1"\n  version a { weight = 80% }\n  version b { weight = 10% }\n}',
    'service api {\n  image = "acme/api:1"\n  version a { weight = rest }\n  version b { weight = 10% }\n}',
)
WEIGHT_MIX = _code(
    "MC305",
    "weight-mix",
    "shares and whole numbers are mixed in one split",
    "`8` and `2` are parts of any sum, `80%` and `20%` parts of a hundred; together they mean nothing. `rest` goes "
    "with shares, once.",
    'service api {\n  image = "acme/api:1"\n  version a { weight = 8 }\n  version b { weight = 20% }\n}',
    'service api {\n  image = "acme/api:1"\n  version a { weight = 8 }\n  version b { weight = 2 }\n}',
)
LATE_VALUE = _code(
    "MC306",
    "late-value",
    "a parameter that the deployment supplies stands where the compiler needs its value",
    "A late parameter may stand for a whole string, an ARN, a list of subnets or security groups, or the number of "
    "replicas: nothing that the compiler must check, convert or decide by. Give the parameter a value, or remove "
    "`late = true`.",
    'param p { type = number ; late = true }\nservice api { image = "acme/api:1" ; port = param.p }',
    'param p { type = number ; default = 80 }\nservice api { image = "acme/api:1" ; port = param.p }',
)
PARAMETER_VALUE = _code(
    "MC307",
    "parameter-value",
    "a parameter has no value, or one of another type than it declares",
    "A parameter without a default needs `--set NAME=VALUE`, an entry in the file of `--params`, or `late = true`.",
    'param tag\nservice api { image = "acme/api:${param.tag}" }',
    'param tag { default = "1" }\nservice api { image = "acme/api:${param.tag}" }',
)
BAD_FILE = _code(
    "MC308",
    "bad-file",
    "a file that the mesh names cannot be read, or does not hold what it should",
    "`file(…)` is read when compiling, relative to the mesh file, and stays inside the root of the mesh. A task "
    "definition is a JSON object, as it is registered or as `aws ecs describe-task-definition` prints it.",
    'service api { task = file("missing.json") ; container = app }',
    'service api { image = "acme/api:1" }',
)
BAD_REGEX = _code(
    "MC309",
    "bad-regex",
    "a regular expression is not valid",
    "Regular expressions are RE2: no look-around, no back references.",
    'service api {\n  image = "acme/api:1" ; port = 80\n  route regex("^/v(") { timeout = 1s }\n}',
    'service api {\n  image = "acme/api:1" ; port = 80\n  route regex("^/v[0-9]+/.*") { timeout = 1s }\n}',
)
BAD_VALUE = _code(
    "MC310",
    "bad-value",
    "a value has the right type and cannot be meant",
    "The message says what is wrong with it.",
    'service api { image = "acme/api:1" ; port = 80 ; route "/" { header x { } } }',
    'service api { image = "acme/api:1" ; port = 80 ; route "/" { header x { present = true } } }',
)

IR_DOCUMENT = _code(
    "MC311",
    "ir-document",
    "an IR document is not valid",
    "The document must be JSON that `schemas/ir.schema.json` accepts; the pointer in the message says where it is not. "
    "`meshc build --emit ir` prints documents that are.",
    {"mesh.ir.json": '{"version": 1, "mesh": {}}'},
    {"main.mesh": _MESH + _SERVICE},
)

UNUSED_PARAMETER = _code(
    "MC401",
    "unused-parameter",
    "a parameter is declared and never used",
    "It may be misspelt where it was meant to be used. Remove it, or use it.",
    'param tag { default = "1" }\n' + _SERVICE,
    'param tag { default = "1" }\nservice api { image = "acme/api:${param.tag}" }',
    Severity.WARNING,
)
UNUSED_POLICY = _code(
    "MC402",
    "unused-policy",
    "a policy is declared and no block uses it",
    "A policy has no effect of its own. Remove it, or write `use NAME` where it should hold.",
    "policy slow { timeout = 30s }\n" + _SERVICE,
    'policy slow { timeout = 30s }\nservice api { image = "acme/api:1" ; port = 80 ; use slow }',
    Severity.WARNING,
)
UNUSED_VERSION = _code(
    "MC403",
    "unused-version",
    "a version gets no traffic",
    "It has no weight while others have, and no route leads to it. Give it a weight or a route, or remove it.",
    'service api {\n  image = "acme/api:1" ; port = 80\n  version a { weight = 100% }\n  version b\n}',
    'service api {\n  image = "acme/api:1" ; port = 80\n  version a { weight = 100% }\n  version b\n'
    '  route "/b/*" { to = b }\n}',
    Severity.WARNING,
)
EMPTY_MESH = _code(
    "MC404",
    "empty-mesh",
    "a mesh has no services",
    "Nothing would be built. `meshc init` writes a mesh to start from.",
    {"main.mesh": "mesh demo\n"},
    {"main.mesh": "mesh demo\n" + _SERVICE},
    Severity.WARNING,
)

CODES: tuple[Code, ...] = tuple(value for value in globals().values() if isinstance(value, Code))
