"""Renaming, and the reasons against it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, at, text_of
from tests.lsp.harness import identifier, opened, position, uri

VERSIONS = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
    )
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_all_files_change(encoding: str) -> None:
    session = opened(FILES, encoding=encoding)
    params = types.RenameParams(**at(session, "team/user.mesh", "契約.url"), new_name="在庫")
    changes = asked(session, types.TEXT_DOCUMENT_RENAME, params)["changes"]
    assert [(path, len(changes[uri(path)])) for path in FILES] == [("main.mesh", 1), ("team/user.mesh", 3)]
    for path in FILES:
        assert {text_of(session, path, edit["range"]) for edit in changes[uri(path)]} == {"契約"}
        assert {edit["newText"] for edit in changes[uri(path)]} == {"在庫"}


def test_changes_are_of_versions_for_clients_that_know_them() -> None:
    session = opened(FILES, capabilities=VERSIONS)
    params = types.RenameParams(**at(session, "team/user.mesh", "契約.url"), new_name="在庫")
    changes = asked(session, types.TEXT_DOCUMENT_RENAME, params)["documentChanges"]
    assert [change["textDocument"] for change in changes] == [{"uri": uri(path), "version": 1} for path in FILES]


def test_only_the_name_is_offered() -> None:
    session = opened(FILES)
    params = types.PrepareRenameParams(**at(session, "team/user.mesh", "契約.url"))
    found = asked(session, types.TEXT_DOCUMENT_PREPARE_RENAME, params)
    assert found["placeholder"] == text_of(session, "team/user.mesh", found["range"]) == "契約"


def test_a_person_reads_why_not() -> None:
    session = opened(FILES)
    place = at(session, "team/user.mesh", "契約.url")
    with pytest.raises(JsonRpcInvalidParams, match="there is a service `user` already"):
        asked(session, types.TEXT_DOCUMENT_RENAME, types.RenameParams(**place, new_name="user"))
    with pytest.raises(JsonRpcInvalidParams, match="there is no name here"):
        place = at(session, "team/user.mesh", "env")
        asked(session, types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams(**place))


def test_meshes_that_share_a_file_change_together(tmp_path: Path) -> None:
    files = {
        "shared/policies.mesh": "policy slow { timeout = 30s }\n",
        "a/main.mesh": 'mesh a\nimport "../shared"\nservice x { use slow }\n',
        "b/main.mesh": 'mesh b\nimport "../shared"\nservice y { use slow }\n',
        "c/main.mesh": "mesh c\npolicy slow { timeout = 30s }\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "meshc.toml").write_text("", encoding="utf-8")
    root = str(tmp_path)
    session = opened({path: text for path, text in files.items() if "main" in path}, root=root)
    offset = files["a/main.mesh"].index("slow")
    params = types.RenameParams(
        identifier("a/main.mesh", root), position(session, "a/main.mesh", offset, root), "slower"
    )
    changes = asked(session, types.TEXT_DOCUMENT_RENAME, params)["changes"]
    assert sorted(changes) == sorted(uri(path, root) for path in files if not path.startswith("c"))
    assert all(len(edits) == 1 for edits in changes.values())
