"""Meshes of which the examples of findings are made."""

from __future__ import annotations


def mesh(*settings: str) -> str:
    """A mesh that is built for Envoy, with further settings."""
    return "".join(
        (
            'mesh shop {\n  namespace = "shop.local"\n  build = [envoy]\n  vpc = "vpc-1"\n',
            *(f"  {setting}\n" for setting in settings),
            "}\n\n",
        )
    )


def user(*settings: str) -> str:
    """A service with a port and further settings."""
    return "".join(
        ('service user {\n  image = "acme/user:1"\n  port = 8080\n', *(f"  {setting}\n" for setting in settings), "}\n")
    )


def web(call: str = "") -> str:
    """A service that calls the other, with what stands behind the call."""
    return f'service web {{\n  image = "acme/web:1"\n  calls user{call}\n}}\n'


def calling(count: int) -> str:
    """A mesh with a service that makes so many calls."""
    names = [f"user{number}" for number in range(1, count + 1)]
    services = "".join(f'service {name} {{ image = "acme/user:1" ; port = 8080 }}\n' for name in names)
    calls = "".join(f"  calls {name}\n" for name in names)
    return f'{mesh()}service web {{\n  image = "acme/web:1"\n{calls}}}\n{services}'


def edge(*settings: str) -> str:
    """A gateway with a route to the service, and further settings."""
    lines = "".join(f"  {setting}\n" for setting in settings)
    return f'gateway edge {{\n  port = 443\n{lines}  route "/users/*" {{ to = user }}\n}}\n'
