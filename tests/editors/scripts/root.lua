-- The folder that a mesh is served for: that of `meshc.toml`, else of `.git`, else none.

local found = {}
for _, path in ipairs({ 'with blank, comma/shop/main.mesh', 'clone/deploy/main.mesh', 'worktree/main.mesh', 'main.mesh' }) do
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  local root = require('meshc').root(0)
  table.insert(found, root and root:sub(#vim.fn.getcwd() + 2) or false)
end
vim.fn.writefile({ vim.fn.json_encode(found) }, vim.env.RESULT)
vim.cmd('qa!')
