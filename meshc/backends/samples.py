"""Small correct request bodies, from which limits make their examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meshc.backends.limits import Build, Document

Body = dict[str, Any]


def _changed(body: Body, changes: Mapping[str, Any]) -> Body:
    """The body with members replaced, or left out where the change is None."""
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def port(number: int = 8080, **changes: Any) -> Body:
    """A port mapping for http."""
    return _changed({"name": "http", "containerPort": number, "protocol": "tcp", "appProtocol": "http"}, changes)


def container(name: str = "app", **changes: Any) -> Body:
    """An essential container without ports."""
    return _changed({"name": name, "image": "example/app:1", "essential": True}, changes)


def health_check(**changes: Any) -> Body:
    """A container with a health check."""
    return container(healthCheck={"command": ["CMD", "/bin/health"], **changes})


def logs(driver: str, **options: str) -> Body:
    """A log configuration; `_` in the name of an option stands for `-`."""
    return {"logDriver": driver, "options": {name.replace("_", "-"): value for name, value in options.items()}}


def task(*containers: Body, **changes: Any) -> Body:
    """A task definition for Fargate."""
    body = {
        "family": "shop-api",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "1024",
        "executionRoleArn": "${execution-role}",
        "containerDefinitions": list(containers) or [container(portMappings=[port()])],
    }
    return _changed(body, changes)


def ec2_task(*containers: Body, **changes: Any) -> Body:
    """A task definition for EC2."""
    return task(*containers, **{"requiresCompatibilities": ["EC2"], **changes})


def service(**changes: Any) -> Body:
    """An ECS service on Fargate."""
    body = {
        "cluster": "shop",
        "serviceName": "api",
        "taskDefinition": "shop-api",
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0a"], "securityGroups": ["sg-0a"]}},
    }
    return _changed(body, changes)


def endpoint(name: str = "api", **changes: Any) -> Body:
    """What a Service Connect service offers under one discovery name."""
    body = {"portName": "http", "discoveryName": name, "clientAliases": [{"port": 8080, "dnsName": f"{name}.local"}]}
    return _changed(body, changes)


def connected(*endpoints: Body, **changes: Any) -> Body:
    """An ECS service with Service Connect."""
    configuration = {"enabled": True, "namespace": "shop.local", "services": list(endpoints) or [endpoint()]}
    return service(serviceConnectConfiguration=_changed(configuration, changes))


def registered(*registries: Body, **changes: Any) -> Body:
    """An ECS service with service discovery."""
    return service(serviceRegistries=list(registries) or [{"registryArn": "${registry}"}], **changes)


def registry(**changes: Any) -> Body:
    """A Cloud Map service with an A record."""
    body = {
        "Name": "api",
        "NamespaceId": "ns-0a",
        "DnsConfig": {"RoutingPolicy": "MULTIVALUE", "DnsRecords": [{"Type": "A", "TTL": 10}]},
    }
    return _changed(body, changes)


def records(*types: str, policy: str = "MULTIVALUE", ttl: int = 10) -> Body:
    """DNS records of the given types."""
    return {"RoutingPolicy": policy, "DnsRecords": [{"Type": kind, "TTL": ttl} for kind in types]}


def instance(**changes: Any) -> Body:
    """An instance of a Cloud Map service."""
    body = {"ServiceId": "srv-0a", "InstanceId": "api-1", "Attributes": {"AWS_INSTANCE_IPV4": "192.0.2.10"}}
    return _changed(body, changes)


def scalable(**changes: Any) -> Body:
    """The range of tasks of an ECS service for Application Auto Scaling."""
    body = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/shop/api",
        "ScalableDimension": "ecs:service:DesiredCount",
        "MinCapacity": 2,
        "MaxCapacity": 10,
    }
    return _changed(body, changes)


_OPERATIONS = (
    ("containerDefinitions", "ecs", "RegisterTaskDefinition"),
    ("serviceName", "ecs", "CreateService"),
    ("ResourceId", "application-autoscaling", "RegisterScalableTarget"),
    ("Vpc", "servicediscovery", "CreatePrivateDnsNamespace"),
    ("Properties", "servicediscovery", "CreatePublicDnsNamespace"),
    ("InstanceId", "servicediscovery", "RegisterInstance"),
    ("NamespaceId", "servicediscovery", "CreateService"),
    ("Name", "servicediscovery", "CreateHttpNamespace"),
)


def build(*bodies: Body, links: Mapping[tuple[int, Any], int] | None = None) -> Build:
    """A build of these bodies; a member that only one operation has tells the operation."""
    documents = []
    for body in bodies:
        service_name, operation = next(found[1:] for found in _OPERATIONS if found[0] in body)
        documents.append(Document(service_name, operation, body))
    return Build(tuple(documents), links or {})
