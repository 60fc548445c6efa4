"""The version of meshc; a test holds it to the one in pyproject.toml, which is too slow to look up at every start."""

VERSION = "0.1.0"
