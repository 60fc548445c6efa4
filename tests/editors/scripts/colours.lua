vim.cmd('source ' .. vim.env.SCRIPTS .. '/colours.vim')
