from __future__ import annotations

from meshc.ir.text import Late, Secret, Template
from tests.semantics.meshes import codes, mesh, messages

API = 'service api { image = "acme/api:1" ; port = 8080 }\n'


def test_a_service_has_one_version_without_a_name() -> None:
    service = mesh(API).services[0]
    assert (service.name, service.ports[0].number, service.ports[0].protocol) == ("api", 8080, "http")
    assert [(version.name, version.weight) for version in service.versions] == [(None, 100)]
    assert service.versions[0].workload.application.image == "acme/api:1"


def test_a_version_overrides_the_template() -> None:
    service = mesh(
        'service api { image = "a:1" ; port = 80 ; cpu = 1 ; env { A = 1 ; B = 2 }\n'
        'version v1 { weight = rest }\nversion v2 { weight = 10% ; image = "a:2" ; env { B = 3 } } }'
    ).services[0]
    v1, v2 = service.versions
    assert (v1.weight, v2.weight) == (90, 10)
    assert [v.workload.application.image for v in (v1, v2)] == ["a:1", "a:2"]
    assert [(e.name, e.value) for e in v2.workload.application.env] == [("A", "1"), ("B", "3")]
    assert v2.workload.application.cpu == 1


def test_a_version_that_others_deploy() -> None:
    service = mesh(
        'service api { image = "a:1" ; port = 80 ; version a { weight = 1 } ; version b { weight = 1 ; deploy = off } }'
    )
    assert [version.deployed for version in service.services[0].versions] == [True, False]


def test_placement_of_the_mesh_is_shared_and_overridden() -> None:
    found = mesh(
        'mesh demo { ecs { cluster = "c" ; launch = ec2 ; tags { a = "1" } ; log { group = "/g" } } }\n'
        + API
        + 'service web { image = "w:1" ; launch = fargate ; tags { b = "2" } ; log { group = "/own" } }'
    )
    api, web = (service.versions[0].workload for service in found.services)
    assert (api.ecs.cluster, api.ecs.launch) == ("c", "ec2")
    assert (web.ecs.cluster, web.ecs.launch) == ("c", "fargate")
    assert [(tag.name, tag.value) for tag in web.ecs.tags] == [("a", "1"), ("b", "2")]
    assert web.ecs.log is not None and web.ecs.log.group == "/g"
    assert web.application.log is not None and web.application.log.group == "/own"


def test_values_keep_their_origin() -> None:
    found = mesh('service api {\n  image = "a:1"\n  port = 80\n  timeout = 2s\n}\n')
    origin = found.services[0].policy.origin("timeout")
    assert origin.item is not None
    assert origin.item.text[origin.start : origin.end] == "2s"
    assert not found.namespace.origin("name").written


def test_text_with_late_parts_and_secrets() -> None:
    found = mesh(
        'param tag { late = true }\nservice api { image = "acme/api:${param.tag}" ; port = 80\n'
        'env { A = ssm("/a") ; B = secret("arn:x", "k") ; C = "${aws.region}" ; D = "$${x}" ; E = param.tag } }'
    )
    application = found.services[0].versions[0].workload.application
    assert application.image == Template(template=("acme/api:", Late(late="param.tag")))
    values = {entry.name: entry.value for entry in application.env}
    assert values["A"] == Secret(store="ssm", name="/a")
    assert values["B"] == Secret(store="secretsmanager", name="arn:x", key="k")
    assert values["C"] == Template(template=(Late(late="aws.region"),))
    assert values["D"] == "${x}"
    assert values["E"] == Template(template=(Late(late="param.tag"),))


def test_parameters_get_values_from_outside() -> None:
    text = "param n { type = number ; default = 1 }\nparam late { late = true }\n"
    text += 'service api { image = "a:${param.late}" ; port = 80 ; replicas = param.n }'
    found = mesh(text, given={"n": "3", "late": "7", "aws.region": "eu-west-1"})
    assert found.services[0].versions[0].workload.replicas == 3
    assert found.services[0].versions[0].workload.application.image == "a:7"
    assert found.parameters == ()


def test_policies_merge_under_the_lines_of_a_block() -> None:
    found = mesh(
        "policy a { timeout = 30s ; retry { max = 1 ; per-try = 2s } }\n"
        + API
        + 'service web { image = "w:1" ; calls api { use a ; retry { max = 4 } } }'
    )
    policy = found.services[1].calls[0].policy
    assert policy.timeout == 30_000
    assert policy.retry is not None and policy.retry != "off"
    assert (policy.retry.max, policy.retry.per_try) == (4, 2000)


def test_routes_keep_their_order_and_matches() -> None:
    service = mesh(
        'service api { image = "a:1" ; port = 80\nversion x { weight = 1 }\nversion y { weight = 3 }\n'
        'route "/v2/*" new { to = y ; method = [GET, POST] ; host = "h" ; header a { exact = "b" ; not = true }\n'
        "query q { present = true } }\n"
        'route regex("^/r") { split { x = 20% ; y = rest } }\nroute "/" { timeout = off } }'
    ).services[0]
    first, second, third = service.routes
    assert (first.name, first.path.kind, first.path.value) == ("new", "prefix", "/v2")
    assert first.methods == ("GET", "POST")
    assert (first.headers[0].kind, first.headers[0].value, first.headers[0].negate) == ("exact", "b", True)
    assert first.query[0].kind == "present"
    assert [(d.version, d.weight) for d in second.destinations] == [("x", 20), ("y", 80)]
    assert (third.path.kind, third.policy.timeout) == ("exact", "off")


def test_a_gateway_leads_to_services_versions_ports_and_externals() -> None:
    gateway = mesh(
        'service a { image = "a:1" ; version v { weight = 1 } ; port p { number = 1 ; protocol = http }\n'
        "port q { number = 2 ; protocol = grpc } }\n"
        'external e { host = "h" ; port = 80 }\n'
        'gateway g { port = 80 ; route "/1" { to = a.p } ; route "/2" { to = a.v } ; route "/3" { to = e } }'
    ).gateways[0]
    found = [(d.service, d.version, d.port, d.external) for route in gateway.routes for d in route.destinations]
    assert found == [("a", None, "p", None), ("a", "v", None, None), (None, None, None, "e")]


def test_names_may_be_of_any_script() -> None:
    found = mesh(
        'service 契約 { image = "a:1" ; port = 80 }\n'
        'service web { image = "b:1" ; calls 契約 ; env { U = "${契約.url}" } }'
    )
    assert found.services[0].calls[0].to == "契約"


def test_headers_edit_both_directions() -> None:
    found = mesh(
        API.replace("}", "") + '; headers { add { x = "1" } ; remove = ["y"] ; response { remove = ["z"] } } }'
    )
    headers = found.services[0].policy.headers
    assert headers is not None and headers != "off" and headers.request is not None and headers.response is not None
    assert headers.request.add[0].name == "x"
    assert (headers.request.remove, headers.response.remove) == (("y",), ("z",))


def test_what_a_damaged_statement_may_declare_is_not_called_undefined() -> None:
    assert "MC201" not in codes('service api { image = } \nservice web { image = "w:1" ; calls api }')
    assert "MC201" not in codes('servce api { image = "a:1" }\nservice web { image = "w:1" ; calls api }')


def test_messages_name_what_was_meant() -> None:
    assert messages('service api { image = "a:1" ; desiredCount = 2 }') == [
        "`desiredCount` is not a setting of `service` | did you mean `replicas`?"
    ]
    assert messages('service api { image = "a:1" ; cpu = 256 }') == [
        "256 vCPU is more than any machine has | CPU is written in vCPU, not in CPU units: 256 units are `0.25`"
    ]
    assert messages('service api { image = "a:1" ; protocol http ; port = 80 }') == [
        "`protocol` is a setting and needs `=` | write `protocol = …`"
    ]
    assert messages('service api { image = "a:1" ; retry = 3 }') == [
        "`retry` is not a setting of `service` | `retry` is a block: write `retry { … }`"
    ]
    assert messages(API + 'service web { image = "w:1" ; calls ap }') == [
        "service or external `ap` is not defined | did you mean `api`?"
    ]


def test_addresses_must_fit() -> None:
    db = 'external db { host = "h" ; port = 5432 ; protocol = postgres }\n'
    assert codes(db + 'service a { image = "a:1" ; calls db ; env { A = "${db.address}" } }') == []
    assert codes(db + 'service a { image = "a:1" ; calls db ; env { A = "${db.url}" } }') == ["MC211"]
    assert codes('service a { image = "a:1" ; env { A = "${self.port}" } }') == ["MC211"]
    assert codes('service a { image = "a:1" ; port = 1 ; env { A = "${self.port}" } }') == []


def test_a_parameter_may_be_given_as_terraform_writes_its_name() -> None:
    text = "mesh demo { ecs { security-groups = param.security-groups } }\n" + API
    text += "param security-groups { type = list(string) ; late = true }\n"
    found = mesh(text, given={"security_groups": ["sg-1"]})
    assert found.services[0].versions[0].workload.ecs.security_groups == ("sg-1",)
