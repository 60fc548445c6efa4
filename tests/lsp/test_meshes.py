"""Which mesh a file belongs to, and what of the disk and of the buffers it is made of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lsprotocol import types

from meshc.lsp.session import Session
from meshc.lsp.settings import Settings
from tests.lsp.harness import Silent

MESH = 'mesh demo { vpc = "vpc-1" }\n'
IMPORT = 'import "teams"\n'


def service(name: str) -> str:
    return f'service {name} {{ image = "acme/{name}:1" ; cpu = 0.25 ; memory = 512MiB ; port = 8080 }}\n'


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = Session(Silent())
    session.set_workspace([tmp_path.as_uri()])
    return session


def open_file(session: Session, path: Path, text: str | None = None) -> None:
    text = path.read_text(encoding="utf-8") if text is None else text
    session.buffers.open(types.TextDocumentItem(path.as_uri(), "mesh", 1, text))


def files(session: Session, path: Path) -> list[str] | None:
    """The files of the mesh to which a file belongs."""
    mesh = session.mesh(path.as_uri())
    return list(mesh.compilation.files) if mesh else None


def codes(session: Session, path: Path) -> list[str]:
    report = session.findings.of(path.as_uri())
    assert report is not None
    return [str(item["code"]) for item in report.items]


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.mesh").write_text(text, encoding="utf-8")


def test_the_folder_of_a_file_is_its_mesh(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH, user=service("user"))
    open_file(session, tmp_path / "user.mesh")
    assert files(session, tmp_path / "user.mesh") == ["main.mesh", "user.mesh"]


def test_a_folder_without_a_mesh_block_belongs_to_the_nearest_above_that_imports_it(
    session: Session, tmp_path: Path
) -> None:
    write(tmp_path, main=MESH + IMPORT)
    write(tmp_path / "teams", user=service("user"))
    open_file(session, tmp_path / "teams/user.mesh")
    assert files(session, tmp_path / "teams/user.mesh") == ["main.mesh", "teams/user.mesh"]


def test_a_folder_with_a_mesh_block_is_a_mesh_of_its_own(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + IMPORT)
    write(tmp_path / "teams", user=MESH + service("user"))
    open_file(session, tmp_path / "teams/user.mesh")
    assert files(session, tmp_path / "teams/user.mesh") == ["user.mesh"]


def test_a_folder_that_nobody_imports_is_looked_at_alone(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH)
    write(tmp_path / "teams", user=service("user"))
    open_file(session, tmp_path / "teams/user.mesh")
    assert files(session, tmp_path / "teams/user.mesh") == ["user.mesh"]
    assert "MC214" in codes(session, tmp_path / "teams/user.mesh")


def test_nothing_above_the_workspace_is_looked_at(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + IMPORT)
    write(tmp_path / "teams", user=service("user"))
    session.set_workspace([(tmp_path / "teams").as_uri()])
    open_file(session, tmp_path / "teams/user.mesh")
    assert files(session, tmp_path / "teams/user.mesh") == ["user.mesh"]


def test_the_root_of_a_project_counts_for_more_than_the_workspace(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + 'import "../shared"\n')
    write(tmp_path / "orders", main=MESH + 'import "../shared"\n')
    write(tmp_path / "shared", user=service("user"))
    (tmp_path / "meshc.toml").touch()
    session.set_workspace([(tmp_path / "orders").as_uri()])
    open_file(session, tmp_path / "orders/main.mesh")
    assert files(session, tmp_path / "orders/main.mesh") == ["orders/main.mesh", "shared/user.mesh"]


def test_a_file_that_is_not_saved_yet_belongs_to_its_folder(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + service("order").replace("port = 8080", "port = 8080 ; calls user"))
    open_file(session, tmp_path / "main.mesh")
    assert codes(session, tmp_path / "main.mesh") == ["MC201"]
    open_file(session, tmp_path / "user.mesh", service("user"))
    session.meshes_open.forget()
    assert files(session, tmp_path / "user.mesh") == ["main.mesh", "user.mesh"]
    assert "MC201" not in codes(session, tmp_path / "main.mesh")


def test_a_buffer_counts_for_more_than_the_disk(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + service("user"))
    open_file(session, tmp_path / "main.mesh", MESH + "servce user {}\n")
    assert "MC203" in codes(session, tmp_path / "main.mesh")


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/shop/main.mesh?HEAD", "file://", "inmemory://model/1"])
def test_a_text_without_a_place_is_looked_at_alone(session: Session, uri: str) -> None:
    text = f"{MESH}servce user {{}}\n" + 'import "other.mesh"\n'
    session.buffers.open(types.TextDocumentItem(uri, "mesh", 1, text))
    report = session.findings.of(uri)
    assert report is not None
    assert {"MC203", "MC213"} <= {item["code"] for item in report.items}


def test_a_hidden_file_is_looked_at_alone(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH)
    open_file(session, tmp_path / ".draft.mesh", MESH + service("user"))
    assert files(session, tmp_path / ".draft.mesh") == [".draft.mesh"]


def test_an_import_typed_into_another_file_moves_a_file_into_its_mesh(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH)
    write(tmp_path / "teams", user=service("user"))
    open_file(session, tmp_path / "main.mesh")
    open_file(session, tmp_path / "teams/user.mesh")
    for path in ("main.mesh", "teams/user.mesh"):
        session.meshes_open.edited(str(tmp_path / path))
    assert files(session, tmp_path / "teams/user.mesh") == ["user.mesh"]
    open_file(session, tmp_path / "main.mesh", MESH + IMPORT)
    session.meshes_open.edited(str(tmp_path / "main.mesh"))
    assert files(session, tmp_path / "teams/user.mesh") == ["main.mesh", "teams/user.mesh"]


def test_names_of_files_and_folders_may_be_any(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "my 店 #1 100%"
    write(folder, 主=MESH, **{"user+1": service("user")})
    open_file(session, folder / "主.mesh")
    mesh = session.mesh((folder / "主.mesh").as_uri())
    assert mesh is not None
    assert [document.uri for document in mesh.documents()] == [
        (folder / name).as_uri() for name in ("user+1.mesh", "主.mesh")
    ]


def test_a_file_is_called_what_the_client_calls_it(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH)
    spelled = tmp_path.as_uri() + "/%6Dain.mesh"
    session.buffers.open(types.TextDocumentItem(spelled, "mesh", 1, MESH))
    document = session.document((tmp_path / "main.mesh").as_uri())
    assert document is not None
    assert document.uri == spelled


def test_the_disk_is_read_again_when_told(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + service("order").replace("port = 8080", "port = 8080 ; calls user"))
    open_file(session, tmp_path / "main.mesh")
    assert codes(session, tmp_path / "main.mesh") == ["MC201"]
    write(tmp_path, user=service("user"))
    assert codes(session, tmp_path / "main.mesh") == ["MC201"]
    session.meshes_open.forget()
    assert "MC201" not in codes(session, tmp_path / "main.mesh")


def test_a_file_that_the_mesh_names_is_read_again_when_told(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + 'service user { task = file("task.json") ; container = user }\n')
    open_file(session, tmp_path / "main.mesh")
    before = codes(session, tmp_path / "main.mesh")
    assert "MC308" in before
    container = '{"family": "user", "containerDefinitions": [{"name": "user", "image": "acme/user:1", "memory": 512}]}'
    (tmp_path / "task.json").write_text(container, encoding="utf-8")
    session.meshes_open.forget()
    assert "MC308" not in codes(session, tmp_path / "main.mesh")


def test_broken_settings_are_told_once_and_the_mesh_is_compiled_without_them(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + service("user"))
    (tmp_path / "meshc.toml").write_text("[lint\n", encoding="utf-8")
    open_file(session, tmp_path / "main.mesh")
    for _ in range(3):
        assert codes(session, tmp_path / "main.mesh") is not None
        session.meshes_open.forget()
    client = session.client
    assert isinstance(client, Silent)
    assert len(client.shown) == 1
    assert "meshc.toml" in client.shown[0]


def test_rules_that_cannot_be_loaded_are_told_and_left_out(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH + "servce user {}\n")
    (tmp_path / "meshc.toml").write_text('[extensions]\nrules = ["acme_rules.none"]\n', encoding="utf-8")
    open_file(session, tmp_path / "main.mesh")
    assert "MC203" in codes(session, tmp_path / "main.mesh")
    client = session.client
    assert isinstance(client, Silent)
    assert len(client.shown) == 1
    assert "acme_rules.none" in client.shown[0]


def test_rules_that_fail_are_told_and_left_out(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = (
        "from meshc.diagnostics.model import Code\n"
        'CODE = Code("AC1", "acme", "s", "e", "bad", "good")\n'
        "def check(context):\n    raise ValueError('no such luck')\n"
    )
    (tmp_path / "acme_failing.py").write_text(rule, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    write(tmp_path, main=MESH + service("user").replace("user:1", "user"))
    (tmp_path / "meshc.toml").write_text('[extensions]\nrules = ["acme_failing"]\n', encoding="utf-8")
    open_file(session, tmp_path / "main.mesh")
    assert "MC432" in codes(session, tmp_path / "main.mesh")
    client = session.client
    assert isinstance(client, Silent)
    assert client.shown == ["a rule of `acme_failing` fails: ValueError: no such luck"]


def test_folders_above_without_meshes_are_nothing_to_tell_of(session: Session, tmp_path: Path) -> None:
    write(tmp_path / "a/b", user=service("user"))
    open_file(session, tmp_path / "a/b/user.mesh")
    assert codes(session, tmp_path / "a/b/user.mesh") == ["MC214"]
    assert session.document((tmp_path / "a/none.mesh").as_uri()) is None
    client = session.client
    assert isinstance(client, Silent)
    assert client.shown == []


def test_a_folder_that_cannot_be_read_is_told_once_and_the_file_looked_at_alone(
    session: Session, tmp_path: Path
) -> None:
    write(tmp_path, main=MESH)
    os.mkfifo(tmp_path / "pipe.mesh")
    open_file(session, tmp_path / "main.mesh")
    for _ in range(2):
        assert files(session, tmp_path / "main.mesh") == ["main.mesh"]
        session.meshes_open.forget()
    client = session.client
    assert isinstance(client, Silent)
    assert client.shown == ["cannot read `pipe.mesh`: it is not a regular file"]


def test_a_closed_mesh_is_forgotten(session: Session, tmp_path: Path) -> None:
    write(tmp_path, main=MESH)
    open_file(session, tmp_path / "main.mesh")
    assert list(session.findings.everywhere())
    session.buffers.close((tmp_path / "main.mesh").as_uri())
    session.meshes_open.forget()
    assert session.findings.everywhere() == {}
    assert not session.meshes_open.count


def test_an_overlay_that_a_mesh_does_not_have_is_left_out(session: Session, tmp_path: Path) -> None:
    session.settings = Settings(overlays=("nope", "production"))
    write(tmp_path / "one", main=MESH + service("user") + "overlay production { service user { replicass = 2 } }\n")
    write(tmp_path / "other", main=MESH)
    for name in ("one", "other"):
        open_file(session, tmp_path / name / "main.mesh")
        assert session.mesh((tmp_path / name / "main.mesh").as_uri())
    assert "MC204" in codes(session, tmp_path / "one/main.mesh")
    assert codes(session, tmp_path / "other/main.mesh") == codes_without_overlays(tmp_path / "other/main.mesh")
    assert isinstance(session.client, Silent)
    assert session.client.shown == [
        "the mesh has no overlay `nope`, which the setting `meshc.overlays` names; it is shown without",
        "the mesh has no overlay `nope` or `production`, which the setting `meshc.overlays` names; it is shown without",
    ]


def codes_without_overlays(path: Path) -> list[str]:
    session = Session(Silent())
    open_file(session, path)
    return codes(session, path)
