-- The codes of what is found under the settings of a person.

vim.g.meshc_settings = { targets = { 'envoy' } }
vim.cmd('edit main.mesh')
vim.wait(10000, function()
  return #vim.diagnostic.get(0) > 0
end, 20)
local codes = vim.tbl_map(function(finding)
  return finding.code
end, vim.diagnostic.get(0))
table.sort(codes)
vim.fn.writefile({ vim.fn.json_encode(codes) }, vim.env.RESULT)
vim.cmd('qa!')
