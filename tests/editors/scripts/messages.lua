-- Opens two meshes and leaves what was said meanwhile.

local messages = {}

vim.notify = function(message)
  table.insert(messages, message)
end

vim.cmd('edit main.mesh')
vim.wait(1000, function()
  return #messages > 0
end, 20)
vim.cmd('edit other.mesh')
vim.wait(300, function()
  return false
end, 20)
vim.fn.writefile({ vim.fn.json_encode(messages) }, vim.env.RESULT)
vim.cmd('qa!')
