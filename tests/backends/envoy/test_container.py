"""What the container of a proxy runs: proven with bash and the real Envoy, on ports that are free."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from meshc.backends.envoy.container import GATEWAY_DRAIN, SIDECAR_DRAIN, Drain, health_command, script

ENVOY = shutil.which("envoy", path=str(Path(sys.executable).parent)) or shutil.which("envoy")
pytestmark = pytest.mark.skipif(
    ENVOY is None or shutil.which("bash") is None, reason="the real Envoy and bash are needed"
)

BOOTSTRAP = """\
admin: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {admin} }} }} }}
static_resources:
  listeners:
  - name: inbound
    traffic_direction: INBOUND
    address: {{ socket_address: {{ address: 127.0.0.1, port_value: {listener} }} }}
    filter_chains:
    - filters:
      - name: http
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: inbound
          route_config:
            virtual_hosts:
            - {{ name: all, domains: ["*"], routes: [{{ match: {{ prefix: / }}, route: {{ cluster: app }} }}] }}
          http_filters:
          - name: router
            typed_config: {{ "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }}
  clusters:
  - name: app
    load_assignment:
      cluster_name: app
      endpoints:
      - lb_endpoints:
        - endpoint: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {app} }} }} }}
"""


class Running(NamedTuple):
    """An Envoy that bash runs, before an application that answers when it is told to."""

    bash: subprocess.Popen[bytes]
    admin: int
    listener: int
    asked: threading.Event
    answer: threading.Event

    def healthy(self) -> bool:
        command = health_command(admin_port=self.admin)
        assert command[0] == "CMD"
        return subprocess.run(command[1:], stderr=subprocess.DEVNULL, timeout=5).returncode == 0

    def get(self) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.listener, timeout=10)
        connection.request("GET", "/")
        return connection.getresponse()


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@pytest.fixture
def application() -> Iterator[tuple[int, threading.Event, threading.Event]]:
    asked, answer = threading.Event(), threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            answer.wait(10)
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_address[1], asked, answer
    answer.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(
    application: tuple[int, threading.Event, threading.Event], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Running]:
    drain: Drain = request.param
    app, asked, answer = application
    admin, listener = free_ports(2)
    (tmp_path / "envoy.yaml").write_text(BOOTSTRAP.format(admin=admin, listener=listener, app=app))
    assert ENVOY is not None
    flags = ["-c", str(tmp_path / "envoy.yaml"), "--disable-hot-restart", "--concurrency", "1", "--log-level", "error"]
    text = script(drain, admin_port=admin)
    bash = subprocess.Popen(["bash", "-c", text, ENVOY, "--drain-time-s", str(drain.seconds), *flags])
    running = Running(bash, admin, listener, asked, answer)
    try:
        for _ in range(200):
            if running.healthy():
                break
            threading.Event().wait(0.05)
        else:
            pytest.fail("the proxy has not started")
        yield running
    finally:
        bash.terminate()
        bash.wait(10)


def short(drain: Drain) -> Drain:
    return drain._replace(seconds=2)


@pytest.mark.parametrize("run", [short(GATEWAY_DRAIN), short(SIDECAR_DRAIN)], indirect=True, ids=["gateway", "sidecar"])
def test_what_is_on_its_way_when_the_task_is_stopped_arrives(run: Running) -> None:
    found: list[int] = []
    caller = threading.Thread(target=lambda: found.append(run.get().status))
    caller.start()
    assert run.asked.wait(5)
    run.bash.terminate()
    for _ in range(100):
        if not run.healthy():
            break
        threading.Event().wait(0.02)
    else:
        pytest.fail("a proxy that is being stopped says that it is ready")
    run.answer.set()
    caller.join(5)
    assert found == [200]
    assert run.bash.wait(6) == 0


@pytest.mark.parametrize("run", [short(GATEWAY_DRAIN)], indirect=True)
def test_a_gateway_takes_connections_while_it_drains(run: Running) -> None:
    run.answer.set()
    run.bash.terminate()
    while run.healthy():
        threading.Event().wait(0.02)
    response = run.get()
    assert (response.status, response.getheader("connection")) == (200, "close")
    assert run.bash.wait(6) == 0


@pytest.mark.parametrize("run", [short(SIDECAR_DRAIN)], indirect=True)
def test_a_sidecar_refuses_connections_at_once(run: Running) -> None:
    run.answer.set()
    assert run.get().status == 200
    run.bash.terminate()
    for _ in range(100):
        try:
            run.get()
        except ConnectionError:
            break
        threading.Event().wait(0.02)
    else:
        pytest.fail("a sidecar without an application takes connections")
    assert run.bash.poll() is None
    assert run.bash.wait(6) == 0


def test_the_end_of_the_program_is_the_end_of_the_container() -> None:
    assert subprocess.run(["bash", "-c", script(GATEWAY_DRAIN), "bash", "-c", "exit 7"], timeout=5).returncode == 7


def test_a_program_that_ends_is_not_waited_for(tmp_path: Path) -> None:
    admin, *_ = free_ports(1)
    # The script listens for signals only after it has started the program.
    program = f"sleep 0.3; touch {tmp_path}/ready; sleep 0.5"
    text = script(Drain("graceful", 1000), admin_port=admin)
    with subprocess.Popen(["bash", "-c", text, "bash", "-c", program]) as bash:
        while not (tmp_path / "ready").exists():
            threading.Event().wait(0.02)
        bash.terminate()
        assert bash.wait(10) == 0


def test_nothing_in_the_script_looks_like_a_placeholder() -> None:
    assert "${" not in script(GATEWAY_DRAIN) + script(SIDECAR_DRAIN) + "".join(health_command())
