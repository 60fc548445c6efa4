"""Real editors, without a screen: the plugins of `editors/` as a person installs them, and the real `meshc lsp`."""
