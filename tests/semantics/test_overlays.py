from __future__ import annotations

import pytest

from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.semantics.loader import LoadError
from tests.semantics.meshes import codes, mesh, model

BASE = """\
service api {
  image = "a:1" ; port = 80 ; env { A = 1 ; B = 2 } ; timeout = 5s ; retry { max = 1 ; per-try = 1s }
  version v1 { weight = rest }
  version v2 { weight = 10% }
  route "/a" one { to = v1 }
  route "/b" two { to = v2 }
}
"""


def test_settings_replace_and_blocks_merge() -> None:
    found = mesh(
        BASE + 'overlay prod { service api { image = "a:9" ; env { B = 3 } ; retry { max = 7 }\n'
        "version v2 { weight = 25% } } }",
        overlays=["prod"],
    ).services[0]
    assert [version.weight for version in found.versions] == [75, 25]
    application = found.versions[0].workload.application
    assert application.image == "a:9"
    assert [(entry.name, entry.value) for entry in application.env] == [("A", "1"), ("B", "3")]
    retry = found.policy.retry
    assert retry is not None and retry != "off" and (retry.max, retry.per_try) == (7, 1000)


def test_an_overlay_that_is_not_named_changes_nothing() -> None:
    over = 'overlay prod { service api { image = "a:9" } }'
    assert mesh(BASE + over).services == mesh(BASE).services


def test_several_overlays_apply_in_the_order_named() -> None:
    over = 'overlay x { service api { image = "x:1" } }\noverlay y { service api { image = "y:1" } }'
    image = lambda names: mesh(BASE + over, overlays=names).services[0].versions[0].workload.application.image  # noqa: E731
    assert (image(["x", "y"]), image(["y", "x"])) == ("y:1", "x:1")


def test_off_removes_a_setting_or_turns_a_feature_off() -> None:
    found = mesh(
        BASE + "overlay o { service api { timeout = off ; retry = off ; cpu = off } }", overlays=["o"]
    ).services[0]
    assert (found.policy.timeout, found.policy.retry) == ("off", "off")
    assert found.versions[0].workload.application.cpu is None


def test_blocks_are_removed_and_added() -> None:
    found = mesh(
        BASE + 'overlay o { service api { route "/a" one { remove = true }\n'
        'route "/c" three { new = true ; before = two ; to = v1 } } }',
        overlays=["o"],
    ).services[0]
    assert [route.name for route in found.routes] == ["three", "two"]


def test_new_routes_go_last() -> None:
    found = mesh(BASE + 'overlay o { service api { route "/c" three { new = true } } }', overlays=["o"]).services[0]
    assert [route.name for route in found.routes] == ["one", "two", "three"]


def test_a_new_service_says_so() -> None:
    assert codes(BASE + 'overlay o { service extra { image = "e:1" } }') == ["MC212"]
    found = mesh(BASE + 'overlay o { service extra { new = true ; image = "e:1" } }', overlays=["o"])
    assert [service.name for service in found.services] == ["api", "extra"]


def test_an_unknown_overlay_is_refused() -> None:
    with pytest.raises(LoadError, match="did you mean `prod`"):
        model(BASE + "overlay prod { }", overlays=["prd"])


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(LoadError, match="did you mean `tag`"):
        model(BASE + 'param tag { default = "1" }', given={"tagg": "1"})


def test_overlays_of_one_name_are_one() -> None:
    one = 'overlay prod { service api { image = "a:9" } }\n'
    other = 'overlay prod { service web { new = true ; image = "w:1" } }\n'
    found = mesh(BASE + one + other, overlays=["prod"])
    assert [service.name for service in found.services] == ["api", "web"]
    assert found.services[0].versions[0].workload.application.image == "a:9"


def test_overlays_of_one_name_change_no_block_twice() -> None:
    over = "overlay prod { service api { replicas = 2 } }\n"
    findings = [finding for finding in model(BASE + over + over).findings if finding.code == "MC202"]
    assert [finding.message for finding in findings] == ["overlay `prod` changes service `api` in two places"]


def test_a_suppression_in_an_overlay_that_is_not_applied_is_not_unused() -> None:
    over = (
        "overlay tester {\n  service tester {\n    new = true\n"
        '    # meshc: allow image-tag -- the newest is wanted\n    image = "acme/tester"\n  }\n}\n'
    )
    text = 'mesh demo { namespace = "demo.local" ; vpc = "vpc-1" }\nservice api { image = "a:1" }\n' + over
    for overlays in ((), ("tester",)):
        compilation = Compilation.of({"main.mesh": text}, options=Options(overlays=overlays))
        assert [finding.code for finding in compilation.diagnostics() if finding.severity is Severity.WARNING] == []


@pytest.mark.parametrize("before", ["", 'headers { add { x-a = "1" } }'])
def test_headers_that_an_overlay_removes_are_no_blocks_that_it_removes(before: str) -> None:
    base = f'service api {{ image = "a:1" ; port = 80 ; {before} }}\n'
    found = model(base + 'overlay prod { service api { headers { remove = ["x-b"] } } }', overlays=["prod"])
    assert not any(finding.severity is Severity.ERROR for finding in found.findings)
    assert found.mesh is not None
    headers = found.mesh.services[0].policy.headers
    assert headers is not None
    assert headers != "off"
    assert headers.request is not None
    assert headers.request.remove == ("x-b",)
    assert [header.name for header in headers.request.add] == (["x-a"] if before else [])


def test_a_block_that_stands_beside_its_setting_is_one_finding() -> None:
    assert "MC205" in codes('service api { image = "a:1" ; port = 80\nrate-limit = off\nrate-limit { rate = 2/s }\n}')
