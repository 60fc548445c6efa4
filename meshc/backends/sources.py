"""Where limits are written down."""

from __future__ import annotations

ECS_QUOTAS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"
CLOUD_MAP_QUOTAS = "https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-limits.html"


def ecs(member: str) -> str:
    """The documentation of a member of the ECS API, such as `PortMapping.name`."""
    return f"botocore ecs 2014-11-13 {member} documentation"


def cloud_map(member: str) -> str:
    """The documentation of a member of the Cloud Map API, such as `DnsRecord.Type`."""
    return f"botocore servicediscovery 2017-03-14 {member} documentation"
