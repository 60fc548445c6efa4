-- Read by Neovim 0.11 and newer: `:help lsp-config`.

return require('meshc').config()
