"""The proxies of example 01 do what the mesh says: requests through its gateway, and through the listeners of calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from meshc.compilation import Compilation, Options

from .asking import sent
from .running import Running, running

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "01-demo" / "main.mesh"

# A port that needs no root, and a limit that can be waited for.
OVERLAY = """
overlay traffic {
  gateway public { port = 8000 }
  service contract { timeout = 1s }
}
"""

REQUESTS = 1_000
SIGMAS = 6


@pytest.fixture(scope="module")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The example, running."""
    files = {"main.mesh": EXAMPLE.read_text(), "traffic.mesh": OVERLAY}
    compilation = Compilation.of(files, options=Options(overlays=("traffic",)))
    with running(compilation, tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture
def demo(mesh: Running) -> Running:
    """The same with nothing left of the tests before."""
    mesh.rest()
    return mesh


def assert_share(counted: int, share: float) -> None:
    """That a random choice with this share may have been taken so often: six standard deviations never happen."""
    deviation = (REQUESTS * share * (1 - share)) ** 0.5
    assert abs(counted - REQUESTS * share) < SIGMAS * deviation


def contracts(demo: Running) -> int:
    """Requests that reached any version of contract."""
    return sum(len(demo.application(unit).hits) for unit in ("contract-v1", "contract-v2"))


def test_a_tenth_of_what_the_gateway_lets_in_reaches_the_new_version(demo: Running) -> None:
    with demo.outside("public", 8000) as browser:
        units = Counter(browser.ask("/contracts/7").unit for _ in range(REQUESTS))
    assert units.keys() == {"contract-v1", "contract-v2"}
    assert_share(units["contract-v2"], 0.1)


def test_a_tenth_of_what_a_service_calls_reaches_the_new_version(demo: Running) -> None:
    with demo.caller("user", "CONTRACT_URL") as user:
        units = Counter(user.ask("/7").unit for _ in range(REQUESTS))
    assert units.keys() == {"contract-v1", "contract-v2"}
    assert_share(units["contract-v2"], 0.1)


def test_the_new_api_is_always_that_of_the_new_version(demo: Running) -> None:
    with demo.outside("public", 8000) as browser, demo.caller("user", "CONTRACT_URL") as user:
        units = Counter(
            [browser.ask("/contracts/v2/items").unit for _ in range(50)]
            + [user.ask(path).unit for path in ("/v2", "/v2/", "/v2/items?page=2") for _ in range(50)]
        )
        assert units == {"contract-v2": 200}
        assert {user.ask("/v2x").unit for _ in range(50)} == {"contract-v1", "contract-v2"}


@pytest.mark.parametrize(
    ("asked", "unit", "arrives"),
    (
        ("/contracts/7", "contract", "/7"),
        ("/contracts", "contract", "/"),
        ("/contracts/", "contract", "/"),
        ("/contracts?page=2", "contract", "/?page=2"),
        ("/contracts/a/b?c=%2F", "contract", "/a/b?c=%2F"),
        ("/contractsx", "user", "/contractsx"),
        ("/", "user", "/"),
        ("/login", "user", "/login"),
    ),
)
def test_the_gateway_takes_its_prefix_away(demo: Running, asked: str, unit: str, arrives: str) -> None:
    with demo.outside("public", 8000) as browser:
        answer = browser.ask(asked)
    assert (answer.unit.partition("-")[0], answer.path) == (unit, arrives)


def test_a_service_is_asked_by_its_name_or_as_the_browser_asked(demo: Running) -> None:
    with demo.outside("public", 8000) as browser, demo.caller("user", "CONTRACT_URL") as user:
        for path in ("/", "/contracts/7"):
            asked = browser.ask(path, headers={"host": "shop.example.com"}).request["headers"]
            assert asked["host"] == "shop.example.com"
        assert user.ask("/").request["headers"]["host"] == "contract.demo.local:8080"


@pytest.mark.parametrize(("method", "hits"), (("GET", 3), ("HEAD", 3), ("OPTIONS", 3), ("POST", 1), ("DELETE", 1)))
def test_a_503_is_asked_for_again_where_that_is_safe(demo: Running, method: str, hits: int) -> None:
    for unit in ("contract-v1", "contract-v2"):
        demo.application(unit).status = 503
    with demo.outside("public", 8000) as browser:
        assert browser.ask("/contracts/7", method).status == 503
    assert contracts(demo) == hits
    with demo.caller("user", "CONTRACT_URL") as user:
        assert user.ask("/7", method).status == 503
    assert contracts(demo) == 2 * hits


def test_a_retry_that_succeeds_is_all_that_the_caller_sees(demo: Running) -> None:
    demo.application("contract-v2").statuses = [503, 503]
    with demo.caller("user", "CONTRACT_URL") as user:
        assert user.ask("/v2/items").status == 200
    assert contracts(demo) == 3


@pytest.mark.parametrize("status", (404, 500, 502))
def test_other_answers_are_passed_on_at_once(demo: Running, status: int) -> None:
    demo.application("contract-v2").status = status
    with demo.caller("user", "CONTRACT_URL") as user:
        assert user.ask("/v2/items").status == status
    assert contracts(demo) == 1


def test_a_slow_answer_is_waited_for_no_longer_than_the_timeout(demo: Running) -> None:
    demo.application("contract-v2").delay = 3
    with demo.caller("user", "CONTRACT_URL") as user:
        answer = user.ask("/v2/items")
    assert answer.status == 504
    assert 0.9 < answer.seconds < 2.5
    assert contracts(demo) == 1


def test_a_client_cannot_change_timeouts_and_retries(demo: Running) -> None:
    wishes = {
        "x-envoy-retry-on": "5xx",
        "x-envoy-max-retries": "9",
        "x-envoy-upstream-rq-timeout-ms": "1",
        "x-envoy-upstream-rq-per-try-timeout-ms": "1",
    }
    application = demo.application("user")
    application.delay = 0.2
    with demo.outside("public", 8000) as browser:
        assert browser.ask("/login", headers=wishes).status == 200
        application.rest()
        application.status = 500
        assert browser.ask("/login", headers=wishes).status == 500
    assert len(application.hits) == 1


def test_the_application_is_told_who_asked(demo: Running) -> None:
    with demo.outside("public", 8000) as browser:
        headers = browser.ask("/", headers={"x-forwarded-for": "192.0.2.1"}).request["headers"]
    assert headers["x-forwarded-for"].startswith("192.0.2.1,")
    assert headers["x-request-id"]


def test_an_application_that_is_down_is_a_503(demo: Running) -> None:
    with demo.application("user").away(), demo.outside("public", 8000) as browser:
        assert browser.ask("/login").status == 503
    with demo.outside("public", 8000) as browser:
        assert browser.ask("/login").status == 200


def test_a_call_of_grpc_reaches_the_port_that_speaks_it(demo: Running) -> None:
    with demo.caller("contract-v1", "BILLING") as contract:
        headers = {"content-type": "application/grpc", "te": "trailers"}
        answer = contract.ask("/demo.Billing/Get", "POST", headers=headers)
    assert (answer.headers["grpc-status"], answer.headers["called"]) == ("0", "/demo.Billing/Get")


def test_a_cache_outside_the_mesh_is_reached(demo: Running) -> None:
    host, port = demo.dialled("user", "SESSION_CACHE")
    assert sent(host, port, b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$2\r\nbc\r\n") == b"+OK\r\n"
    assert sent(host, port, b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n") == b"$2\r\nbc\r\n"


def test_a_database_outside_the_mesh_is_reached(demo: Running) -> None:
    host, port = demo.dialled("billing", "DB_ADDRESS")
    assert sent(host, port, b"hello") == b"ledger:hello"
    with demo.server("ledger", 5432).away():
        assert sent(host, port, b"hello") == b""
    assert sent(host, port, b"again") == b"ledger:again"
