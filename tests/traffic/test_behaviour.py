"""Every policy that a request can feel, felt: the proxies of `behaviour.mesh` between stubs."""

from __future__ import annotations

import json
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meshc.compilation import Compilation, Options

from ..oracles.certificates import Authority, Issued
from .asking import Answer, Client, datagram, sent
from .running import Running, running

MESH = Path(__file__).with_name("behaviour.mesh")

SIGMAS = 6


class Certificates:
    """An authority with what it issued, and another that nobody in the mesh knows."""

    def __init__(self, folder: Path) -> None:
        known = Authority(folder)
        self.authority = known.file
        known.issue("secure.shop.local")
        known.issue("safe.example.com")
        self.web = known.issue("web.shop.local", "spiffe://shop/web")
        self.rogue = known.issue("rogue.shop.local", "spiffe://shop/rogue")
        self.stranger = Authority(folder, "elsewhere").issue("stranger.shop.local", "spiffe://shop/web")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates for this run."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def running_mesh(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The mesh, running, with the certificates of this run."""
    text = MESH.read_text().replace("/certs/", f"{certificates.authority.parent}/")
    compilation = Compilation.of({"main.mesh": text}, options=Options(targets=("envoy",)))
    with running(compilation, tmp_path_factory.mktemp("behaviour")) as found:
        yield found


@pytest.fixture
def shop(running_mesh: Running) -> Running:
    """The same with nothing left of the tests before."""
    running_mesh.rest()
    return running_mesh


def web(shop: Running, variable: str, path: str = "/", method: str = "GET", **asked: object) -> Answer:
    """What `web` is answered by the callee whose URL stands in a variable."""
    with shop.caller("web", variable) as client:
        return client.ask(path, method, **asked)  # type: ignore[arg-type]


def within(seconds: float, done: Callable[[], bool]) -> bool:
    """Whether something that happens by and by has happened in time."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


# Which route takes a request.


@pytest.mark.parametrize(
    ("path", "method", "headers", "unit"),
    (
        ("/anything", "GET", {}, "blue"),
        ("/canary", "GET", {"x-canary": "yes"}, "green"),
        ("/canary", "POST", {"x-canary": "yes"}, "green"),
        ("/canary", "GET", {"x-canary": "yess"}, "blue"),
        ("/canary", "GET", {}, "blue"),
        ("/old-clients", "GET", {}, "green"),
        ("/old-clients", "GET", {"x-client": "v1.9"}, "green"),
        ("/old-clients", "GET", {"x-client": "v2.1"}, "blue"),
        ("/orders", "POST", {}, "green"),
        ("/orders", "GET", {}, "blue"),
        ("/search?q=1", "GET", {}, "green"),
        ("/search?p=1", "GET", {}, "blue"),
        ("/colour", "GET", {}, "green"),
        ("/colours/red", "GET", {}, "green"),
        ("/colou", "GET", {}, "blue"),
        ("/items/12", "GET", {}, "green"),
        ("/items/12?a=b", "GET", {}, "green"),
        ("/items/12/a", "GET", {}, "blue"),
        ("/exact", "GET", {}, "green"),
        ("/exact?a=b", "GET", {}, "green"),
        ("/exact/", "GET", {}, "blue"),
    ),
)
def test_the_first_route_that_matches_decides(
    shop: Running, path: str, method: str, headers: dict[str, str], unit: str
) -> None:
    answer = web(shop, "STORE", path, method, headers=headers)
    assert (answer.unit, answer.path) == (f"store-{unit}", path)


@pytest.mark.parametrize(
    ("asked", "arrives"), (("/moved", "/a/b"), ("/moved/", "/a/b/"), ("/moved/c", "/a/b/c"), ("/moved?x=1", "/a/b?x=1"))
)
def test_a_prefix_is_rewritten_without_a_second_slash(shop: Running, asked: str, arrives: str) -> None:
    assert web(shop, "STORE", asked).path == arrives


def test_a_redirect_and_a_fixed_answer_reach_no_application(shop: Running) -> None:
    moved = web(shop, "STORE", "/old/film")
    assert moved.status == 302
    assert moved.headers["location"].endswith("/new")
    robots = web(shop, "STORE", "/robots.txt")
    assert (robots.status, robots.body) == (200, "nobody")
    assert [shop.application(f"store-{version}").hits for version in ("blue", "green")] == [[], []]


def test_what_no_route_takes_is_denied_where_the_service_says_so(shop: Running) -> None:
    assert web(shop, "LIMITED", "/known/x").status == 200
    assert web(shop, "LIMITED", "/unknown").status == 404
    assert [hit.path for hit in shop.application("limited").hits] == ["/known/x"]


# The gateway.


def test_a_gateway_chooses_by_host(shop: Running) -> None:
    with shop.outside("edge", 8000) as browser:
        for host in ("admin.example.com", "admin.example.com:8000"):
            answer = browser.ask("/admin/users", headers={"host": host})
            assert (answer.unit, answer.path) == ("store-blue", "/users")
        assert browser.ask("/admin/exact", headers={"host": "admin.example.com"}).unit == "store-green"
        assert browser.ask("/admin/users", headers={"host": "shop.example.com"}).status == 404


def test_a_gateway_splits_between_versions_and_edits_headers(shop: Running) -> None:
    with shop.outside("edge", 8000) as browser:
        answers = [browser.ask("/shop/a", headers={"x-secret": "s"}) for _ in range(200)]
        assert browser.ask("/shop/a", "POST").status == 404
    green = Counter(answer.unit for answer in answers)["store-green"]
    assert abs(green - 100) < SIGMAS * 50**0.5
    assert {answer.request["headers"].get("x-shop") for answer in answers} == {"100%"}
    assert not any("x-secret" in answer.request["headers"] for answer in answers)


def test_a_gateway_redirects(shop: Running) -> None:
    with shop.outside("edge", 8000) as browser:
        answer = browser.ask("/plain")
    assert (answer.status, answer.headers["location"]) == (308, "https://www.example.com:8443/safe")


def test_a_gateway_leads_outside_under_the_name_that_is_known_there(shop: Running) -> None:
    with shop.outside("edge", 8000) as browser:
        answer = browser.ask("/outside/a")
    assert (answer.unit, answer.path) == ("edited", "/in/a")
    assert answer.request["headers"]["host"] == "edited.example.com:8080"


# Time, and trying again.


def test_a_stream_may_take_longer_than_the_timeout(shop: Running) -> None:
    shop.application("store-green").delay = 0.8
    assert web(shop, "STORE", "/exact").status == 504
    assert web(shop, "STORE", "/film/1").status == 200


def test_each_try_has_a_limit_of_its_own(shop: Running) -> None:
    flaky = shop.application("flaky")
    flaky.delays = [1, 1]
    answer = web(shop, "FLAKY")
    assert answer.status == 504
    assert len(flaky.hits) == 1
    flaky.rest()
    flaky.statuses = [503, 503, 503]
    assert web(shop, "FLAKY", method="PUT").status == 200
    assert len(flaky.hits) == 4


@pytest.mark.parametrize(("method", "retries"), (("GET", 3), ("PUT", 3), ("POST", 3)))
def test_a_connection_that_fails_is_opened_again_for_every_method(shop: Running, method: str, retries: int) -> None:
    counter = "cluster.flaky_8080.upstream_rq_retry"
    proxy = shop.proxies["web"]
    before = proxy.counter(counter)
    with shop.application("flaky").away():
        assert web(shop, "FLAKY", method=method, body="x").status == 503
    assert proxy.counter(counter) - before == retries
    assert shop.application("flaky").hits == []


def test_an_application_cannot_change_what_the_mesh_decides(shop: Running) -> None:
    flaky = shop.application("flaky")
    flaky.delay = 0.1
    wishes = {
        "x-envoy-upstream-rq-timeout-ms": "1",
        "x-envoy-retry-on": "5xx",
        "x-envoy-max-retries": "9",
        "x-forwarded-for": "10.0.0.1",
    }
    assert web(shop, "FLAKY", headers=wishes).status == 200
    flaky.rest()
    flaky.status = 500
    assert web(shop, "FLAKY", headers=wishes).status == 500
    assert len(flaky.hits) == 1


# Limits.


def test_a_service_lets_in_no_more_than_its_rate(shop: Running) -> None:
    with Client(*shop.proxies["limited"].listener("in/8080")) as caller:
        free = Counter(caller.ask("/known/x").status for _ in range(10))
        counted = Counter(caller.ask("/other").status for _ in range(10))
    assert free == {200: 10}
    assert counted == {200: 5, 429: 5}


def test_a_request_that_does_not_fit_the_buffer_is_refused(shop: Running) -> None:
    with Client(*shop.proxies["limited"].listener("in/8080")) as caller:
        assert caller.ask("/known/x", "POST", "x" * 500_000).status == 200
        assert caller.ask("/known/x", "POST", "x" * 1_100_000).status == 413


def test_what_does_not_fit_into_the_pool_is_turned_away(shop: Running) -> None:
    narrow = shop.application("narrow")
    narrow.delay = 0.5
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(web, shop, "NARROW")
        assert within(2, lambda: bool(narrow.hits))
        others = [pool.submit(web, shop, "NARROW") for _ in range(5)]
        statuses = Counter(future.result().status for future in (first, *others))
    assert statuses == {200: 2, 503: 4}


# What is done on purpose.


def test_a_fault_fails_its_share(shop: Running) -> None:
    with shop.caller("web", "FAULTY") as client:
        statuses = Counter(client.ask("/").status for _ in range(300))
    assert statuses.keys() == {200, 418}
    assert abs(statuses[418] - 90) < SIGMAS * 63**0.5


def test_a_fault_holds_back(shop: Running) -> None:
    answer = web(shop, "SLUGGISH")
    assert answer.status == 200
    assert answer.seconds > 0.29


def test_a_mirror_gets_a_copy_and_answers_nobody(shop: Running) -> None:
    shadow = shop.application("shadow")
    shadow.status = 500
    answer = web(shop, "MIRRORED", "/copied", "POST", body="b")
    assert (answer.status, answer.unit) == (200, "mirrored")
    assert within(2, lambda: bool(shadow.hits))
    assert [(hit.method, hit.path, hit.body) for hit in shadow.hits] == [("POST", "/copied", "b")]


def test_headers_are_added_and_removed(shop: Running) -> None:
    shop.application("edited").headers = {"x-powered-by": "stub"}
    answer = web(shop, "EDITED", headers={"x-secret": "s"})
    assert answer.request["headers"]["x-team"] == "100% shop"
    assert "x-secret" not in answer.request["headers"]
    assert answer.headers["x-answer"] == "50%"
    assert "x-powered-by" not in answer.headers


def test_a_cookie_binds_a_caller(shop: Running) -> None:
    first = web(shop, "BOUND")
    assert first.headers["set-cookie"].startswith("bound=")
    assert "Max-Age=3600" in first.headers["set-cookie"]
    again = web(shop, "BOUND", headers={"cookie": first.headers["set-cookie"].partition(";")[0]})
    assert "set-cookie" not in again.headers


# Without requests.


def test_connections_are_split(shop: Running) -> None:
    place = shop.dialled("web", "PIPE")
    units = Counter(sent(*place, b"x").partition(b":")[0] for _ in range(200))
    assert units.keys() == {b"pipe-a", b"pipe-b"}
    assert abs(units[b"pipe-a"] - 100) < SIGMAS * 50**0.5


def test_datagrams_come_back(shop: Running) -> None:
    assert datagram(*shop.dialled("web", "DATAGRAMS"), b"x") == b"datagrams:x"


# TLS.


def test_who_proves_who_he_is_is_let_in(shop: Running) -> None:
    answer = web(shop, "SECURE")
    assert (answer.status, answer.unit) == (200, "secure")
    assert "spiffe://shop/web" in answer.request["headers"]["x-forwarded-client-cert"]


@pytest.mark.parametrize("caller", ("rogue", "doubter"))
def test_a_name_that_is_not_the_expected_one_is_refused(shop: Running, caller: str) -> None:
    with shop.caller(caller, "SECURE") as client:
        assert client.ask("/").status == 503
    assert shop.application("secure").hits == []


def test_only_certificates_of_the_authority_are_let_in(shop: Running, certificates: Certificates) -> None:
    place = shop.proxies["secure"].listener("in/8080")
    with _proving(place, certificates, certificates.web) as web_itself:
        assert web_itself.ask("/").status == 200
    for shown in (None, certificates.rogue, certificates.stranger):
        with pytest.raises(OSError), _proving(place, certificates, shown) as other:
            other.ask("/")
    with pytest.raises(OSError), Client(*place) as plain:
        plain.ask("/")


def test_plain_text_is_taken_where_that_is_permitted(shop: Running, certificates: Certificates) -> None:
    place = shop.proxies["limited"].listener("in/8080")
    with Client(*place) as plain, _proving(place, certificates, None) as encrypted:
        assert [plain.ask("/known/x").status, encrypted.ask("/known/x").status] == [200, 200]


def test_a_gateway_tells_services_who_the_client_is(shop: Running, certificates: Certificates) -> None:
    place = (shop.networks["safe"].outside, 8443)
    claimed = {"x-forwarded-client-cert": "URI=spiffe://shop/admin"}
    with _proving(place, certificates, certificates.rogue) as client:
        answer = client.ask("/secure/a", headers=claimed)
        store = client.ask("/a")
    assert (store.unit, store.request["headers"]["x-forwarded-proto"]) == ("store-blue", "https")
    assert answer.headers["alt-svc"].startswith('h3=":8443"')
    gateway, service = answer.request["headers"]["x-forwarded-client-cert"].split(",")
    assert "URI=spiffe://shop/rogue" in gateway
    assert "URI=spiffe://shop/web" in service
    with pytest.raises(OSError), _proving(place, certificates, None) as nobody:
        nobody.ask("/")


def _proving(place: tuple[str, int], certificates: Certificates, shown: Issued | None) -> Client:
    """A client that speaks TLS, and shows a certificate where it has one."""
    context = ssl.create_default_context(cafile=certificates.authority)
    context.check_hostname = False
    if shown is not None:
        context.load_cert_chain(shown.certificate, shown.key)
    return Client(*place, tls=context)


# gRPC.


@pytest.mark.parametrize(
    ("path", "version"),
    (
        ("/demo.Rates/Get", "old"),
        ("/demo.Rates/GetNew", "new"),
        ("/demo.Rates/GetNewest", "old"),
        ("/demo.Latest/Get", "new"),
    ),
)
def test_a_call_is_routed_by_service_and_method(shop: Running, path: str, version: str) -> None:
    before = {version: shop.grpc_application(f"rates-{version}", 9090).hits for version in ("old", "new")}
    answer = _called(shop, path)
    assert (answer.headers["grpc-status"], answer.headers["called"]) == ("0", path)
    after = {version: shop.grpc_application(f"rates-{version}", 9090).hits for version in ("old", "new")}
    assert after == {**before, version: before[version] + 1}


@pytest.mark.parametrize(("method", "status", "hits"), (("Try", "14", 3), ("Find", "5", 1)))
def test_a_call_is_tried_again_where_nobody_was_there(shop: Running, method: str, status: str, hits: int) -> None:
    rates = shop.grpc_application("rates-old", 9090)
    before = rates.hits
    assert _called(shop, f"/demo.Rates/{method}").headers["grpc-status"] == status
    assert rates.hits - before == hits


def _called(shop: Running, path: str) -> Answer:
    """A call without a message; the proxy makes HTTP/2 of it."""
    return web(shop, "RATES", path, "POST", headers={"content-type": "application/grpc", "te": "trailers"})


# What a proxy tells.


def test_requests_are_logged_without_their_query(shop: Running) -> None:
    web(shop, "LIMITED", "/known/logged?secret=1")
    proxy = shop.proxies["limited"]
    assert within(2, lambda: "/known/logged" in proxy.output())
    line = next(json.loads(line) for line in proxy.output().splitlines() if "/known/logged" in line)
    assert (line["method"], line["path"], line["response_code"]) == ("GET", "/known/logged", 200)


def test_prometheus_reads_numbers_and_nothing_else(shop: Running) -> None:
    web(shop, "LIMITED", "/known/x")
    with shop.outside("limited", 9102) as prometheus:
        numbers = prometheus.ask("/stats/prometheus")
        assert numbers.status == 200
        assert "envoy_http_downstream_rq_total" in numbers.body
        assert [prometheus.ask(path).status for path in ("/", "/config_dump", "/stats/prometheus/x")] == [404] * 3
        assert prometheus.ask("/quitquitquit", "POST").status == 404
