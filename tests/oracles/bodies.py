"""Request bodies that AWS takes, written for the oracles: one of each kind that the project emits."""

from __future__ import annotations

from typing import Any

ACCOUNT = "111122223333"
NETWORK = {
    "awsvpcConfiguration": {
        "subnets": ["subnet-0a1b2c3d", "subnet-1a2b3c4d"],
        "securityGroups": ["sg-0a1b2c3d"],
        "assignPublicIp": "DISABLED",
    }
}


def awslogs(prefix: str) -> dict[str, Any]:
    options = {"awslogs-group": "/demo", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": prefix}
    return {"logDriver": "awslogs", "options": options}


FARGATE_TASK = {
    "family": "demo-user",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "512",
    "memory": "1024",
    "executionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/demo-execution",
    "taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/demo-user",
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "ephemeralStorage": {"sizeInGiB": 30},
    "volumes": [
        {
            "name": "uploads",
            "efsVolumeConfiguration": {
                "fileSystemId": "fs-0a1b2c3d",
                "transitEncryption": "ENABLED",
                "authorizationConfig": {"accessPointId": "fsap-0a1b2c3d", "iam": "ENABLED"},
            },
        }
    ],
    "tags": [{"key": "mesh", "value": "demo"}],
    "containerDefinitions": [
        {
            "name": "user",
            "image": "example/user:1.4",
            "essential": True,
            "cpu": 256,
            "memoryReservation": 512,
            "portMappings": [{"name": "http", "containerPort": 8080, "protocol": "tcp", "appProtocol": "http"}],
            "environment": [{"name": "CONTRACT_URL", "value": "http://contract.demo.local:8080"}],
            "secrets": [{"name": "DB_PASSWORD", "valueFrom": f"arn:aws:ssm:eu-central-1:{ACCOUNT}:parameter/db"}],
            "mountPoints": [{"sourceVolume": "uploads", "containerPath": "/uploads", "readOnly": False}],
            "ulimits": [{"name": "nofile", "softLimit": 4096, "hardLimit": 8192}],
            "dependsOn": [{"containerName": "migrate", "condition": "SUCCESS"}],
            "stopTimeout": 60,
            "healthCheck": {"command": ["CMD-SHELL", "wget -q -O- localhost:8080/up"], "interval": 10, "retries": 3},
            "logConfiguration": awslogs("user"),
        },
        {
            "name": "migrate",
            "image": "example/migrate:1.4",
            "essential": False,
            "logConfiguration": awslogs("migrate"),
        },
    ],
}

FIRELENS_TASK = {
    "family": "demo-billing",
    "requiresCompatibilities": ["EC2"],
    "networkMode": "bridge",
    "containerDefinitions": [
        {
            "name": "billing",
            "image": "example/billing:2",
            "memory": 256,
            "portMappings": [{"name": "grpc", "containerPort": 9090, "hostPort": 0, "appProtocol": "grpc"}],
            "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "cloudwatch"}},
            "dependsOn": [{"containerName": "router", "condition": "START"}],
        },
        {
            "name": "router",
            "image": "example/router:1",
            "memory": 64,
            "memoryReservation": 50,
            "firelensConfiguration": {"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}},
        },
    ],
}

SERVER = {
    "cluster": "demo",
    "serviceName": "user",
    "taskDefinition": "demo-user",
    "desiredCount": 2,
    "launchType": "FARGATE",
    "platformVersion": "1.4.0",
    "networkConfiguration": NETWORK,
    "propagateTags": "SERVICE",
    "tags": [{"key": "mesh", "value": "demo"}],
    "deploymentConfiguration": {
        "strategy": "CANARY",
        "canaryConfiguration": {"canaryPercent": 12.5, "canaryBakeTimeInMinutes": 15},
        "bakeTimeInMinutes": 5,
    },
    "serviceConnectConfiguration": {
        "enabled": True,
        "namespace": "demo.local",
        "services": [
            {
                "portName": "http",
                "discoveryName": "user",
                "clientAliases": [
                    {
                        "port": 8080,
                        "dnsName": "user.demo.local",
                        "testTrafficRules": {"header": {"name": "x-test", "value": {"exact": "1"}}},
                    }
                ],
                "ingressPortOverride": 15000,
                "timeout": {"idleTimeoutSeconds": 60, "perRequestTimeoutSeconds": 5},
                "tls": {
                    "issuerCertificateAuthority": {
                        "awsPcaAuthorityArn": f"arn:aws:acm-pca:eu-central-1:{ACCOUNT}:certificate-authority/demo"
                    },
                    "roleArn": f"arn:aws:iam::{ACCOUNT}:role/demo-tls",
                },
            }
        ],
        "logConfiguration": awslogs("proxy"),
        "accessLogConfiguration": {"format": "JSON", "includeQueryParameters": "ENABLED"},
        "containerConfigurations": [{"logLevel": "debug"}],
    },
}

CLIENT = {
    "cluster": "demo",
    "serviceName": "gateway",
    "taskDefinition": "demo-gateway",
    "desiredCount": 1,
    "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}],
    "networkConfiguration": NETWORK,
    "deploymentConfiguration": {
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
    },
    "serviceConnectConfiguration": {"enabled": True, "namespace": "demo.local"},
}

BEHIND_BALANCER = {
    "cluster": "demo",
    "serviceName": "web",
    "taskDefinition": "demo-web",
    "desiredCount": 3,
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
    "healthCheckGracePeriodSeconds": 60,
    "loadBalancers": [
        {
            "targetGroupArn": f"arn:aws:elasticloadbalancing:eu-central-1:{ACCOUNT}:targetgroup/web/0a1b2c3d4e5f6071",
            "containerName": "app",
            "containerPort": 8080,
        }
    ],
}


def discovered(**registry: Any) -> dict[str, Any]:
    arn = f"arn:aws:servicediscovery:eu-central-1:{ACCOUNT}:service/srv-0a1b2c3d"
    return {
        "cluster": "demo",
        "serviceName": "inventory",
        "taskDefinition": "demo-inventory",
        "desiredCount": 1,
        "launchType": "FARGATE",
        "networkConfiguration": NETWORK,
        "serviceRegistries": [{"registryArn": arn, **registry}],
    }


UPDATE = {
    "cluster": "demo",
    "service": "user",
    "taskDefinition": "demo-user",
    "serviceConnectConfiguration": SERVER["serviceConnectConfiguration"],
    "forceNewDeployment": True,
}

HTTP_NAMESPACE = {"Name": "demo", "CreatorRequestId": "demo-1", "Description": "Found by API only"}
PRIVATE_NAMESPACE = {
    "Name": "demo.local",
    "Vpc": "vpc-0a1b2c3d",
    "Properties": {"DnsProperties": {"SOA": {"TTL": 30}}},
    "Tags": [{"Key": "mesh", "Value": "demo"}],
}
PUBLIC_NAMESPACE = {"Name": "demo.example.com", "Properties": {"DnsProperties": {"SOA": {"TTL": 60}}}}


def found_by_dns(*types: str, **changes: Any) -> dict[str, Any]:
    records = [{"Type": kind, "TTL": 15} for kind in types]
    body = {"Name": "user", "NamespaceId": "ns-0a1b2c3d", "DnsConfig": {"DnsRecords": records}}
    body["DnsConfig"] |= {"RoutingPolicy": "WEIGHTED" if "CNAME" in types else "MULTIVALUE"}
    return body | changes


FOUND_BY_API = {"Name": "user", "NamespaceId": "ns-0a1b2c3d", "Type": "HTTP", "HealthCheckCustomConfig": {}}
CUSTOM_HEALTH = {"HealthCheckCustomConfig": {"FailureThreshold": 1}}
INSTANCE = {
    "ServiceId": "srv-0a1b2c3d",
    "InstanceId": "database",
    "Attributes": {"AWS_INSTANCE_CNAME": "db.example.com", "ECS_TASK_DEFINITION_FAMILY": "demo-user"},
}
QUERY = {
    "NamespaceName": "demo.local",
    "ServiceName": "user",
    "QueryParameters": {"ECS_TASK_DEFINITION_FAMILY": "demo-user"},
    "HealthStatus": "HEALTHY_OR_ELSE_ALL",
}
SCALABLE = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/demo/user",
    "ScalableDimension": "ecs:service:DesiredCount",
    "MinCapacity": 2,
    "MaxCapacity": 12,
}
SCALING = {
    "PolicyName": "user-cpu",
    "ServiceNamespace": "ecs",
    "ResourceId": "service/demo/user",
    "ScalableDimension": "ecs:service:DesiredCount",
    "PolicyType": "TargetTrackingScaling",
    "TargetTrackingScalingPolicyConfiguration": {
        "TargetValue": 60.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        "ScaleInCooldown": 120,
    },
}

ACCEPTED: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("task on Fargate", "ecs", "RegisterTaskDefinition", FARGATE_TASK),
    ("task on EC2", "ecs", "RegisterTaskDefinition", FIRELENS_TASK),
    ("server", "ecs", "CreateService", SERVER),
    ("client", "ecs", "CreateService", CLIENT),
    ("behind a balancer", "ecs", "CreateService", BEHIND_BALANCER),
    ("discovered", "ecs", "CreateService", discovered()),
    ("discovered by port", "ecs", "CreateService", discovered(port=8080)),
    ("discovered by container", "ecs", "CreateService", discovered(containerName="app", containerPort=8080)),
    ("update", "ecs", "UpdateService", UPDATE),
    ("http namespace", "servicediscovery", "CreateHttpNamespace", HTTP_NAMESPACE),
    ("private namespace", "servicediscovery", "CreatePrivateDnsNamespace", PRIVATE_NAMESPACE),
    ("public namespace", "servicediscovery", "CreatePublicDnsNamespace", PUBLIC_NAMESPACE),
    ("by A record", "servicediscovery", "CreateService", found_by_dns("A", **CUSTOM_HEALTH)),
    ("by A and AAAA records", "servicediscovery", "CreateService", found_by_dns("A", "AAAA")),
    ("by SRV record", "servicediscovery", "CreateService", found_by_dns("SRV", Name="_user._tcp")),
    ("by CNAME record", "servicediscovery", "CreateService", found_by_dns("CNAME", Name="db")),
    ("by API", "servicediscovery", "CreateService", FOUND_BY_API),
    ("instance", "servicediscovery", "RegisterInstance", INSTANCE),
    ("query", "servicediscovery", "DiscoverInstances", QUERY),
    (
        "service attributes",
        "servicediscovery",
        "UpdateServiceAttributes",
        {"ServiceId": "srv-0a1b2c3d", "Attributes": {"mesh": "demo"}},
    ),
    ("range of tasks", "application-autoscaling", "RegisterScalableTarget", SCALABLE),
    ("scaling", "application-autoscaling", "PutScalingPolicy", SCALING),
)
"""What is shown, service, operation and body."""
