"""Findings of this backend."""

from __future__ import annotations

from meshc.diagnostics.model import Code

NAMESPACE_UNNAMED = Code(
    code="MC330",
    name="namespace-unnamed",
    summary="Service Connect needs the name or the ARN of a namespace whose id alone is known, and only later",
    explanation="""\
Cloud Map takes the id of a namespace, Service Connect its name or its ARN. meshc makes the ARN of an id that stands in
the mesh. An id that the deployment supplies is not known when compiling, so it cannot be told from a name or an ARN:
name the namespace as well.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html
""",
    bad="""\
mesh shop { namespace = existing(param.namespace) ; build = [service-connect] }
param namespace { type = string ; late = true }

service user { image = "acme/user:1" ; port = 8080 ; protocol = http }
""",
    good="""\
mesh shop { namespace = existing(param.namespace, "shop.local") ; build = [service-connect] }
param namespace { type = string ; late = true }

service user { image = "acme/user:1" ; port = 8080 ; protocol = http }
""",
)

CODES = (NAMESPACE_UNNAMED,)
"""Every finding of this backend."""
