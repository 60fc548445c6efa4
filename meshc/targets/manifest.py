"""manifest.json: what a build wrote, from what, in which order it is applied, and what the target makes of the mesh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypedDict

FORMAT_VERSION: Final = 1


class ManifestFill(TypedDict):
    """A placeholder to replace before the request is sent."""

    pointer: str
    """JSON pointer into the file."""
    value: str
    """What belongs there: `param.NAME`, `aws.account`, `aws.region`, `aws.partition`, `ecs.subnets` for the subnets of
    a service of which the mesh says nothing, or an attribute of what another request makes: a namespace has its `Id`
    once the operation that the request starts has ended."""
    file: str | None
    """The file whose request answers with the value, where it is an attribute."""


class ManifestOperation(TypedDict):
    """One request to AWS."""

    file: str
    service: str
    """AWS service, as the AWS CLI names it."""
    operation: str
    phase: Literal["create", "put", "update", "query"]
    """When it is sent: `create` in the first deployment, `update` in every later one, `put` in the first and in every
    later one, `query` by callers at run time."""
    after: list[str]
    """Files whose requests come first."""
    fill: list[ManifestFill]


class ManifestUpload(TypedDict):
    """Where a file must be before a service that reads it is deployed."""

    to: str
    """Address in S3, `s3://bucket/key`; placeholders stand in it as in a file."""
    fill: list[ManifestFill]
    """Placeholders of the address; their pointer is empty."""


class ManifestConfiguration(TypedDict):
    """A file that a program reads, and no request to AWS."""

    file: str
    program: str
    fill: list[ManifestFill]
    upload: ManifestUpload | None
    """None where another document carries the text, or the image of the program."""


class ManifestUse(TypedDict):
    """One place that asks for a feature."""

    subject: str
    origin: str
    """path:line, or the name of a default."""
    value: Any


class ManifestFeature(TypedDict):
    """What the target makes of one feature that the mesh uses."""

    feature: str
    answer: Literal["exact", "fixed", "emulated", "lost"]
    detail: str
    source: str
    accepted: str | None
    """The name in `accept` that covers a loss."""
    uses: list[ManifestUse]


class ManifestReport(TypedDict):
    """How much of the mesh the target has."""

    exact: int
    fixed: int
    emulated: int
    lost: int
    features: list[ManifestFeature]


class ManifestSize(TypedDict):
    """What a task is made of; CPU in units of 1/1024 vCPU, memory in MiB."""

    unit: str
    containers_cpu: int
    containers_memory: int
    proxy_cpu: int
    proxy_memory: int
    task_cpu: int
    task_memory: int


class Manifest(TypedDict):
    """The whole document."""

    version: Literal[1]
    meshc: str
    """Version of meshc."""
    extensions: dict[str, str]
    """Versions of the modules from outside meshc that took part, by name; empty where one does not say."""
    format: Literal["api"]
    mesh: str
    target: str
    overlays: list[str]
    inputs: dict[str, str]
    """SHA-256 of every file that was read, by path."""
    files: dict[str, str]
    """SHA-256 of every file that was written, by path."""
    operations: list[ManifestOperation]
    """In an order in which they can be sent."""
    configurations: list[ManifestConfiguration]
    report: ManifestReport
    sizes: list[ManifestSize]


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    from hashlib import sha256

    return sha256(content).hexdigest()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Digest of every file, by path in order."""
    return {path: digest(files[path]) for path in sorted(files)}


def encode(manifest: Manifest) -> bytes:
    """The manifest as bytes, ending with a line feed."""
    import orjson

    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def owned_files(manifest: bytes) -> dict[str, str]:
    """The files that a manifest lists as written by meshc, with their digests.

    Raises ValueError where this is no manifest of meshc.
    """
    import json

    document = json.loads(manifest)
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, dict) or "meshc" not in document:
        raise ValueError("not a manifest of meshc")
    if not all(isinstance(path, str) and isinstance(value, str) for path, value in files.items()):
        raise ValueError("the list of files is damaged")
    return files


def in_order(names: Sequence[str], after: Mapping[str, Sequence[str]]) -> list[str]:
    """The names with everything after what it needs, otherwise in the order given; a circle is cut where it is met."""
    known = set(names)
    done: set[str] = set()
    order: list[str] = []
    for name in names:
        if name in done:
            continue
        if done.issuperset(after.get(name, ())):
            done.add(name)
            order.append(name)
            continue
        trail = [(name, iter(after.get(name, ())))]
        open_names = {name}
        while trail:
            current, needs = trail[-1]
            need = next(needs, None)
            if need is None:
                trail.pop()
                open_names.discard(current)
                done.add(current)
                order.append(current)
            elif need in known and need not in done and need not in open_names:
                open_names.add(need)
                trail.append((need, iter(after.get(need, ()))))
    return order
