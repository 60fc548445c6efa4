-- The report of `:checkhealth meshc`.

vim.cmd('checkhealth meshc')
vim.cmd('write! ' .. vim.env.RESULT)
vim.cmd('qa!')
