"""Shipped files come from the checkout, and from inside the package where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshc import data


def test_a_checkout_goes_first() -> None:
    text = data.read_text("schemas/targets/ecs/CreateService.schema.json")
    assert '"title": "ecs CreateService"' in text
    assert data.exists("schemas/targets/ecs/CreateService.schema.json")
    assert not data.exists("schemas/targets/ecs/Missing.schema.json")


def test_an_installed_package_has_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "meshc"
    (package / "_data" / "grammar").mkdir(parents=True)
    (package / "_data" / "grammar" / "mesh.lark").write_text("start: größe\n", "utf-8")
    monkeypatch.setattr(data, "_PACKAGE", package)
    data.folder.cache_clear()
    try:
        assert data.read_text("grammar/mesh.lark") == "start: größe\n"
        with pytest.raises(FileNotFoundError):
            data.read_text("schemas/ir.schema.json")
    finally:
        data.folder.cache_clear()
