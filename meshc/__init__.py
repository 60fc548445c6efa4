"""meshc, the mesh compiler for microservices on Amazon ECS."""

__version__ = "0.1.0"
