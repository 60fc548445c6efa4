"""Who is told of findings, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.lsp.connection import Connection

MESH = 'mesh demo { vpc = "vpc-1" ; build = [envoy] }\n'
USER = 'service user { image = "acme/user:1" ; cpu = 0.25 ; memory = 512MiB ; port = 8080 }\n'
CALLER = (
    'service order { image = "acme/order:1" ; cpu = 0.25 ; memory = 512MiB ; calls user ; env { U = "${user.url}" } }\n'
)
PUSHED: dict[str, Any] = {"textDocument": {"publishDiagnostics": {"relatedInformation": True}}}
PULLED: dict[str, Any] = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}, "inlayHint": {"refreshSupport": True}},
}
Connect = Callable[..., Connection]


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    made: list[Connection] = []

    def connect(capabilities: dict[str, Any], **options: Any) -> Connection:
        made.append(Connection(capabilities, tmp_path, **options))
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.mesh").write_text(text, encoding="utf-8")


def told(connection: Connection) -> dict[str, tuple[int | None, list[str]]]:
    """What was published since last asked: versions and codes by the name of the file."""
    connection.settled()
    found = {
        params["uri"].rpartition("/")[2]: (params.get("version"), [item["code"] for item in params["diagnostics"]])
        for params in connection.published
    }
    connection.published.clear()
    return found


def test_who_does_not_ask_is_told_of_every_file_that_has_findings(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, order=CALLER, user=USER)
    connection = connect(PUSHED)
    connection.open("user.mesh")
    first = told(connection)
    assert first["user.mesh"] == (1, [])
    assert "diagnosticProvider" not in connection.initialized["capabilities"]
    connection.change("user.mesh", USER.replace("service user", "service users"))
    after = told(connection)
    assert after["user.mesh"][0] == 2
    assert after["order.mesh"][0] is None
    assert set(after["order.mesh"][1]) == {"MC201"}
    connection.change("user.mesh", USER, 3)
    assert told(connection)["order.mesh"] == (None, first.get("order.mesh", (None, []))[1])


def test_files_whose_findings_stay_are_not_told_again(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, order=CALLER, user=USER)
    connection = connect(PUSHED)
    connection.open("user.mesh")
    connection.change("user.mesh", USER.replace("service user", "service users"))
    told(connection)
    connection.change("user.mesh", USER.replace("service user", "service users") + "\n", 3)
    assert list(told(connection)) == ["user.mesh"]


def test_a_change_that_changes_nothing_has_a_version_too(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, user=USER.replace("port", "prt"))
    connection = connect(PUSHED)
    connection.open("user.mesh")
    first = told(connection)["user.mesh"]
    connection.change("user.mesh", USER.replace("port", "prt"), 2)
    assert told(connection) == {"user.mesh": (2, first[1])}


def test_findings_go_when_no_file_of_the_mesh_is_open(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, order=CALLER, user=USER.replace("port", "prt"))
    connection = connect(PUSHED)
    connection.open("user.mesh")
    connection.open("order.mesh")
    assert told(connection)["user.mesh"][1]
    connection.end("user.mesh")
    assert "user.mesh" not in told(connection)
    connection.end("order.mesh")
    cleared = told(connection)
    assert cleared["user.mesh"] == (None, [])
    assert all(codes == [] for _, codes in cleared.values())


def test_a_burst_of_changes_is_looked_at_once(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, user=USER)
    connection = connect(PUSHED)
    connection.open("user.mesh")
    told(connection)
    busy = Event()
    connection.server.thread_pool.submit(busy.wait)
    for version in range(2, 30):
        connection.change("user.mesh", USER + "#" * version, version)
    busy.set()
    connection.settled()
    assert [params["version"] for params in connection.published] == [29]


def test_who_asks_is_not_told_without_asking(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, user=USER.replace("port", "prt"))
    connection = connect(PULLED)
    connection.open("user.mesh")
    found = connection.pull("user.mesh")
    assert found["kind"] == "full"
    assert "MC204" in [item["code"] for item in found["items"]]
    assert connection.pull("user.mesh", found["resultId"]) == {"kind": "unchanged", "resultId": found["resultId"]}
    assert told(connection) == {}


def test_who_asks_is_told_when_another_file_has_other_findings(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, order=CALLER, user=USER)
    connection = connect(PULLED)
    connection.open("user.mesh")
    connection.open("order.mesh")
    before = connection.pull("order.mesh")
    connection.pull("user.mesh")
    connection.asked.clear()
    connection.change("user.mesh", USER.replace("service user", "service users"))
    for _ in range(3):
        connection.pull("user.mesh")
    assert connection.asked == ["workspace/diagnostic/refresh"]
    after = connection.pull("order.mesh", before["resultId"])
    assert {item["code"] for item in after["items"]} == {"MC201"}
    connection.pull("user.mesh")
    assert connection.asked == ["workspace/diagnostic/refresh"]


def test_all_files_of_open_meshes_can_be_asked_for(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, order=CALLER, user=USER.replace("service user", "service users"))
    connection = connect(PULLED)
    assert connection.request("workspace/diagnostic", {"previousResultIds": []}) == {"items": []}
    connection.open("main.mesh")
    found = connection.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    assert [(item["uri"].rpartition("/")[2], item["version"], len(item["items"]) > 0) for item in found] == [
        ("main.mesh", 1, False),
        ("order.mesh", None, True),
        ("user.mesh", None, False),
    ]
    known = [{"uri": item["uri"], "value": item["resultId"]} for item in found]
    again = connection.request("workspace/diagnostic", {"previousResultIds": known})["items"]
    assert {item["kind"] for item in again} == {"unchanged"}


def test_what_changes_on_the_disk_is_looked_at_again(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, order=CALLER, user=USER)
    connection = connect(
        {**PULLED, "workspace": {**PULLED["workspace"], "didChangeWatchedFiles": {"dynamicRegistration": True}}}
    )
    assert "client/registerCapability" in connection.asked
    connection.open("order.mesh")
    before = connection.pull("order.mesh")
    assert [item["code"] for item in before["items"]] == []
    connection.asked.clear()
    (tmp_path / "user.mesh").unlink()
    connection.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": connection.uri("user.mesh"), "type": 3}]})
    connection.settled()
    assert connection.asked == ["workspace/diagnostic/refresh", "workspace/inlayHint/refresh"]
    assert {item["code"] for item in connection.pull("order.mesh")["items"]} == {"MC201"}


def test_saving_looks_at_the_disk_again(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, order=CALLER)
    connection = connect(PUSHED)
    connection.open("order.mesh")
    assert set(told(connection)["order.mesh"][1]) == {"MC201"}
    write(tmp_path, user=USER)
    connection.notify("textDocument/didSave", {"textDocument": {"uri": connection.uri("order.mesh")}})
    assert told(connection)["order.mesh"][1] == []


def test_related_places_are_told_to_who_can_show_them(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, user=USER, again=USER)
    connection = connect(PUSHED)
    connection.open("user.mesh")
    connection.settled()
    related = [
        place["location"]["uri"].rpartition("/")[2]
        for params in connection.published
        for item in params["diagnostics"]
        for place in item.get("relatedInformation", ())
    ]
    assert related
    assert set(related) <= {"again.mesh", "user.mesh"}


def test_settings_of_the_client_count(connect: Connect, tmp_path: Path) -> None:
    lossy = CALLER.replace("calls user", "calls user { timeout = 2s }")
    write(tmp_path, main=MESH, order=lossy, user=USER)
    connection = connect(PULLED, options={"targets": ["service-discovery"]})
    connection.open("order.mesh")
    assert "MC501" in [item["code"] for item in connection.pull("order.mesh")["items"]]
    connection.notify("workspace/didChangeConfiguration", {"settings": {"meshc": {"targets": []}}})
    assert "MC501" not in [item["code"] for item in connection.pull("order.mesh")["items"]]


def test_settings_are_asked_for_where_the_client_can_be_asked(connect: Connect, tmp_path: Path) -> None:
    lossy = CALLER.replace("calls user", "calls user { timeout = 2s }")
    write(tmp_path, main=MESH, order=lossy, user=USER)
    capabilities = {**PULLED, "workspace": {**PULLED["workspace"], "configuration": True}}
    connection = connect(capabilities, configuration={"targets": ["service-discovery"]})
    connection.open("order.mesh")
    assert "MC501" in [item["code"] for item in connection.pull("order.mesh")["items"]]
    connection.configuration = {"targets": ["servic-discovery"], "overlays": "prod"}
    connection.notify("workspace/didChangeConfiguration", {"settings": None})
    assert "MC501" not in [item["code"] for item in connection.pull("order.mesh")["items"]]
    assert connection.shown == [
        "the setting `meshc.overlays` is not a list of names",
        "the setting `meshc.targets` has an unknown target `servic-discovery`; did you mean `service-discovery`?",
    ]


def test_settings_that_are_left_out_stay(connect: Connect, tmp_path: Path) -> None:
    connection = connect(PULLED, options={"targets": ["envoy"], "commands": ["meshc.showReferences"]})
    session = connection.server.session
    given: tuple[Any, ...] = (None, {}, {"meshc": {}}, {"meshc": {"targets": None}}, {"overlays": ["prod"]})
    for settings in given:
        connection.notify("workspace/didChangeConfiguration", {"settings": settings})
    assert (session.settings.targets, session.settings.overlays) == (("envoy",), ("prod",))
    assert session.commands == {"meshc.showReferences"}


def test_commands_of_the_client_are_known_as_rust_analyzer_has_them(connect: Connect) -> None:
    connection = connect({"experimental": {"commands": {"commands": ["meshc.showReferences"]}}})
    assert connection.server.session.commands == {"meshc.showReferences"}


def test_a_cancelled_request_is_not_carried_out(connect: Connect, tmp_path: Path) -> None:
    write(tmp_path, main=MESH)
    connection = connect(PULLED)
    connection.open("main.mesh")
    busy = Event()
    connection.server.thread_pool.submit(busy.wait)
    number = connection.ask("textDocument/diagnostic", {"textDocument": {"uri": connection.uri("main.mesh")}})
    connection.notify("$/cancelRequest", {"id": number})
    with pytest.raises(Exception, match="cancel"):
        connection.answer(number)
    busy.set()
    assert connection.pull("main.mesh")["kind"] == "full"


def test_a_fault_of_one_answer_is_logged_and_leaves_the_rest(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, main=MESH)
    connection = connect(PULLED)
    connection.open("main.mesh")
    logged: list[str] = []
    monkeypatch.setattr(connection.server, "window_log_message", lambda params: logged.append(params.message))
    monkeypatch.setattr(connection.server.session.findings, "of", lambda uri: 1 / 0)
    assert connection.pull("main.mesh") is None
    assert logged == ["fault of meshc: ZeroDivisionError: division by zero"]
    monkeypatch.undo()
    assert connection.pull("main.mesh")["kind"] == "full"
    assert connection.shown == []


def test_in_a_browser_everything_happens_at_once_and_in_one_thread(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meshc.lsp.server.IS_WASM", True)
    connection = connect(PUSHED)
    uri = connection.uri("main.mesh")
    connection.open("main.mesh", MESH + USER.replace("port", "prt"))
    assert "MC204" in [item["code"] for item in connection.published[-1]["diagnostics"]]
    connection.change("main.mesh", MESH + USER)
    assert connection.published[-1] == {"uri": uri, "diagnostics": [], "version": 2}
    format_ = {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
    assert connection.request("textDocument/formatting", format_) is not None
    assert connection.server._thread_pool is None


def test_a_shared_file_belongs_to_the_open_meshes_beside_it(connect: Connect, tmp_path: Path) -> None:
    for name in ("orders", "sales", "shared"):
        (tmp_path / name).mkdir()
    (tmp_path / "meshc.toml").touch()
    write(tmp_path / "shared", user=USER.replace("port", "prot"))
    write(tmp_path / "orders", main=MESH + 'import "../shared"\n')
    write(tmp_path / "sales", main=MESH + 'import "../shared"\n')
    connection = connect(PUSHED)
    connection.open("shared/user.mesh")
    assert told(connection)["user.mesh"] == (1, ["MC214", "MC204"])
    connection.open("orders/main.mesh")
    assert told(connection)["user.mesh"] == (1, ["MC204"])
    connection.open("sales/main.mesh")
    connection.change("orders/main.mesh", MESH)
    assert told(connection).get("user.mesh", (1, ["MC204"])) == (1, ["MC204"])
    connection.end("sales/main.mesh")
    connection.change("orders/main.mesh", MESH, 3)
    connection.notify("textDocument/didSave", {"textDocument": {"uri": connection.uri("orders/main.mesh")}})
    told(connection)
    connection.end("orders/main.mesh")
    connection.end("shared/user.mesh")
    connection.settled()
    assert connection.server.session.meshes_open.count == 0
