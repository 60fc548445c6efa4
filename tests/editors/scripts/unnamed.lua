-- A mesh in a buffer that has no name at first, and never a file.

local function findings()
  return #vim.diagnostic.get(0)
end

vim.cmd('enew')
vim.bo.filetype = 'mesh'
vim.api.nvim_buf_set_lines(0, 0, -1, true, { 'service a { protokol = http }' })
vim.wait(500, function()
  return findings() > 0
end, 20)
local seen = { buffers = #vim.api.nvim_list_bufs() }
vim.cmd('file new/shop.mesh')
vim.wait(10000, function()
  return findings() > 0
end, 20)
seen.codes = vim.tbl_map(function(finding)
  return finding.code
end, vim.diagnostic.get(0))
table.sort(seen.codes)
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.RESULT)
vim.cmd('qa!')
