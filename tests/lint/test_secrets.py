"""What counts as a secret, and above all what does not.

Secrets that look real are put together here, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.lint.secrets import secret_by_name, secret_by_value
from meshc.lint.strings import LATE
from tests.lint.meshes import findings, mesh, places, service

_RANDOM = random.Random(4)
_MIXED = "".join(_RANDOM.choice(string.ascii_letters + string.digits) for _ in range(40))
_LETTERS = string.ascii_uppercase + string.digits
_KEY_ID = "".join(_RANDOM.choice(_LETTERS) for _ in range(16))

HARMLESS = [
    ("PASSWORD_FILE", "/run/secrets/db"),
    ("DB_PASSWORD", "/run/secrets/db"),
    ("DB_PASSWORD", "./secrets/db.txt"),
    ("DB_PASSWORD", ""),
    ("DB_PASSWORD", f"{LATE}"),
    ("DB_PASSWORD", f"prefix-{LATE}"),
    ("DB_PASSWORD", "${DB_PASSWORD}"),
    ("DB_PASSWORD", "$DB_PASSWORD"),
    ("DB_PASSWORD", "%DB_PASSWORD%"),
    ("DB_PASSWORD", "{{ db_password }}"),
    ("DB_PASSWORD", "<your password>"),
    ("DB_PASSWORD", "********"),
    ("DB_PASSWORD", "xxxxxxxx"),
    ("DB_PASSWORD", "POSTGRES_PASSWORD"),
    ("DB_PASSWORD", "none"),
    ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"),
    ("DB_PASSWORD", "vault:secret/data/db#password"),
    ("ALLOW_EMPTY_PASSWORD", "yes"),
    ("REQUIRE_PASSWORD", "strong"),
    ("PASSWORD_MIN_LENGTH", "12"),
    ("PASSWORD_POLICY", "strong-and-long"),
    ("PASSWORD_RESET_URL", "https://example.com/reset"),
    ("RESET_PASSWORD", "email-link"),
    ("PASSWORD_HASH_ALGORITHM", "argon2id"),
    ("PASSWORDLESS_LOGIN", "magic-link"),
    ("PWD", "srv"),
    ("OLDPWD", "srv"),
    ("PASS", "2"),
    ("BYPASS", "internal"),
    ("COMPASS_URL", "http://compass:8080"),
    ("PROXY_PASS", "http://upstream:8080"),
    ("TOKEN_URL", "https://auth.example.com/oauth/token"),
    ("TOKEN_TTL", "3600"),
    ("TOKEN_ISSUER", "auth.example.com"),
    ("TOKEN_AUDIENCE", "shop-api"),
    ("TOKEN_TYPE", "Bearer"),
    ("TOKEN_HEADER", "X-Auth-Token"),
    ("AUTH_TOKEN", "X-Auth-Token"),
    ("AUTH_TOKEN", "bearer"),
    ("ACCESS_TOKEN", "15m"),
    ("MAX_TOKENS", "4096"),
    ("MAX_TOKEN", "4096"),
    ("TOKENIZER", "cl100k_base"),
    ("CSRF_TOKEN", "csrf-token-name"),
    ("NEXT_PUBLIC_MAP_TOKEN", "pk.public-by-design"),
    ("SECRET_NAME", "shop/user/db"),
    ("SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"),
    ("SECRETS_DIR", "/run/secrets"),
    ("DB_SECRET", "shop/user/db"),
    ("DB_SECRET", "ssm:/shop/user/db"),
    ("DB_SECRET", "https://vault.example.com/v1/db"),
    ("SECRET_VERSION", "AWSCURRENT"),
    ("KEYSPACE", "shop"),
    ("KEY_PREFIX", "shop:"),
    ("CACHE_KEY", "shop-user-v2"),
    ("PARTITION_KEY", "customer"),
    ("PRIMARY_KEY", "order_id"),
    ("SORT_KEY", "created_at"),
    ("PUBLIC_KEY", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo"),
    ("STRIPE_PUBLISHABLE_KEY", "pk_" + "live_51H8xYzAbCdEfGhIjKlMnOpQr"),
    ("JWT_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----"),
    ("TLS_CERT", "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE\n-----END CERTIFICATE-----"),
    ("PRIVATE_KEY", "/tls/key.pem"),
    ("PRIVATE_KEY", "service-key.pem"),
    ("API_KEY_HEADER", "X-Api-Key"),
    ("API_KEY", "X-Api-Key"),
    ("IDEMPOTENCY_KEY", "Idempotency-Key"),
    ("SSH_KNOWN_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEx4b0wZ"),
    ("SSH_HOST", "AAAAB3NzaC1yc2EAAAADAQABAAABAQC7vbqajDhA9xYz"),
    ("CREDENTIALS_FILE", "credentials.json"),
    ("GOOGLE_APPLICATION_CREDENTIALS", "/etc/gcp/credentials.json"),
    ("GOOGLE_APPLICATION_CREDENTIALS", "credentials.json"),
    ("AWS_ACCESS_KEY_ID", "AKIA" + "IOSFODNN7EXAMPLE"),
    ("NODE_ENV", "production"),
    ("LOG_LEVEL", "debug"),
    ("GIT_SHA", "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"),
    ("IMAGE_DIGEST", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("INTEGRITY", "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8KuxYz4aVxQ1n0h7a3b9c2d4e6f8g0h1i2"),
    ("TRACE_ID", "4bf92f3577b34da6a3ce929d0e0e4736"),
    ("TENANT_ID", "123e4567-e89b-12d3-a456-426614174000"),
    ("GREETING", "SGVsbG8sIFdvcmxkISBUaGlzIGlzIHBsYWluIHRleHQu"),
    ("ROLE_ARN", "arn:aws:iam::111122223333:role/ShopUserServiceTaskRoleForProduction2"),
    ("QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/111122223333/ShopOrdersQueueV2"),
    ("DATABASE_URL", f"postgres://app:{LATE}@db:5432/shop"),
    ("DATABASE_URL", "postgres://app:${DB_PASSWORD}@db:5432/shop"),
    ("DATABASE_URL", "postgres://db:5432/shop"),
    ("DATABASE_URL", "postgres://app@db:5432/shop"),
    ("REDIS_URL", "redis://:<password>@cache:6379"),
    ("REDIS_URL", "redis://cache:6379/0"),
    ("CONTACT", "https://example.com:8443/team@example.com"),
    ("EMAIL", "shop@example.com"),
    ("CRON", "0 3 * * *"),
    ("JAVA_OPTS", "-XX:MaxRAMPercentage=75.0 -Dfile.encoding=UTF-8"),
    ("CLASS", "com.example.shop.user.UserServiceApplicationConfigurationFactoryBean2"),
    ("FEATURE_FLAGS", "NewCheckoutFlowV2,FasterSearchResultsV3,DarkModeForEverybodyV1"),
    ("USER_POOL", "eu-west-1_aBcDeFgHi"),
    ("MODULE", "sk-learn-pipeline-production-worker-image-large"),
]

BY_NAME = [
    ("DB_PASSWORD", "hunter2"),
    ("DB_PASSWORD", "password"),
    ("DB_PASSWORD", "123456"),
    ("DB_PASSWORD", "changeme"),
    ("dbPassword", "hunter2"),
    ("spring.datasource.password", "hunter2"),
    ("MYSQL_ROOT_PASSWORD", "root"),
    ("DB_PASSWORD_PROD", "hunter2"),
    ("DB_PASSWORD2", "hunter2"),
    ("SMTP_PASS", "hunter2"),
    ("DB_PWD", "hunter2"),
    ("PGPASSWORD", "hunter2"),
    ("KEY_PASSPHRASE", "correct horse"),
    ("CLIENT_SECRET", "s3cr3t-value"),
    ("JWT_SECRET", "dev-secret"),
    ("SECRET_KEY_BASE", "a1b2c3d4e5f6"),
    ("SESSION_SECRET", "keyboard cat"),
    ("GITHUB_TOKEN", "abc123def456"),
    ("API_KEY", "abc123def456"),
    ("apiKey", "abc123def456"),
    ("STRIPE_API_KEY", "abc123def456"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY"),
    ("PRIVATE_KEY", "c29tZSBrZXk="),
    ("ENCRYPTION_KEY", "00112233445566778899aabbccddeeff"),
    ("NEW_RELIC_LICENSE_KEY", "0123456789abcdef"),
    ("SERVICE_CREDENTIALS", "user:hunter2"),
]

BY_VALUE = [
    "AKIA" + _KEY_ID,
    "ASIA" + _KEY_ID,
    "key=AKIA" + _KEY_ID + ";region=eu-west-1",
    "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN " + "PRIVATE KEY-----\nMIIEow",
    "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nb3Bl",
    "-----BEGIN " + "PGP PRIVATE KEY BLOCK-----",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "ghp" + "_" + _MIXED[:36],
    "github" + "_pat_" + _MIXED,
    "glpat" + "-" + _MIXED[:20],
    "xoxb" + "-123456789012-" + _MIXED[:24],
    "https://hooks.slack.com/" + "services/T00000000/B00000000/" + _MIXED[:24],
    "sk" + "_live_" + _MIXED[:24],
    "rk" + "_test_" + _MIXED[:24],
    "AIza" + _MIXED[:35],
    "SG." + _MIXED[:22] + "." + _MIXED,
    "npm" + "_" + _MIXED[:36],
    "postgres://app:hunter2@db:5432/shop",
    "https://user:hunter2@example.com/",
    "redis://:hunter2@cache:6379",
    "amqps://app:p%40ss@mq".replace("%40", "a"),
    _MIXED,
    _MIXED[:20] + "/" + _MIXED[20:39] + "+",
]


@pytest.mark.parametrize(("name", "value"), HARMLESS)
def test_harmless(name: str, value: str) -> None:
    assert not secret_by_name(name, value)
    assert secret_by_value(value) == ""


def test_the_list_of_false_positives_is_long() -> None:
    assert len(HARMLESS) >= 60


@pytest.mark.parametrize(("name", "value"), BY_NAME)
def test_secret_by_name(name: str, value: str) -> None:
    assert secret_by_name(name, value)


@pytest.mark.parametrize("value", BY_VALUE)
def test_secret_by_value(value: str) -> None:
    assert secret_by_value(value)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_judged(name: str, value: str) -> None:
    assert secret_by_name(name, value) in (True, False)
    assert isinstance(secret_by_value(value), str)


@given(st.text(string.ascii_letters + string.digits, min_size=8, max_size=60))
def test_no_part_of_the_finding_holds_the_value(value: str) -> None:
    secret = "Zq7" + value
    env = [{"name": "DB_PASSWORD", "value": secret}]
    (finding,) = findings("literal-secret", mesh(service("user", work={"application": {"env": env}})))
    words = [finding.message, finding.help, finding.primary.message if finding.primary else ""]
    assert not any(secret in word for word in words)
    assert finding.fix is None


def test_every_place_of_a_container_is_looked_at() -> None:
    secret = {"name": "x", "value": "AKIA" + _KEY_ID}
    container = {
        "env": [secret],
        "labels": [secret],
        "command": ["run", "--db-password", "hunter2", "--token=abc123def456", "PASSWORD=hunter2"],
        "entrypoint": ["sh", "-c", "curl https://user:hunter2@example.com/"],
        "log": {"driver": "splunk", "options": [{"name": "splunk-token", "value": "abc123def456"}]},
        "health": {"command": ["CMD-SHELL", "redis-cli -u redis://:hunter2@cache:6379 ping"]},
    }
    header = {"request": {"add": [{"name": "authorization", "value": "Bearer abc123def456"}]}}
    found = mesh(service("user", work={"application": container}, policy={"headers": header}))
    here = "/services/0/versions/0/workload/application"
    assert sorted(set(places("literal-secret", found))) == sorted(
        [
            f"{here}/env/0",
            f"{here}/labels/0",
            here,
            f"{here}/log/options/0",
            f"{here}/health",
            "/services/0/policy/headers/request/add/0",
        ]
    )
    messages = [finding.message for finding in findings("literal-secret", found)]
    assert "argument `db-password` of `user` holds a secret in plain text (by its name)" in messages
    assert "argument `token` of `user` holds a secret in plain text (by its name)" in messages


def test_a_secret_that_ecs_fetches_is_none() -> None:
    env = [
        {"name": "DB_PASSWORD", "value": {"store": "ssm", "name": "/shop/user/db"}},
        {"name": "API_KEY", "value": {"template": [{"late": "param.key"}]}},
    ]
    found = mesh(service("user", work={"application": {"env": env}}), parameters=[{"name": "key", "type": "string"}])
    assert places("literal-secret", found) == []


def test_no_snippet_shows_a_secret() -> None:
    from meshc.compilation import Compilation
    from meshc.diagnostics.render.terminal import render

    text = 'mesh demo\nservice api { image = "acme/api" ; env { DB_PASSWORD = "correct-horse-battery" } }\n'
    compilation = Compilation.of({"main.mesh": text})
    shown = render(compilation.diagnostics(), compilation.source_map)
    assert "MC430" in shown and "MC432" in shown
    assert "correct-horse" not in shown
