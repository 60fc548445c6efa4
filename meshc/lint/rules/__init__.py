"""The rules: each module has a `CODE` and a `check`; the registry finds it by its file name."""
