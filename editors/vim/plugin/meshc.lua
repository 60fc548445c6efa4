-- Neovim reads this file when it starts; Vim does not.

if vim.g.loaded_meshc then
  return
end
vim.g.loaded_meshc = true

require('meshc').setup()
