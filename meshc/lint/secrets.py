"""Whether a string is a secret that somebody wrote down: by the name it has, or by its own looks.

Nothing here keeps or returns the string; answers are words about it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log2

from meshc.lint.strings import LATE

_SUSPICIOUS_NAME = re.compile(r"pass|pwd|secret|token|key|credential", re.IGNORECASE)
_WORDS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+"
_PASSWORDS = frozenset({"password", "passwd", "passphrase", "pass", "pwd", "passcode"})
_PASSWORD_ENDINGS = ("password", "passwd", "passphrase")
_SECRETS = frozenset({"credential", "credentials", "secretkey", "privatekey"})
_SECRET_ENDINGS = ("secret", "token", "apikey")
"""The last word may have grown together with the one before it: `PGPASSWORD`, `authtoken`."""
_KEYS = frozenset(
    {
        "api",
        "private",
        "secret",
        "access",
        "encryption",
        "signing",
        "license",
        "auth",
        "account",
        "storage",
        "shared",
        "master",
        "consumer",
        "hmac",
        "jwt",
        "aes",
        "app",
        "application",
        "client",
        "webhook",
        "deploy",
        "integration",
        "ingest",
        "write",
        "admin",
        "service",
        "cookie",
        "session",
        "ssh",
    }
)
"""What stands before `KEY` in the name of a key that must not be known."""
_TAIL = frozenset(
    {
        "prod",
        "production",
        "dev",
        "development",
        "stage",
        "staging",
        "test",
        "qa",
        "old",
        "new",
        "primary",
        "secondary",
        "default",
        "value",
        "string",
        "b64",
        "base64",
        "plain",
        "text",
    }
)
"""Words after the one that counts: `DB_PASSWORD_PROD`."""
_HARMLESS = frozenset(
    {
        "public",
        "publishable",
        "anon",
        "anonymous",
        "csrf",
        "xsrf",
        "csrftoken",
        "xsrftoken",
        "enable",
        "enabled",
        "disable",
        "disabled",
        "use",
        "require",
        "required",
        "allow",
        "has",
        "show",
        "hide",
        "skip",
        "reset",
        "forgot",
        "min",
        "max",
        "num",
        "validate",
        "rotate",
        "no",
        "without",
        "ignore",
        "check",
        "cache",
        "partition",
        "sort",
        "foreign",
        "idempotency",
    }
)
"""Words that say that the name is not that of a secret."""
_NOTHING = frozenset(
    {
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "none",
        "null",
        "nil",
        "undefined",
        "enabled",
        "disabled",
        "optional",
        "required",
        "redacted",
        "hidden",
    }
)
_CHOICES = frozenset(
    {
        "auto",
        "default",
        "env",
        "file",
        "plain",
        "basic",
        "bearer",
        "jwt",
        "iam",
        "oauth",
        "oauth2",
        "secret",
        "token",
        "password",
        "header",
        "cookie",
        "query",
    }
)
"""Words that choose a kind of token or key."""

# These are looked up by `re` itself, which compiles them once: most meshes never need them.
_REFERENCE = (
    rf"(?s)[^a-zA-Z0-9]*\Z|.*(?:{LATE}|\$\{{|\{{\{{|\$\(|<[^<>]+>)|\$\w+\Z|%\w+%\Z|x{{3,}}\Z"
    r"|arn:|(?:ssm|secretsmanager|vault|file|env|aws|sops|op|kms|s3|gcp|azure|k8s|ref)[:+]"
    r"|(?:https?|wss?|ldaps?)://|\.{0,2}/(?![\w+/]*=)|[A-Za-z]:\\|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z|[Xx](?:-[A-Za-z]+)+\Z"
)
_FILE = r"(?i)[a-z0-9]+(?:[._-][a-z0-9]+)*\.(?:pem|key|crt|txt|json|ya?ml|env|toml)\Z"
_PATH_OF_WORDS = r"[a-z][a-z0-9_.-]*(?:/[a-z][a-z0-9_.-]*)+\Z"
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:ms|s|m|h|d|%)?\Z"
_OPAQUE = r"[A-Za-z0-9+/_=-]{32,512}\Z"
_HEX = r"[0-9a-fA-F-]+\Z"

_HINTS = (
    "AKIA",
    "ASIA",
    "-----BEGIN",
    "eyJ",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xox",
    "hooks.slack.com",
    "k_live_",
    "k_test_",
    "AIza",
    "SG.",
    "npm_",
    "pypi-",
    "sk-",
    "whsec_",
    "dop_v1_",
    "hvs.",
    "@",
)
"""One of these is part of every shape below."""


def secret_by_name(name: str, value: str) -> bool:
    """Whether a variable of this name holds a secret, and the value is one and not a reference to one."""
    if not value or _SUSPICIOUS_NAME.search(name) is None:
        return False
    words = [word.lower() for word in re.findall(_WORDS, name)]
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in _TAIL):
        del words[-1]
    if not words or not _HARMLESS.isdisjoint(words):
        return False
    last = words[-1]
    before = words[-2] if len(words) > 1 else ""
    if last in _PASSWORDS or last.endswith(_PASSWORD_ENDINGS):
        if last in ("pwd", "pass") and not before:
            return False
        password = True
    elif (
        last.endswith(_SECRET_ENDINGS)
        or last in _SECRETS
        or (last == "key" and before in _KEYS)
        or words[-3:] == ["secret", "key", "base"]
    ):
        password = False
    else:
        return False
    return _is_value(value.strip(), password=password)


def _is_value(value: str, *, password: bool) -> bool:
    word = value.lower()
    if not value or word in _NOTHING or re.match(_REFERENCE, value) or re.match(_FILE, value):
        return False
    if password:
        return True
    return (
        len(value) >= 3
        and word not in _CHOICES
        and not re.match(_NUMBER, value)
        and not re.match(_PATH_OF_WORDS, value)
    )


def secret_by_value(value: str) -> str:
    """What secret a string is or holds, in words that follow "looks like"; empty where it does not look like one."""
    if len(value) < 12:
        return ""
    for hint in _HINTS:
        if hint in value:
            for pattern, words in _shapes():
                if pattern.search(value):
                    return words
            break
    if len(value) >= 32 and re.match(_OPAQUE, value) and _is_random(value):
        return "a random token"
    return ""


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Shapes of credentials that their makers document; compiled only when a string hints at one."""
    begin = r"(?<![A-Za-z0-9_-])"
    shapes = (
        (rf"{begin}(?:AKIA|ASIA)(?![A-Z0-9]{{9}}EXAMPLE)[A-Z0-9]{{16}}(?![A-Za-z0-9])", "an AWS access key"),
        (r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY", "a private key"),
        (rf"{begin}eyJ[\w-]{{10,}}\.eyJ[\w-]{{10,}}\.[\w-]{{10,}}", "a JSON Web Token"),
        (rf"{begin}(?:gh[pousr]_[A-Za-z0-9]{{36}}|github_pat_\w{{22}})", "a GitHub token"),
        (rf"{begin}glpat-[\w-]{{20}}", "a GitLab token"),
        (rf"{begin}xox[abeoprs]-[\w-]{{10,}}", "a Slack token"),
        (r"hooks\.slack\.com/services/T\w+/B\w+/\w+", "a Slack webhook"),
        (rf"{begin}(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{{10,}}", "a Stripe key"),
        (rf"{begin}whsec_[A-Za-z0-9+/=]{{20,}}", "a webhook secret"),
        (rf"{begin}AIza[\w-]{{35}}(?![\w-])", "a Google API key"),
        (rf"{begin}SG\.[\w-]{{16,}}\.[\w-]{{16,}}", "a SendGrid key"),
        (rf"{begin}(?:npm_[A-Za-z0-9]{{36}}|pypi-AgE[\w-]{{20,}})", "a token of a package registry"),
        (rf"{begin}sk-(?=[A-Za-z_-]*\d)(?=[a-z0-9_-]*[A-Z])[\w-]{{32,}}", "an API key"),
        (rf"{begin}(?:dop_v1_[0-9a-f]{{64}}|hvs\.[\w-]{{24,}})", "an access token"),
        (
            rf"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@?#]*:(?![^@/\s]*(?:{LATE}|[<>{{}}$%*]))(?!x+@)[^\s/@]+@[^\s/@]",
            "a URL with a password",
        ),
    )
    return tuple((re.compile(pattern), words) for pattern, words in shapes)


def _is_random(value: str) -> bool:
    """Whether a string of 32 and more characters was most likely drawn at random.

    Words, paths and identifiers change between small letters, capitals and digits rarely, random strings at more than
    every third character. Hexadecimal digests and UUIDs are not told from identifiers, so they never count.
    """
    if re.match(_HEX, value):
        return False
    kinds = ["a" if char.islower() else "A" if char.isupper() else "0" if char.isdigit() else "-" for char in value]
    if not {"a", "A", "0"} <= set(kinds):
        return False
    if value.startswith(("AAAA", "MII", "sha", "urn", "pk_", "pk.")) or kinds.count("-") > len(value) // 8:
        return False
    changes = sum(first != second for first, second in pairwise(kinds))
    if changes * 3 < len(value):
        return False
    entropy = -sum(count / len(value) * log2(count / len(value)) for count in Counter(value).values())
    return entropy > 0.85 * log2(min(len(value), 62)) and not _is_text(value)


def _is_text(value: str) -> bool:
    """Whether a string is base64 of something printable."""
    from base64 import b64decode
    from binascii import Error

    body = value.rstrip("=")
    try:
        decoded = b64decode(body + "=" * (-len(body) % 4), altchars=b"-_" if "-" in body or "_" in body else None)
    except (Error, ValueError):
        return False
    return all(32 <= byte < 127 or byte in (9, 10, 13) for byte in decoded)
