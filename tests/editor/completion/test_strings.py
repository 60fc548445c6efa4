"""Paths, `${…}`, and comments for meshc."""

from __future__ import annotations

from tests.editor.completion.offered import accepted, asked, candidates, labels, written

FOLDERS = {
    "": (),
    ".": ("assets/", "main.mesh", "rest.mesh", "team-a/", "user.taskdef.json", ".hidden/", "a\nb/"),
    "team-a": ("inner/", "team.mesh"),
}


def test_paths_to_import() -> None:
    assert labels('import "‸"', folders=FOLDERS) == ["./assets", "./team-a", "./rest.mesh"]
    assert labels('import "./t‸', folders=FOLDERS) == ["./assets", "./team-a", "./rest.mesh"]
    assert labels('import "./team-a/‸"', folders=FOLDERS) == ["./team-a/inner", "./team-a/team.mesh"]
    assert labels('import "./rest.mesh"\nimport "‸"', folders=FOLDERS) == ["./assets", "./team-a"]
    assert None is asked('import "../../‸"', folders=FOLDERS)


def test_files_that_are_read() -> None:
    assert labels('service a { task = file("‸', folders=FOLDERS) == ["user.taskdef.json", "assets/", "team-a/"]
    assert None is asked('service a { tls { certificate = pem("‸', folders=FOLDERS)


def test_addresses_of_what_is_called() -> None:
    found = labels('service a {\n calls contract\n calls billing\n calls ledger\n env { X = "${‸}" }\n}')
    assert {"contract.url", "contract.host", "billing.grpc.url", "ledger.address"} <= set(found)
    assert not {"billing.url", "ledger.url"} & set(found)
    assert {"param.tag", "self.port", "aws.region"} <= set(found)
    assert "在庫.url" not in found, "it is not called"


def test_what_the_compiler_must_know_has_no_addresses() -> None:
    found = labels('service a { calls contract ; health { path = "/${‸}" } }')
    assert found == ["param.tag"]


def test_the_hole_is_closed() -> None:
    assert accepted('service a { image = "x:${par‸" }', "param.tag") == 'service a { image = "x:${param.tag}" }'
    assert accepted('service a { image = "x:${pa‸ram.x}" }', "param.tag") == 'service a { image = "x:${param.tag}" }'


def test_suppressions() -> None:
    assert labels("# meshc: ‸") == ["allow"]
    assert labels("service a { # meshc: al‸") == ["allow"]
    found = candidates("# meshc: allow ‸\n")
    assert "image-tag" in found
    codes = [candidate.detail for candidate in found.values() if candidate.rank == 5]
    assert sorted(codes) == codes
    assert "name-taken" not in found, "it is an error"
    assert "suppression-form" not in found
    assert written("# meshc: allow im‸", "image-tag") == "image-tag -- ${1:reason}"
    assert written("# meshc: allow im‸ -- reason", "image-tag") == "image-tag"
    assert all(label.startswith("MC") for label in labels("# meshc: allow MC‸"))
    assert "image-tag" not in labels("# meshc: allow image-tag, ‸")
    assert accepted("# meshc: allow ima‸ge -- reason", "image-tag") == "# meshc: allow image-tag -- reason"


def test_what_is_found_in_the_block_comes_first() -> None:
    text = '# meshc: allow ‸\nservice a { image = "acme/a" ; cpu = 0.25 ; memory = 512MiB ; port = 80 }\n'
    assert candidates(text)["image-tag"].rank < candidates(text)["unused-policy"].rank


def test_other_comments_are_left_alone() -> None:
    for text in ("# ‸", "# a service‸", "# meshc ‸", "# meshc: allow image-tag -- a reas‸on", "// meshc: ‸"):
        assert None is asked(text), text
