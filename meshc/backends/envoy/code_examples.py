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
    return f'service web {{\n  image = "acme/web:1"\n  env {{ USER_URL = "${{user.url}}" }}\n  calls user{call}\n}}\n'


def answering(times: int) -> str:
    """A mesh with a service whose callers' proxies answer some requests themselves, with a text so many times."""
    notice = f'param notice {{ type = string ; default = "{"All of our shops are closed today. " * 28}" }}\n\n'
    body = "${param.notice}" * times
    return mesh() + notice + user(f'route "/shops" {{ respond {{ status = 503 ; body = "{body}" }} }}') + web()


def edge(*settings: str) -> str:
    """A gateway with a route to the service, and further settings."""
    lines = "".join(f"  {setting}\n" for setting in settings)
    return f'gateway edge {{\n  port = 443\n{lines}  route "/users/*" {{ to = user }}\n}}\n'
