"""The language server: buffers, positions and messages around the questions of `meshc.editor`.

Only `meshc lsp` imports anything of this folder: its libraries cost more to load than a small mesh to compile.
"""
