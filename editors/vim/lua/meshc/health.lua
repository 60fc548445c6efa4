-- `:checkhealth meshc`

local M = {}

--- Neovim 0.7 has functions of Vim script for this, and 0.10 renamed those of Lua.
local function report(kind, ...)
  local health = vim.health or {}
  local say = health[kind] or health['report_' .. kind] or vim.fn['health#report_' .. kind]
  say(...)
end

function M.check()
  report('start', 'meshc')
  local command = require('meshc').command()
  if vim.fn.executable(command[1]) ~= 1 then
    report('error', command[1] .. ' is not found', { "pip install 'meshc[lsp]'" })
    return
  end
  report('ok', ('%s is %s'):format(command[1], vim.fn.exepath(command[1])))
  local version = vim.fn.systemlist({ command[1], '--version' })
  report('info', version[1] or 'it does not tell its version')
  if vim.g.meshc_lsp == false then
    report('warn', 'vim.g.meshc_lsp is false: the server does not start by itself')
  end
end

return M
