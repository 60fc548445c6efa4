"""A mesh of two files in which the policy of a call is in the other one."""

from __future__ import annotations

FILES = {
    "main.mesh": (
        "mesh demo { build = [service-connect] }\n"
        'service user {\n  image = "acme/user:1" ; port = 80\n  calls 契約 { use 気長 }\n}\n'
    ),
    "other.mesh": (
        "# 🚀\npolicy 気長 { timeout = 8s }\n"
        'service 契約 { image = "acme/contract:1" ; port = 80 ; protocol = http }\n'
        "target service-connect { accept = [timeout.caller] }\n"
    ),
}
